import type { Row, Side } from './database.ts';

/** A row of an object in one of the two catalogs. */
export type Entry = { id: string; values: Readonly<Record<string, string | null>> };

/** Rows of both catalogs that have one natural key: all of them, or a part where there are very many. */
export type Group = {
  /** Null: rows without any value to tell them apart by. Then the group is one ID. */
  key: string | null;
  before: Entry[];
  now: Entry[];
  /** More rows have the key than fit into one group; rows of the same ID are together all the same. */
  isPart: boolean;
};

/** What a row of the statement that {@link groupsOf} reads must have beside its fields. */
export type SidedRow = Row & { natural_key: string | null; side: number; Id: string };

/** A group holds no more rows of a side than this: a key that all rows share must not fill the memory. */
export const MOST_ROWS = 1000;

const SIDES: readonly Side[] = ['before', 'now'];

/** The row serves as the values: a copy without key, side and ID would take as long as reading it. */
const entryOf = (row: SidedRow): Entry => ({ id: row.Id, values: row as unknown as Entry['values'] });

/**
 * Puts rows that have the same key together, in parts where there are very many of them.
 *
 * @param rows sorted by key, then by ID; rows without a key belong together only when they have the same ID
 */
export const groupsOf = function* (rows: Iterable<SidedRow>): Generator<Group> {
  let group: Group | undefined;
  let mark: string | undefined;
  let last: string | undefined;
  for (const row of rows) {
    const here = row.natural_key === null ? `id ${row.Id}` : `key ${row.natural_key}`;
    if (group && here !== mark) {
      yield group;
      group = undefined;
    }
    if (group && row.Id !== last && group[SIDES[row.side]].length >= MOST_ROWS) {
      yield { ...group, isPart: true };
      group = { key: row.natural_key, before: [], now: [], isPart: true };
    }
    group ??= { key: row.natural_key, before: [], now: [], isPart: false };
    mark = here;
    last = row.Id;
    group[SIDES[row.side]].push(entryOf(row));
  }
  if (group) yield group;
};
