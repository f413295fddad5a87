import type { ValueQueryCondition, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { ObjectDef, SfRecord } from '../model.ts';
import type { RowColumn } from './columns.ts';
import { pathColumn, pathOf } from './columns.ts';
import { requireFilterable } from './comparison.ts';
import type { Test } from './comparison.ts';
import type { QueryScope } from './context.ts';
import { openScope, queryableObject } from './context.ts';
import { malformed } from './errors.ts';
import type { Place } from './errors.ts';
import type { Filter } from './filter.ts';
import { comparable } from './kinds.ts';
import { matching } from './rows.ts';

type CompileFilter = (scope: QueryScope, where: WhereClause | undefined) => Filter | undefined;

/**
 * `Id IN (SELECT ParentId FROM Child WHERE …)` and NOT IN: the inner query runs once, its IDs are kept as a set. The
 * filter compiler is handed in because inner and outer WHERE clauses are compiled alike.
 */
export function compileSemiJoin(
  outer: QueryScope,
  condition: ValueQueryCondition,
  place: Place,
  compileFilter: CompileFilter
): { test: Test<SfRecord>; ids: Iterable<string> | undefined } {
  const { env } = outer;
  const query = condition.valueQuery;
  const number = outer.nextChild();
  const entity = queryableObject(env, query.sObject ?? '', number);
  const inner = openScope(env, entity, query.sObjectAlias, number, true);
  if (entity.name === outer.entity.name) {
    throw malformed(place, 'The inner and outer selects should not be on the same object type');
  }
  if (outer.isSemiJoin) {
    throw malformed(place, 'Nesting of semi join sub-selects is not supported');
  }

  const left = pathColumn(outer, 'WHERE', condition.field);
  if (left.kind !== 'id') {
    const message = `The left operand field in the where expression for outer query should be an id field, cannot use: '${left.name}'`;
    throw malformed(place, message);
  }
  requireFilterable(left, place);
  if (pathOf(outer, condition.field).length > 1) {
    throw malformed(place, `The left operand '${condition.field}' cannot have more than one level of relationships`);
  }
  const selected = selectedColumn(inner, query.fields, place);
  requireSameObject(outer.entity, left, entity, selected, place);

  const ids = new Set<string>();
  const table = env.org.table(entity.name);
  for (const row of matching(table, compileFilter(inner, query.where))) {
    const id = comparable('id', selected.read(row));
    if (typeof id === 'string') ids.add(id);
  }
  const isIn = condition.operator === 'IN';
  const test: Test<SfRecord> = (row) => {
    const id = comparable('id', left.read(row));
    return (typeof id === 'string' && ids.has(id)) === isIn;
  };
  return { test, ids: isIn && left.key === 'id' ? ids : undefined };
}

function selectedColumn(
  inner: QueryScope,
  fields: ValueQueryCondition['valueQuery']['fields'],
  place: Place
): RowColumn {
  const [field] = fields ?? [];
  if (fields?.length !== 1 || (field?.type !== 'Field' && field?.type !== 'FieldRelationship')) {
    throw malformed(place, 'semi join sub-selects can only select one field');
  }
  const raw = 'rawValue' in field && field.rawValue ? field.rawValue : field.field;
  const selected = pathColumn(inner, 'SELECT', raw);
  if (selected.kind !== 'id') {
    throw malformed(place, `semi join sub-selects can only query id fields, cannot use: '${selected.name}'`);
  }
  return selected;
}

/** Both sides must name records of one object, as far as the definitions tell. */
function requireSameObject(
  outer: ObjectDef,
  left: RowColumn,
  inner: ObjectDef,
  selected: RowColumn,
  place: Place
): void {
  const objectsOf = (owner: ObjectDef, { field }: RowColumn): string[] =>
    field?.type === 'id' ? [owner.name] : (field?.referenceTo ?? []);
  const ours = objectsOf(outer, left);
  const theirs = objectsOf(inner, selected);
  if (ours.length === 0 || theirs.length === 0 || ours.some((name) => theirs.includes(name))) return;
  const message = `The selected field '${selected.name}' in the subquery and the left operand field in the where expression in the outer query '${left.name}' should point to the same object type`;
  throw malformed(place, message);
}
