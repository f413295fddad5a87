import type { SfRecord } from '../model.ts';
import { sandboxUsername } from '../scenario/inherit.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { bad } from './request.ts';

export type Welcome = {
  /** ID of the user who started the refresh. */
  refreshedBy: string;
  /** IDs of the members of the selective access group; undefined: no such group. */
  members: ReadonlySet<string> | undefined;
};

const INVALID = '.invalid';

/** Renames the users of a fresh copy, makes their e-mail addresses unusable, and freezes who is not let in. */
export function transformUsers(org: OrgStore, sandboxName: string, welcome: Welcome, taken: ReadonlySet<string>): void {
  const users = [...org.table('User').rows()];
  const used = new Set(taken);
  for (const user of users) {
    const letIn = user.Id === welcome.refreshedBy || welcome.members?.has(user.Id) === true;
    const username = freeUsername(sandboxUsername(String(user['Username']), sandboxName), used);
    used.add(username.toLowerCase());
    const email = String(user['Email']);
    const kept = letIn || email.endsWith(INVALID);
    org.table('User').put({ ...user, Username: username, Email: kept ? email : email + INVALID });
  }
  if (welcome.members === undefined) return;
  for (const user of users) {
    if (user.Id !== welcome.refreshedBy && !welcome.members.has(user.Id)) freeze(org, user.Id);
  }
}

/** Whether a user of an org can log in: active and not frozen. */
export function canLogIn(org: OrgStore, userId: string): boolean {
  return org.table('User').get(userId)?.['IsActive'] === true && loginOf(org, userId)?.['IsFrozen'] !== true;
}

/** The user of production that a username means, written as in production or as in the sandbox; 400 when nobody. */
export function productionUser(production: OrgStore, username: string, sandboxName: string): string {
  const wanted = username.toLowerCase();
  for (const user of production.table('User').rows()) {
    const known = String(user['Username']).toLowerCase();
    if (known === wanted || sandboxUsername(known, sandboxName) === wanted) return user.Id;
  }
  throw bad(`Production has no user ${username}.`);
}

/** Salesforce prepends characters and digits to a username that someone else already has. */
function freeUsername(username: string, used: ReadonlySet<string>): string {
  let free = username;
  for (let number = 1; used.has(free.toLowerCase()); number += 1) free = `u${number}${username}`;
  return free;
}

function freeze(org: OrgStore, userId: string): void {
  const login = loginOf(org, userId);
  if (login === undefined) org.load('UserLogin', { UserId: userId, IsFrozen: true });
  else org.table('UserLogin').put({ ...login, IsFrozen: true });
}

function loginOf(org: OrgStore, userId: string): SfRecord | undefined {
  for (const login of org.table('UserLogin').rows()) if (login['UserId'] === userId) return login;
  return undefined;
}
