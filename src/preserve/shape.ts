import type { SfError } from '@salesforce/core';
import { isItemError } from '../salesforce/errors.ts';
import { isGenerated } from '../salesforce/generated.ts';
import { soql } from '../salesforce/soql.ts';
import type { FieldDescription, ObjectDescription, OrgReader } from '../salesforce/types.ts';
import { isSfError, loadText } from '../text.ts';
import type { KeptField, Omission, Shape } from './kept.ts';
import {
  defaultKey,
  describer,
  fieldNamed,
  keyCandidates,
  keyPartsOf,
  referenceOf,
  type Describe,
  type Keys,
} from './reference.ts';
import { personFields } from './person.ts';
import { selectionOf, unknownField, type Entry, type Place, type Selection } from './selection.ts';

const text = loadText('preserve');

type Org = Pick<OrgReader, 'describe' | 'query'>;

const NONE: ReadonlySet<string> = new Set();

/** Made of other fields, which are kept. */
const COMPOUND = new Set(['address', 'location']);
/** What no row of texts can hold. */
const OPAQUE = new Set(['complexvalue', 'anytype', 'json', 'junctionidlist']);

/** Types of fields that tell how large a file is. */
const NUMBERS = new Set(['int', 'long', 'double']);

/** Fields that tell how large files are whatever they are called (Object Reference: BodyLength, ContentSize). */
const SIZES = ['BodyLength', 'ContentSize'];

/** The field that tells how large a file is: `LogFileLength` of `LogFile`, `BodyLength` of `Body`. */
const sizeOf = (object: ObjectDescription, { name }: FieldDescription): string | undefined => {
  const files = object.fields.filter(({ type }) => type === 'base64');
  // One size beside several files may be any one's.
  const names = [`${name}Length`, `${name}Size`, ...(files.length === 1 ? SIZES : [])];
  return names.map((one) => fieldNamed(object, one)).find((field) => field && NUMBERS.has(field.type))?.name;
};

/** Why a field is not kept although its values can be read, or that there are any. */
const WITNESSES = new Set<Omission>(['encrypted', 'read-only', 'polymorphic', 'no-key']);

/**
 * How records tell whether they have a value that is not kept: by a column, or by being asked apart, since no bulk job
 * answers such a field (Bulk API 2.0 guide: compound and binary fields), and a query that is refused for it must cost
 * nothing else.
 */
const witness = (object: ObjectDescription, field: FieldDescription, why: Omission): { by?: string; asked?: true } => {
  if (WITNESSES.has(why)) return { by: field.name };
  if (why === 'opaque') return { asked: true };
  if (why !== 'binary') return {};
  const size = sizeOf(object, field);
  return size === undefined ? { asked: true } : { by: size };
};

/** Whether an address or a place is made of other fields of the object, as the describe has it (`compoundFieldName`). */
const hasParts = ({ name }: FieldDescription, { fields }: ObjectDescription): boolean => {
  const stem = name.replace(/(Address|__c)$/, '');
  return fields.some(
    (part) => part.name !== name && (part.compoundFieldName === name || (stem !== name && part.name.startsWith(stem)))
  );
};

/** Whether people or a package made a field: parts of their places (`__s`) and fields of persons (`__pc`) too. */
const isOwn = ({ name, custom }: FieldDescription): boolean => custom ?? /__(c|s|pc)$/i.test(name);

/** By which field's permission a field may be written: a part of an address by the address's. */
const permissionOf = ({ name, compoundFieldName }: FieldDescription): string => compoundFieldName ?? name;

/**
 * Why a field cannot be kept, whatever it holds. `system` fields are the org's own business and nobody misses them; a
 * custom field is people's own, so it holds what they may miss also where this login cannot write it; so is a standard
 * one that the org lets others write.
 *
 * @param editable standard fields that somebody may write, and this login may not
 */
