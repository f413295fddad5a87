import type { BulkJob } from '../../salesforce/types.ts';
import { attempt } from '../attempt.ts';
import type { ReadContext } from '../item.ts';
import type { RefreshTokenUserFacts } from '../refreshTokenUser/facts.ts';
import { isSyncApp } from '../refreshTokenUser/gather.ts';
import type { UserFacts } from '../users/facts.ts';
import { matchUser } from '../users/match.ts';
import { PULLED, type Pull, type SyncEvidenceFacts } from './facts.ts';

/** Bulk API 2.0 ends a job as JobComplete, its first version as Closed. */
const COMPLETE = new Set(['JobComplete', 'Closed']);
const FAILED = new Set(['Failed', 'Aborted']);
const UNDER_WAY = new Set(['Open', 'UploadComplete', 'InProgress']);

/** Salesforce writes one ID in 15 case-sensitive characters or in 18. */
const sameId = (one: unknown, other: string): boolean =>
  typeof one === 'string' && one.slice(0, 15) === other.slice(0, 15);

type Dated = { id: string; at: string; state: string };

const latestOf = (jobs: readonly BulkJob[], states: ReadonlySet<string>): Dated | null =>
  jobs
    .filter(({ state }) => states.has(state))
    .flatMap(({ id, state, createdDate }) => {
      const created = new Date(createdDate ?? Number.NaN);
      return Number.isNaN(created.getTime()) ? [] : [{ id, at: created.toISOString(), state }];
    })
    .reduce<Dated | null>((latest, job) => (latest === null || job.at > latest.at ? job : latest), null);

/**
 * The latest pull of each object by one user. The sync pulls by bulk queries (ServiceNow CPQ docs, "Troubleshooting");
 * that the API's lists of jobs show them as Setup does, by user and object, is inferred.
 */
export const pullsOf = (jobs: readonly BulkJob[], userId: string): Pull[] =>
  PULLED.map((object) => {
    const pulls = jobs.filter(
      (job) => job.object === object && /^query/i.test(job.operation) && sameId(job.createdById, userId)
    );
    const last = latestOf(pulls, COMPLETE);
    const [failed, open] = [latestOf(pulls, FAILED), latestOf(pulls, UNDER_WAY)];
    const isLater = (job: Dated): boolean => last === null || job.at > last.at;
    return {
      object,
      last,
      failed: failed !== null && isLater(failed) ? failed : null,
      ...(open !== null && isLater(open) ? { underWay: open } : {}),
    };
  });

const syncUser = (facts: RefreshTokenUserFacts | undefined, { names }: ReadContext): UserFacts | undefined => {
  if (facts === undefined || facts.username === null) return undefined;
  const match = matchUser(facts.username, facts.users, names);
  return match.kind === 'found' ? match.user : undefined;
};

/** Reads what the org's list of bulk jobs tells of Logik's sync. */
export const gatherSyncEvidence = async (context: ReadContext): Promise<SyncEvidenceFacts> => {
  const facts = (await context.facts('refresh-token-user')) as RefreshTokenUserFacts | undefined;
  const user = syncUser(facts, context);
  const readAt = new Date().toISOString();
  const tokens = facts?.tokens ?? null;
  const hasToken = tokens === null ? null : tokens.some(({ app }) => isSyncApp(app));
  if (user === undefined) return { username: null, hasToken, readAt, pulls: null, unreadable: null };
  const jobs = await attempt(context.org.bulkJobs());
  return {
    username: user.username,
    hasToken,
    readAt,
    pulls: jobs.facts === null ? null : pullsOf(jobs.facts, user.id),
    unreadable: jobs.unreadable,
  };
};
