import type { FieldType } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../model.ts';
import type { OrgData } from '../model.ts';
import { compileAggregate, isAggregate } from './aggregate.ts';
import { openScope, queryableObject } from './context.ts';
import type { Environment } from './context.ts';
import { unexpectedToken } from './errors.ts';
import { compileFilter } from './filter.ts';
import { compileOrder, sortColumn } from './order.ts';
import { parse } from './parse.ts';
import type { JsonObject } from './render.ts';
import { countRows, matching, selectRows } from './rows.ts';
import { compileSelect } from './select.ts';

export type { JsonObject } from './render.ts';

/**
 * The answer to a query. `totalSize` is known at once; records are written only when asked for, either one after the
 * other (`records` may be iterated more than once) or a page at a time (`page`). Paging forward, each page where the
 * last one ended, costs each record once: keep the outcome behind a query locator.
 */
export type QueryOutcome = {
  totalSize: number;
  records: Iterable<JsonObject>;
  page: (offset: number, size: number) => JsonObject[];
};

export type QueryOptions = {
  api: 'rest' | 'tooling';
  /** Such as `65.0`. */
  apiVersion: string;
};

const MOST_OFFSET = 2_000;
const BATCH = 2_000;

/** Runs a SOQL query over the org's data; every failure is an {@link ApiError} worded as the API words it. */
export function runQuery(soql: string, org: OrgData, { api, apiVersion }: QueryOptions): QueryOutcome {
  const { query, source } = parse(soql);
  const env: Environment = { org, api, apiVersion, source, now: org.now() };
  const entity = queryableObject(env, query.sObject ?? '', 0);
  const scope = openScope(env, entity, query.sObjectAlias, 0);
  const table = org.table(entity.name);
  const { limit = Number.POSITIVE_INFINITY, offset = 0, fields = [] } = query;
  if (offset > MOST_OFFSET) {
    const message = `Maximum SOQL offset allowed is ${MOST_OFFSET}`;
    throw new ApiError(400, { message, errorCode: 'NUMBER_OUTSIDE_VALID_RANGE' });
  }

  if (fields.some(isCountOfAll)) {
    if (fields.length > 1) {
      throw unexpectedToken({ source, offset: source.offsetOf(0, 'SELECT', ',') }, ',');
    }
    return { ...listed([]), totalSize: countRows(table, compileFilter(scope, query.where), { limit, offset }) };
  }
  if (isAggregate(query)) {
    const collect = compileAggregate(scope, query);
    return listed(collect(matching(table, compileFilter(scope, query.where))));
  }
  const render = compileSelect(scope, fields, query.limit);
  const filter = compileFilter(scope, query.where);
  const order = compileOrder(query.orderBy, (clause) => sortColumn(scope, clause));
  const rows = selectRows(table, filter, order, { limit, offset });
  return paged(rows.total, (start, size) => rows.slice(start, size).map(render));
}

/** `COUNT()` without a field: the count is the size of the result, which has no records. */
function isCountOfAll(field: FieldType): boolean {
  return (
    field.type === 'FieldFunctionExpression' &&
    field.functionName.toUpperCase() === 'COUNT' &&
    field.parameters.length === 0
  );
}

function listed(records: JsonObject[]): QueryOutcome {
  return paged(records.length, (start, size) => records.slice(start, start + size));
}

function paged(totalSize: number, page: QueryOutcome['page']): QueryOutcome {
  const records: Iterable<JsonObject> = {
    *[Symbol.iterator]() {
      for (let start = 0; start < totalSize; start += BATCH) yield* page(start, BATCH);
    },
  };
  return { totalSize, records, page };
}
