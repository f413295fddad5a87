import type { Change, RecordField, Scalar } from '../checklist/item.ts';
import { soql, soqlNames } from '../salesforce/soql.ts';
import type { OrgReader } from '../salesforce/types.ts';

type Row = { Id: string; [field: string]: Scalar };

/** The one record that a change is about: by its ID, or, where it was created, by what it was created with. */
const conditionFor = ({ id, defaults = {} }: RecordField): string =>
  id === null
    ? Object.entries(defaults)
        .map(([field, value]) => soql`${soqlNames(field)} = ${value}`)
        .join(' AND ')
    : soql`Id = ${id}`;

/** What a change's field holds now, and in which record; undefined where the record is not there. */
export type FieldNow = { id: string; value: Scalar } | undefined;

/**
 * Reads the fields that the changes are about, in the changes' order. The reads travel together; a record that several
 * changes are about is read once.
 */
export const readBack = (org: OrgReader, changes: readonly Change[]): Promise<FieldNow[]> => {
  const fieldsOf = Map.groupBy(changes, ({ write }) => `${write.object} WHERE ${conditionFor(write)}`);
  return Promise.all(
    changes.map(async ({ write }) => {
      const condition = conditionFor(write);
      const fields = (fieldsOf.get(`${write.object} WHERE ${condition}`) ?? []).map((change) => change.write.field);
      const names = soqlNames('Id', ...new Set(fields));
      const [row] = await org.query<Row>(`${soql`SELECT ${names} FROM ${soqlNames(write.object)} WHERE `}${condition}`);
      return row && { id: row.Id, value: row[write.field] ?? null };
    })
  );
};

/** Nothing set and an empty text are the same in an org. */
export const sameValue = (one: Scalar, other: Scalar): boolean => (one ?? '') === (other ?? '');
