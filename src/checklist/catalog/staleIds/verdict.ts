import { hostOf } from '../../../logik/environmentUrl.ts';
import { instanceHostOf, siblingsOf } from '../../../salesforce/domains.ts';
import { ownershipIn } from '../../shared/environments.ts';
import type { Situation } from '../../item.ts';
import type { OrgIdentity } from '../../identity/orgIdentity/facts.ts';
import { sameOrgId } from '../../identity/orgIdentity/ids.ts';
import type { StaleIdsFacts } from './facts.ts';
import { isOrgId, shortOf } from './marks.ts';

export type ScanSituation = Situation<StaleIdsFacts>;

/** Something that must not stand anywhere any more, and what it is now; null where nobody knows, or where it is gone. */
export type Stale = { old: string; now: string | null; production: boolean };

type Verdict = Omit<Stale, 'old'>;
type Judge = (host: string) => Verdict | undefined;

const instanceHost = ({ instanceName, myDomain, instanceUrl }: OrgIdentity): string | null =>
  instanceName === null ? null : instanceHostOf(instanceName, myDomain ?? instanceUrl);

const hostsOf = (urls: ReadonlyArray<string | null | undefined>): string[] =>
  urls.map(hostOf).filter((host) => host !== null);

/** Judges host names by what the org and the Logik environment were called before, and are now. */
const hostJudge = (situation: ScanSituation): Judge => {
  const { before, org, environment, runtimeUrl, foreign } = situation;
  const { of } = ownershipIn(situation);
  const myDomain = hostOf(org.now.myDomain ?? org.now.instanceUrl);
  const current = new Set([...hostsOf([org.now.myDomain, org.now.instanceUrl, environment, runtimeUrl])]);
  const old = new Map<string, string | null>();
  const learn = (was: string | null | undefined, is: string | null): void => {
    const host = hostOf(was);
    if (host !== null && !current.has(host)) old.set(host, is);
  };
  if (instanceHost(org.before) !== instanceHost(org.now)) learn(instanceHost(org.before), myDomain);
  learn(org.before.instanceUrl, hostOf(org.now.instanceUrl));
  learn(org.before.myDomain, myDomain);
  learn(before?.environments?.runtimeUrl, hostOf(runtimeUrl));
  learn(before?.environments?.administrationUrl, hostOf(environment));

  const wasSibling = siblingsOf(hostOf(org.before.myDomain), hostOf(org.now.myDomain));
  const production = hostOf(foreign?.org?.myDomain);
  const isProductions = siblingsOf(production, hostOf(org.now.myDomain));
  const moved = hostOf(org.before.myDomain) !== hostOf(org.now.myDomain);

  return (host) => {
    if (of(host).production) {
      const wanted = hostOf(environment);
      return { now: wanted === host ? null : wanted, production: true };
    }
    if (current.has(host)) return undefined;
    if (host === production) return { now: myDomain, production: true };
    const ours = isProductions(host);
    if (ours !== undefined) return { now: ours, production: true };
    const known = old.get(host) ?? (moved ? wasSibling(host) : undefined);
    return known !== undefined || old.has(host) ? { now: known ?? null, production: false } : undefined;
  };
};

const idJudge =
  ({ now, org, foreign }: ScanSituation): Judge =>
  (id) => {
    if (!isOrgId(id)) {
      const was = now.former[shortOf(id)];
      return was && { now: was.newId, production: false };
    }
    const is = (other: string | undefined): boolean => other !== undefined && sameOrgId(other, id);
    if (is(org.now.orgId)) return undefined;
    if (is(foreign?.org?.orgId)) return { now: org.now.orgId, production: true };
    return is(org.before.orgId) ? { now: org.now.orgId, production: false } : undefined;
  };

/** Judges IDs and hosts: what of them is stale, in their order. */
export const judgeMarks = (situation: ScanSituation): ((marks: readonly string[]) => Stale[]) => {
  const [byId, byHost] = [idJudge(situation), hostJudge(situation)];
  return (marks) =>
    marks.flatMap((old): Stale[] => {
      const verdict = byId(old) ?? byHost(old);
      return verdict ? [{ old, ...verdict }] : [];
    });
};
