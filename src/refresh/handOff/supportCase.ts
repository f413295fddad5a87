import { TBD, type Answers } from '../../checklist/answers/index.ts';
import { desiredUrl } from '../../checklist/connection/logikTenant/lines.ts';
import { ownUrl, type TenantFacts } from '../../checklist/connection/logikTenant/facts.ts';
import type { OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import { fittest } from '../../checklist/people/provisioningUser/index.ts';
import type { UserFacts } from '../../checklist/shared/users/facts.ts';
import { hostOf } from '../../logik/environmentUrl.ts';
import { loadText } from '../../text.ts';
import type { Baseline } from '../directory/baseline.ts';
import { factsOf } from '../directory/baseline.ts';
import { newEnvironment, type NewEnvironment } from './newEnvironment.ts';

const text = loadText('support-case');

/** What the templates of the case and of the ticket call `it`: every value is said, unknown ones as TBD. */
export type SupportCase = {
  sandbox: string;
  organization: string;
  request: string;
  environmentUrl: string;
  refreshDate: string;
  dataStrategy: string;
  newOrgId: string;
  orgId: string;
  myDomain: string;
  currentMyDomain: string;
  adminUsers: string[];
  hostName: string;
  provisioningUser: string;
  source: string;
  /** Absent where the environment is kept. */
  newEnvironment?: NewEnvironment;
};

const provisioningUsername = (baseline: Baseline): string => {
  const facts = factsOf(baseline.items, 'provisioning-user') as { users: UserFacts[] } | undefined;
  return fittest(facts?.users ?? [])?.username ?? TBD;
};

const tenantOf = (baseline: Baseline): TenantFacts | undefined =>
  factsOf(baseline.items, 'logik-tenant') as TenantFacts | undefined;

const environmentUrls = (facts: TenantFacts | undefined): string => {
  const urls = [ownUrl(facts, 'runtimeUrl'), ownUrl(facts, 'administrationUrl')].filter((url) => url !== null);
  return [...new Set(urls)].join(', ') || TBD;
};

/** Said as planned: repoint sets this host, and a decommissioned environment's successor is TBD until it is told. */
const hostName = (answers: Answers, facts: TenantFacts | undefined): string => {
  const current = hostOf(ownUrl(facts, 'administrationUrl'));
  const host = hostOf(desiredUrl(answers, facts, 'administrationUrl'));
  if (host === null) return TBD;
  return text.get(host === current ? 'host.stays' : 'host.changes', { host });
};

const sourceOf = (baseline: Baseline, { refresh: { sourceOrg } }: Answers): string => {
  const { production } = baseline;
  const clone = production?.cloneOf ?? null;
  if (production && clone !== null) return text.get('source.clone', { name: clone, organization: production.org.name });
  if (production) return `${production.org.name} (${production.org.orgId})`;
  return sourceOrg ?? text.get('source.production');
};

const sandboxOf = ({ sandboxName, name }: OrgIdentity): string => sandboxName ?? name;

/** The eight items that the vendor asks for, and what the ticket form needs, from the facts and the answers. */
export const supportCase = (baseline: Baseline, answers: Answers): SupportCase => {
  const { org } = baseline;
  const { date, dataStrategy, newOrgId, newMyDomain } = answers.refresh;
  const current = org.myDomain ?? TBD;
  const tenant = tenantOf(baseline);
  return {
    sandbox: sandboxOf(org),
    organization: org.name,
    request: text.get(`request.${dataStrategy}`),
    environmentUrl: environmentUrls(tenant),
    refreshDate: date,
    dataStrategy: text.get(`dataStrategy.${dataStrategy}`),
    newOrgId,
    orgId: org.orgId,
    myDomain:
      newMyDomain === null
        ? text.get('myDomain.stays', { url: current })
        : text.get('myDomain.changes', { url: newMyDomain }),
    currentMyDomain: current,
    adminUsers: answers.logik.adminUsers.length > 0 ? answers.logik.adminUsers : [TBD],
    hostName: hostName(answers, tenant),
    provisioningUser: provisioningUsername(baseline),
    source: sourceOf(baseline, answers),
    ...(dataStrategy === 'decommission'
      ? { newEnvironment: newEnvironment(baseline, ownUrl(tenant, 'administrationUrl')) }
      : {}),
  };
};
