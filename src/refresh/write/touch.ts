import type { Scalar, TouchWrite } from '../../checklist/item.ts';
import { inParts, inRounds, isBulk } from '../../salesforce/rowRetry.ts';
import { chunked, soql, soqlNames } from '../../salesforce/soql.ts';
import type { OrgReader, OrgWriter, RowResult } from '../../salesforce/types.ts';

/** A record that was not touched, and why. */
export type TouchFailure = { id: string; name: string; code: string; message: string };

/** IDs in one condition: a query travels in a URL. */
const IDS = 400;

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
  const failures = await inParts(ids, async (part) => {
    const refused: Array<Omit<TouchFailure, 'name'>> = [];
    // The same record may be saved twice without harm.
    await inRounds(part, async (open, { repeatable }) => {
      const records = await recordsOf(reader, object, [field], open);
      const rows = records.map((record) => ({ Id: record.Id, [field]: record[field] }));
      const results = await writer.updateMany(object, rows, { bulk: isBulk(rows.length) });
      const again = new Set(results.filter(repeatable(results)).map(({ id }) => id));
      refused.push(
        ...results
          .filter(({ id }) => !again.has(id))
          .map(toFailure)
          .filter((failure) => failure !== undefined)
      );
      return [...again];
    });
    return refused;
  });
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
