import type { FieldFunctionExpression, FieldType, Query } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../../model.ts';
import type { OrgData, SfRecord } from '../../model.ts';
import { isAggregate } from '../../soql/aggregate.ts';
import { column } from '../../soql/columns.ts';
import { openScope, queryableObject } from '../../soql/context.ts';
import type { Environment, QueryScope } from '../../soql/context.ts';
import { compileFilter } from '../../soql/filter.ts';
import { compileOrder, sortColumn } from '../../soql/order.ts';
import { parse } from '../../soql/parse.ts';
import { selectRows } from '../../soql/rows.ts';
import type { RowSource } from '../../soql/rows.ts';
import { binaryNotSupported, notSupportedInBulkQuery, unsupportedEntity } from '../errors.ts';
import { cellWriter } from './cells.ts';
import { ColumnReaders } from './readers.ts';
import type { BulkColumn } from './readers.ts';

/** Rows that a query found; `from` reads them when they are asked for, and may be called for several pages at once. */
export type QueryResult = { total: number; from: (start: number) => Iterable<SfRecord> };

/** A query that the Bulk API accepts: its columns are known, its rows are not looked for before `run`. */
export type QueryPlan = { object: string; columns: BulkColumn[]; run: () => QueryResult };

/** Results up to this many rows are kept as they were when the job ran. */
const KEEP = 20_000;
/** Rows that are looked up at a time. */
const BATCH = 500;

/** Compiles a query; whatever the Bulk API does not take, or the org does not have, is refused here. */
export function planQuery(soql: string, org: OrgData, apiVersion: string): QueryPlan {
  const { query, source } = parse(soql);
  refuseUnsupported(query);
  const env: Environment = { org, api: 'rest', apiVersion, source, now: org.now() };
  const entity = queryableObject(env, query.sObject ?? '', 0);
  if (UNSUPPORTED_ENTITIES.has(entity.name)) throw unsupportedEntity(entity.name);
  const scope = openScope(env, entity, query.sObjectAlias, 0);
  const readers = new ColumnReaders(scope);
  const columns = (query.fields ?? []).flatMap((field) => columnsOf(scope, readers, field));
  if (columns.some(({ binary }) => binary)) throw binaryNotSupported();
  refuseTwins(columns);
  const filter = compileFilter(scope, query.where);
  const order = compileOrder(query.orderBy, (clause) => sortColumn(scope, clause));
  const { limit = Number.POSITIVE_INFINITY } = query;
  return {
    object: entity.name,
    columns,
    run() {
      const table = org.table(entity.name);
      const found = selectRows(table, filter, order, { limit, offset: 0 });
      if (found.total <= KEEP) {
        const kept = found.slice(0, found.total);
        return { total: kept.length, from: (start) => kept.slice(start) };
      }
      if (!filter && order.length === 0 && table.rowsFrom) {
        return { total: found.total, from: (start) => table.rowsFrom?.(start) ?? [] };
      }
      return { total: found.total, from: (start) => sliced(found, start) };
    },
  };
}

function* sliced({ total, slice }: RowSource, start: number): Generator<SfRecord> {
  for (let at = start; at < total; at += BATCH) yield* slice(at, BATCH);
}

/** Objects that the Bulk API does not read. */
const UNSUPPORTED_ENTITIES = new Set(['EntityDefinition', 'FieldDefinition']);

function refuseUnsupported(query: Query): void {
  const { fields = [] } = query;
  if (fields.some(({ type }) => type === 'FieldTypeof')) throw notSupportedInBulkQuery('TYPEOF');
  const nested = fields.some(({ type }) => type === 'FieldSubquery');
  const calls = fields.filter((field) => field.type === 'FieldFunctionExpression');
  if (nested || isAggregate(query) || calls.some(isCount)) throw notSupportedInBulkQuery('Aggregate Relationships');
  if (query.offset !== undefined) throw notSupportedInBulkQuery('OFFSET clause');
  if (calls.some((call) => isFields(call) && !/STANDARD/i.test(String(call.parameters[0])))) {
    throw notSupportedInBulkQuery('FIELDS(ALL) and FIELDS(CUSTOM)');
  }
}

const isFields = ({ functionName }: FieldFunctionExpression): boolean => functionName.toUpperCase() === 'FIELDS';

const isCount = ({ functionName }: FieldFunctionExpression): boolean => functionName.toUpperCase() === 'COUNT';

/** The columns that an entry of the field list stands for. */
function columnsOf(scope: QueryScope, readers: ColumnReaders, field: FieldType): BulkColumn[] {
  if (field.type === 'FieldFunctionExpression' && isFields(field)) {
    const { entity, env } = scope;
    return entity.fields
      .filter(({ name }) => !name.endsWith('__c') && env.org.canRead(entity.name, name))
      .map(({ name }) => readers.path(name));
  }
  if (field.type === 'FieldFunctionExpression') {
    const { name, read, field: definition } = column(scope, 'SELECT', field);
    const write = cellWriter(definition);
    return [{ name: field.alias ?? name, write: (row) => write(read(row)) }];
  }
  if (field.type === 'FieldSubquery' || field.type === 'FieldTypeof') return [];
  return [readers.path('rawValue' in field && field.rawValue ? field.rawValue : field.field)];
}

function refuseTwins(columns: BulkColumn[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase())) {
      throw new ApiError(400, { errorCode: 'INVALID_FIELD', message: `duplicate field selected: ${name}` });
    }
    seen.add(name.toLowerCase());
  }
}
