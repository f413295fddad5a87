import type { Row, Side } from './database.ts';

/** A row of an object in one of the two catalogs. */
export type Entry = { id: string; values: Readonly<Record<string, string | null>> };

/** All rows of both catalogs that have one natural key. */
export type Group = {
  /** Null: rows without any value to tell them apart by. Then the group is one ID. */
  key: string | null;
  before: Entry[];
  now: Entry[];
};

/** What a row of the statement that {@link groupsOf} reads must have beside its fields. */
export type SidedRow = Row & { natural_key: string | null; side: number; Id: string };

/**
 * More rows of one key than this are counted as what they are, duplicates, but not held: a key that all rows share must
 * not fill the memory.
 */
export const MOST_ROWS = 1000;

const SIDES: readonly Side[] = ['before', 'now'];

/** The row serves as the values: a copy without key, side and ID would take as long as reading it. */
const entryOf = (row: SidedRow): Entry => ({ id: row.Id, values: row as unknown as Entry['values'] });

/**
 * Puts rows that have the same key together.
 *
 * @param rows sorted by key, then by ID; rows without a key belong together only when they have the same ID
 */
export const groupsOf = function* (rows: Iterable<SidedRow>): Generator<Group> {
  let group: Group | undefined;
  let mark: string | undefined;
  for (const row of rows) {
    const here = row.natural_key === null ? `id ${row.Id}` : `key ${row.natural_key}`;
    if (group && here !== mark) {
      yield group;
      group = undefined;
    }
    group ??= { key: row.natural_key, before: [], now: [] };
    mark = here;
    const side = group[SIDES[row.side]];
    if (side.length < MOST_ROWS) side.push(entryOf(row));
  }
  if (group) yield group;
};
