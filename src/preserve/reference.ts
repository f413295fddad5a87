import { isItemError } from '../salesforce/errors.ts';
import { isGenerated } from '../salesforce/generated.ts';
import type { FieldDescription, ObjectDescription, OrgReader } from '../salesforce/types.ts';
import type { KeyPart, Omission, Reference, Target } from './kept.ts';

/** Salesforce follows five lookups in a path; a key that needs more than three of them is nobody's wish. */
const DEEPEST = 3;

/** What a lookup in a key may lead to. */
const IN_KEYS = new Set<Reference['kind']>(['record', 'record-type']);

/** What refresh.yaml says of the keys of objects that are kept themselves. */
export type Keys = ReadonlyMap<string, readonly string[]>;

export type Describe = (object: string) => Promise<ObjectDescription | undefined>;

/** Describes objects; undefined for one that the org does not have or this login may not see. */
export const describer =
  (org: Pick<OrgReader, 'describe'>): Describe =>
  async (object) => {
    try {
      return await org.describe(object);
    } catch (error) {
      if (isItemError(error)) return undefined;
      throw error;
    }
  };

const isCandidate = (field: FieldDescription, object: Pick<ObjectDescription, 'fields'>): boolean =>
  !isGenerated(field, object) &&
  !field.encrypted &&
  field.filterable !== false &&
  field.type !== 'base64' &&
  field.type !== 'encryptedstring';

/**
 * By what records of an object are told apart where nobody said: its one external ID, else its developer name, else its
 * name. Never by what each org makes up by itself.
 *
 * @param restorable the key is to be written too
 */
export const defaultKey = (object: Pick<ObjectDescription, 'fields'>, restorable: boolean): string[] | undefined => {
  const usable = object.fields.filter((field) => isCandidate(field, object) && (!restorable || field.createable));
  const external = usable.filter(({ externalId }) => externalId === true);
  if (external.length === 1) return [external[0].name];
  // What a developer called it, where every record has that: labels are in the language of whoever asks.
  const developer = usable.find(({ name, nillable }) => name === 'DeveloperName' && nillable !== true);
  const name = developer ?? usable.find(({ nameField }) => nameField === true);
  return name && [name.name];
};

/** Fields that people may write under `key`: external IDs first, then what is unique, then the name. */
export const keyCandidates = (object: Pick<ObjectDescription, 'fields'>): string[] => {
  const usable = object.fields.filter((field) => isCandidate(field, object) && field.createable);
  return [
    ...new Set(
      [
        ...usable.filter(({ externalId }) => externalId === true),
        ...usable.filter(({ unique }) => unique === true),
        ...usable.filter(({ nameField }) => nameField === true),
      ].map(({ name }) => name)
    ),
  ];
};

export const fieldNamed = ({ fields }: ObjectDescription, name: string): FieldDescription | undefined =>
  fields.find((field) => field.name.toLowerCase() === name.toLowerCase());

type Referred = { reference: Reference } | { omitted: Omission };

const under = (relationship: string, parts: readonly KeyPart[]): string[] =>
  parts.map(({ path }) => `${relationship}.${path}`);

const ID: KeyPart = { path: 'Id', type: 'id' };
const CREATED: KeyPart = { path: 'CreatedDate', type: 'datetime' };

/** A record without a key is the same only with the same ID and moment of creation: a refresh copies both. */
const sameRecord = (target: ObjectDescription | undefined): KeyPart[] | undefined =>
  target && fieldNamed(target, CREATED.path) ? [ID, CREATED] : undefined;

/** How the records of an object are told apart, where a lookup leads to them. */
export const targetOf = async (to: string, describe: Describe, keys: Keys, depth = 1): Promise<Target | undefined> => {
  if (to === 'User') return { kind: 'user', to, key: [{ path: 'Username', type: 'string' }] };
  if (to === 'Group') return { kind: 'queue', to, key: [{ path: 'Name', type: 'string' }] };
  const target = depth > DEEPEST ? undefined : await describe(to);
  // A standard profile is called otherwise in every language, and has the same ID in every copy of production.
  const names = target && (keys.get(to) ?? (to === 'Profile' ? undefined : defaultKey(target, false)));
  const key = target && names && (await keyPartsOf(target, names, describe, keys, depth + 1));
  if (key) return { kind: 'record', to, key };
  const same = sameRecord(target);
  return same && { kind: 'same', to, key: same };
};

/** How what a lookup leads to is kept: by key, never by ID alone; or why it cannot be. */
export const referenceOf = async (
  { name, referenceTo = [], relationshipName }: FieldDescription,
  describe: Describe,
  keys: Keys,
  depth = 1
): Promise<Referred> => {
  if (referenceTo.length === 0) return { omitted: 'no-key' };
  const username: KeyPart[] = [{ path: 'Username', type: 'string' }];
  if (referenceTo.length > 1) {
    if (!relationshipName || referenceTo.some((to) => to !== 'User' && to !== 'Group'))
      return { reference: { kind: 'any', to: 'Name', paths: [name], key: [ID] } };
    const paths = [`${relationshipName}.Username`, `${relationshipName}.Name`];
    return { reference: { kind: 'owner', to: 'User', paths, key: username } };
  }
  if (!relationshipName) return { omitted: 'no-key' };
  const [to] = referenceTo;
  if (to === 'User')
    return { reference: { kind: 'user', to, paths: under(relationshipName, username), key: username } };
  if (to === 'RecordType') {
    const key = [{ path: 'DeveloperName', type: 'string' }];
    return { reference: { kind: 'record-type', to, paths: under(relationshipName, key), key } };
  }
  const target = await targetOf(to, describe, keys, depth);
  if (!target) return { omitted: 'no-key' };
  const kind = target.kind === 'same' ? 'same' : 'record';
  return { reference: { kind, to, paths: under(relationshipName, target.key), key: target.key } };
};

/** The parts by which records are found: a lookup in a key counts as the key of what it leads to. */
export const keyPartsOf = async (
  object: ObjectDescription,
  names: readonly string[],
  describe: Describe,
  keys: Keys,
  depth = 1
): Promise<KeyPart[] | undefined> => {
  const parts: KeyPart[] = [];
  for (const name of names) {
    const field = fieldNamed(object, name);
    if (!field || !isCandidate(field, object)) return undefined;
    if (field.type !== 'reference') {
      parts.push({ path: field.name, type: field.type });
      continue;
    }
    const referred = await referenceOf(field, describe, keys, depth);
    // People are called otherwise in every sandbox, and what has no key is found by none: no condition finds them.
    if (!('reference' in referred) || !IN_KEYS.has(referred.reference.kind)) return undefined;
    const { paths, key } = referred.reference;
    parts.push(...key.map(({ type }, index) => ({ path: paths[index], type })));
  }
  return parts;
};