const omissionOf = (
  field: FieldDescription,
  object: ObjectDescription,
  editable: ReadonlySet<string> = NONE
): Omission | 'system' | undefined => {
  const { type, calculated, autoNumber, encrypted, createable, updateable } = field;
  if (type === 'base64') return 'binary';
  if (type === 'encryptedstring' || encrypted) return 'encrypted';
  if (COMPOUND.has(type)) return hasParts(field, object) ? 'compound' : 'opaque';
  if (OPAQUE.has(type.toLowerCase())) return 'opaque';
  if (calculated) return 'formula';
  if (autoNumber) return 'generated';
  if (type === 'id') return 'system';
  if (createable || updateable) return undefined;
  return isOwn(field) || editable.has(permissionOf(field)) ? 'read-only' : 'system';
};

type FieldPermission = { Field: string };

/**
 * Standard fields that this login cannot write and others can: a permission to edit cannot be given for what Salesforce
 * fills by itself. Where nobody may read permissions, they count as Salesforce's own.
 */
const editableByOthers = async (org: Org, object: ObjectDescription): Promise<ReadonlySet<string>> => {
  const doubtful = object.fields.filter(
    (field) =>
      (field.permissionable || permissionOf(field) !== field.name) &&
      omissionOf(field, object) === 'system' &&
      !isGenerated(field, object)
  );
  if (doubtful.length === 0) return NONE;
  const names = [...new Set(doubtful.map((field) => `${object.name}.${permissionOf(field)}`))];
  try {
    const rows = await org.query<FieldPermission>(
      soql`SELECT Field FROM FieldPermissions WHERE SobjectType = ${object.name} AND PermissionsEdit = true AND Field IN ${names}`
    );
    return new Set(rows.map(({ Field }) => Field.slice(object.name.length + 1)));
  } catch (error) {
    if (isItemError(error)) return NONE;
    throw error;
  }
};

const isRequired = ({ nillable, defaultedOnCreate, createable }: FieldDescription): boolean =>
  nillable === false && defaultedOnCreate !== true && createable;

type Asked = { selection: Selection; place: Place };

/** The field that a word of a query is about: itself, or the lookup that a path begins with. */
const fieldFor = (object: ObjectDescription, word: string): FieldDescription | undefined => {
  const [first, ...rest] = word.split('.');
  if (rest.length === 0) return fieldNamed(object, word);
  return object.fields.find(({ relationshipName }) => relationshipName?.toLowerCase() === first.toLowerCase());
};

const known = (object: ObjectDescription, word: string, { selection, place }: Asked): FieldDescription => {
  const field = fieldFor(object, word);
  if (field) return field;
  throw unknownField(selection, object, word, place);
};

/** Refuses a key that each org makes up by itself, and says what to write instead. */
const generatedKey = (object: ObjectDescription, field: string, place: Place): SfError => {
  const better = keyCandidates(object);
  const names = { ...place, field, object: object.name };
  return better.length === 0
    ? text.error('GeneratedKey', names, 2)
    : text.error('GeneratedKeyWithOthers', { ...names, keys: better.map((name) => `key: [${name}]`).join(', ') }, 2);
};

/** The fields that tell records apart, by the names that the org gives them. */
const keyFor = (object: ObjectDescription, asked: Asked): string[] => {
  const { selection, place } = asked;
  if (selection.key === null) {
    const names = defaultKey(object, true);
    if (names) return names;
    throw text.error('NoKey', { ...place, object: object.name }, 2);
  }
  return selection.key.map((name) => {
    const field = fieldNamed(object, name);
    if (!field) throw text.error('UnknownKeyField', { ...place, field: name, object: object.name }, 2);
    if (isGenerated(field, object)) throw generatedKey(object, field.name, place);
    if (omissionOf(field, object) === undefined && field.createable && field.filterable !== false) return field.name;
    throw text.error('BadKey', { ...place, field: field.name, object: object.name }, 2);
  });
};

/** Custom settings, custom metadata and users are kept elsewhere. */
const refuseForeign = ({ name, customSetting }: ObjectDescription, place: Place): void => {
  if (customSetting || name.endsWith('__mdt'))
    throw text.error('KeptElsewhere', { ...place, object: name, where: 'preserve.settings' }, 2);
  if (name === 'User') throw text.error('KeptElsewhere', { ...place, object: name, where: 'preserve.users' }, 2);
};

