import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { ManagedTablePart } from '../scenario/types.ts';
import { badRequest, notFound } from './error.ts';
import { generatedRows, type TableRows } from './generatedRows.ts';

export type Column = { name: string; type: 'text' | 'number'; description: string; orderNumber: number };
export type ManagedTable = {
  name: string;
  description: string;
  columns: Column[];
  dateCreated: string;
  dateModified: string;
  lastModifiedBy: string;
  rows: TableRows;
};
/** A table as the list of tables shows it: without its rows, and without their number. */
export type TableInfo = Omit<ManagedTable, 'rows'>;

/** Rows that are written at a time. */
const BATCH = 1000;

/** The managed tables of an environment, by name; their rows may be computed while they are read. */
export class ManagedTables {
  private readonly tables = new Map<string, ManagedTable>();

  public constructor(parts: readonly ManagedTablePart[] = []) {
    for (const part of parts) this.put(part);
  }

  public get all(): ManagedTable[] {
    return [...this.tables.values()];
  }

  public has(name: string): boolean {
    return this.tables.has(name);
  }

  public get(name: string): ManagedTable {
    const table = this.tables.get(name);
    if (table === undefined) throw notFound('TABLE', name);
    return table;
  }

  /** Makes a table, or puts another in its place. */
  public put({ name, description = '', columns, rows = [], modified }: ManagedTablePart): ManagedTable {
    const now = tableDate(modified);
    const known = columns.map((column, index) => ({ description: '', ...column, orderNumber: index + 1 }));
    const table = {
      name,
      description,
      columns: known,
      dateCreated: this.tables.get(name)?.dateCreated ?? now,
      dateModified: now,
      lastModifiedBy: 'NO_USER_ID',
      rows: typeof rows === 'number' ? generatedRows(name, columns, rows) : listed(rows),
    };
    this.tables.set(name, table);
    return table;
  }

  /**
   * Reads a CSV into a table, in the place of its rows or behind them, and no more than so many of its rows; a table that
   * is not there is made of text.
   */
  public load(name: string, csv: string, how: 'replace' | 'append', most = Infinity): number {
    const [header = [], ...rows] = readCsv(csv);
    if (header.length === 0) throw badRequest('Rows must not be empty.');
    const table = this.tables.get(name);
    const columns = table?.columns ?? header.map((column) => ({ name: column, type: 'text' as const }));
    const order = columns.map((column) => header.indexOf(column.name));
    const foreign = header.filter((column) => !columns.some((known) => known.name === column));
    if (foreign.length > 0) throw badRequest(`Table ${name} has no column ${foreign.join(', ')}.`);
    if (most === 0) return 0;
    const read = rows.slice(0, most).map((row) => order.map((at) => row[at] ?? ''));
    const before = how === 'append' && table ? [...table.rows.from(0)] : [];
    this.put({ name, description: table?.description, columns, rows: [...before, ...read] });
    return read.length;
  }
}

/** A table's CSV: a line with the names of its columns, then its rows, written piece by piece. */
export function* csvOf({ columns, rows }: ManagedTable): Generator<Buffer> {
  let batch: string[][] = [columns.map(({ name }) => name)];
  for (const row of rows.from(0)) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield Buffer.from(stringify(batch));
    batch = [];
  }
  if (batch.length > 0) yield Buffer.from(stringify(batch));
}

/** `2023-05-30T21:19:32.650+00:00`, as managed tables write their dates. */
export function tableDate(text?: string): string {
  return new Date(text ?? Date.now()).toISOString().replace('Z', '+00:00');
}

function listed(rows: string[][]): TableRows {
  return { size: rows.length, from: (start) => rows.slice(start) };
}

function readCsv(csv: string): string[][] {
  try {
    return parse(csv, { bom: true, skip_empty_lines: true });
  } catch (error) {
    throw badRequest(`The file is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
}
