import { sameId } from '../../identity/orgIdentity/ids.ts';
import type { BulkJob } from '../../../salesforce/types.ts';
import { PULLED, type Pull } from './facts.ts';

/** Bulk API 2.0 ends a job as JobComplete, its first version as Closed. */
const COMPLETE = new Set(['JobComplete', 'Closed']);
const FAILED = new Set(['Failed', 'Aborted']);

type Dated = { id: string; at: string; state: string };

const latestOf = (jobs: readonly BulkJob[], isWanted: (state: string) => boolean): Dated | null =>
  jobs
    .filter(({ state }) => isWanted(state))
    .flatMap(({ id, state, createdDate }) => {
      const created = new Date(createdDate ?? Number.NaN);
      return Number.isNaN(created.getTime()) ? [] : [{ id, at: created.toISOString(), state }];
    })
    .reduce<Dated | null>((latest, job) => (latest === null || job.at > latest.at ? job : latest), null);

const after = (job: Dated | null, last: Dated | null): Dated | null =>
  job !== null && (last === null || job.at > last.at) ? job : null;

/**
 * The latest pull of each object by one user. The sync pulls by bulk queries (ServiceNow CPQ docs, "Troubleshooting");
 * that the API's lists of jobs show them as Setup does, by user and object, is inferred. A query of the Bulk API's first
 * version stays Open until whoever began it closes it (Bulk API guide, "Get information for all query jobs"): it is under
 * way, which is not absent.
 */
export const pullsOf = (jobs: readonly BulkJob[], userId: string): Pull[] =>
  PULLED.map((object) => {
    const pulls = jobs.filter(
      (job) => job.object === object && /^query/i.test(job.operation) && sameId(job.createdById, userId)
    );
    const last = latestOf(pulls, (state) => COMPLETE.has(state));
    const failed = latestOf(pulls, (state) => FAILED.has(state));
    const underWay = latestOf(pulls, (state) => !COMPLETE.has(state) && !FAILED.has(state));
    return { object, last, failed: after(failed, last), underWay: after(underWay, last) };
  });
