import { hostOf } from '../../../logik/environmentUrl.ts';
import type { ReadContext } from '../../item.ts';
import { ownUrl, type TenantFacts, type UrlRole } from '../../connection/logikTenant/facts.ts';
import { gatherTenant } from '../../connection/logikTenant/gather.ts';
import { desiredUrl } from '../../connection/logikTenant/lines.ts';
import type { Renamed } from './facts.ts';

const ROLES: readonly UrlRole[] = ['administrationUrl', 'runtimeUrl'];

/**
 * The hosts of the environment that the sandbox was connected to and will not be, each with its successor. None where
 * the environment stays; null where nobody recorded what it was.
 */
export const givenUp = async (context: ReadContext): Promise<Renamed[] | null> => {
  const { answers, recorded } = context;
  const before = recorded ? (recorded('logik-tenant') as TenantFacts | undefined) : await gatherTenant(context);
  if (before === undefined) return null;
  const pairs = ROLES.map((role) => ({
    old: hostOf(ownUrl(before, role)),
    now: hostOf(desiredUrl(answers, before, role)),
  }));
  const staying = new Set(pairs.map(({ now }) => now));
  const hosts = new Map<string, string | null>();
  for (const { old, now } of pairs) {
    if (old !== null && !staying.has(old) && !hosts.has(old)) hosts.set(old, now);
  }
  return [...hosts].map(([old, now]) => ({ old, now }));
};

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Characters of a path; what stands behind `?` or `#` may be a secret. */
const PATH = '(?:/(?:[\\w.~-]|%[0-9a-f]{2}|/)*)?';

/**
 * A host in a text, with scheme and path: whole, so that `acme.logik.io` is not found in `my-acme.logik.io`, and with
 * its port. In the query of another URL it stands encoded; in JSON its slashes may be escaped.
 */
const patternOf = (host: string): RegExp => {
  const begin = '(?:(?:https?|wss?)://(?:[^\\s/@"\'<>]{0,200}@)?|(?<![a-z0-9.-])|(?<=%2f))';
  const standard = /:\d+$/.test(host) ? '' : '(?::443)?';
  const end = '(?![a-z0-9_-]|\\.[a-z0-9]|:\\d)';
  return new RegExp(`${begin}${literally(host)}${standard}${end}${PATH}`, 'gi');
};

/** Where a text names one of the hosts, and how. */
export type Mention = {
  line: number;
  texts: string[];
  /** The whole text is a URL of such a host: what repoint can put right. */
  isUrl: boolean;
};

export type Finder = (text: string) => Mention | undefined;

/** How many spellings of one place are kept, and how much of each. */
const SPELLINGS = 5;
const LONGEST = 200;

/** Without a login in front, which is a secret, and without the end of the sentence that it stands in. */
const bare = (text: string): string => text.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1').replace(/\.+$/, '');

/** Looks for hosts in texts, without regard to case. */
export const finder = (hosts: readonly string[]): Finder => {
  const patterns = hosts.map(patternOf);
  return (text) => {
    const found = patterns
      .flatMap((pattern) => [...text.matchAll(pattern)])
      .sort((one, other) => one.index - other.index);
    if (found.length === 0) return undefined;
    const texts = new Set(found.map(([whole]) => bare(whole).slice(0, LONGEST)));
    return {
      line: text.slice(0, found[0].index).split('\n').length,
      texts: [...texts].slice(0, SPELLINGS),
      isUrl: /^https?:\/\//i.test(text) && hosts.includes(hostOf(text) ?? ''),
    };
  };
};

/** The text as it is to be; null where nobody told the successor yet. */
export const proposal = (text: string, hosts: readonly Renamed[]): string | null => {
  for (const { old, now } of hosts) {
    const at = text.toLowerCase().indexOf(old.toLowerCase());
    if (at < 0) continue;
    if (now === null) return null;
    const behind = text.slice(at + old.length).replace(/^:443(?!\d)/, '');
    return `${text.slice(0, at).replace(/^http:/i, 'https:')}${now}${behind}`;
  }
  return null;
};
