import { ApiError } from '../model.ts';
import type { Json, ObjectDef } from '../model.ts';
import { isObject, locator, parseObject, requireList } from './body.ts';
import type { JsonObject } from './body.ts';
import { recordError } from './collections.ts';
import { visibleObject } from './describe.ts';
import type { ApiContext, ApiRequest, ApiResponse, Route } from './types.ts';

const MOST = 200;

type Branch = { child: ObjectDef; field: string; records: Json[] };
type Outcome = { referenceId: string; id?: string; errors?: Json[] };

/** Creates records with their children: all of them, or none. */
function tree(request: ApiRequest, context: ApiContext, def: ObjectDef): ApiResponse {
  const start = context.dml.mark();
  const outcomes: Outcome[] = [];
  const locate = locator(request.body);
  const plant = (owner: ObjectDef, entry: Json, parent?: { field: string; id: string }): void => {
    if (!isObject(entry)) return;
    if (outcomes.length >= MOST) {
      throw new ApiError(400, { message: `A request can hold ${MOST} records at most.`, errorCode: 'INVALID_INPUT' });
    }
    const { values, nested } = separate(context, owner, entry);
    const outcome: Outcome = { referenceId: referenceOf(entry) };
    outcomes.push(outcome);
    let id: string;
    try {
      id = context.dml.create(owner, parent ? { ...values, [parent.field]: parent.id } : values, locate);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      outcome.errors = error.body.map(recordError);
      return;
    }
    outcome.id = id;
    for (const { child, field, records } of nested) for (const each of records) plant(child, each, { field, id });
  };
  for (const entry of requireList(parseObject(request.body)['records'], 'records', MOST)) plant(def, entry);
  const failed = outcomes.filter((outcome) => outcome.errors);
  if (failed.length === 0) {
    const results = outcomes.map(({ referenceId, id }) => ({ referenceId, id: id ?? '' }));
    return { status: 201, body: { hasErrors: false, results } };
  }
  context.dml.rollback(start);
  const results = failed.map(({ referenceId, errors }) => ({ referenceId, errors: errors ?? [] }));
  return { status: 400, body: { hasErrors: true, results } };
}

function referenceOf(entry: JsonObject): string {
  const attributes = entry['attributes'];
  return String((isObject(attributes) ? attributes['referenceId'] : undefined) ?? '');
}

/** A tree entry's own fields, and its children by relationship. */
function separate(context: ApiContext, def: ObjectDef, entry: JsonObject): { values: JsonObject; nested: Branch[] } {
  const values: JsonObject = {};
  const nested: Branch[] = [];
  for (const [name, value] of Object.entries(entry)) {
    const relation = context.org
      .children(def.name)
      .find((each) => each.relationshipName.toLowerCase() === name.toLowerCase());
    const records = isObject(value) ? value['records'] : undefined;
    if (relation && Array.isArray(records)) {
      nested.push({ child: visibleObject(context.org, 'rest', relation.childObject), field: relation.field, records });
    } else if (name !== 'attributes') values[name] = value;
  }
  return { values, nested };
}

export const treeRoutes: Route[] = [
  {
    method: 'POST',
    path: '/composite/tree/:object',
    handle: (request, context, params) =>
      tree(request, context, visibleObject(context.org, 'rest', params['object'] ?? '')),
  },
];
