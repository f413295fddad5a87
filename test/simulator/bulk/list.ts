import type { ApiContext, ApiRequest, ApiResponse } from '../rest/types.ts';
import { invalidLocator } from './errors.ts';
import { jobInfo } from './types.ts';
import type { IngestJob, Job, QueryJob } from './types.ts';

const PAGE = 1000;

type Jobs = { query: ReadonlyMap<string, QueryJob>; ingest: ReadonlyMap<string, IngestJob> };

const typeOf = (job: Job): string => (job.classic ? 'Classic' : job.kind === 'query' ? 'V2Query' : 'V2Ingest');

/** No order is promised: jobs come as the end of their IDs has it, and those of Bulk API 1.0 stand in both lists. */
const unordered = ({ query, ingest }: Jobs, kind: 'query' | 'ingest'): Job[] =>
  [...query.values(), ...ingest.values()]
    .filter((job) => job.classic || job.kind === kind)
    .map((job) => ({ job, key: [...job.id.slice(0, 15)].reverse().join('') }))
    .sort((one, other) => (one.key < other.key ? 1 : -1))
    .map(({ job }) => job);

/** A page of the whole org's jobs, narrowed by the filters of the request. */
export function listJobs(
  request: ApiRequest,
  { version, bulk, org }: ApiContext,
  kind: 'query' | 'ingest'
): ApiResponse {
  const { query } = request;
  const jobs = unordered(bulk.of(org), kind).filter((job) => [null, typeOf(job)].includes(query.get('jobType')));
  const matches =
    [null, 'parallel'].includes(query.get('concurrencyMode')?.toLowerCase() ?? null) &&
    [null, 'false'].includes(query.get('isPkChunkingEnabled')?.toLowerCase() ?? null);
  const listed = matches ? jobs : [];
  const locator = query.get('queryLocator');
  const start = locator === null ? 0 : Number(/^01g\w{15}-(\d{1,9})$/.exec(locator)?.[1] ?? Number.NaN);
  if (Number.isNaN(start) || (start > 0 && start >= listed.length)) throw invalidLocator();
  const end = start + PAGE;
  const done = end >= listed.length;
  const next = new URLSearchParams(query);
  next.set('queryLocator', `01g000000000000AAA-${end}`);
  return {
    status: 200,
    body: {
      done,
      records: listed.slice(start, end).map((job) => ({ ...jobInfo(job, true), jobType: typeOf(job) })),
      nextRecordsUrl: done ? null : `/services/data/v${version}/jobs/${kind}?${next.toString()}`,
    },
  };
}
