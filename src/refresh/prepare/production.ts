import type { Answers } from '../../checklist/answers/index.ts';
import { finding } from '../../checklist/finding.ts';
import { checklist } from '../../checklist/index.ts';
import type { Finding } from '../../checklist/item.ts';
import { hostsIn, type TenantFacts } from '../../checklist/connection/logikTenant/facts.ts';
import { readOrgIdentity, type OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import { cloneOf } from '../../checklist/shared/copies/facts.ts';
import { readSourceRecord } from '../../checklist/shared/copies/read.ts';
import { mayBeProduction } from '../../checklist/shared/production.ts';
import { hasKnownHost, hostOf } from '../../logik/environmentUrl.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { loadText, reasonOf } from '../../text.ts';
import { factsOf, type Baseline } from '../directory/baseline.ts';
import { carriedOver, keepEarlier } from './earlierReadings.ts';
import { gather } from '../judge/gather.ts';
import { ownershipBefore } from '../judge/ownership.ts';
import { contextFor, namesOf } from '../judge/readContext.ts';
import type { Lines } from '../judge/selection.ts';

const text = loadText('refresh');

/** The production org that the sandbox is copied from, where somebody named it. */
type Source = { org: OrgReader; source?: OrgReader; directory: string; today: string };

/** Whether production's environment will be recognised, and whether the sandbox has it already by the look of it. */
export const surveyProduction = (baseline: Baseline, { source }: Source, answers: Answers): Finding[] => {
  const tenant = factsOf(baseline.items, 'logik-tenant') as TenantFacts | undefined;
  const ownership = ownershipBefore(baseline, answers);
  const suspects = hostsIn(tenant).filter((host) => !ownership.of(host).production && mayBeProduction(ownership, host));
  const { production } = baseline;
  return [
    ...suspects.map((host) =>
      finding('logik-tenant', text.get('target.host', { host }), 'warn', {
        actual: host,
        hint: text.get('hint.looksLikeProduction'),
      })
    ),
    ...(production?.org.isSandbox
      ? [
          finding('logik-tenant', text.get('target.production'), 'warn', {
            actual: production.org.sandboxName ?? production.org.name,
            hint: text.get('hint.sourceIsSandbox', { name: production.org.sandboxName ?? production.org.name }),
          }),
        ]
      : []),
    ...(source || production
      ? []
      : [finding('logik-tenant', text.get('target.production'), 'warn', { hint: text.get('hint.noSourceOrg') })]),
  ];
};

/** Hosts that people named, and that no Logik environment is known to have: possible, and worth a second look. */
export const surveyAnsweredHosts = ({ logik: { newHost, runtimeUrl, administrationUrl } }: Answers): Finding[] => {
  const hosts = new Set([newHost, runtimeUrl, administrationUrl].map(hostOf).filter((host) => host !== null));
  return [...hosts]
    .filter((host) => !hasKnownHost(`https://${host}`))
    .map((host) =>
      finding('logik-tenant', text.get('target.answered', { host }), 'warn', {
        actual: host,
        hint: text.get('hint.unknownSuffix', { host }),
      })
    );
};

/** What an earlier prepare learnt of production: a run without --source-org does not forget it. */
export const earlierProduction = (earlier: Baseline | undefined): Baseline['production'] =>
  earlier?.production
    ? {
        ...earlier.production,
        items: carriedOver({ items: earlier.production.items, preparedAt: earlier.preparedAt }),
      }
    : null;

/** What must not turn up in the sandbox later: the source org's identity and Logik settings. */
export const readProduction = async (
  options: Source,
  answers: Answers,
  target: OrgIdentity,
  { salt, earlier, selected }: { salt: string; earlier: Baseline | undefined; selected: Lines }
): Promise<{ production: Baseline['production']; findings: Finding[] }> => {
  const { source } = options;
  if (!source) return { production: null, findings: [] };
  const identity = await readOrgIdentity(source);
  if (sameOrgId(identity.orgId, target.orgId))
    throw text.error('SourceIsTarget', { label: source.label, orgId: identity.orgId });
  const same =
    earlier?.production && sameOrgId(earlier.production.org.orgId, identity.orgId)
      ? { items: earlier.production.items, preparedAt: earlier.preparedAt }
      : undefined;
  // Another org than before, or the first one: what it tells of one line alone would not tell whose it is.
  const lines = (same ? selected.read : checklist).filter(({ compareWithSource }) => compareWithSource);
  const [{ readings, errors }, record] = await Promise.all([
    gather(lines, contextFor(source, answers, identity, { salt, directory: options.directory, today: options.today })),
    identity.isSandbox ? null : readSourceRecord({ org: options.org, source, names: namesOf(target) }),
  ]);
  const findings = [...errors].map(([id, error]) =>
    finding(id, text.get('target.source', { label: source.label }), 'warn', {
      actual: text.get('actual.unreadable'),
      hint: reasonOf(error),
    })
  );
  const kept = keepEarlier(lines, readings, same, text.get('target.earlierSource', { label: source.label }));
  return {
    production: {
      org: identity,
      cloneOf: cloneOf(record),
      items: { ...(same && carriedOver(same)), ...kept.readings },
    },
    findings: [...findings, ...kept.findings],
  };
};
