import type { Answers } from '../../checklist/answers/index.ts';
import { finding } from '../../checklist/finding.ts';
import type { Finding } from '../../checklist/item.ts';
import { hostsIn, ownUrl, URL_ROLES, type TenantFacts } from '../../checklist/connection/logikTenant/facts.ts';
import { desiredUrl } from '../../checklist/connection/logikTenant/lines.ts';
import { pageHosts } from '../../checklist/shared/production.ts';
import type { OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import { hostOf, isLoopback, looksLikeProduction } from '../../logik/environmentUrl.ts';
import { loadText } from '../../text.ts';
import { factsOf, type Baseline, type Reading } from '../directory/baseline.ts';

const text = loadText('support-case');

/** Whose Logik environment a host is, as far as anybody can tell before the refresh. */
type Owner = 'sandbox' | 'production' | 'unknown';

/** What is known of production, where its org was asked. */
type Production = {
  org: OrgIdentity | null;
  hosts: ReadonlySet<string>;
  /** Whether that is all that production names: a part of it says nothing of other hosts. */
  toldAll: boolean;
};

/**
 * What keeps a support case from being sent: `production`, it would name production's environment; `unknown`, nobody can
 * tell yet whether it would.
 */
export type Objection = {
  owner: 'production' | 'unknown';
  what: 'current' | 'next' | 'myDomain' | 'orgId';
  host: string;
};

/** `<tenant>.test01.logik.io`, `<tenant>.demo01.logik.io`: sectors that Logik documents beside production's. */
const SANDBOX_SECTOR = /\.(test|demo)\d*\.logik\.(io|ai)$/i;

const isOwnMachine = (host: string): boolean => URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`));

const ownerOf = (host: string, { hosts, toldAll }: Production, vouched: ReadonlyArray<string | null>): Owner => {
  if (hosts.has(host)) return 'production';
  // The source org named another environment as its own.
  if (toldAll || isOwnMachine(host)) return 'sandbox';
  if (looksLikeProduction(host)) return 'unknown';
  return SANDBOX_SECTOR.test(host) || vouched.includes(host) ? 'sandbox' : 'unknown';
};

/**
 * What the source org told, now or to an earlier prepare: the hosts of its Logik Tenant and of its configurator. Another
 * sandbox that somebody named tells nothing of production.
 */
export const productionOf = (
  production: { org: OrgIdentity; items: Readonly<Record<string, Reading>> } | null | undefined
): Production => {
  if (!production || production.org.isSandbox) return { org: null, hosts: new Set(), toldAll: false };
  const theirs = hostsIn(factsOf(production.items, 'logik-tenant') as TenantFacts | undefined);
  const launched = pageHosts(factsOf(production.items, 'external-configurator'));
  return { org: production.org, hosts: new Set([...theirs, ...launched]), toldAll: theirs.length > 0 };
};

/** The host of the environment that the sandbox is connected to, as a case names it; null where it names none. */
export const currentHost = (now: TenantFacts | undefined): string | null =>
  hostOf(ownUrl(now, 'administrationUrl')) ?? hostOf(ownUrl(now, 'runtimeUrl'));

/** The hosts of which somebody said that they are the sandbox's own: an org may name one for each of its URLs. */
export const vouchedHosts = ({ logik: { currentHost: said } }: Answers): string[] =>
  hostsOf(Array.isArray(said) ? said : [said]);

const hostsOf = (urls: ReadonlyArray<string | null | undefined>): string[] => [
  ...new Set(urls.map(hostOf).filter((host) => host !== null)),
];

/**
 * Everything in a case that is production's, or may be: the environment as it is and as it is to be, My Domain and the
 * organization ID as they are announced. Production's org is asked, or was asked earlier; where it was not, a host of
 * the sectors that Logik documents for sandboxes is a sandbox's, a host of the production sector may be production's
 * whatever people say, and of any other host somebody has to say that it is the sandbox's own.
 */
export const objectionsTo = (now: TenantFacts | undefined, answers: Answers, production: Production): Objection[] => {
  const { newHost, runtimeUrl, administrationUrl } = answers.logik;
  const next = [newHost, runtimeUrl, administrationUrl].map(hostOf);
  const current = hostsOf(URL_ROLES.map((role) => ownUrl(now, role)));
  const wanted = hostsOf(URL_ROLES.map((role) => desiredUrl(answers, now, role))).filter(
    (host) => !current.includes(host)
  );
  const judged = (
    what: 'current' | 'next',
    hosts: readonly string[],
    words: ReadonlyArray<string | null>
  ): Objection[] =>
    hosts.flatMap((host) => {
      const owner = ownerOf(host, production, words);
      return owner === 'sandbox' ? [] : [{ owner, what, host }];
    });
  const { org } = production;
  const { newMyDomain, newOrgId } = answers.refresh;
  const domain = hostOf(newMyDomain);
  return [
    ...judged('current', current, [...vouchedHosts(answers), ...next]),
    ...judged('next', wanted, next),
    ...(org && domain !== null && domain === hostOf(org.myDomain)
      ? [{ owner: 'production', what: 'myDomain', host: domain } as const]
      : []),
    ...(org && sameOrgId(newOrgId, org.orgId) ? [{ owner: 'production', what: 'orgId', host: newOrgId } as const] : []),
  ];
};

/** The same of what prepare recorded. */
export const objectionsIn = (
  { items, production }: Pick<Baseline, 'items' | 'production'>,
  answers: Answers
): Objection[] => {
  const now = factsOf(items, 'logik-tenant') as TenantFacts | undefined;
  return objectionsTo(now, answers, productionOf(production));
};

/**
 * The findings that go with them. They come after the waivers, for nobody can accept that a case names production: a
 * failure where it would, a step for people where nobody can tell.
 */
export const objectionFindings = (objections: readonly Objection[]): Finding[] =>
  objections.map(({ owner, what, host }) =>
    finding(
      what === 'myDomain' || what === 'orgId' ? 'org-identity' : 'logik-tenant',
      text.get(`target.${what}`),
      owner === 'production' ? 'fail' : 'manual',
      {
        severity: owner === 'production' ? 'critical' : 'normal',
        actual: host,
        hint: text.get(
          owner === 'production' ? `hint.${what}` : looksLikeProduction(host) ? 'hint.sector' : 'hint.unknown',
          { host, flag: what === 'next' ? '--new-host' : '--current-host' }
        ),
      }
    )
  );

/**
 * What stands where the case would stand: an earlier one must not stay there as if it could still be sent. It names no
 * environment, for it must not be mistaken for a case that does.
 */
export const doNotSend = (objections: readonly Objection[], sandbox: string): string | undefined => {
  if (objections.length === 0) return undefined;
  const certain = objections.some(({ owner }) => owner === 'production');
  return `${text.list(certain ? 'doNotSend.production' : 'doNotSend.unknown', { sandbox }).join('\n\n')}\n`;
};
