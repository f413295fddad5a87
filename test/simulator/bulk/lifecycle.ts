import { setTimeout as pause } from 'node:timers/promises';
import type { OrgStore } from '../store/orgStore.ts';
import type { BulkBehaviour } from './behaviour.ts';
import { JobFailure } from './errors.ts';
import { isOver, moveTo } from './jobs.ts';
import type { BulkJobs } from './jobs.ts';
import type { Job } from './types.ts';

const wait = (ms: number): Promise<void> => pause(ms, undefined, { ref: false });

/**
 * Takes a job from UploadComplete to its end, in the background: the work is done while it is in progress, and an
 * abort in between stops it. The behaviour is that of the moment in which the job starts.
 */
export async function runJob(
  { behaviour }: BulkJobs,
  org: OrgStore,
  job: Job,
  work: (behaviour: BulkBehaviour) => Promise<void>
): Promise<void> {
  const { delayMs, failJob, abortedByAdmin } = behaviour;
  const started = performance.now();
  try {
    await wait(delayMs);
    if (isOver(job)) return;
    moveTo(job, org, 'InProgress');
    await wait(delayMs);
    if (isOver(job)) return;
    if (abortedByAdmin) {
      moveTo(job, org, 'Aborted');
      return;
    }
    if (failJob && [undefined, job.object.toLowerCase()].includes(failJob.object?.toLowerCase())) {
      throw new JobFailure(failJob.message);
    }
    await work(behaviour);
    if (!isOver(job)) moveTo(job, org, 'JobComplete');
  } catch (error) {
    moveTo(job, org, 'Failed', error instanceof JobFailure ? error.message : `InternalServerError : ${String(error)}`);
  } finally {
    job.processingTime = Math.round(performance.now() - started);
  }
}
