import { TBD, type Answers } from '../checklist/answers.ts';
import { orgDefaultOf, urlIn, type TenantFacts } from '../checklist/logikTenant/facts.ts';
import type { OrgIdentity } from '../checklist/orgIdentity/facts.ts';
import type { UserFacts } from '../checklist/users/facts.ts';
import { hostOf } from '../logik/environmentUrl.ts';
import { loadText } from '../text.ts';
import type { Baseline } from './baseline.ts';
import { factsOf } from './baseline.ts';

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
};

const provisioningUsername = (baseline: Baseline): string => {
  const facts = factsOf(baseline.items, 'provisioning-user') as { users: UserFacts[] } | undefined;
  const [first] = [...(facts?.users ?? [])].sort((one, other) => Number(other.isActive) - Number(one.isActive));
  return first?.username ?? TBD;
};

const environmentUrls = (baseline: Baseline): string => {
  const facts = factsOf(baseline.items, 'logik-tenant') as TenantFacts | undefined;
  const row = orgDefaultOf(facts);
  const urls = [urlIn(facts, row, 'runtimeUrl'), urlIn(facts, row, 'administrationUrl')].filter((url) => url !== null);
  return [...new Set(urls)].join(', ') || TBD;
};

const hostName = ({ logik: { newHost } }: Answers, current: string): string =>
  newHost === null
    ? text.get('host.stays', { host: hostOf(current.split(', ')[0]) ?? TBD })
    : text.get('host.changes', { host: newHost });

const sourceOf = ({ production }: Baseline, { refresh: { sourceOrg } }: Answers): string => {
  if (production) return `${production.org.name} (${production.org.orgId})`;
  return sourceOrg ?? text.get('source.production');
};

const sandboxOf = ({ sandboxName, name }: OrgIdentity): string => sandboxName ?? name;

/** The eight items that the vendor asks for, and what the ticket form needs, from the facts and the answers. */
export const supportCase = (baseline: Baseline, answers: Answers): SupportCase => {
  const { org } = baseline;
  const { date, dataStrategy, newOrgId, newMyDomain } = answers.refresh;
  const current = org.myDomain ?? TBD;
  const environmentUrl = environmentUrls(baseline);
  return {
    sandbox: sandboxOf(org),
    organization: org.name,
    request: text.get(`request.${dataStrategy}`),
    environmentUrl,
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
    hostName: hostName(answers, environmentUrl),
    provisioningUser: provisioningUsername(baseline),
    source: sourceOf(baseline, answers),
  };
};
