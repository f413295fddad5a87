import { ApiError } from '../model.ts';
import type { Json, ObjectDef, SfRecord } from '../model.ts';
import * as errors from '../store/apiErrors.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { locator, parseObject } from './body.ts';
import type { JsonObject } from './body.ts';
import { apiRoot, describeGlobal, describeObject, visibleObject } from './describe.ts';
import type { Api, ApiContext, ApiRequest, ApiResponse, Params, Route } from './types.ts';
import { findByKey, upsert } from './upsert.ts';

/** A record as REST shows it: attributes first, then the fields that the user may read. */
export function present(org: OrgStore, def: ObjectDef, row: SfRecord, root: string, only?: string[]): JsonObject {
  const names = only ? only.map((name) => readable(org, def, name)) : def.fields.map((field) => field.name);
  const shown: JsonObject = { attributes: { type: def.name, url: `${root}/sobjects/${def.name}/${row.Id}` } };
  for (const name of names) if (org.canRead(def.name, name)) shown[name] = row[name] ?? null;
  return shown;
}

function readable(org: OrgStore, def: ObjectDef, name: string): string {
  const field = org.field(def.name, name.trim());
  if (!field || !org.canRead(def.name, field.name)) throw errors.noSuchColumn(name.trim(), def.name);
  return field.name;
}

/** What a body says about a record, without the ID that only the path may give. */
export function recordValues(request: ApiRequest): JsonObject {
  const values = parseObject(request.body);
  if (Object.keys(values).some((name) => name.toLowerCase() === 'id')) {
    throw new ApiError(400, {
      message: 'The Id field should not be specified in the sobject data.',
      errorCode: 'INVALID_FIELD',
      fields: ['Id'],
    });
  }
  return values;
}

function fieldList(request: ApiRequest): string[] | undefined {
  return request.query
    .get('fields')
    ?.split(',')
    .filter((name) => name.trim() !== '');
}

/** The sObject resources of one API: describe, and single records by ID or external ID. */
export function recordRoutes(api: Api): Route[] {
  const prefix = api === 'tooling' ? '/tooling' : '';
  const objectOf = (context: ApiContext, params: Params): ObjectDef =>
    visibleObject(context.org, api, params['object'] ?? '');
  const read = (context: ApiContext, def: ObjectDef, row: SfRecord, request: ApiRequest): ApiResponse => ({
    status: 200,
    body: present(context.org, def, row, apiRoot(api, context.version), fieldList(request)),
  });
  return [
    {
      method: 'GET',
      path: `${prefix}/sobjects`,
      handle: (_request, context) => ({ status: 200, body: describeGlobal(context.org, api, context.version) }),
    },
    {
      method: 'GET',
      path: `${prefix}/sobjects/:object`,
      handle(_request, context, params) {
        const full = describeObject(context.org, objectOf(context, params), api, context.version) as JsonObject;
        return { status: 200, body: { objectDescribe: basic(full), recentItems: [] } };
      },
    },
    {
      method: 'POST',
      path: `${prefix}/sobjects/:object`,
      handle(request, context, params) {
        const def = objectOf(context, params);
        const id = context.dml.create(def, recordValues(request), locator(request.body));
        const location = `${apiRoot(api, context.version)}/sobjects/${def.name}/${id}`;
        return { status: 201, headers: { Location: location }, body: { id, success: true, errors: [] } };
      },
    },
    {
      method: 'GET',
      path: `${prefix}/sobjects/:object/describe`,
      handle: (_request, context, params) => ({
        status: 200,
        body: describeObject(context.org, objectOf(context, params), api, context.version),
      }),
    },
    {
      method: 'GET',
      path: `${prefix}/sobjects/:object/:id`,
      handle(request, context, params) {
        const def = objectOf(context, params);
        return read(context, def, context.dml.existing(def, params['id'] ?? ''), request);
      },
    },
    {
      method: 'PATCH',
      path: `${prefix}/sobjects/:object/:id`,
      handle(request, context, params) {
        const def = objectOf(context, params);
        context.dml.update(def, params['id'] ?? '', recordValues(request), locator(request.body));
        return { status: 204 };
      },
    },
    {
      method: 'DELETE',
      path: `${prefix}/sobjects/:object/:id`,
      handle(_request, context, params) {
        context.dml.remove(objectOf(context, params), params['id'] ?? '');
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: `${prefix}/sobjects/:object/:field/:value`,
      handle(request, context, params) {
        const def = objectOf(context, params);
        const row = findByKey(context.org, def, params['field'] ?? '', params['value'] ?? '');
        if (!row) throw errors.notFound();
        return read(context, def, row, request);
      },
    },
    {
      method: 'PATCH',
      path: `${prefix}/sobjects/:object/:field/:value`,
      handle(request, context, params) {
        const def = objectOf(context, params);
        const values = recordValues(request);
        const key = { field: params['field'] ?? '', value: params['value'] ?? '' };
        const { id, created } = upsert(context, def, key, values, locator(request.body));
        return { status: created ? 201 : 200, body: { id, success: true, errors: [], created } };
      },
    },
    {
      method: 'DELETE',
      path: `${prefix}/sobjects/:object/:field/:value`,
      handle(_request, context, params) {
        const def = objectOf(context, params);
        const row = findByKey(context.org, def, params['field'] ?? '', params['value'] ?? '');
        if (!row) throw errors.notFound();
        context.dml.remove(def, row.Id);
        return { status: 204 };
      },
    },
  ];
}

/** The short description that the sObject's own resource shows. */
function basic(full: JsonObject): Json {
  const long = [
    'actionOverrides',
    'childRelationships',
    'fields',
    'namedLayoutInfos',
    'recordTypeInfos',
    'supportedScopes',
  ];
  return Object.fromEntries(Object.entries(full).filter(([name]) => !long.includes(name)));
}
