import { loadText } from '../../text.ts';
import { readWhole } from '../csv/again.ts';
import { OrgError } from '../errors.ts';
import type { RawAnswer } from '../http.ts';
import { redact } from '../redact.ts';
import { isRecord } from '../shapes.ts';
import type { CreateResult, RecordFields, RowResult, UpdateOptions, UpdateRow } from '../types.ts';
import { bulkTimeoutSeconds, createJob, followJob, hasEnded, type BulkContext, type JobInfo } from './job.ts';
import { resultRows, rowError, uploadsOf, valueOf, type ResultRow, type Upload } from './rows.ts';

const text = loadText('salesforce');

/** Salesforce takes 100 MB a job, as base64 has it for some: this stays below. */
const JOB_BYTES = 70_000_000;

/** An upload may take as long as it takes at 250 kB/s. */
const MS_PER_BYTE = 1 / 250;

/** How one row fared; `id` is the record's. */
type Fate =
  | { outcome: 'saved'; id: string }
  | { outcome: 'failed'; code: string; message: string; fields?: readonly string[] }
  | { outcome: 'unprocessed'; reason: string };

/** Fates by what tells rows apart in a result, each taken once: several rows may be alike. */
class Fates {
  private readonly found = new Map<string, Fate[]>();

  public add(mark: string, fate: Fate): void {
    const list = this.found.get(mark);
    if (list) list.push(fate);
    else this.found.set(mark, [fate]);
  }

  public take(mark: string, reason: string): Fate {
    return this.found.get(mark)?.shift() ?? { outcome: 'unprocessed', reason };
  }
}

/** What a job does with rows, and by what a row is found again in its results. */
type Work<R> = {
  operation: 'insert' | 'update' | 'upsert';
  externalIdFieldName?: string;
  /** Columns whose values tell rows apart; the results have those that were sent. */
  marks: readonly string[];
  rows: readonly R[];
};

const markOf = (row: Record<string, unknown>, marks: readonly string[], spell: (value: unknown) => string): string =>
  marks.length === 1 ? spell(row[marks[0]]) : JSON.stringify(marks.map((name) => spell(row[name])));

const reasonOf = (error: unknown): string => {
  if (error instanceof OrgError) return error.message;
  throw error;
};

type IngestOptions = Omit<UpdateOptions, 'bulk'> & { jobBytes?: number };

/**
 * Writes records by Bulk API 2.0 ingest jobs. jsforce's own ingest job cannot be used: it
 * uploads from a stream, which is spent when the session has to be refreshed half-way, and it keeps its own rules for
 * deadlines and errors.
 */
const ingest = async <R extends RecordFields>(
  context: BulkContext,
  object: string,
  { rows, marks, ...operation }: Work<R>,
  { onState, jobBytes = JOB_BYTES }: IngestOptions
): Promise<Fate[]> => {
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
      const closed = await http<unknown>({ method: 'GET', path, asked: object }).catch(reasonOf);
      // Lost was only the answer where the job is on its way.
      if (!isRecord(closed) || closed.state === 'Open')
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

  const outcome = async (job: JobInfo, path: string, sent: readonly R[]): Promise<Fate[]> => {
    const { id, state, errorMessage, numberRecordsProcessed: processed, numberRecordsFailed: failures } = job;
    const done = processed === undefined || failures === undefined ? undefined : processed - failures;
    const good = await resultsOf(`${path}/successfulResults`, done);
    const bad = await resultsOf(`${path}/failedResults`, failures);
    const fates = new Fates();
    const told = (row: ResultRow): string => markOf(row, marks, (value) => (typeof value === 'string' ? value : ''));
    for (const row of good.rows) fates.add(told(row), { outcome: 'saved', id: row.sf__Id ?? '' });
    for (const row of bad.rows) fates.add(told(row), { outcome: 'failed', ...rowError(row.sf__Error ?? '') });

    const missing = good.missing ?? bad.missing;
    const ended = { job: id, state, processed: processed ?? 0 };
    const reason =
      missing !== undefined
        ? text.get('bulk.resultMissing', { job: id, reason: missing })
        : errorMessage
          ? text.get('bulk.stateReason', { ...ended, reason: redact(errorMessage) })
          : state === 'JobComplete'
            ? text.get('bulk.noResult', { job: id })
            : text.get('bulk.state', ended);
    const spell = (value: unknown): string => valueOf(value as R[string] | undefined);
    return sent.map((row) => fates.take(markOf(row, marks, spell), reason));
  };

  const unprocessed = (sent: readonly R[], reason: string): Fate[] =>
    sent.map(() => ({ outcome: 'unprocessed', reason }));

  const run = async ({ rows: sent, csv }: Upload<R>): Promise<Fate[]> => {
    const id = await createJob(context, jobs, { ...operation, object }, object);
    const path = `${jobs}/${id}`;
    const stopped = await start(id, path, csv);
    if (stopped !== undefined) return unprocessed(sent, stopped);
    let job: JobInfo;
    try {
      job = await followJob(context, path, object, onState);
    } catch (error) {
      return unprocessed(sent, text.get('bulk.unasked', { job: id, reason: reasonOf(error) }));
    }
    if (hasEnded(job)) return outcome(job, path, sent);
    return unprocessed(sent, text.get('bulk.late', { job: id, state: job.state, seconds: bulkTimeoutSeconds() }));
  };

  const results: Fate[] = [];
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

/** Updates records by Bulk API 2.0 ingest jobs, see `OrgWriter.updateMany`. */
export const bulkUpdate = async (
  context: BulkContext,
  object: string,
  rows: readonly UpdateRow[],
  options: IngestOptions
): Promise<RowResult[]> => {
  const fates = await ingest(context, object, { operation: 'update', marks: ['Id'], rows }, options);
  return fates.map((fate, index): RowResult => {
    const { Id: id } = rows[index];
    return fate.outcome === 'saved' ? { id, outcome: 'updated' } : { ...fate, id };
  });
};

/** Creates records by Bulk API 2.0 ingest jobs, or upserts them by an external ID, see `OrgWriter.createMany`. */
export const bulkCreate = async (
  context: BulkContext,
  object: string,
  rows: readonly RecordFields[],
  { externalId, ...options }: IngestOptions & { externalId?: string }
): Promise<CreateResult[]> => {
  const work: Work<RecordFields> =
    externalId === undefined
      ? { operation: 'insert', marks: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows }
      : { operation: 'upsert', externalIdFieldName: externalId, marks: [externalId], rows };
  const fates = await ingest(context, object, work, options);
  return fates.map((fate): CreateResult =>
    fate.outcome === 'saved' ? { id: fate.id, outcome: 'created' } : { ...fate, id: null }
  );
};
