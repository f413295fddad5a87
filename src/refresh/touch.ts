import { setTimeout as pause } from 'node:timers/promises';
import type { Scalar, TouchWrite } from '../checklist/item.ts';
import { chunked, soql, soqlNames } from '../salesforce/soql.ts';
import type { OrgReader, OrgWriter, RowResult } from '../salesforce/types.ts';

/** A record that was not touched, and why. */
export type TouchFailure = { id: string; name: string; code: string; message: string };

/** A Bulk API 2.0 job takes 150 MB; so many rows are far below, and their results fit into memory. */
const ROWS_A_JOB = 50_000;
/** From this many rows on a bulk job takes fewer requests than collections of 200. */
const BULK_ROWS = 2000;
/** IDs in one condition: a query travels in a URL. */
const IDS = 400;
/** Somebody else holds the record for a moment: it is tried again, with a pause that doubles. */
const ROUNDS = 4;
const FIRST_PAUSE_MS = 500;
const PASSING = new Set(['UNABLE_TO_LOCK_ROW']);

/** The same record may be saved twice without harm: what nobody took up, or answered for, is sent again too. */
const mayPass = (result: RowResult): boolean =>
  result.outcome === 'unprocessed' || (result.outcome === 'failed' && PASSING.has(result.code));

const toFailure = (result: RowResult): Omit<TouchFailure, 'name'> | undefined => {
  if (result.outcome === 'updated') return undefined;
  if (result.outcome === 'failed') return { id: result.id, code: result.code, message: result.message };
  return { id: result.id, code: 'UNPROCESSED', message: result.reason ?? '' };
};

type Record = { Id: string; [field: string]: Scalar };

/** Fields of records as they are now, not as an earlier read remembers them; the queries share their round trips. */
const recordsOf = async (
  reader: OrgReader,
  object: string,
  fields: readonly string[],
  ids: readonly string[]
): Promise<Record[]> => {
  reader.forget();
  const names = soqlNames(...new Set(['Id', ...fields]));
  const rows = await Promise.all(
    chunked(ids, IDS).map((some) =>
      reader.query<Record>(soql`SELECT ${names} FROM ${soqlNames(object)} WHERE Id IN ${some}`)
    )
  );
  return rows.flat();
};

/**
 * Saves records as they are. Rows that are locked or that the org did not take up are sent again a few times; all others
 * that are refused are answered with the org's reason.
 *
 * @throws OrgError where the org itself cannot be asked
 */
export const touch = async (
  writer: OrgWriter,
  reader: OrgReader,
  { object, field, ids }: TouchWrite
): Promise<TouchFailure[]> => {
  const failures: Array<Omit<TouchFailure, 'name'>> = [];
  for (const some of chunked(ids, ROWS_A_JOB)) {
    let open: readonly string[] = some;
    for (let round = 1; open.length > 0; round += 1) {
      const records = await recordsOf(reader, object, [field], open);
      const rows = records.map((record) => ({ Id: record.Id, [field]: record[field] }));
      const results = await writer.updateMany(object, rows, { bulk: rows.length >= BULK_ROWS });
      const again = round < ROUNDS ? results.filter(mayPass) : [];
      const retried = new Set(again.map(({ id }) => id));
      failures.push(
        ...results
          .filter(({ id }) => !retried.has(id))
          .map(toFailure)
          .filter((failure) => failure !== undefined)
      );
      open = [...retried];
      if (open.length > 0) await pause(FIRST_PAUSE_MS * 2 ** (round - 1));
    }
  }
  if (failures.length === 0) return [];
  const failed = failures.map(({ id }) => id);
  const names = new Map((await recordsOf(reader, object, ['Name'], failed)).map(({ Id, Name }) => [Id, Name]));
  return failures.map((failure) => ({ ...failure, name: String(names.get(failure.id) ?? '') }));
};

/** How many of the records still have a date before the touch; a record that is gone has none. */
export const untouched = async (reader: OrgReader, { object, ids, since }: TouchWrite): Promise<number> => {
  const moment = Date.parse(since);
  const records = await recordsOf(reader, object, ['LastModifiedDate'], ids);
  return records.filter(({ LastModifiedDate }) => Date.parse(String(LastModifiedDate)) <= moment).length;
};
