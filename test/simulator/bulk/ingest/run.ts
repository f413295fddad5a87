import { setImmediate as nextTurn } from 'node:timers/promises';
import { ApiError } from '../../model.ts';
import { recordError } from '../../rest/collections.ts';
import { isObject } from '../../rest/body.ts';
import type { OrgStore } from '../../store/orgStore.ts';
import type { BulkBehaviour } from '../behaviour.ts';
import { JobFailure } from '../errors.ts';
import { isOver, moveTo } from '../jobs.ts';
import type { IngestJob, UploadedRow } from '../types.ts';
import { isKey, readColumns } from './columns.ts';
import type { UploadColumn } from './columns.ts';
import { RowLocks } from './locks.ts';
import { RowSaver } from './save.ts';
import { uploadedRows } from './upload.ts';

/** Milliseconds of work, after which other requests are answered, and an abort takes effect. */
const SLICE = 20;

/** Processes an upload row by row; an abort, or a job that fails midway, leaves the rest unprocessed. */
export async function processUpload(
  org: OrgStore,
  job: IngestJob,
  behaviour: BulkBehaviour,
  locked: Map<string, number>
): Promise<void> {
  const rows = await readAll(job);
  const header = rows.shift() ?? [];
  const columns = readColumns(org, job.def, header);
  checkExternalId(job, columns);
  const saver = new RowSaver(org, job, columns, behaviour);
  const locks = new RowLocks(behaviour.lockRows);
  const stopAt = Math.min(behaviour.abortAfterRecords ?? rows.length, Math.max(0, rows.length - behaviour.unprocessed));
  job.unprocessed = rows;
  job.content = undefined;
  let resumed = performance.now();
  for (const [index, row] of rows.entries()) {
    if (performance.now() - resumed > SLICE) {
      await nextTurn();
      resumed = performance.now();
    }
    if (isOver(job)) break;
    if (index >= stopAt) break;
    try {
      locks.check(saver.idOf(row), index + 1, locked);
      job.successful.push({ ...saver.save(row), row });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      job.failed += 1;
      job.failures.push({ error: errorText(error), row });
    }
    job.processed += 1;
  }
  job.unprocessed = rows.slice(job.processed);
  if (isOver(job) || job.unprocessed.length === 0) return;
  if (behaviour.abortAfterRecords !== null && job.processed >= behaviour.abortAfterRecords) {
    moveTo(job, org, 'Aborted');
  } else throw new JobFailure('InternalServerError : The server stopped processing this job.');
}

async function readAll(job: IngestJob): Promise<UploadedRow[]> {
  const rows: UploadedRow[] = [];
  for await (const row of uploadedRows(job.content ?? '', job.format)) rows.push(row);
  return rows;
}

function checkExternalId({ operation, externalIdFieldName, def }: IngestJob, columns: UploadColumn[]): void {
  if (operation !== 'upsert') return;
  const wanted = externalIdFieldName?.toLowerCase();
  const field = def.fields.find((each) => each.name.toLowerCase() === wanted);
  if (!field || !isKey(field)) {
    throw new JobFailure(
      `InvalidBatch : Field name provided, ${externalIdFieldName ?? ''} does not match an External ID, Salesforce Id, or indexed field for ${def.name}`
    );
  }
  if (!columns.some((column) => !column.via && column.field.name === field.name)) {
    throw new JobFailure(`InvalidBatch : InvalidBatch : Field name not found : ${field.name}`);
  }
}

/** `CODE:message:fields --`, as the column sf__Error shows it. */
function errorText({ body }: ApiError): string {
  return body
    .map((one) => {
      const error = recordError(one);
      const { statusCode, message, fields } = isObject(error) ? error : {};
      const names = Array.isArray(fields) && fields.length > 0 ? `${fields.map(String).join(',')} ` : '';
      return `${String(statusCode)}:${String(message)}:${names}--`;
    })
    .join(';');
}
