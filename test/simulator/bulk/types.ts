import type { Json, ObjectDef } from '../model.ts';
import type { CsvFormat } from './format.ts';
import type { QueryPlan, QueryResult } from './query/plan.ts';

/** `Closed` is how jobs of the Bulk API's first version end. */
export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Closed' | 'Failed' | 'Aborted';

type CommonJob = {
  id: string;
  object: string;
  state: JobState;
  createdById: string;
  createdDate: string;
  systemModstamp: string;
  /** `65.0`, of the path that created it. */
  version: string;
  format: CsvFormat;
  processed: number;
  /** Milliseconds of work. */
  processingTime: number;
  errorMessage: string | null;
  /** Made by the Bulk API's first version. */
  classic?: boolean;
};

export type QueryJob = CommonJob & {
  kind: 'query';
  operation: 'query' | 'queryAll';
  /** Of the results, as locators name it. */
  resultId: string;
  plan: QueryPlan;
  /** Present once the job is complete. */
  result: QueryResult | undefined;
};

export type IngestOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';

/** A row of an upload, as it was uploaded. */
export type UploadedRow = string[];

export type IngestJob = CommonJob & {
  kind: 'ingest';
  operation: IngestOperation;
  def: ObjectDef;
  externalIdFieldName: string | null;
  assignmentRuleId: string | null;
  /** The upload, until its rows are taken from it. */
  content: string | undefined;
  /** The upload's first line, as it was uploaded. */
  header: string;
  failed: number;
  successful: Array<{ id: string; created: boolean; row: UploadedRow }>;
  failures: Array<{ error: string; row: UploadedRow }>;
  unprocessed: UploadedRow[];
};

export type Job = QueryJob | IngestJob;

/** What a change of a job's state answers: recorded, shorter than anything else that tells of a job. */
export function stateInfo(job: Job): { [key: string]: Json } {
  const { contentUrl: _url, lineEnding: _ending, columnDelimiter: _delimiter, ...rest } = jobInfo(job, true);
  return rest;
}

/** What `GET jobs/<kind>/<id>` answers; `brief` is what creating, changing and listing a job answer. */
export function jobInfo(job: Job, brief = false): { [key: string]: Json } {
  const ingest = job.kind === 'ingest' ? job : undefined;
  const head = {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: job.createdDate,
    systemModstamp: job.systemModstamp,
    state: job.state,
    ...(ingest?.externalIdFieldName ? { externalIdFieldName: ingest.externalIdFieldName } : {}),
    ...(ingest?.assignmentRuleId ? { assignmentRuleId: ingest.assignmentRuleId } : {}),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version),
    // Documented: valid only as long as the job is open.
    ...(ingest && job.state === 'Open'
      ? { contentUrl: `services/data/v${job.version}/jobs/ingest/${job.id}/batches` }
      : {}),
    lineEnding: job.format.lineEnding,
    columnDelimiter: job.format.columnDelimiter,
  };
  if (brief) return head;
  return {
    ...head,
    jobType: ingest ? 'V2Ingest' : 'V2Query',
    numberRecordsProcessed: job.processed,
    ...(ingest ? { numberRecordsFailed: ingest.failed } : {}),
    retries: 0,
    totalProcessingTime: job.processingTime,
    ...(ingest ? { apiActiveProcessingTime: job.processingTime, apexProcessingTime: 0 } : {}),
    ...(ingest ? {} : { isPkChunkingSupported: true }),
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
  };
}
