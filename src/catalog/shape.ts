import { isGenerated } from '../salesforce/generated.ts';
import type { ObjectDescription, ObjectSummary, OrgReader } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import { CONFIGURABLE, OBJECTS, USUAL_CONFIGURABLE, type NaturalKeys, type ObjectSpec } from './objects.ts';

const text = loadText('catalog');

/** A field as it is read: its API name and its type, which says how its values are spelled alike. */
export type Field = { name: string; type: string };

/** An object as this org has it: what is asked for, and what it is told apart by. */
export type Shape = {
  name: string;
  fields: Field[];
  key: readonly string[];
  role: ObjectSpec['role'];
  notKept: boolean;
};

/**
 * The field that says whether Logik configures a product: that of the package's own namespace, then that of the usual
 * one, then one that is alone in being called so. Undefined where no Logik package put one there, or where it could be
 * several.
 *
 * @param namespace the prefix of the Logik package (`LGK__`), as far as it was discovered
 */
export const configurableField = (
  fields: ReadonlyArray<Pick<Field, 'name'>>,
  namespace?: string
): string | undefined => {
  const names = fields.map(({ name }) => name);
  const known = [...(namespace === undefined ? [] : [`${namespace}IsConfigurable__c`]), USUAL_CONFIGURABLE];
  const found = known.find((name) => names.includes(name));
  const others = names.filter((name) => CONFIGURABLE.test(name));
  return found ?? (others.length === 1 ? others[0] : undefined);
};

/** Fields of a natural key that are no part of what is read anyway. */
const keyOf = (spec: ObjectSpec, keys: Partial<NaturalKeys>): readonly string[] =>
  keys[spec.name as keyof NaturalKeys] ?? spec.key;

/**
 * A key that somebody chose must be there: to do without it would match other rows than they meant. Fields that only some
 * orgs have may lack in the usual key, and in any key of entries: currency and selling model count where there are any. What each org makes up by itself (a number that it
 * counts, a formula) is no key: the same value is another row in another org.
 */
const refuseKeys = (spec: ObjectSpec, keys: Partial<NaturalKeys>, object: Pick<ObjectDescription, 'fields'>): void => {
  const { fields: there } = object;
  const chosen = keys[spec.name as keyof NaturalKeys];
  const known = new Set(there.map(({ name }) => name));
  const dispensable = chosen?.join() === spec.key.join() || spec.name === 'PricebookEntry' ? spec.optional : [];
  const unknown = chosen?.find((field) => !known.has(field) && !dispensable.includes(field));
  if (unknown !== undefined) throw text.error('UnknownKeyField', { object: spec.name, field: unknown }, 2);
  const own = chosen?.join() === spec.key.join() ? undefined : chosen;
  const generated = there.find(
    (field) => own?.includes(field.name) && field.type !== 'id' && isGenerated(field, object)
  );
  if (generated) throw text.error('GeneratedKeyField', { object: spec.name, field: generated.name }, 2);
};

const shapeOf = (
  spec: ObjectSpec,
  keys: Partial<NaturalKeys>,
  object: ObjectDescription,
  namespace?: string
): Shape => {
  const { fields: there } = object;
  refuseKeys(spec, keys, object);
  const byName = new Map(there.map((field) => [field.name, field]));
  const configurable = spec.name === 'Product2' ? configurableField(there, namespace) : undefined;
  const key = keyOf(spec, keys);
  const wanted = new Set([...spec.fields, ...spec.optional, ...key, ...(configurable ? [configurable] : [])]);
  const missing = spec.fields.find((field) => !byName.has(field));
  if (missing !== undefined) throw text.error('UnreadableField', { object: spec.name, field: missing });
  return {
    name: spec.name,
    fields: [...wanted].flatMap((name) => {
      const field = byName.get(name);
      return field ? [{ name, type: field.type }] : [];
    }),
    key: key.filter((name) => {
      const field = byName.get(name);
      return field !== undefined && (field.type === 'id' || !isGenerated(field, object));
    }),
    role: spec.role,
    notKept: spec.notKept ?? false,
  };
};

const isThere = (spec: ObjectSpec, objects: readonly ObjectSummary[]): boolean =>
  objects.some(({ name }) => name === spec.name);

/**
 * What of the catalog this org has: objects and fields that exist and that the login may read. An object that the
 * catalog cannot do without is described even where the list of objects lacks it, so that the org says why.
 *
 * @throws OrgError; SfError UnknownKeyFieldError, UnreadableFieldError
 */
export const shapesOf = async (org: OrgReader, keys: Partial<NaturalKeys>, namespace?: string): Promise<Shape[]> => {
  const objects = await org.describeGlobal();
  const present = OBJECTS.filter((spec) => spec.role === 'catalog' || isThere(spec, objects));
  return Promise.all(present.map(async (spec) => shapeOf(spec, keys, await org.describe(spec.name), namespace)));
};
