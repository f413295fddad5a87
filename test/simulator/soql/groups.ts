import type { GroupByClause } from '@jetstreamapp/soql-parser-js';
import type { Json, SfRecord } from '../model.ts';
import type { Accumulator } from './accumulators.ts';
import { column } from './columns.ts';
import type { RowColumn } from './columns.ts';
import type { QueryScope } from './context.ts';
import { placeOf } from './context.ts';
import { malformed } from './errors.ts';
import { comparable, groupable } from './kinds.ts';
import { present } from './render.ts';

/** One group: the values of its columns (null where a subtotal leaves one out) and its running aggregates. */
export type Group = { values: Json[]; grouped: boolean[]; accumulators: Accumulator[] };

/** The columns of GROUP BY, and which of them each set of groups uses: several for ROLLUP and CUBE. */
export type Grouping = { columns: RowColumn[]; sets: boolean[][] };

/** Objects that the platform counts as a whole only: no GROUP BY and no aggregate of a field. */
const NO_AGGREGATES = new Set(['OauthToken', 'SetupAuditTrail']);

export function allowsAggregates({ entity }: QueryScope): boolean {
  return !NO_AGGREGATES.has(entity.name);
}

export function compileGrouping(scope: QueryScope, groupBy: GroupByClause | GroupByClause[] | undefined): Grouping {
  const clauses = [groupBy ?? []].flat();
  const [first] = clauses;
  const fn = first && 'fn' in first ? first.fn : undefined;
  const subtotals = fn?.functionName?.toUpperCase();
  const isSubtotal = subtotals === 'ROLLUP' || subtotals === 'CUBE';
  const expressions = isSubtotal
    ? (fn?.parameters ?? [])
    : clauses.map((clause) => ('fn' in clause ? clause.fn : clause.field));

  const columns = expressions.map((expression) => {
    const found = column(scope, 'GROUP', expression);
    const isRefused = !allowsAggregates(scope) || (found.field && !groupable(found.field));
    if (!isRefused) return found;
    const raw = typeof expression === 'string' ? expression : (expression.functionName ?? '');
    throw malformed(placeOf(scope, 'GROUP', raw), `field '${found.name}' can not be grouped in a query call`);
  });
  return { columns, sets: setsOf(columns.length, isSubtotal ? subtotals : undefined) };
}

function setsOf(count: number, subtotals: 'ROLLUP' | 'CUBE' | undefined): boolean[][] {
  const all = Array.from({ length: count }, () => true);
  if (subtotals === 'ROLLUP') {
    return Array.from({ length: count + 1 }, (_, dropped) => all.map((_unused, at) => at < count - dropped));
  }
  if (subtotals === 'CUBE') {
    return Array.from({ length: 2 ** count }, (_, mask) => all.map((_unused, at) => ((mask >> at) & 1) === 0));
  }
  return [all];
}

/** Sorts every row into its groups; without GROUP BY there is exactly one, even over no rows. */
export function collectGroups(
  rows: Iterable<SfRecord>,
  { columns, sets }: Grouping,
  newAccumulators: () => Accumulator[]
): Group[] {
  const groups = new Map<string, Group>();
  const open = (key: string, values: Json[], grouped: boolean[]): Group => {
    const group = { values, grouped, accumulators: newAccumulators() };
    groups.set(key, group);
    return group;
  };
  if (columns.length === 0) open('[0]', [], []);
  for (const row of rows) {
    const values = columns.map(({ field, read }) => present(field, read(row)));
    for (const [number, grouped] of sets.entries()) {
      const parts = columns.map(({ kind }, at) => (grouped[at] ? comparable(kind, values[at]) : null));
      const key = JSON.stringify([number, ...parts]);
      const group =
        groups.get(key) ??
        open(
          key,
          values.map((value, at) => (grouped[at] ? value : null)),
          grouped
        );
      for (const accumulator of group.accumulators) accumulator.add(row);
    }
  }
  return [...groups.values()];
}
