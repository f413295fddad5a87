import { loadText } from '../../text.ts';
import { readWhole } from '../csv/again.ts';
import { OrgError } from '../errors.ts';
import type { RawAnswer } from '../http.ts';
import { redact } from '../redact.ts';
import type { RowResult, UpdateOptions, UpdateRow } from '../types.ts';
import { bulkTimeoutSeconds, createJob, followJob, hasEnded, type BulkContext, type JobInfo } from './job.ts';
import { resultRows, rowError, uploadsOf, type ResultRow, type Upload } from './rows.ts';

const text = loadText('salesforce');

/** Salesforce takes 100 MB a job, as base64 has it for some: this stays below. */
const JOB_BYTES = 70_000_000;

/** An upload may take as long as it takes at 250 kB/s. */
const MS_PER_BYTE = 1 / 250;

/** Rows by ID, each taken once: an ID may stand in several rows. */
class Results {
  private readonly found = new Map<string, RowResult[]>();

  public add(result: RowResult): void {
    const list = this.found.get(result.id);
    if (list) list.push(result);
    else this.found.set(result.id, [result]);
  }

  public take(id: string, reason: string): RowResult {
    return this.found.get(id)?.shift() ?? { id, outcome: 'unprocessed', reason };
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof OrgError) return error.message;
  throw error;
};

/**
 * Updates records by Bulk API 2.0 ingest jobs, see `OrgWriter.updateMany`. jsforce's own ingest job cannot be used: it
 * uploads from a stream, which is spent when the session has to be refreshed half-way, and it keeps its own rules for
 * deadlines and errors.
 */
export const bulkUpdate = async (
  context: BulkContext,
  object: string,
  rows: readonly UpdateRow[],
  { onState, jobBytes = JOB_BYTES }: Omit<UpdateOptions, 'bulk'> & { jobBytes?: number }
): Promise<RowResult[]> => {
  const { http, root } = context;
  const jobs = `${root}/jobs/ingest`;

  /** The upload's answer may get lost: the job is open still, so nothing is written, and nothing ever is once it is aborted. */
  const start = async (job: string, path: string, csv: string): Promise<string | undefined> => {
    try {
      const extraMs = Math.ceil(csv.length * MS_PER_BYTE);
      await http({ method: 'PUT', path: `${path}/batches`, csv, asked: object, extraMs });
    } catch (error) {
      const reason = text.get('bulk.notUploaded', { job, reason: reasonOf(error) });
      await http({ method: 'PATCH', path, body: { state: 'Aborted' }, asked: object }).catch(reasonOf);
      return reason;
    }
    try {
      await http({ method: 'PATCH', path, body: { state: 'UploadComplete' }, asked: object });
    } catch (error) {
      const closed = await http<JobInfo>({ method: 'GET', path, asked: object }).catch(reasonOf);
      // Lost was only the answer where the job is on its way.
      if (typeof closed === 'string' || closed.state === 'Open')
        return text.get('bulk.unasked', { job, reason: reasonOf(error) });
    }
    return undefined;
  };

  /** One of a job's results; `missing` says why rows are not in it. */
  const resultsOf = async (path: string, expected?: number): Promise<{ rows: ResultRow[]; missing?: string }> => {
    let best: ResultRow[] = [];
    try {
      const read = await readWhole(async () => {
        const answer = await http<RawAnswer>({ method: 'GET', path, asked: object, raw: 'text/csv' });
        const found = resultRows(answer.bytes);
        if (found && found.length >= best.length) best = found;
        if (found && (expected === undefined || found.length === expected)) return found;
        return { damage: text.get('bulk.partResult', { rows: found?.length ?? 0, expected: expected ?? 0 }) };
      });
      return { rows: best, ...('damage' in read ? { missing: read.damage } : {}) };
    } catch (error) {
      return { rows: best, missing: reasonOf(error) };
    }
  };

  const outcome = async (job: JobInfo, path: string, sent: readonly UpdateRow[]): Promise<RowResult[]> => {
    const { id, state, errorMessage, numberRecordsProcessed: processed, numberRecordsFailed: failures } = job;
    const done = processed === undefined || failures === undefined ? undefined : processed - failures;
    const good = await resultsOf(`${path}/successfulResults`, done);
    const bad = await resultsOf(`${path}/failedResults`, failures);
    const results = new Results();
    for (const row of good.rows) results.add({ id: row.Id, outcome: 'updated' });
    for (const row of bad.rows) results.add({ id: row.Id, outcome: 'failed', ...rowError(row.sf__Error ?? '') });

    const missing = good.missing ?? bad.missing;
    const told = { job: id, state, processed: processed ?? 0 };
    const reason =
      missing !== undefined
        ? text.get('bulk.resultMissing', { job: id, reason: missing })
        : errorMessage
          ? text.get('bulk.stateReason', { ...told, reason: redact(errorMessage) })
          : state === 'JobComplete'
            ? text.get('bulk.noResult', { job: id })
            : text.get('bulk.state', told);
    return sent.map((row) => results.take(row.Id, reason));
  };

  const unprocessed = (sent: readonly UpdateRow[], reason: string): RowResult[] =>
    sent.map(({ Id }) => ({ id: Id, outcome: 'unprocessed', reason }));

  const run = async ({ rows: sent, csv }: Upload): Promise<RowResult[]> => {
    const id = await createJob(context, jobs, { operation: 'update', object }, object);
    const path = `${jobs}/${id}`;
    const stopped = await start(id, path, csv);
    if (stopped !== undefined) return unprocessed(sent, stopped);
    let job: JobInfo;
    try {
      job = await followJob(http, path, object, onState);
    } catch (error) {
      return unprocessed(sent, text.get('bulk.unasked', { job: id, reason: reasonOf(error) }));
    }
    if (hasEnded(job)) return outcome(job, path, sent);
    return unprocessed(sent, text.get('bulk.late', { job: id, state: job.state, seconds: bulkTimeoutSeconds() }));
  };

  const results: RowResult[] = [];
  for (const upload of uploadsOf(rows, jobBytes)) {
    try {
      results.push(...(await run(upload)));
    } catch (error) {
      // No job, nothing written: the first refusal is the caller's, later ones are about the rows that are left.
      if (results.length === 0) throw error;
      return [...results, ...unprocessed(rows.slice(results.length), text.get('notSent', { reason: reasonOf(error) }))];
    }
  }
  return results;
};
