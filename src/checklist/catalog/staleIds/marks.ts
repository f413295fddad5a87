import { hostOf } from '../../../logik/environmentUrl.ts';
import { SALESFORCE_DOMAINS } from '../../../salesforce/domains.ts';
import { idSuffix } from '../../../salesforce/spelling.ts';

/** The objects whose IDs a refresh replaces: organization, user, profile, product, price book, price book entry. */
const PREFIXES = ['00D', '005', '00e', '01t', '01s', '01u'];

/** Length of the case-sensitive ID; the longer form adds a checksum of three characters. */
const SHORT = 15;

export const shortOf = (id: string): string => id.slice(0, SHORT);

export const isOrgId = (id: string): boolean => id.startsWith('00D');

const ID_TOKEN = new RegExp(
  `(?<![A-Za-z0-9])(?:${PREFIXES.join('|')})[A-Za-z0-9]{${SHORT - 3}}(?:[A-Za-z0-9]{3})?(?![A-Za-z0-9])`,
  'g'
);

const isId = (token: string): boolean => token.length === SHORT || token.slice(SHORT) === idSuffix(shortOf(token));

/** Domains whose hosts are recognised without a scheme in front, for nobody else can have one there. */
const OWN_DOMAINS = [...SALESFORCE_DOMAINS, 'logik.io', 'logik.ai', 'service-now.com'];

const HOST = '([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)';

/** The host of a URL, which may carry a username and a password. */
const IN_URL = new RegExp(`(https?|wss?)://(?:[^\\s/?#"'<>,;]*@)?${HOST}(?![a-z0-9_-])(?::(\\d{1,5}))?`, 'gi');

/** The same for a URL that stands, encoded, in the query of another one. */
const IN_QUERY = new RegExp(`(https?|wss?)%3A%2F%2F${HOST}(?![a-z0-9_-])(?:%3A(\\d{1,5}))?`, 'gi');

const domains = OWN_DOMAINS.map((domain) => domain.replaceAll('.', '\\.')).join('|');
const BARE = new RegExp(`(?<![a-z0-9.-])(?:[a-z0-9-]+\\.)+(?:${domains})(?![a-z0-9-]|\\.[a-z0-9])(?::\\d{1,5})?`, 'gi');

/** `%2F` is a slash: an ID or a host inside a URL's query is spelled that way. */
const decoded = (value: string): string =>
  value.replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

/** What may be an ID, and what may be a host, in a text. Nothing else of the text is kept. */
export type Marks = { ids: string[]; hosts: string[] };

const hostsOfUrls = (value: string): Array<string | null> =>
  [IN_URL, IN_QUERY]
    .flatMap((pattern) => [...value.matchAll(pattern)])
    .map(([, scheme, host, port = '']) => {
      const plain = /^(http|ws)$/i.test(scheme);
      return hostOf(`${plain ? 'http' : 'https'}://${host}${port && `:${port}`}`);
    });

/**
 * Finds IDs and host names in a text. A word of 18 characters is an ID only where its checksum is right; a host is one
 * in a URL, or one below a domain of Salesforce or Logik.
 */
export const marksIn = (value: string): Marks => {
  const text = decoded(value);
  const ids = [...text.matchAll(ID_TOKEN)].map(([token]) => token).filter(isId);
  const bare = [...text.matchAll(BARE)].map(([host]) => hostOf(host));
  const hosts = [...hostsOfUrls(value), ...bare].filter((host) => host !== null);
  return { ids: [...new Set(ids)], hosts: [...new Set(hosts)] };
};
