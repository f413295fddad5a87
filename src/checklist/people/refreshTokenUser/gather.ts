import { LOGIK_LIKE, mentionsLogik } from '../../../logik/names.ts';
import { isItemError } from '../../../salesforce/errors.ts';
import { soql } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import type { ReadContext } from '../../item.ts';
import { tenantNamespace } from '../../connection/logikTenant/discover.ts';
import { isOwnLogin } from '../../environment/syncEvidence/own.ts';
import { pullsOf } from '../../environment/syncEvidence/pulls.ts';
import { matchUser, mayBe } from '../../shared/users/match.ts';
import { readUsers } from '../../shared/users/read.ts';
import type { RefreshTokenUserFacts } from './facts.ts';
import { readMissingPermissions } from './permissions.ts';

/** "Logik API User Connected App" in the vendor's setup guide. */
const API_USER = /api.*user/i;

/** True for the app whose tokens are the sync's, and prove that Logik logged in, whichever name of the vendor it has. */
export const isSyncApp = (app: string): boolean => mentionsLogik(app) && API_USER.test(app);

type TokenRow = {
  AppName: string;
  UserId: string;
  LastUsedDate: string | null;
  UseCount: number | null;
  User?: { Username: string } | null;
};

/** Null instead of an error where this login may not see what was asked: unread is not the same as empty. */
const orNull = async <T>(reading: Promise<T>): Promise<T | null> => {
  try {
    return await reading;
  } catch (error) {
    if (isItemError(error)) return null;
    throw error;
  }
};

/** Whom the org's own tokens show as Logik's sync user, when exactly one user has such a token. */
const discoverUsername = async (org: OrgReader): Promise<string | null> => {
  const tokens = await orNull(org.query<TokenRow>('SELECT AppName, UserId, User.Username FROM OauthToken'));
  const usernames = new Set(
    (tokens ?? []).filter(({ AppName }) => isSyncApp(AppName)).map(({ User }) => User?.Username)
  );
  const [only] = usernames;
  return usernames.size === 1 ? (only ?? null) : null;
};

/** Who has a token of the sync's app, but for one user. */
const holdersOf = (tokens: readonly TokenRow[], userId: string): string[] => [
  ...new Set(
    tokens
      .filter(({ AppName, UserId }) => isSyncApp(AppName) && UserId !== userId)
      .map(({ User, UserId }) => User?.Username ?? UserId)
  ),
];

/** Reads who the sync user is, whether it can log in, what it lacks, and what Salesforce saw it do. */
export const gatherRefreshTokenUser = async (context: ReadContext): Promise<RefreshTokenUserFacts> => {
  const { org, answers, names } = context;
  const username = answers.logik.refreshTokenUser ?? (await discoverUsername(org));
  if (username === null) return { username, users: [], tokens: [], lastLogin: null, missing: [] };
  const users = await readUsers(org, mayBe(username, names));
  const match = matchUser(username, users, names);
  if (match.kind !== 'found') return { username, users, tokens: [], lastLogin: null, missing: [] };
  const { id, isAdmin } = match.user;
  const [tokens, others, logins, missing] = await Promise.all([
    orNull(
      org.query<TokenRow>(soql`SELECT AppName, UserId, LastUsedDate, UseCount FROM OauthToken WHERE UserId = ${id}`)
    ),
    orNull(
      org.query<TokenRow>(
        soql`SELECT AppName, UserId, User.Username FROM OauthToken WHERE UserId != ${id} AND (AppName LIKE ${LOGIK_LIKE[0]} OR AppName LIKE ${LOGIK_LIKE[1]})`
      )
    ),
    orNull(
      org.query<{ LoginTime: string }>(
        soql`SELECT LoginTime FROM LoginHistory WHERE UserId = ${id} ORDER BY LoginTime DESC LIMIT 1`
      )
    ),
    isAdmin
      ? []
      : orNull(
          tenantNamespace(org, answers.logik.tenant).then((namespace) => readMissingPermissions(org, id, namespace))
        ),
  ]);
  // Where nobody knows whose login this is, the jobs prove nothing: it is asked for none, as for its own.
  const isOwn = (): Promise<boolean> => isOwnLogin(context, match.user).catch(() => true);
  const isAsked = missing !== null && missing.length > 0 && !(await isOwn());
  const jobs = isAsked ? await orNull(org.bulkJobs()) : null;
  return {
    username,
    users,
    tokens:
      tokens
        ?.filter(({ AppName }) => mentionsLogik(AppName))
        .map(({ AppName, LastUsedDate, UseCount }) => ({ app: AppName, lastUsed: LastUsedDate, useCount: UseCount })) ??
      null,
    ...(others === null ? {} : { otherTokens: holdersOf(others, id) }),
    lastLogin: logins?.[0]?.LoginTime ?? null,
    missing,
    ...(jobs === null ? {} : { pulls: pullsOf(jobs, id) }),
  };
};
