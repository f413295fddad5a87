import type { FieldFunctionExpression, FieldType, FunctionExp, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../model.ts';
import type { SfRecord } from '../model.ts';
import { AGGREGATES } from './accumulators.ts';
import type { Accumulator } from './accumulators.ts';
import type { Column, RowColumn } from './columns.ts';
import { column, DISPLAY_FUNCTIONS } from './columns.ts';
import { compileComparison } from './comparison.ts';
import { readConditions } from './conditions.ts';
import type { QueryScope } from './context.ts';
import { placeOf } from './context.ts';
import { DATE_FUNCTIONS } from './dates.ts';
import { malformed, unexpectedToken } from './errors.ts';
import { combine } from './filter.ts';
import { allowsAggregates, collectGroups, compileGrouping } from './groups.ts';
import type { Group } from './groups.ts';
import { aggregable } from './kinds.ts';
import { compileOrder, sorted, Sorter } from './order.ts';
import { havingConditions } from './parse.ts';
import type { JsonObject } from './render.ts';
import type { Clause } from './source.ts';

type GroupColumn = Column<Group>;
type Call = FunctionExp | FieldFunctionExpression;

const MOST_GROUPS = 2_000;

const nameOf = (call: Call): string => (call.functionName ?? '').toUpperCase();

/** Whether a query is answered in groups: GROUP BY, an aggregate, or a date function among the fields. */
export function isAggregate({ fields = [], groupBy }: Query): boolean {
  const isGroupedCall = (call: Call): boolean => {
    const [first] = call.parameters ?? [];
    if (nameOf(call) in AGGREGATES || nameOf(call) in DATE_FUNCTIONS) return true;
    return typeof first === 'object' && isGroupedCall(first);
  };
  return groupBy !== undefined || fields.some((f) => f.type === 'FieldFunctionExpression' && isGroupedCall(f));
}

/** Compiles an aggregate query; the result function reads the matching rows once and answers the finished rows. */
export function compileAggregate(scope: QueryScope, query: Query): (rows: Iterable<SfRecord>) => JsonObject[] {
  const { env } = scope;
  const grouping = compileGrouping(scope, query.groupBy);
  const makers: Array<() => Accumulator> = [];
  const known = new Map<string, GroupColumn>();

  const aggregateColumn = (call: Call, clause: Clause): GroupColumn => {
    const name = nameOf(call);
    const [argument] = call.parameters ?? [];
    const place = placeOf(scope, clause, call.functionName ?? '');
    if (argument === undefined) throw malformed(place, `unexpected token: '${call.functionName}'`);
    const source = column(scope, clause, argument);
    const maker = AGGREGATES[name];
    if (!maker || !allowsAggregates(scope) || (source.field && !aggregable(name, source.kind, source.field))) {
      throw malformed(place, `field ${source.name} does not support aggregate operator ${name}`);
    }
    const key = `${name}(${source.key})`;
    const found = known.get(key);
    if (found) return found;
    const index = makers.push(() => maker(source)) - 1;
    const counts = name.startsWith('COUNT') || name === 'AVG' || name === 'SUM';
    const made: GroupColumn = {
      kind: counts ? 'number' : source.kind,
      name: source.name,
      key,
      field: counts ? undefined : source.field,
      read: (group) => group.accumulators[index]?.result() ?? null,
    };
    known.set(key, made);
    return made;
  };

  const groupedColumn = (source: RowColumn, raw: string, clause: Clause): GroupColumn => {
    const bare = source.key.replace(/^(?:tolabel|format|convertcurrency)\((.*)\)$/, '$1');
    const index = grouping.columns.findIndex(({ key }) => key === source.key || key === bare);
    if (index < 0) {
      const what = clause === 'ORDER' ? 'Ordered field' : 'Field';
      throw malformed(placeOf(scope, clause, raw), `${what} must be grouped or aggregated: ${raw}`);
    }
    return { ...source, read: (group) => group.values[index] ?? null };
  };

  const groupColumn = (expression: string | Call, clause: Clause): GroupColumn => {
    if (typeof expression === 'string') return groupedColumn(column(scope, clause, expression), expression, clause);
    const [first] = expression.parameters ?? [];
    if (nameOf(expression) in AGGREGATES) return aggregateColumn(expression, clause);
    if (nameOf(expression) === 'GROUPING' && typeof first === 'string') {
      const { key } = column(scope, clause, first);
      const index = grouping.columns.findIndex((candidate) => candidate.key === key);
      return { kind: 'number', name: first, key, field: undefined, read: (group) => (group.grouped[index] ? 0 : 1) };
    }
    if (DISPLAY_FUNCTIONS.includes(nameOf(expression)) && typeof first === 'object') return groupColumn(first, clause);
    return groupedColumn(column(scope, clause, expression), typeof first === 'string' ? first : '', clause);
  };

  const slots = compileSlots(scope, query.fields ?? [], groupColumn);
  const having = compileHaving(scope, havingConditions(env.source), groupColumn);
  const order = compileOrder<Group>(query.orderBy, (clause) =>
    'fn' in clause ? groupColumn(clause.fn, 'ORDER') : sorted(scope, clause, groupColumn(clause.field, 'ORDER'))
  );
  if (grouping.columns.length === 0 && query.limit !== undefined) {
    const message = 'Non-grouped query that uses overall aggregate functions cannot also use LIMIT';
    throw malformed(placeOf(scope, 'LIMIT', String(query.limit)), message);
  }

  return (rows) => {
    const groups = collectGroups(rows, grouping, () => makers.map((make) => make()));
    const sorter = new Sorter<Group, Group>(order);
    for (const group of groups) if (!having || having(group)) sorter.add(group, group);
    const { limit = Number.POSITIVE_INFINITY, offset = 0 } = query;
    const result = sorter.sorted().slice(offset, offset + limit);
    if (result.length > MOST_GROUPS) throw tooManyGroups();
    return result.map((group) => {
      const row: JsonObject = { attributes: { type: 'AggregateResult' } };
      for (const { key, source } of slots) row[key] = source.read(group);
      return row;
    });
  };
}

function compileHaving(
  { env: { source, now }, scope }: QueryScope,
  clause: WhereClause | undefined,
  resolve: (expression: string | Call, clause: Clause) => GroupColumn
): ((group: Group) => boolean) | undefined {
  if (!clause) return undefined;
  return combine<Group>(readConditions(source, scope, 'HAVING', clause), ({ leaf, fieldOffset }) => {
    const place = { source, offset: fieldOffset };
    if ('valueQuery' in leaf || !('operator' in leaf)) throw unexpectedToken(place, 'SELECT');
    return compileComparison(resolve('fn' in leaf ? leaf.fn : leaf.field, 'HAVING'), leaf, place, now);
  });
}

function tooManyGroups(): ApiError {
  const message = 'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch';
  return new ApiError(400, { message, errorCode: 'EXCEEDED_ID_LIMIT' });
}

/** The keys of an aggregate row: the alias, a field's own name, or expr0, expr1, … */
function compileSlots(
  scope: QueryScope,
  fields: FieldType[],
  resolve: (expression: string | Call, clause: Clause) => GroupColumn
): Array<{ key: string; source: GroupColumn }> {
  const used = new Set<string>();
  let unnamed = 0;
  return fields.map((field) => {
    if (field.type === 'FieldSubquery' || field.type === 'FieldTypeof') {
      throw malformed(placeOf(scope, 'SELECT', 'SELECT'), 'only root queries support aggregate expressions');
    }
    const isCall = field.type === 'FieldFunctionExpression';
    const raw = isCall ? field.functionName : 'rawValue' in field && field.rawValue ? field.rawValue : field.field;
    const source = resolve(isCall ? field : raw, 'SELECT');
    const alias = 'alias' in field ? field.alias : undefined;
    const key = alias ?? (isCall ? `expr${unnamed++}` : source.name);
    if (used.has(key.toLowerCase())) throw malformed(placeOf(scope, 'SELECT', raw), `duplicate alias: ${key}`);
    used.add(key.toLowerCase());
    return { key, source };
  });
}
