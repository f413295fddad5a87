import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { naturalKey } from './keys.ts';
import type { Shape } from '../shape.ts';
import { sqlite } from './sqlite.ts';
import { normaliserFor } from './values.ts';

/** The catalog before the refresh, and the catalog that the org has now. */
export type Side = 'before' | 'now';

export type Row = Record<string, string | number | null>;

/**
 * Catalogs side by side in a file: tables `before_Product2`, `now_Product2` and so on, with a column for each field and
 * one, `natural_key`, for what tells the row apart. A file and a bounded cache, so that memory does not grow with the
 * catalog.
 */
export type CatalogDatabase = {
  /** Makes the table for one object; {@link Loader.add} fills it, {@link Loader.end} closes it. */
  loader(side: Side, shape: Shape, keyOf?: (values: Record<string, string | null>) => string | null): Loader;
  /** The rows of a statement, one at a time. */
  rows<T extends Row>(statement: string, ...values: SQLInputValue[]): IterableIterator<T>;
  run(statement: string): void;
  /** Whether that side has that object. */
  has(side: Side, object: string): boolean;
  /** The fields that both sides have of an object, or that one side has where there is no other. */
  fields(side: Side, object: string): readonly string[];
  close(): void;
};

export type Loader = { add(row: readonly string[]): void; end(): number };

export const table = (side: Side, object: string): string => `"${side}_${object}"`;

export const column = (field: string): string => `"${field}"`;

/** A text as a value in a statement. */
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** API names only: they go into statements as they are. */
const refuseOddNames = (names: readonly string[]): void => {
  const odd = names.find((name) => !/^[A-Za-z]\w*$/.test(name));
  if (odd !== undefined) throw new RangeError(`Not an API name: ${odd}`);
};

/** In KiB. Twelve times as much made a million rows no faster, and cost 70 MB (docs/performance.md). */
const CACHE_KIB = 2000;

/** Rows in one statement: what a call costs is shared. */
const ROWS_AT_ONCE = 16;

// What is in this file can be read again from where it came: it needs no journal and no flush to disk.
const PRAGMAS = `
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA temp_store = FILE;
  PRAGMA cache_size = -${CACHE_KIB};
`;

const openFile = async (workspace: string): Promise<DatabaseSync> => {
  const path = join(workspace, 'catalog.sqlite');
  // SQLite would create it for everybody to read.
  await writeFile(path, '', { mode: 0o600, flag: 'wx' });
  // Sorting a large catalog needs room, and /tmp may be a small one.
  process.env.SQLITE_TMPDIR = workspace;
  const { DatabaseSync: Database } = await sqlite();
  const database = new Database(path);
  database.exec(PRAGMAS);
  // One transaction for everything: nothing in here outlives the run.
  database.exec('BEGIN');
  return database;
};

/** An empty database in the workspace. */
export const openDatabase = async (workspace: string): Promise<CatalogDatabase> => {
  const database = await openFile(workspace);
  const tables = new Map<string, readonly string[]>();

  const loader: CatalogDatabase['loader'] = (side, shape, keyOf = (values) => naturalKey(shape.key, values)) => {
    const names = shape.fields.map(({ name }) => name);
    refuseOddNames([shape.name, ...names]);
    const name = table(side, shape.name);
    database.exec(
      `CREATE TABLE ${name} (natural_key TEXT, ${names.map((field) => `${column(field)} TEXT`).join(', ')})`
    );
    const places = `(?, ${names.map(() => '?').join(', ')})`;
    const insertOf = (rows: number): StatementSync =>
      database.prepare(`INSERT INTO ${name} VALUES ${Array.from({ length: rows }, () => places).join(', ')}`);
    const insert = insertOf(ROWS_AT_ONCE);
    let waiting: Array<string | null> = [];
    const normalise = normaliserFor(shape.fields);
    const named = (values: ReadonlyArray<string | null>): Record<string, string | null> =>
      Object.fromEntries(names.map((field, index) => [field, values[index]]));
    // An entry's key is that of its product and price book: the database knows it only when all are loaded.
    const isKeyed = shape.name !== 'PricebookEntry' && shape.key.length > 0;
    let rows = 0;
    return {
      add: (row) => {
        const values = normalise(row);
        waiting.push(isKeyed ? keyOf(named(values)) : null, ...values);
        rows += 1;
        if (rows % ROWS_AT_ONCE > 0) return;
        insert.run(...waiting);
        waiting = [];
      },
      end: () => {
        if (waiting.length > 0) insertOf(rows % ROWS_AT_ONCE).run(...waiting);
        tables.set(name, names);
        return rows;
      },
    };
  };

  return {
    loader,
    rows: <T extends Row>(statement: string, ...values: SQLInputValue[]) =>
      database.prepare(statement).iterate(...values) as IterableIterator<T>,
    run: (statement) => database.exec(statement),
    has: (side, object) => tables.has(table(side, object)),
    fields: (side, object) => tables.get(table(side, object)) ?? [],
    close: () => database.close(),
  };
};
