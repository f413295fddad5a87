import { ScenarioError } from '../scenario/error.ts';
import { sandboxUsername } from '../scenario/inherit.ts';
import type { OrgBuilder } from '../scenario/orgBuilder.ts';
import type { OrgStore } from '../store/orgStore.ts';

/** The connected app with which Logik's sync logs in. */
export const SYNC_APP = 'Logik API User Connected App';

/** What came of one sync; `brought` counts rows by object. */
export type SyncReport = {
  at: string;
  ok: boolean;
  problem: string | null;
  brought: { [object: string]: number };
};

/** The user that an environment syncs as, and the org that this user's refresh token is for. */
export type RefreshTokenUser = { orgId: string; userId: string; username: string };

/** How an environment is connected to an org. The last pull is remembered over every change of the user. */
export class Connection {
  public user: RefreshTokenUser | null = null;
  /** When the latest pull began, in milliseconds; rows that were changed before it are never asked for again. */
  public lastPull: number | null = null;
  public readonly syncs: SyncReport[] = [];

  /** A connection that has pulled everything from an org; the user, unless named, is who has the sync app's token. */
  public static of(sandbox: OrgBuilder, username: string | undefined): Connection {
    const connection = new Connection();
    connection.lastPull = sandbox.store.now().getTime();
    const tokens = sandbox.loaded('OauthToken').filter((row) => row['AppName'] === SYNC_APP);
    const userId = username === undefined ? tokens[0]?.['UserId'] : userNamed(sandbox, username);
    if (typeof userId === 'string') connection.user = userIn(sandbox.store, userId);
    return connection;
  }
}

/** A user of the sandbox, who may be named as in production. */
function userNamed(sandbox: OrgBuilder, username: string): string {
  const twin = sandboxUsername(username, sandbox.part.sandboxName ?? '');
  const id = sandbox.find('User', username) ?? sandbox.find('User', twin);
  if (id === undefined)
    throw new ScenarioError('/logik/refreshTokenUser', `names no user of the sandbox: "${username}"`);
  return id;
}

/** Somebody of an org, as the refresh token user. */
export function userIn(org: OrgStore, userId: string): RefreshTokenUser {
  const username = String(org.table('User').get(userId)?.['Username']);
  return { orgId: org.facts.orgId, userId, username };
}
