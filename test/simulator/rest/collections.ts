import { ApiError } from '../model.ts';
import type { Json } from '../model.ts';
import { requiredMissing } from '../store/apiErrors.ts';
import { isId } from '../store/ids.ts';
import { isObject, locator, parseObject, requireList } from './body.ts';
import type { JsonObject } from './body.ts';
import { apiRoot, visibleObject } from './describe.ts';
import { present } from './records.ts';
import type { ApiContext, ApiRequest, ApiResponse, Params, Route } from './types.ts';
import { upsert } from './upsert.ts';

const MOST = 200;

const ROLLED_BACK: Json = {
  success: false,
  errors: [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ],
};

type Saved = { id: string; created?: boolean };

/** Saves entries one by one; with allOrNone the first failure takes all of them back. */
function saveEach(context: ApiContext, entries: Json[], allOrNone: boolean, save: (entry: Json) => Saved): ApiResponse {
  const start = context.dml.mark();
  const results = entries.map((entry): Json => saveOne(context, () => save(entry)));
  const failed = results.some((result) => isObject(result) && result['success'] === false);
  if (!failed || !allOrNone) return { status: 200, body: results };
  context.dml.rollback(start);
  const body = results.map((result) => (isObject(result) && result['success'] === false ? result : ROLLED_BACK));
  return { status: 200, body };
}

function saveOne(context: ApiContext, save: () => Saved): Json {
  const start = context.dml.mark();
  try {
    const { id, created } = save();
    return { id, success: true, errors: [], ...(created === undefined ? {} : { created }) };
  } catch (error) {
    // What the JSON parser refuses fails the whole request, not one record.
    if (!(error instanceof ApiError) || error.body[0]?.errorCode === 'JSON_PARSER_ERROR') throw error;
    context.dml.rollback(start);
    return { success: false, errors: error.body.map(recordError) };
  }
}

/** An API error in the words of a save result; an ID that leads nowhere is a bad cross reference here. */
export function recordError({ errorCode, message, fields }: ApiError['body'][number]): Json {
  if (errorCode === 'NOT_FOUND' && message.startsWith('The requested')) {
    return { statusCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] };
  }
  return { statusCode: errorCode, message, fields: fields ?? [] };
}

function typeOf(entry: Json): string {
  const attributes = isObject(entry) ? entry['attributes'] : undefined;
  const type = isObject(attributes) ? attributes['type'] : undefined;
  if (typeof type === 'string') return type;
  throw new ApiError(400, { message: 'The attributes map must contain a type.', errorCode: 'INVALID_TYPE' });
}

/** An entry's ID and the values beside it. */
function split(entry: Json): { id: Json | undefined; values: JsonObject } {
  const named = Object.entries(isObject(entry) ? entry : {}).filter(([name]) => name !== 'attributes');
  const isIdName = ([name]: [string, Json]): boolean => name.toLowerCase() === 'id';
  return { id: named.find(isIdName)?.[1], values: Object.fromEntries(named.filter((pair) => !isIdName(pair))) };
}

function malformed(id: Json | undefined): ApiError {
  return new ApiError(400, { message: `malformed id ${String(id ?? '')}`, errorCode: 'MALFORMED_ID', fields: ['Id'] });
}

function entityOf(context: ApiContext, name: string): ReturnType<typeof visibleObject> {
  try {
    return visibleObject(context.org, 'rest', name);
  } catch {
    throw new ApiError(400, {
      message: `sObject type '${name}' is not supported.`,
      errorCode: 'INVALID_TYPE',
      fields: [],
    });
  }
}

function insert(request: ApiRequest, context: ApiContext): ApiResponse {
  const body = parseObject(request.body);
  return saveEach(context, requireList(body['records'], 'records', MOST), body['allOrNone'] === true, (entry) => {
    const { id, values } = split(entry);
    if (id !== undefined && id !== null) {
      const message = 'cannot specify Id in an insert call';
      throw new ApiError(400, { message, errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Id'] });
    }
    return { id: context.dml.create(entityOf(context, typeOf(entry)), values, locator(request.body)) };
  });
}

function update(request: ApiRequest, context: ApiContext): ApiResponse {
  const body = parseObject(request.body);
  return saveEach(context, requireList(body['records'], 'records', MOST), body['allOrNone'] === true, (entry) => {
    const { id, values } = split(entry);
    if (id === undefined || id === null) {
      const message = 'Id not specified in an update call';
      throw new ApiError(400, { message, errorCode: 'MISSING_ARGUMENT', fields: ['Id'] });
    }
    if (!isId(id)) throw malformed(id);
    const def = entityOf(context, typeOf(entry));
    const row = context.dml.existing(def, id);
    context.dml.update(def, id, values, locator(request.body));
    return { id: row.Id };
  });
}

function upsertMany(request: ApiRequest, context: ApiContext, params: Params): ApiResponse {
  const body = parseObject(request.body);
  const field = params['field'] ?? '';
  const def = visibleObject(context.org, 'rest', params['object'] ?? '');
  return saveEach(context, requireList(body['records'], 'records', MOST), body['allOrNone'] === true, (entry) => {
    const { id, values } = split(entry);
    const keyName = Object.keys(values).find((name) => name.toLowerCase() === field.toLowerCase());
    const value = field.toLowerCase() === 'id' ? id : keyName === undefined ? undefined : values[keyName];
    if (field.toLowerCase() !== 'id' && (value === undefined || value === null)) throw requiredMissing([field]);
    return upsert(context, def, { field, value: String(value ?? '') }, values, locator(request.body));
  });
}

function removeMany(request: ApiRequest, context: ApiContext): ApiResponse {
  const ids = requireList(
    (request.query.get('ids') ?? '').split(',').filter((id) => id !== ''),
    'ids',
    MOST
  );
  return saveEach(context, ids, request.query.get('allOrNone') === 'true', (entry) => {
    const id = String(entry);
    const def = isId(id) ? context.org.objectOfId(id) : undefined;
    if (!def) throw malformed(id);
    context.dml.remove(def, id);
    return { id };
  });
}

function readMany(context: ApiContext, params: Params, ids: Json[], fields: Json[]): ApiResponse {
  const def = visibleObject(context.org, 'rest', params['object'] ?? '');
  const root = apiRoot('rest', context.version);
  const table = context.org.table(def.name);
  const records = requireList(ids, 'ids', 2000).map((id): Json => {
    const row = table.get(String(id));
    return row ? present(context.org, def, row, root, fields.map(String)) : null;
  });
  return { status: 200, body: records };
}

const list = (request: ApiRequest, name: string): string[] =>
  (request.query.get(name) ?? '').split(',').filter((part) => part !== '');

/** sObject Collections: up to 200 records a call. */
export const collectionRoutes: Route[] = [
  { method: 'POST', path: '/composite/sobjects', handle: insert },
  { method: 'PATCH', path: '/composite/sobjects', handle: update },
  { method: 'DELETE', path: '/composite/sobjects', handle: removeMany },
  { method: 'PATCH', path: '/composite/sobjects/:object/:field', handle: upsertMany },
  {
    method: 'GET',
    path: '/composite/sobjects/:object',
    handle: (request, context, params) => readMany(context, params, list(request, 'ids'), list(request, 'fields')),
  },
  {
    method: 'POST',
    path: '/composite/sobjects/:object',
    handle(request, context, params) {
      const { ids, fields } = parseObject(request.body);
      return readMany(context, params, Array.isArray(ids) ? ids : [], Array.isArray(fields) ? fields : []);
    },
  },
];
