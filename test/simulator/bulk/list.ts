import type { ApiContext, ApiRequest, ApiResponse } from '../rest/types.ts';
import { invalidLocator } from './errors.ts';
import { jobInfo } from './types.ts';
import type { Job } from './types.ts';

const PAGE = 1000;

/** A page of jobs, latest first, narrowed by the filters of the request. */
export function listJobs(
  request: ApiRequest,
  { version }: ApiContext,
  jobs: Job[],
  kind: 'query' | 'ingest'
): ApiResponse {
  const { query } = request;
  const type = kind === 'query' ? 'V2Query' : 'V2Ingest';
  const matches =
    [null, type].includes(query.get('jobType')) &&
    [null, 'parallel'].includes(query.get('concurrencyMode')?.toLowerCase() ?? null) &&
    [null, 'false'].includes(query.get('isPkChunkingEnabled')?.toLowerCase() ?? null);
  const listed = matches ? jobs.reverse() : [];
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
      records: listed.slice(start, end).map((job) => ({ ...jobInfo(job, true), jobType: type })),
      nextRecordsUrl: done ? null : `/services/data/v${version}/jobs/${kind}?${next.toString()}`,
    },
  };
}
