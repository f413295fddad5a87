import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ExportKind, JobCounts, LogikAdmin, LogikJob } from '../logik/types.ts';
import { isSfError, loadText } from '../text.ts';

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

/** How many of the things that a job was about failed, in words; nothing where Logik counts none. */
const countsText = (counts: JobCounts | null): string => {
  if (counts === null || (counts.error ?? 0) === 0) return '';
  return text.get('errors', { error: counts.error ?? 0, total: counts.total ?? '?' });
};

const partlyDone = z.object({ done: z.number().positive() });

/** How a job ended that did not end well: `open` where nobody waited any longer. */
export type JobFailure = 'failed' | 'partial' | 'open';

/** What an error says of the job that it is about; null where it is about no job. */
export const jobFailure = (error: unknown): JobFailure | null => {
  if (isSfError(error) && error.name === 'JobTimeoutError') return 'open';
  if (!isSfError(error) || error.name !== 'JobFailedError') return null;
  return partlyDone.safeParse(error.data).success ? 'partial' : 'failed';
};

/** What Logik warns of in a job that went well; null without. */
export const warningOf = ({ counts, message }: LogikJob, what: string): string | null => {
  const warnings = counts?.warning ?? 0;
  if (warnings === 0) return null;
  return text.get('warning', { what, warnings, detail: told(message ?? '') || text.get('noWords') });
};

/**
 * Waits until a job is complete: over, and by its own result not failed.
 *
 * @param what the job is about, for errors
 * @throws SfError JobFailedError with Logik's words and counts, JobTimeoutError; LogikError where Logik cannot be asked
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
  const words = [countsText(job.counts), told(job.message ?? '')].filter((part) => part !== '');
  const detail = words.length === 0 ? text.get('noWords') : words.join(': ');
  throw text.error('JobFailed', { what, job: job.id, detail }).setData({ done: job.counts?.success ?? 0 });
};
