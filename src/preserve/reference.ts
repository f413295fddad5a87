import { isItemError } from '../salesforce/errors.ts';
import type { FieldDescription, ObjectDescription, OrgReader } from '../salesforce/types.ts';
import type { KeyPart, Omission, Reference } from './kept.ts';

/** Salesforce follows five lookups in a path; a key that needs more than three of them is nobody's wish. */
const DEEPEST = 3;

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

const isCandidate = ({ type, calculated, encrypted, filterable }: FieldDescription): boolean =>
  !calculated && !encrypted && filterable !== false && type !== 'base64' && type !== 'encryptedstring';

/**
 * By what records of an object are told apart where nobody said: its one external ID, else its name.
 *
 * @param restorable the key is to be written too, so it must not be numbered by the org
 */
export const defaultKey = ({ fields }: ObjectDescription, restorable: boolean): string[] | undefined => {
  const usable = fields.filter(
    (field) => isCandidate(field) && (!restorable || (field.createable && !field.autoNumber))
  );
  const external = usable.filter(({ externalId }) => externalId === true);
  if (external.length === 1) return [external[0].name];
  const name = usable.find(({ nameField }) => nameField === true);
  return name && [name.name];
};

export const fieldNamed = ({ fields }: ObjectDescription, name: string): FieldDescription | undefined =>
  fields.find((field) => field.name.toLowerCase() === name.toLowerCase());

type Referred = { reference: Reference } | { omitted: Omission };

const under = (relationship: string, parts: readonly KeyPart[]): string[] =>
  parts.map(({ path }) => `${relationship}.${path}`);

/** How what a lookup leads to is kept: by key, never by ID; or why it cannot be. */
export const referenceOf = async (
  { referenceTo = [], relationshipName }: FieldDescription,
  describe: Describe,
  keys: Keys,
  depth = 1
): Promise<Referred> => {
  if (!relationshipName || referenceTo.length === 0) return { omitted: 'no-key' };
  const username: KeyPart[] = [{ path: 'Username', type: 'string' }];
  if (referenceTo.length > 1) {
    if (!referenceTo.includes('User')) return { omitted: 'polymorphic' };
    const paths = [`${relationshipName}.Username`, `${relationshipName}.Name`];
    return { reference: { kind: 'owner', to: 'User', paths, key: username } };
  }
  const [to] = referenceTo;
  if (to === 'User')
    return { reference: { kind: 'user', to, paths: under(relationshipName, username), key: username } };
  if (to === 'RecordType') {
    const key = [{ path: 'DeveloperName', type: 'string' }];
    return { reference: { kind: 'record-type', to, paths: under(relationshipName, key), key } };
  }
  const target = depth > DEEPEST ? undefined : await describe(to);
  const names = target && (keys.get(to) ?? defaultKey(target, false));
  const key = target && names && (await keyPartsOf(target, names, describe, keys, depth + 1));
  return key ? { reference: { kind: 'record', to, paths: under(relationshipName, key), key } } : { omitted: 'no-key' };
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
    if (!field || !isCandidate(field)) return undefined;
    if (field.type !== 'reference') {
      parts.push({ path: field.name, type: field.type });
      continue;
    }
    const referred = await referenceOf(field, describe, keys, depth);
    // People are called otherwise in every sandbox: no condition finds them by what was kept.
    if (!('reference' in referred) || referred.reference.to === 'User') return undefined;
    const { paths, key } = referred.reference;
    parts.push(...key.map(({ type }, index) => ({ path: paths[index], type })));
  }
  return parts;
};
