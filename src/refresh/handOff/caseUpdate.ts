import { join } from 'node:path';
import { TBD } from '../../checklist/answers/index.ts';
import { ownUrl, type TenantFacts } from '../../checklist/connection/logikTenant/facts.ts';
import { mayBeProduction } from '../../checklist/shared/production.ts';
import { hostOf } from '../../logik/environmentUrl.ts';
import { fittest } from '../../checklist/people/provisioningUser/index.ts';
import type { RefreshTokenUserFacts } from '../../checklist/people/refreshTokenUser/facts.ts';
import type { ItemId } from '../../checklist/item.ts';
import type { UserFacts } from '../../checklist/shared/users/facts.ts';
import { matchUser } from '../../checklist/shared/users/match.ts';
import type { SandboxNames } from '../../checklist/shared/users/facts.ts';
import { fillTemplate } from '../../report/templates.ts';
import { loadText } from '../../text.ts';
import { factsOf } from '../directory/baseline.ts';
import type { ContentFile } from '../directory/files.ts';
import { ownershipIn } from '../judge/ownership.ts';
import type { Session, View } from '../judge/session.ts';

/** The update of the case, beside the case. */
export const CASE_UPDATE = 'support-case-update.md';

const text = loadText('support-case');

type WithUsers = { users: UserFacts[] } | undefined;

/** The lines that the update tells of. */
const TOLD = ['logik-tenant', 'provisioning-user', 'refresh-token-user', 'logik-admin-users'] satisfies ItemId[];

/** Whether everything was looked at that the update tells: one with holes must not replace one without. */
export const knowsCase = ({ readings }: View): boolean => TOLD.every((id) => readings[id] !== undefined);

/** The username a user has now; said in words where nobody could be matched. */
const present = (
  username: string,
  users: readonly UserFacts[],
  names: SandboxNames,
  recorded: readonly UserFacts[]
): string => {
  const before = recorded.find((user) => user.username.toLowerCase() === username.toLowerCase());
  const match = matchUser(username, users, names, before);
  return match.kind === 'found' ? match.user.username : text.get('user.lost', { username });
};

/**
 * Whether the refreshed sandbox still names production's environment, as the source org told or as it must be after a
 * refresh; where neither is known, a host of production's sector is taken for it.
 */
const namesProduction = (session: Session, readings: View['readings']): boolean => {
  const host = hostOf(ownUrl(factsOf(readings, 'logik-tenant') as TenantFacts | undefined, 'administrationUrl'));
  return (
    host !== null && mayBeProduction(ownershipIn(readings, { ...session, past: session.past() }, session.kept), host)
  );
};

/** The update of the support case that line 9 of the checklist asks for: the new org ID and everything renamed. */
export const caseUpdateFile = async (session: Session, { readings }: View): Promise<ContentFile> => {
  const { answers, baseline, identity, directory } = session;
  const names = { before: baseline.org.sandboxName, now: identity.sandboxName };
  const tenant = factsOf(readings, 'logik-tenant') as TenantFacts | undefined;
  const usersIn = (from: View['readings'], id: string): UserFacts[] => (factsOf(from, id) as WithUsers)?.users ?? [];
  const usersOf = (id: string): UserFacts[] => usersIn(readings, id);
  const recorded = factsOf(baseline.items, 'refresh-token-user') as RefreshTokenUserFacts | undefined;
  const syncUser = answers.logik.refreshTokenUser ?? recorded?.username ?? null;
  const provisioning = fittest(usersOf('provisioning-user').filter(({ isActive }) => isActive));
  const path = join(directory, CASE_UPDATE);
  const sandboxName = identity.sandboxName ?? identity.name;
  if (namesProduction(session, readings))
    return { path, content: `${text.list('doNotSend.update', { sandbox: sandboxName }).join('\n\n')}\n` };
  const content = await fillTemplate('support-case-update.md', {
    sandbox: sandboxName,
    newOrgId: identity.orgId,
    oldOrgId: baseline.org.orgId,
    myDomain: identity.myDomain ?? TBD,
    instance: identity.instanceName ?? TBD,
    environmentUrl: ownUrl(tenant, 'administrationUrl') ?? TBD,
    provisioningUser: provisioning?.username ?? TBD,
    refreshTokenUser:
      syncUser === null ? TBD : present(syncUser, usersOf('refresh-token-user'), names, recorded?.users ?? []),
    adminUsers: answers.logik.adminUsers.map((username) => ({
      before: username,
      now: present(username, usersOf('logik-admin-users'), names, usersIn(baseline.items, 'logik-admin-users')),
    })),
  });
  return { path, content };
};
