import { emailDomain } from '../metadata/emailParts.ts';
import { sourceMember } from '../schema/development.ts';
import type { OrgStore } from '../store/orgStore.ts';

/** Jobs that belong to a schedule come with it; what else ran in the source ran there. */
const SCHEDULED = 'ScheduledApex';

/** What a fresh copy does not have from its source: jobs that ran there, its mail domain; and source tracking begins. */
export function refreshSetup(copy: OrgStore, old: OrgStore): void {
  if (old.object('SourceMember')) copy.define(sourceMember);
  const jobs = copy.table('AsyncApexJob');
  for (const job of [...jobs.rows()]) if (job['JobType'] !== SCHEDULED) jobs.remove(job.Id, false, '');
  const addresses = copy.table('EmailServicesAddress');
  for (const address of [...addresses.rows()])
    addresses.put({ ...address, EmailDomainName: emailDomain(copy.facts.orgId) });
}
