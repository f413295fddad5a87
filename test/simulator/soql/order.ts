import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import type { Column, RowColumn } from './columns.ts';
import { column } from './columns.ts';
import type { QueryScope } from './context.ts';
import { placeOf } from './context.ts';
import { malformed } from './errors.ts';
import type { Comparable } from './kinds.ts';
import { comparable, sortable } from './kinds.ts';

export type SortKey<Row> = { column: Column<Row>; descending: boolean; nullsLast: boolean };
type Keyed<Item> = { keys: Array<Comparable | null>; item: Item };

/** Compiles ORDER BY over columns that `resolve` finds; nulls come first unless the query says otherwise. */
export function compileOrder<Row>(
  orderBy: OrderByClause | OrderByClause[] | undefined,
  resolve: (clause: OrderByClause) => Column<Row>
): Array<SortKey<Row>> {
  return [orderBy ?? []].flat().map((clause) => ({
    column: resolve(clause),
    descending: clause.order === 'DESC',
    nullsLast: clause.nulls === 'LAST',
  }));
}

/** The column of an ORDER BY entry, or MALFORMED_QUERY for one that cannot be sorted by. */
export function sortColumn(scope: QueryScope, clause: OrderByClause): RowColumn {
  return sorted(scope, clause, column(scope, 'ORDER', 'fn' in clause ? clause.fn : clause.field));
}

/** The column itself, where it can be sorted by; of groups as of rows. */
export function sorted<Found extends Pick<RowColumn, 'field' | 'name'>>(
  scope: QueryScope,
  clause: OrderByClause,
  found: Found
): Found {
  if (!found.field || sortable(found.field)) return found;
  const place = placeOf(scope, 'ORDER', 'fn' in clause ? (clause.fn.functionName ?? '') : clause.field);
  throw malformed(place, `field '${found.name}' can not be sorted in a query call`);
}

/** Collects items with the values they are sorted by; `sorted` keeps the first come first among equals. */
export class Sorter<Row, Item> {
  private readonly keys: Array<SortKey<Row>>;
  private readonly entries: Array<Keyed<Item>> = [];

  public constructor(keys: Array<SortKey<Row>>) {
    this.keys = keys;
  }

  public add(row: Row, item: Item): void {
    const keys = this.keys.map(({ column: { kind, read } }) => comparable(kind, read(row)));
    this.entries.push({ keys, item });
  }

  public sorted(): Item[] {
    return this.entries.sort((a, b) => this.compare(a, b)).map(({ item }) => item);
  }

  private compare(a: Keyed<Item>, b: Keyed<Item>): number {
    for (const [index, { descending, nullsLast }] of this.keys.entries()) {
      const [left = null, right = null] = [a.keys[index], b.keys[index]];
      if (left === right) continue;
      if (left === null) return nullsLast ? 1 : -1;
      if (right === null) return nullsLast ? -1 : 1;
      return left < right === descending ? 1 : -1;
    }
    return 0;
  }
}
