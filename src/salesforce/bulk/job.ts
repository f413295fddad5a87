import { loadText } from '../../text.ts';
import { waitingFor } from '../../waits.ts';
import { clock } from '../clock.ts';
import type { Unreadable } from '../errors.ts';
import type { OrgHttp } from '../http.ts';
import { isRecord, jobShape } from '../shapes.ts';

const text = loadText('salesforce');

const FIRST_PAUSE_MS = 200;
const PAUSE_FACTOR = 1.5;
const LONGEST_PAUSE_MS = 5000;
const DEFAULT_TIMEOUT_SECONDS = 3600;

/** A job of the Bulk API 2.0, as far as it is looked at. */
export type JobInfo = {
  id: string;
  state: string;
  numberRecordsProcessed?: number;
  numberRecordsFailed?: number;
  errorMessage?: string;
};

/** The states that a job does not leave any more. */
const ENDED = new Set(['JobComplete', 'Failed', 'Aborted']);

export const hasEnded = ({ state }: JobInfo): boolean => ENDED.has(state);

/** How long a job may take: SF_LOGIK_BULK_TIMEOUT in seconds, or an hour. */
export const bulkTimeoutSeconds = (): number => {
  const seconds = Number(process.env.SF_LOGIK_BULK_TIMEOUT);
  return seconds > 0 ? seconds : DEFAULT_TIMEOUT_SECONDS;
};

export type BulkContext = {
  http: OrgHttp;
  /** `/services/data/vXX.0`. */
  root: string;
  /** How the user named the org. */
  label: string;
  unreadable: Unreadable;
};

/** Makes a job and answers its ID. Made twice because an answer got lost, the first one stays without data or reader. */
export const createJob = async (
  { http, unreadable }: Pick<BulkContext, 'http' | 'unreadable'>,
  path: string,
  job: object,
  asked: string
): Promise<string> => {
  const body = { ...job, contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' };
  const created = await http<unknown>({ method: 'POST', path, body, asked, repeatable: true });
  if (!isRecord(created) || typeof created.id !== 'string' || !/^\w+$/.test(created.id))
    throw unreadable(asked, 'the answer has no job');
  return created.id;
};

/**
 * Asks for a job until it has ended or its time is up, with pauses that grow.
 *
 * @param onState called with the state each time
 * @returns the job as last seen: see {@link hasEnded}
 */
export const followJob = (
  { http, unreadable }: Pick<BulkContext, 'http' | 'unreadable'>,
  path: string,
  asked: string,
  onState: (state: string) => void = () => undefined
): Promise<JobInfo> =>
  waitingFor(
    { who: text.get('bulk.job', { job: path.split('/').at(-1) ?? '' }), what: asked, origin: undefined },
    async () => {
      const jobIn = (answer: unknown): JobInfo => {
        const { data } = jobShape.safeParse(answer);
        if (data === undefined) throw unreadable(asked, 'the answer is no state of a job');
        return data;
      };
      const end = performance.now() + bulkTimeoutSeconds() * 1000;
      for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * PAUSE_FACTOR, LONGEST_PAUSE_MS)) {
        const left = end - performance.now();
        await clock.pause(Math.max(0, Math.min(wait, left)));
        const job = jobIn(await http<unknown>({ method: 'GET', path, asked }));
        onState(job.state);
        if (hasEnded(job) || left <= wait) return job;
      }
    }
  );
