import type { Json } from '../model.ts';
import type { LogikBehaviour } from './behaviour.ts';
import { badRequest, LogikError, notFound, tooMany } from './error.ts';

export type JobFile = { name: string; bytes: () => Iterable<Uint8Array> };
/** What a job leaves: a file to fetch, or the result of an import. */
export type JobOutcome = { file?: JobFile; result?: { [name: string]: Json } };
export type JobKind =
  'BLUEPRINT_EXPORT' | 'GENERIC_IMPORT' | 'TABLE_EXPORT' | 'TABLE_IMPORT' | 'MANAGED_TABLES_IMPORT_UPSERT';
export type LogikJob = {
  id: number;
  jobType: JobKind;
  started: string;
  finished: string | null;
  status: string;
  outcome: JobOutcome;
};

const isImport = (jobType: JobKind): boolean => jobType.includes('IMPORT');

/** The jobs of an environment: each runs for a while, does its work at the end of that, and stays as it ended. */
export class LogikJobs {
  private readonly jobs = new Map<number, LogikJob>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly behaviour: () => LogikBehaviour;
  private serial = 0;

  public constructor(behaviour: () => LogikBehaviour) {
    this.behaviour = behaviour;
  }

  public get all(): LogikJob[] {
    return [...this.jobs.values()];
  }

  /** Starts a job about some blueprints, tables or files; its work is done when its time is over. */
  public start(jobType: JobKind, about: string[], work: (most: number) => JobOutcome): LogikJob {
    const { jobMs, jobLimit, jobFails, jobResults } = this.behaviour();
    const running = this.all.filter(({ status }) => status === 'STARTED').length;
    if (jobLimit && running >= jobLimit.atOnce) throw tooMany('Too many jobs at once.', jobLimit.retryAfterSeconds);
    this.serial += 1;
    const started = new Date().toISOString();
    const job: LogikJob = { id: this.serial, jobType, started, finished: null, status: 'STARTED', outcome: {} };
    this.jobs.set(job.id, job);
    const fails = about.some((name) => jobFails.includes(name));
    const forced = about
      .map((name) => jobResults[`${jobType} ${name}`] ?? (isImport(jobType) ? jobResults[name] : undefined))
      .find((result) => result !== undefined);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.end(job, fails ? undefined : work, forced);
    }, jobMs);
    this.timers.add(timer.unref());
    return job;
  }

  /** A job of one of these kinds, by the ID of a path. */
  public get(id: string, kinds: JobKind[]): LogikJob {
    const job = /^\d+$/.test(id) ? this.jobs.get(Number(id)) : undefined;
    if (job === undefined || !kinds.includes(job.jobType)) throw notFound('JOB', id);
    return job;
  }

  /** The file of an export that is complete. */
  public file(id: string, kind: JobKind): JobFile {
    const { file } = this.get(id, [kind]).outcome;
    if (file === undefined) throw badRequest(`Job ${id} has no file.`);
    return file;
  }

  /** Stops all jobs, as the end of the process does. */
  public close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /**
   * What an import makes of a file that is wrong is a result, not a status: the job is COMPLETED all the same. `forced` is
   * the result that somebody wants instead; of its counts, `success` says how many things are done.
   */
  private end(job: LogikJob, work: ((most: number) => JobOutcome) | undefined, forced?: JobResult): void {
    job.finished = new Date().toISOString();
    job.status = 'FAILED';
    if (work === undefined) return;
    const most = forced === undefined ? Infinity : forced.success ? (forced.counts?.success ?? Infinity) : 0;
    try {
      const { file, result } = work(isImport(job.jobType) ? most : Infinity);
      const told = forced === undefined ? result : { ...result, ...forced };
      job.outcome = { ...(file ? { file } : {}), ...(told ? { result: told } : {}) };
    } catch (error) {
      if (!(error instanceof LogikError)) throw error;
      if (!isImport(job.jobType)) return;
      job.outcome = { result: { success: false, counts: counts(0, 1), messages: [error.message] } };
    }
    job.status = job.jobType === 'GENERIC_IMPORT' ? this.behaviour().importEndsAs : 'COMPLETED';
  }
}

/** What an import says of itself. */
export type JobResult = {
  success: boolean;
  counts?: { success: number; error: number; warning: number; total: number };
  messages?: string[];
};

/** Counts of an import. */
export function counts(success: number, error = 0): NonNullable<JobResult['counts']> {
  return { success, error, warning: 0, total: success + error };
}

/** What starting a job of the Admin API answers. */
export function createdJob({ id, jobType, started, finished, status }: LogikJob): { [name: string]: Json } {
  return { created: started, modified: finished ?? started, id, jobType, status };
}

/** What asking for a job answers; `finished` is null while it runs. */
export function jobStatus({ id, jobType, started, finished, status, outcome }: LogikJob): { [name: string]: Json } {
  const { result } = outcome;
  return { id, started, finished, jobType, status, ...(result ? { result } : {}) };
}
