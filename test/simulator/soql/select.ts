import type { FieldFunctionExpression, FieldType, FieldTypeOf, FunctionExp } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../model.ts';
import type { FieldDef, ObjectDef, SfRecord } from '../model.ts';
import { AGGREGATES } from './accumulators.ts';
import { compileChildren } from './children.ts';
import { column, DISPLAY_FUNCTIONS, fieldOf, lookup, parentOf, pathColumn, pathOf, shownValue } from './columns.ts';
import type { RowColumn } from './columns.ts';
import type { QueryScope } from './context.ts';
import { placeOf } from './context.ts';
import { malformed, noSuchRelationship } from './errors.ts';
import type { JsonObject } from './render.ts';
import { attributesOf, present, RecordPlan } from './render.ts';

export type Renderer = (record: SfRecord) => JsonObject;
type Parents = Map<string, { plan: RecordPlan; owners: ObjectDef[]; parents: Parents }>;

const MOST_WITH_FIELDS = 200;

/** Compiles a field list without aggregates into a function that writes one record. */
export function compileSelect(scope: QueryScope, fields: FieldType[], limit: number | undefined): Renderer {
  const { env, entity } = scope;
  const plan = new RecordPlan(env);
  const parents: Parents = new Map();
  const addPath = (raw: string, show?: RowColumn['show']): void => addToPlan(scope, plan, parents, raw, show);

  for (const field of fields) {
    if (field.type === 'FieldSubquery') {
      const { key, read } = compileChildren(scope, field.subquery, compileSelect);
      plan.add(key, read);
    } else if (field.type === 'FieldTypeof') addTypeOf(scope, plan, field);
    else if (field.type === 'FieldFunctionExpression') {
      if (field.functionName.toUpperCase() === 'FIELDS') {
        for (const { name } of bundledFields(scope, field, limit)) addPath(name);
      } else addFunction(scope, plan, field, addPath);
    } else {
      const raw = 'rawValue' in field && field.rawValue ? field.rawValue : field.field;
      if ('alias' in field && field.alias) {
        throw malformed(placeOf(scope, 'SELECT', raw), 'only aggregate expressions use field aliasing');
      }
      addPath(raw);
    }
  }
  return (record) => plan.render(record, entity);
}

function duplicate(name: string): ApiError {
  return new ApiError(400, { message: `duplicate field selected: ${name}`, errorCode: 'INVALID_FIELD' });
}

/** Adds a field to the record, or to the record of the parent that its path leads to. */
function addToPlan(
  scope: QueryScope,
  root: RecordPlan,
  rootParents: Parents,
  raw: string,
  show: RowColumn['show']
): void {
  const { env, entity } = scope;
  const { field } = pathColumn(scope, 'SELECT', raw);
  const path = pathOf(scope, raw);
  path.pop();
  let target = { plan: root, owners: [entity], parents: rootParents };
  for (const relationship of path) {
    const step = lookup(env, target.owners, relationship);
    if (!step) throw noSuchRelationship(placeOf(scope, 'SELECT', raw), relationship, 'parent');
    let next = target.parents.get(relationship.toLowerCase());
    if (!next) {
      const plan = new RecordPlan(env);
      next = { plan, owners: step.targets, parents: new Map() };
      target.parents.set(relationship.toLowerCase(), next);
      target.plan.add(step.field.relationshipName ?? relationship, (record) => {
        const parent = parentOf(env, step, record);
        return parent && plan.render(parent.record, parent.def);
      });
    }
    target = next;
  }
  const name = field?.name ?? raw;
  const isType = name === 'Type' && target.owners.length > 1 && path.length > 0;
  const isNew = target.plan.add(name, (record, def) => {
    if (isType) return def.name;
    // A file's content is fetched from an address of its own.
    const isFile = field?.type === 'base64' && record[name] !== null && record[name] !== undefined;
    const value = isFile
      ? `${String(attributesOf(env, def, record)['url'])}/${name}`
      : present(field, field?.shownAs ? shownValue(env, field, record) : record[name]);
    return show ? show(value) : value;
  });
  if (!isNew) throw duplicate(name);
}

/** The fields that FIELDS(…) stands for, as far as the user sees them. */
function bundledFields({ env, entity, scope }: QueryScope, call: FieldFunctionExpression, limit?: number): FieldDef[] {
  const which = String(call.parameters[0] ?? '').toUpperCase();
  const fail = (message: string): never => {
    throw new ApiError(400, { message, errorCode: 'MALFORMED_QUERY' });
  };
  if (!['ALL', 'STANDARD', 'CUSTOM'].includes(which)) {
    return fail(`${env.source.pointAt(env.source.offsetOf(scope, 'SELECT', which))}Invalid field: '${which}'`);
  }
  if (which !== 'STANDARD' && (limit === undefined || limit > MOST_WITH_FIELDS)) {
    return fail(`The SOQL FIELDS function must have a LIMIT of at most ${MOST_WITH_FIELDS}`);
  }
  return entity.fields.filter(({ name }) => {
    const isWanted = which === 'ALL' || name.endsWith('__c') === (which === 'CUSTOM');
    return isWanted && env.org.canRead(entity.name, name);
  });
}

/** toLabel() and its like: under an alias on the record itself, else where the plain field would stand. */
function addFunction(
  scope: QueryScope,
  plan: RecordPlan,
  call: FieldFunctionExpression,
  addPath: (raw: string, show: RowColumn['show']) => void
): void {
  const name = call.functionName;
  if (name.toUpperCase() in AGGREGATES) {
    throw malformed(placeOf(scope, 'SELECT', name), 'only root queries support aggregate expressions');
  }
  if (!DISPLAY_FUNCTIONS.includes(name.toUpperCase())) {
    throw malformed(placeOf(scope, 'SELECT', name), `unexpected token: '${name}'`);
  }
  const { read, field, show } = column(scope, 'SELECT', call);
  if (call.alias) {
    if (!plan.add(call.alias, (record) => present(field, read(record)))) throw duplicate(call.alias);
    return;
  }
  addPath(innermost(call), show);
}

function innermost(call: FunctionExp | FieldFunctionExpression): string {
  const [first] = call.parameters ?? [];
  return typeof first === 'object' ? innermost(first) : (first ?? '');
}

/** TYPEOF: other fields for each object that a polymorphic lookup can lead to. */
function addTypeOf(scope: QueryScope, plan: RecordPlan, { field, conditions }: FieldTypeOf): void {
  const { env, entity } = scope;
  const step = lookup(env, [entity], field);
  if (!step) throw noSuchRelationship(placeOf(scope, 'SELECT', field), field, 'parent');
  const plans = conditions.map(({ objectType, fieldList }) => {
    const owners = step.targets.filter(({ name }) => !objectType || name.toLowerCase() === objectType.toLowerCase());
    const branch = new RecordPlan(env);
    for (const name of fieldList) {
      const def = fieldOf(env, owners, name, placeOf(scope, 'SELECT', name));
      if (!branch.add(def.name, (record) => present(def, record[def.name]))) throw duplicate(name);
    }
    return { owners, branch };
  });
  const none = new RecordPlan(env);
  plan.add(step.field.relationshipName ?? field, (record) => {
    const parent = parentOf(env, step, record);
    if (!parent) return null;
    const branch = plans.find(({ owners }) => owners.includes(parent.def))?.branch ?? none;
    return branch.render(parent.record, parent.def);
  });
}
