import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportKind, LogikAdmin, LogikJob } from '../logik/types.ts';
import { loadText } from '../text.ts';

const text = loadText('logikBackup');

/** How long a job of Logik is waited for, and how often it is asked about; milliseconds. */
export type Patience = {
  firstPauseMs: number;
  longestPauseMs: number;
  limitMs: number;
  pause: (ms: number) => Promise<unknown>;
  now: () => number;
};

/** Small tables are exported within a second, large ones take minutes; what takes longer than this hangs. */
export const PATIENCE: Patience = {
  firstPauseMs: 100,
  longestPauseMs: 10_000,
  limitMs: 30 * 60_000,
  pause: (ms) => sleep(ms),
  now: () => Date.now(),
};

/** Each pause is so much longer than the one before it. */
const GROWTH = 1.6;

/** Words of somebody else, as one bounded line that cannot steer a terminal. */
const WORDS = 300;
const told = (message: string): string =>
  message
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, WORDS);

/**
 * Waits until a job is complete.
 *
 * @param what the job is about, for errors
 * @throws SfError JobFailedError with Logik's words, JobTimeoutError; LogikError where Logik cannot be asked
 */
export const completed = async (
  admin: Pick<LogikAdmin, 'job'>,
  kind: ExportKind,
  started: LogikJob,
  what: string,
  patience: Patience = PATIENCE
): Promise<LogikJob> => {
  const end = patience.now() + patience.limitMs;
  let job = started;
  let pause = patience.firstPauseMs;
  while (job.status === 'STARTED') {
    if (patience.now() >= end) {
      const minutes = Math.round(patience.limitMs / 60_000);
      throw text.error('JobTimeout', { what, job: job.id, minutes });
    }
    await patience.pause(Math.min(pause, Math.max(end - patience.now(), 1)));
    pause = Math.min(pause * GROWTH, patience.longestPauseMs);
    job = await admin.job(kind, started.id);
  }
  if (job.status === 'COMPLETED') return job;
  const detail = told(job.message ?? '') || text.get('noWords');
  throw text.error('JobFailed', { what, job: job.id, detail });
};
