import type { SfRecord, Table } from '../model.ts';
import type { Filter } from './filter.ts';
import type { SortKey } from './order.ts';
import { Sorter } from './order.ts';

/** The records of a result, fetched piece by piece. Going forward is cheap; going back may start a new scan. */
export type RowSource = { total: number; slice: (start: number, count: number) => SfRecord[] };

/** Beyond this many, a result keeps IDs and reads the records again when they are asked for. */
const KEEP = 5_000;

/** The records that pass the filter, in the table's order; by lookup where the filter names the IDs. */
export function* matching(table: Table, filter: Filter | undefined): Generator<SfRecord> {
  if (!filter?.ids) {
    for (const row of table.rows()) if (!filter || filter.test(row)) yield row;
    return;
  }
  const ids = new Set([...filter.ids].map((id) => id.slice(0, 15)).filter((id) => id !== ''));
  for (const id of [...ids].sort()) {
    const row = table.get(id);
    if (row && filter.test(row)) yield row;
  }
}

type Kept = SfRecord | string;

function fromKept(table: Table, kept: Kept[]): RowSource {
  const slice = (start: number, count: number): SfRecord[] =>
    kept.slice(start, start + count).flatMap((entry) => (typeof entry === 'string' ? (table.get(entry) ?? []) : entry));
  return { total: kept.length, slice };
}

/** Reads the table itself as the result, with one open iterator; nothing is kept. */
function fromTable(table: Table, total: number, offset: number): RowSource {
  let position = Number.POSITIVE_INFINITY;
  let iterator = table.rows()[Symbol.iterator]();
  const slice = (start: number, count: number): SfRecord[] => {
    if (offset + start !== position) {
      const jumped = table.rowsFrom?.(offset + start);
      if (jumped || offset + start < position) {
        iterator = (jumped ?? table.rows())[Symbol.iterator]();
        position = jumped ? offset + start : 0;
      }
    }
    for (; position < offset + start; position += 1) iterator.next();
    const rows: SfRecord[] = [];
    const end = offset + Math.min(total, start + count);
    while (position < end) {
      const next = iterator.next();
      if (next.done === true) break;
      rows.push(next.value);
      position += 1;
    }
    return rows;
  };
  return { total, slice };
}

/** How a result is cut out of the matching records. */
export type Cut = { limit: number; offset: number };

/** Selects, sorts and cuts; without a filter and an order not even a list of IDs is built. */
export function selectRows(
  table: Table,
  filter: Filter | undefined,
  order: Array<SortKey<SfRecord>>,
  { limit, offset }: Cut
): RowSource {
  if (!filter && order.length === 0) {
    return fromTable(table, Math.max(0, Math.min(limit, table.size - offset)), offset);
  }
  const keep = (row: SfRecord, count: number): Kept => (count < KEEP ? row : row.Id);
  if (order.length > 0) {
    const sorter = new Sorter<SfRecord, Kept>(order);
    let count = 0;
    for (const row of matching(table, filter)) {
      sorter.add(row, keep(row, count));
      count += 1;
    }
    return fromKept(table, sorter.sorted().slice(offset, offset + limit));
  }
  const kept: Kept[] = [];
  let skip = offset;
  if (limit > 0) {
    for (const row of matching(table, filter)) {
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      kept.push(keep(row, kept.length));
      if (kept.length >= limit) break;
    }
  }
  return fromKept(table, kept);
}

/** How many records match, up to a limit. */
export function countRows(table: Table, filter: Filter | undefined, { limit, offset }: Cut): number {
  let count = filter ? 0 : table.size;
  if (filter) {
    const matches = matching(table, filter);
    while (count < limit + offset && matches.next().done !== true) count += 1;
  }
  return Math.max(0, Math.min(limit, count - offset));
}
