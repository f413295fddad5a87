import type { Answers } from '../../checklist/answers/index.ts';
import { TBD } from '../../checklist/answers/index.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import type { OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import { loadText } from '../../text.ts';

const text = loadText('refresh');

/** By what an org was recognised as the one that a refresh directory belongs to. */
export type Recognition = { refreshed: boolean; by: 'org-id' | 'my-domain' | 'announced-org-id' };

const host = (url: string | null): string | null => (url === null ? null : new URL(url).host.toLowerCase());

/**
 * Whether an org is the one that was recorded. The same org ID: not refreshed yet. Another one: the same sandbox by its
 * name and My Domain (or the My Domain that was announced), or the org ID that was announced. Anything else is foreign.
 */
export const recognise = (recorded: OrgIdentity, now: OrgIdentity, answers: Answers): Recognition | undefined => {
  if (sameOrgId(recorded.orgId, now.orgId)) return { refreshed: false, by: 'org-id' };
  const { newOrgId, newMyDomain } = answers.refresh;
  if (newOrgId !== TBD && sameOrgId(newOrgId, now.orgId)) return { refreshed: true, by: 'announced-org-id' };
  const present = host(now.myDomain);
  const announced = present !== null && present === host(newMyDomain);
  const asBefore = present !== null && present === host(recorded.myDomain) && recorded.sandboxName === now.sandboxName;
  return announced || asBefore ? { refreshed: true, by: 'my-domain' } : undefined;
};

/** What was recognised, in one sentence for people. */
export const recognitionText = ({ by }: Recognition, recorded: OrgIdentity, now: OrgIdentity): string =>
  text.get(`recognised.${by}`, {
    sandbox: now.sandboxName ?? now.name,
    myDomain: now.myDomain ?? '',
    old: recorded.orgId,
    new: now.orgId,
  });

/**
 * The same, for commands that may not go on with a foreign org.
 *
 * @throws SfError ForeignOrgError
 */
export const recogniseOrRefuse = (
  { recorded, directory }: { recorded: OrgIdentity; directory: string },
  now: OrgIdentity,
  answers: Answers,
  label: string
): Recognition => {
  const recognition = recognise(recorded, now, answers);
  if (recognition) return recognition;
  const told = ({ name, sandboxName, orgId, myDomain }: OrgIdentity): string =>
    text.get('org.told', { name: sandboxName ?? name, orgId, myDomain: myDomain ?? text.get('org.noMyDomain') });
  throw text.error('ForeignOrg', { directory, label, recorded: told(recorded), now: told(now), orgId: now.orgId });
};

/**
 * Nothing that this plugin does is for a production org. There is no flag to override it.
 *
 * @throws SfError ProductionOrgError
 */
export const refuseProduction = (now: OrgIdentity, label: string): void => {
  if (!now.isSandbox) throw text.error('ProductionOrg', { label, name: now.name, orgId: now.orgId });
};
