import { attempt } from '../../shared/attempt.ts';
import type { ReadContext } from '../../item.ts';
import type { RefreshTokenUserFacts } from '../../people/refreshTokenUser/facts.ts';
import { isSyncApp } from '../../people/refreshTokenUser/gather.ts';
import type { UserFacts } from '../../shared/users/facts.ts';
import { matchUser } from '../../shared/users/match.ts';
import type { SyncEvidenceFacts } from './facts.ts';
import { isOwnLogin } from './own.ts';
import { pullsOf } from './pulls.ts';

const syncUser = (facts: RefreshTokenUserFacts | undefined, { names }: ReadContext): UserFacts | undefined => {
  if (facts === undefined || facts.username === null) return undefined;
  const match = matchUser(facts.username, facts.users, names);
  return match.kind === 'found' ? match.user : undefined;
};

/** Reads what the org's list of bulk jobs tells of Logik's sync. */
export const gatherSyncEvidence = async (context: ReadContext): Promise<SyncEvidenceFacts> => {
  const facts = (await context.facts('refresh-token-user')) as RefreshTokenUserFacts | undefined;
  const user = syncUser(facts, context);
  const readAt = context.org.now().toISOString();
  const tokens = facts?.tokens ?? null;
  const hasToken = tokens === null ? null : tokens.some(({ app }) => isSyncApp(app));
  if (user === undefined) return { username: null, hasToken, readAt, pulls: null, unreadable: null };
  const jobs = await attempt(context.org.bulkJobs());
  return {
    username: user.username,
    hasToken,
    readAt,
    ...((await isOwnLogin(context, user)) ? { own: true as const } : {}),
    pulls: jobs.facts === null ? null : pullsOf(jobs.facts, user.id),
    unreadable: jobs.unreadable,
  };
};
