import { randomInt } from 'node:crypto';
import type { OrgStore } from '../store/orgStore.ts';
import { makeId } from '../store/ids.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';
import { notFound } from '../store/apiErrors.ts';
import { initialBehaviour } from './behaviour.ts';
import type { BulkBehaviour } from './behaviour.ts';
import type { IngestJob, Job, JobState, QueryJob } from './types.ts';

type Kept = { query: Map<string, QueryJob>; ingest: Map<string, IngestJob>; queries: number; batches: number };

/** What two serials of job IDs begin at: IDs differ between starts, as nobody may rely on them. */
const FIRST_SERIAL = 62 ** 6;

/** The bulk jobs of every org, and how they behave. An org that a refresh replaced takes its jobs with it. */
export class BulkJobs {
  public behaviour: BulkBehaviour;
  /** How often the behaviour's locks held each row. */
  public readonly locked = new Map<string, number>();
  private readonly initial: BulkBehaviour;
  private readonly byOrg = new WeakMap<OrgStore, Kept>();
  private serial = FIRST_SERIAL + randomInt(62 ** 4);

  public constructor(behaviour: Partial<BulkBehaviour> = {}) {
    this.initial = { ...initialBehaviour(), ...behaviour };
    this.behaviour = { ...this.initial };
  }

  /** Changes how jobs behave; locks that are set hold their rows anew. */
  public change(change: Partial<BulkBehaviour>): void {
    this.behaviour = { ...this.behaviour, ...change };
    if (change.lockRows !== undefined) this.locked.clear();
  }

  /** Back to how jobs behaved at the start. */
  public reset(): void {
    this.change(this.initial);
  }

  public of(org: OrgStore): Kept {
    let kept = this.byOrg.get(org);
    if (!kept) {
      kept = { query: new Map(), ingest: new Map(), queries: 0, batches: 0 };
      this.byOrg.set(org, kept);
    }
    return kept;
  }

  public query(org: OrgStore, id: string): QueryJob {
    return found(this.of(org).query, id);
  }

  public ingest(org: OrgStore, id: string): IngestJob {
    return found(this.of(org).ingest, id);
  }

  /** The next ID with a key prefix: 750 of jobs, 0Ga of results. */
  public newId(keyPrefix: string): string {
    this.serial += 1;
    return makeId(keyPrefix, this.serial);
  }
}

function found<T>(jobs: Map<string, T>, id: string): T {
  const job = [...jobs].find(([known]) => known.slice(0, 15) === id.slice(0, 15))?.[1];
  if (job === undefined || (id.length !== 15 && id.length !== 18)) throw notFound();
  return job;
}

/** Whether a job has come to an end. */
export const isOver = ({ state }: Job): boolean => ['JobComplete', 'Closed', 'Failed', 'Aborted'].includes(state);

/** Moves a job to a state, and its modification stamp with it. */
export function moveTo(job: Job, org: OrgStore, state: JobState, errorMessage?: string): void {
  job.state = state;
  job.systemModstamp = salesforceTimestamp(org.now());
  if (errorMessage !== undefined) job.errorMessage = errorMessage;
}
