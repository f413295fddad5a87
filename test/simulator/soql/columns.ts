import type { FunctionExp } from '@jetstreamapp/soql-parser-js';
import type { FieldDef, Json, ObjectDef, SfRecord } from '../model.ts';
import type { QueryScope } from './context.ts';
import { placeOf, visibleObject } from './context.ts';
import { DATE_FUNCTIONS, parseDatetime } from './dates.ts';
import type { Place } from './errors.ts';
import { malformed, noSuchColumn, noSuchRelationship } from './errors.ts';
import type { Kind } from './kinds.ts';
import { kindOf } from './kinds.ts';
import type { Clause } from './source.ts';

/** Something that can be read off a row: a field, a parent's field, or a function of one. */
export type Column<Row> = {
  kind: Kind;
  read: (row: Row) => Json;
  /** As the errors name it: the field without its path. */
  name: string;
  /** The same for equal columns, however they are written: `product2.name`, `calendar_year(createddate)`. */
  key: string;
  /** Undefined for functions that change the value's type. */
  field: FieldDef | undefined;
  /** What a display function makes of a value; `read` has applied it already. */
  show?: (value: Json) => Json;
};

/** A lookup that a path follows. */
export type Lookup = { field: FieldDef; targets: ObjectDef[] };

export type RowColumn = Column<SfRecord>;

const MAX_LEVELS = 5;

const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** Splits `a.Parent.Name` and drops the object's own name or alias from its beginning. */
export function pathOf({ entity, alias, env }: QueryScope, raw: string): string[] {
  const path = raw.split('.');
  const [first = ''] = path;
  const isOwnName = same(alias, first) || (same(entity.name, first) && !lookup(env, [entity], first));
  return path.length > 1 && isOwnName ? path.slice(1) : path;
}

/** The lookup behind a relationship name; undefined when there is none that the user may follow. */
export function lookup(env: QueryScope['env'], owners: ObjectDef[], relationship: string): Lookup | undefined {
  for (const owner of owners) {
    const field = owner.fields.find((candidate) => same(candidate.relationshipName, relationship));
    if (!field || !env.org.canRead(owner.name, field.name)) continue;
    const targets = (field.referenceTo ?? []).flatMap((name) => visibleObject(env, name) ?? []);
    if (targets.length > 0) return { field, targets };
  }
  return undefined;
}

/** The parent record and its object; null when the lookup is empty or points at nothing. */
export function parentOf(
  env: QueryScope['env'],
  { field, targets }: Lookup,
  row: SfRecord
): { record: SfRecord; def: ObjectDef } | null {
  const id = row[field.name];
  if (typeof id !== 'string' || id === '') return null;
  const def =
    targets.find((target) => id.startsWith(target.keyPrefix)) ?? (targets.length === 1 ? targets[0] : undefined);
  const record = def && env.org.table(def.name).get(id);
  return record ? { record, def } : null;
}

/** A field of one of the objects (several behind a polymorphic lookup), or INVALID_FIELD. */
export function fieldOf(env: QueryScope['env'], owners: ObjectDef[], name: string, place: Place): FieldDef {
  for (const owner of owners) {
    const field = owner.fields.find((candidate) => same(candidate.name, name));
    if (field && env.org.canRead(owner.name, field.name)) return field;
  }
  throw noSuchColumn(place, name, owners.length > 1 ? 'Name' : (owners[0]?.name ?? ''));
}

const TYPE_FIELD: FieldDef = { name: 'Type', label: 'Type', type: 'string' };

/** A value as an answer holds it: labels are in the language of the user who asks. */
export function shownValue({ org }: QueryScope['env'], field: FieldDef, record: SfRecord): Json {
  if (!field.shownAs) return record[field.name] ?? null;
  return field.shownAs(record, org.table('User').get(org.userId)?.['LanguageLocaleKey']);
}

/** Resolves a path such as `Product2.Name`, following up to five lookups. */
export function pathColumn(scope: QueryScope, clause: Clause, raw: string): RowColumn {
  const { env, entity } = scope;
  const place = placeOf(scope, clause, raw);
  const path = pathOf(scope, raw);
  const name = path.pop() ?? raw;
  const steps: Lookup[] = [];
  let owners = [entity];
  for (const relationship of path) {
    const step = lookup(env, owners, relationship);
    if (!step) throw noSuchRelationship(place, relationship, 'parent');
    steps.push(step);
    owners = step.targets;
  }
  if (steps.length > MAX_LEVELS) throw malformed(place, `A relationship path has at most ${MAX_LEVELS} levels: ${raw}`);

  const asksType = steps.length > 0 && same('Type', name) && owners.length > 1;
  const field = asksType ? TYPE_FIELD : fieldOf(env, owners, name, place);
  const read = (row: SfRecord): Json => {
    let record = row;
    let def = entity;
    for (const step of steps) {
      const parent = parentOf(env, step, record);
      if (!parent) return null;
      ({ record, def } = parent);
    }
    if (asksType) return def.name;
    return field.code && clause !== 'SELECT' ? field.code(record) : shownValue(env, field, record);
  };
  const key = [...path, field.name].join('.').toLowerCase();
  return { kind: kindOf(field), read, name: field.name, key, field };
}

/** Functions that show a value differently without changing what it is. */
export const DISPLAY_FUNCTIONS = ['TOLABEL', 'FORMAT', 'CONVERTCURRENCY', 'CONVERTTIMEZONE'];

/** A field, or a function of one, as it may stand in SELECT, WHERE, GROUP BY and ORDER BY. */
export function column(scope: QueryScope, clause: Clause, expression: string | FunctionExp): RowColumn {
  if (typeof expression === 'string') return pathColumn(scope, clause, expression);
  const name = expression.functionName ?? '';
  const upper = name.toUpperCase();
  const place = placeOf(scope, clause, name);
  const [argument] = expression.parameters ?? [];
  const part = DATE_FUNCTIONS[upper];
  if (argument === undefined || !(part || DISPLAY_FUNCTIONS.includes(upper))) {
    throw malformed(place, `unexpected token: '${name}'`);
  }
  const inner = column(scope, clause, argument);
  const key = `${name.toLowerCase()}(${inner.key})`;
  if (upper === 'TOLABEL') {
    const show = labelOf(inner.field);
    return { ...inner, key, show, read: (row) => show(inner.read(row)) };
  }
  if (!part) return { ...inner, key };
  if (inner.kind !== 'date' && inner.kind !== 'datetime') {
    throw malformed(place, `Invalid use of function: ${name}, on field: ${inner.name}`);
  }
  const read = (row: SfRecord): Json => {
    const value = inner.read(row);
    return typeof value === 'string' && value !== '' ? part(new Date(parseDatetime(value))) : null;
  };
  return { kind: upper === 'DAY_ONLY' ? 'date' : 'number', read, name: inner.name, key, field: undefined };
}

function labelOf(field: FieldDef | undefined): (value: Json) => Json {
  const labels = new Map(field?.picklistValues?.map(({ value, label }) => [value, label]));
  return (value) => {
    if (typeof value !== 'string') return value;
    const shown = value.split(';').map((part) => labels.get(part) ?? part);
    return shown.join(';');
  };
}