const shapeOf = async (
  object: ObjectDescription,
  asked: Asked & { key: readonly string[] },
  { describe, keys, org }: { describe: Describe; keys: Keys; org: Org }
): Promise<Shape> => {
  const { selection, key, place } = asked;
  const { fields: words, mentioned, where } = selection;
  for (const word of mentioned) known(object, word, asked);
  const wanted =
    words && new Set([...key, ...words.map((word) => known(object, word, asked).name), ...personFields(object)]);
  const fields: KeptField[] = [];
  const omitted: Shape['omitted'] = [];
  const candidates = object.fields.filter(({ name }) => wanted === null || wanted.has(name));
  const editable = await editableByOthers(org, object);
  const judged = await Promise.all(
    candidates.map(async (field) => {
      const why = omissionOf(field, object, editable);
      if (why !== undefined) return { field, why };
      const referred = field.type === 'reference' ? await referenceOf(field, describe, keys) : undefined;
      if (referred && 'omitted' in referred) return { field, why: referred.omitted };
      return { field, reference: referred?.reference ?? null };
    })
  );
  for (const { field, why, reference = null } of judged) {
    const { name, type } = field;
    if (why === undefined) fields.push({ name, type, required: isRequired(field), reference });
    else if (why !== 'system') omitted.push({ name, why, ...witness(object, field, why) });
  }
  const keyParts = await keyPartsOf(object, key, describe, keys);
  const lost = key.find((name) => !fields.some((field) => field.name === name));
  if (!keyParts || lost !== undefined)
    throw text.error('BadKey', { ...place, field: lost ?? key.join(', '), object: object.name }, 2);
  const single = key.length === 1 ? fieldNamed(object, key[0]) : undefined;
  const externalId = single?.externalId === true && single.type !== 'reference';
  return { object: object.name, where, key: [...key], keyParts, externalId, fields, omitted };
};

/** An entry of preserve.records that cannot be followed: where it stands, and what is wrong with it. */
export type Refusal = { place: Place; error: SfError };

/** What is wrong with one entry stops no other; an org that cannot be asked does. */
const each = async <T>(place: Place, finding: () => T | Promise<T>): Promise<T | Refusal> => {
  try {
    return await finding();
  } catch (error) {
    if (isSfError(error) && error.exitCode === 2) return { place, error };
    throw error;
  }
};

const isRefusal = (found: object): found is Refusal => 'error' in found;

/**
 * What is to be kept of each entry of preserve.records, as far as the org can tell before a record is read. Refused are
 * a query that is none, an object or field that is not there, an object that is named twice, and a key by which nobody
 * can tell records apart.
 */
export const shapesOf = async (
  org: Org,
  entries: ReadonlyArray<{ entry: Entry; place: Place }>
): Promise<{ shapes: Shape[]; refused: Refusal[] }> => {
  const describe = describer(org);
  const described = await Promise.all(
    entries.map(({ entry, place }) =>
      each(place, async () => {
        const selection = selectionOf(entry, place);
        const object = await describe(selection.object);
        if (!object) throw text.error('UnknownObject', { ...place, object: selection.object }, 2);
        refuseForeign(object, place);
        return { selection, place, object, key: keyFor(object, { selection, place }) };
      })
    )
  );
  const keys = new Map<string, readonly string[]>();
  const found = described.map((one): (typeof described)[number] => {
    if (isRefusal(one)) return one;
    const { object, key, place } = one;
    if (keys.has(object.name)) return { place, error: text.error('SameObject', { ...place, object: object.name }, 2) };
    keys.set(object.name, key);
    return one;
  });
  const shaped = await Promise.all(
    found.map(async (one) =>
      isRefusal(one) ? one : each(one.place, () => shapeOf(one.object, one, { describe, keys, org }))
    )
  );
  return { shapes: shaped.filter((one): one is Shape => !isRefusal(one)), refused: shaped.filter(isRefusal) };
};
