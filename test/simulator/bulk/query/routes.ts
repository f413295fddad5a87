import { ApiError } from '../../model.ts';
import { parseObject } from '../../rest/body.ts';
import type { ApiContext, ApiRequest, ApiResponse, Params, Route } from '../../rest/types.ts';
import { salesforceTimestamp } from '../../store/timestamps.ts';
import { invalidJob, invalidJobState } from '../errors.ts';
import { readFormat } from '../format.ts';
import { isOver, moveTo } from '../jobs.ts';
import { runJob } from '../lifecycle.ts';
import { listJobs } from '../list.ts';
import { jobInfo } from '../types.ts';
import type { QueryJob } from '../types.ts';
import { planQuery } from './plan.ts';
import { locatorAt, pageOf, startOf } from './results.ts';

function jobOf({ bulk, org }: ApiContext, params: Params): QueryJob {
  return bulk.query(org, params['id'] ?? '');
}

function create(request: ApiRequest, context: ApiContext): ApiResponse {
  const { bulk, org, userId, version } = context;
  const body = parseObject(request.body);
  const { query, operation } = body;
  if (operation !== 'query' && operation !== 'queryAll') throw invalidJob(`Invalid operation: ${String(operation)}`);
  if (typeof query !== 'string' || query.trim() === '') {
    throw new ApiError(400, { message: 'A query string has to be specified', errorCode: 'MALFORMED_QUERY' });
  }
  const format = readFormat(body);
  const plan = planQuery(query, org.view({ userId, includeDeleted: operation === 'queryAll' }), version);
  const now = salesforceTimestamp(org.now());
  const job: QueryJob = {
    kind: 'query',
    id: bulk.newId('750'),
    resultId: bulk.newId('0Ga'),
    operation,
    object: plan.object,
    state: 'UploadComplete',
    createdById: userId,
    createdDate: now,
    systemModstamp: now,
    version,
    format,
    processed: 0,
    processingTime: 0,
    errorMessage: null,
    plan,
    result: undefined,
  };
  const kept = bulk.of(org);
  kept.query.set(job.id, job);
  kept.queries += 1;
  const answer = jobInfo(job, true);
  void runJob(bulk, org, job, async ({ abortAfterRecords }) => {
    const result = plan.run();
    job.processed = Math.min(result.total, abortAfterRecords ?? result.total);
    if (job.processed < result.total) moveTo(job, org, 'Aborted');
    else job.result = result;
  });
  return { status: 200, body: answer };
}

function abort(request: ApiRequest, context: ApiContext, params: Params): ApiResponse {
  const job = jobOf(context, params);
  const { state } = parseObject(request.body);
  if (state !== 'Aborted') throw invalidJob(`Invalid state: ${String(state)}`);
  if (isOver(job)) {
    const end = job.state === 'JobComplete' ? 'Completed' : job.state;
    throw invalidJobState(`Aborting already ${end} Job not allowed`);
  }
  moveTo(job, context.org, 'Aborted');
  return { status: 200, body: jobInfo(job, true) };
}

function results(request: ApiRequest, context: ApiContext, params: Params): ApiResponse {
  const job = jobOf(context, params);
  const { result } = job;
  if (!result) throw invalidJobState(`Cannot get the results of a job in state ${job.state}`);
  const size = Math.min(pageSize(request, context), result.total);
  const locator = request.query.get('locator');
  const start = locator === null ? 0 : startOf(job, locator);
  const count = Math.min(size, result.total - start);
  const next = start + count < result.total ? locatorAt(job, start + count) : 'null';
  return {
    status: 200,
    headers: { 'Sforce-Locator': next, 'Sforce-NumberOfRecords': String(count) },
    stream: { type: 'text/csv', content: () => pageOf(job.plan.columns, result, job.format, { start, count }) },
  };
}

function pageSize(request: ApiRequest, { bulk }: ApiContext): number {
  const asked = request.query.get('maxRecords');
  if (asked === null) return bulk.behaviour.pageSize;
  if (/^[1-9]\d*$/.test(asked)) return Number(asked);
  throw invalidJob(`Invalid maxRecords: ${asked}`);
}

/** The pages of a result that may be fetched side by side, at most five for each call; live orgs call them chunks. */
function resultPages(request: ApiRequest, context: ApiContext, params: Params): ApiResponse {
  const job = jobOf(context, params);
  const { result } = job;
  if (!result) throw invalidJobState(`Cannot get the results of a job in state ${job.state}`);
  const size = context.bulk.behaviour.pageSize;
  const locator = request.query.get('locator');
  const start = locator === null ? 0 : startOf(job, locator);
  const end = Math.min(result.total, start + 5 * size);
  const url = `/services/data/v${context.version}/jobs/query/${job.id}`;
  const resultChunks = [];
  for (let at = start; at < Math.max(end, 1); at += size) {
    resultChunks.push({ resultLink: `${url}/results${at < result.total ? `?locator=${locatorAt(job, at)}` : ''}` });
  }
  const done = end >= result.total;
  const nextRecordsUrl = done ? null : `${url}/resultPages?locator=${locatorAt(job, end)}`;
  return { status: 200, body: { resultChunks, nextRecordsUrl, done } };
}

function remove(context: ApiContext, params: Params): ApiResponse {
  const job = jobOf(context, params);
  if (!isOver(job)) throw invalidJobState(`Deleting a job in state ${job.state} is not allowed`);
  context.bulk.of(context.org).query.delete(job.id);
  return { status: 204 };
}

/** `jobs/query`: queries that run in the background, and their results as CSV. */
export const queryJobRoutes: Route[] = [
  { method: 'POST', path: '/jobs/query', handle: create },
  {
    method: 'GET',
    path: '/jobs/query',
    handle: (request, context) => listJobs(request, context, 'query'),
  },
  {
    method: 'GET',
    path: '/jobs/query/:id',
    handle: (_request, context, params) => ({ status: 200, body: jobInfo(jobOf(context, params)) }),
  },
  { method: 'PATCH', path: '/jobs/query/:id', handle: abort },
  { method: 'DELETE', path: '/jobs/query/:id', handle: (_request, context, params) => remove(context, params) },
  { method: 'GET', path: '/jobs/query/:id/results', handle: results },
  { method: 'GET', path: '/jobs/query/:id/resultPages', handle: resultPages },
];
