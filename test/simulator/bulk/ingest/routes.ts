import { parseObject } from '../../rest/body.ts';
import type { JsonObject } from '../../rest/body.ts';
import type { ApiContext, ApiRequest, ApiResponse, Params, Route } from '../../rest/types.ts';
import { salesforceTimestamp } from '../../store/timestamps.ts';
import * as errors from '../errors.ts';
import { readFormat } from '../format.ts';
import { isOver, moveTo } from '../jobs.ts';
import { runJob } from '../lifecycle.ts';
import { listJobs } from '../list.ts';
import { jobInfo, stateInfo } from '../types.ts';
import type { IngestJob, IngestOperation } from '../types.ts';
import { readMultipart } from './multipart.ts';
import { ingestResult } from './results.ts';
import type { ResultKind } from './results.ts';
import { processUpload } from './run.ts';
import { headerLine } from './upload.ts';

const OPERATIONS: IngestOperation[] = ['insert', 'update', 'upsert', 'delete', 'hardDelete'];

/** A multipart request may hold this many characters of data. */
const MULTIPART_LIMIT = 100_000;

function jobOf({ bulk, org }: ApiContext, params: Params): IngestJob {
  return bulk.ingest(org, params['id'] ?? '');
}

function create(request: ApiRequest, context: ApiContext): ApiResponse {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\//i.test(type)) {
    return { status: 200, body: jobInfo(open(parseObject(request.body), context), true) };
  }
  const { job: description, content } = readMultipart(type, request.body);
  if (content.length > MULTIPART_LIMIT) {
    throw errors.clientInputError(`The content of a multipart request is limited to ${MULTIPART_LIMIT} characters.`);
  }
  const job = open(parseObject(description), context);
  upload(job, content, context);
  close(job, context);
  return { status: 200, body: jobInfo(job, true) };
}

function open(body: JsonObject, { bulk, org, userId, version }: ApiContext): IngestJob {
  const { object, externalIdFieldName, assignmentRuleId } = body;
  const operation = OPERATIONS.find((each) => each === body['operation']);
  if (!operation) throw errors.invalidJob(`Invalid operation: ${String(body['operation'])}`);
  const name = typeof object === 'string' ? object : '';
  const def = org.object(name, 'rest');
  if (!def || !org.canRead(def.name)) throw errors.unsupportedEntity(name);
  if (operation === 'hardDelete' && !bulk.behaviour.hardDelete) throw errors.hardDeleteRefused();
  const key = typeof externalIdFieldName === 'string' ? externalIdFieldName : null;
  if (operation === 'upsert' && !key) {
    const message = `External ID was blank for ${def.name}. An External ID must be specified when upserting.`;
    throw errors.invalidJob(message);
  }
  const now = salesforceTimestamp(org.now());
  const job: IngestJob = {
    kind: 'ingest',
    id: bulk.newId('750'),
    operation,
    object: def.name,
    def,
    state: 'Open',
    createdById: userId,
    createdDate: now,
    systemModstamp: now,
    version,
    format: readFormat(body),
    processed: 0,
    failed: 0,
    processingTime: 0,
    errorMessage: null,
    externalIdFieldName: key,
    assignmentRuleId: typeof assignmentRuleId === 'string' ? assignmentRuleId : null,
    content: undefined,
    header: '',
    successful: [],
    failures: [],
    unprocessed: [],
  };
  bulk.of(org).ingest.set(job.id, job);
  return job;
}

function upload(job: IngestJob, content: string, { bulk, org }: ApiContext): void {
  if (job.state !== 'Open') {
    throw errors.invalidJobState(`Uploading data to a Job in state ${job.state} is not allowed`);
  }
  if (job.content !== undefined) {
    throw errors.clientInputError(
      `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`
    );
  }
  job.content = content;
  job.header = headerLine(content);
  bulk.of(org).batches += 1;
}

function close(job: IngestJob, { bulk, org }: ApiContext): void {
  moveTo(job, org, 'UploadComplete');
  void runJob(bulk, org, job, (behaviour) => processUpload(org, job, behaviour, bulk.locked));
}

function put(request: ApiRequest, context: ApiContext, params: Params): ApiResponse {
  const job = jobOf(context, params);
  const type = request.headers['content-type'] ?? '';
  if (!/^text\/csv\b/i.test(type)) throw errors.invalidBatch(`Content type ${type} is not text/csv`);
  upload(job, request.body, context);
  return { status: 201 };
}

function patch(request: ApiRequest, context: ApiContext, params: Params): ApiResponse {
  const job = jobOf(context, params);
  const { state } = parseObject(request.body);
  if (state !== 'UploadComplete' && state !== 'Aborted') throw errors.invalidJob(`Invalid state: ${String(state)}`);
  const verb = state === 'Aborted' ? 'Aborting' : 'Closing';
  if (isOver(job)) {
    const end = job.state === 'JobComplete' ? 'Completed' : job.state;
    throw errors.invalidJobState(`${verb} already ${end} Job not allowed`);
  }
  if (state === 'Aborted') moveTo(job, context.org, 'Aborted');
  else if (job.state !== 'Open') throw errors.invalidJobState('Closing already closed Job not allowed');
  else if (job.content === undefined) throw errors.invalidJobState('Closing a Job without data is not allowed');
  else close(job, context);
  return { status: 200, body: stateInfo(job) };
}

function remove(context: ApiContext, params: Params): ApiResponse {
  const job = jobOf(context, params);
  if (job.state === 'Open' || job.state === 'InProgress') {
    throw errors.invalidJobState(`Deleting a job in state ${job.state} is not allowed`);
  }
  moveTo(job, context.org, isOver(job) ? job.state : 'Aborted');
  context.bulk.of(context.org).ingest.delete(job.id);
  return { status: 204 };
}

function result(kind: ResultKind): Route {
  return {
    method: 'GET',
    path: `/jobs/ingest/:id/${kind}`,
    handle(_request, context, params) {
      const job = jobOf(context, params);
      if (!isOver(job)) throw errors.invalidJobState(`Cannot get the results of a job in state ${job.state}`);
      return { status: 200, stream: { type: 'text/csv', content: () => ingestResult(job, kind) } };
    },
  };
}

/** `jobs/ingest`: uploads that are saved in the background, and what became of their rows. */
export const ingestJobRoutes: Route[] = [
  { method: 'POST', path: '/jobs/ingest', handle: create },
  {
    method: 'GET',
    path: '/jobs/ingest',
    handle: (request, context) => listJobs(request, context, 'ingest'),
  },
  {
    method: 'GET',
    path: '/jobs/ingest/:id',
    handle: (_request, context, params) => ({ status: 200, body: jobInfo(jobOf(context, params)) }),
  },
  { method: 'PATCH', path: '/jobs/ingest/:id', handle: patch },
  { method: 'DELETE', path: '/jobs/ingest/:id', handle: (_request, context, params) => remove(context, params) },
  { method: 'PUT', path: '/jobs/ingest/:id/batches', handle: put },
  result('successfulResults'),
  result('failedResults'),
  result('unprocessedrecords'),
];
