import { isItemError } from '../salesforce/errors.ts';
import { soql, soqlNames } from '../salesforce/soql.ts';
import type { OrgReader } from '../salesforce/types.ts';
import type { Shape } from './kept.ts';

/** By field, the IDs of the records that have a value there; undefined where the org does not tell. */
export type Asked = ReadonlyMap<string, ReadonlySet<string> | undefined>;

type Answer = { Id: string; [field: string]: unknown };

/** A place or an address without any part is none. */
const isValue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).some(([name, part]) => name !== 'attributes' && isValue(part))
    : value !== null && value !== undefined && value !== '';

/**
 * Asks which records have a value in fields that no column of text tells, field by field: a query answers the address of
 * a file instead of the file (REST API guide, "Get Blob Data"), and a structure for what has parts. What is refused is
 * untold, and costs nothing else.
 */
export const askFor = async (
  org: Pick<OrgReader, 'query'>,
  { object, where, omitted }: Pick<Shape, 'object' | 'where' | 'omitted'>
): Promise<Asked> => {
  const fields = omitted.filter(({ asked }) => asked === true).map(({ name }) => name);
  const answers = await Promise.all(
    fields.map(async (field): Promise<[string, ReadonlySet<string> | undefined]> => {
      const select = soql`SELECT ${soqlNames('Id', field)} FROM ${soqlNames(object)}`;
      try {
        const rows = await org.query<Answer>(where === null ? select : `${select} WHERE ${where}`);
        return [field, new Set(rows.filter((row) => isValue(row[field])).map(({ Id }) => Id))];
      } catch (error) {
        if (!isItemError(error)) throw error;
        return [field, undefined];
      }
    })
  );
  return new Map(answers);
};
