import type { FieldType, Subquery } from '@jetstreamapp/soql-parser-js';
import type { Json, SfRecord } from '../model.ts';
import type { QueryScope } from './context.ts';
import { openScope, visibleObject } from './context.ts';
import { noSuchRelationship } from './errors.ts';
import { compileFilter } from './filter.ts';
import { comparable } from './kinds.ts';
import { compileOrder, sortColumn, Sorter } from './order.ts';
import { matching } from './rows.ts';
import type { Renderer } from './select.ts';

type CompileSelect = (scope: QueryScope, fields: FieldType[], limit: number | undefined) => Renderer;

/** Children are indexed by parent in one scan, at the first record written: only their IDs beyond the first ones. */
const KEEP = 5_000;

/** A child subquery; its result is null for a parent without children, as in the API. */
export function compileChildren(
  outer: QueryScope,
  subquery: Subquery,
  compileSelect: CompileSelect
): { key: string; read: (record: SfRecord) => Json } {
  const { env } = outer;
  const number = outer.nextChild();
  const wanted = subquery.relationshipName;
  const child = env.org
    .children(outer.entity.name)
    .find(({ relationshipName }) => relationshipName.toLowerCase() === wanted.toLowerCase());
  const entity = child && visibleObject(env, child.childObject);
  if (!child || !entity) {
    const raw = [...(subquery.sObjectPrefix ?? []), wanted].join('.');
    throw noSuchRelationship({ source: env.source, offset: env.source.offsetOf(number, 'FROM', raw) }, wanted, 'child');
  }

  const scope = openScope(env, entity, subquery.sObjectAlias, number);
  const render = compileSelect(scope, subquery.fields ?? [], subquery.limit);
  const filter = compileFilter(scope, subquery.where);
  const order = compileOrder(subquery.orderBy, (clause) => sortColumn(scope, clause));
  const { limit = Number.POSITIVE_INFINITY, offset = 0 } = subquery;
  const table = env.org.table(entity.name);

  let index: Map<string, Array<SfRecord | string>> | undefined;
  const buildIndex = (): Map<string, Array<SfRecord | string>> => {
    const byParent = new Map<string, Array<SfRecord | string>>();
    let count = 0;
    for (const row of matching(table, filter)) {
      const parent = comparable('id', row[child.field]);
      if (typeof parent !== 'string') continue;
      const siblings = byParent.get(parent) ?? [];
      siblings.push(count < KEEP ? row : row.Id);
      byParent.set(parent, siblings);
      count += 1;
    }
    return byParent;
  };

  const read = (record: SfRecord): Json => {
    index ??= buildIndex();
    const sorter = new Sorter<SfRecord, SfRecord>(order);
    for (const entry of index.get(record.Id.slice(0, 15)) ?? []) {
      const row = typeof entry === 'string' ? table.get(entry) : entry;
      if (row) sorter.add(row, row);
    }
    const rows = sorter.sorted().slice(offset, offset + limit);
    return rows.length === 0 ? null : { totalSize: rows.length, done: true, records: rows.map(render) };
  };
  return { key: child.relationshipName, read };
}
