import type { FieldDef, FieldType, ObjectDef } from '../model.ts';

/** Short words for writing the definitions of standard objects; labels follow from names unless given. */

type More = Partial<FieldDef>;

/** For fields that Salesforce fills itself. */
export const SYSTEM: More = { createable: false, updateable: false };
/** For fields that must have a value on create. */
export const REQUIRED: More = { nillable: false };

/**
 * What the vendor's object reference says of a field, in six letters: Create, Update, Filter, Sort, Group, Nillable. What
 * has no letter is refused.
 */
export function may(letters: string): More {
  const has = (letter: string): boolean => letters.includes(letter);
  return {
    createable: has('C'),
    updateable: has('U'),
    filterable: has('F'),
    sortable: has('S'),
    groupable: has('G'),
    nillable: has('N'),
  };
}

/** The same of the Tooling API, on an object that both APIs show and describe differently. */
export const inTooling = (letters: string, more: More = {}): More => ({ tooling: { ...may(letters), ...more } });

/** `TimeZoneSidKey` → `Time Zone Sid Key`, `Product2Id` → `Product2 ID`. */
export function labelOf(name: string): string {
  return name
    .replace(/__c$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/\bId\b/, 'ID');
}

function field(type: FieldType, name: string, defaults: More, more: More): FieldDef {
  return { name, label: labelOf(name), type, ...defaults, ...more };
}

export const text = (name: string, length = 255, more: More = {}): FieldDef => field('string', name, { length }, more);
export const area = (name: string, length = 32000, more: More = {}): FieldDef =>
  field(
    'textarea',
    name,
    { length, groupable: length <= 255, sortable: length <= 255, filterable: length <= 255 },
    more
  );
export const email = (name: string, more: More = {}): FieldDef => field('email', name, { length: 128 }, more);
export const url = (name: string, more: More = {}): FieldDef => field('url', name, { length: 1024 }, more);
export const phone = (name: string, more: More = {}): FieldDef => field('phone', name, { length: 40 }, more);
export const bool = (name: string, more: More = {}): FieldDef =>
  field('boolean', name, { nillable: false, defaultValue: false }, more);
export const int = (name: string, more: More = {}): FieldDef => field('int', name, {}, more);
export const double = (name: string, precision = 18, scale = 2, more: More = {}): FieldDef =>
  field('double', name, { precision, scale, groupable: false }, more);
export const currency = (name: string, more: More = {}): FieldDef =>
  field('currency', name, { precision: 18, scale: 2, groupable: false }, more);
export const date = (name: string, more: More = {}): FieldDef => field('date', name, {}, more);
export const datetime = (name: string, more: More = {}): FieldDef =>
  field('datetime', name, { groupable: false }, more);

/** A picklist; each value is its own label, or a pair `value=label`. */
export function pick(name: string, values: string[], more: More = {}): FieldDef {
  const picklistValues = values.map((entry) => {
    const [value = entry, label = value] = entry.split('=');
    return { value, label, active: true };
  });
  return field('picklist', name, { length: 255, picklistValues }, more);
}

/** A lookup. `relationshipName` follows from the name (`ProfileId` → `Profile`); `child` is the parent's word for it. */
export function ref(name: string, referenceTo: string | string[], child?: string, more: More = {}): FieldDef {
  const relationshipName = name.endsWith('Id') ? name.slice(0, -2) : name;
  const to = Array.isArray(referenceTo) ? referenceTo : [referenceTo];
  const defaults: More = { length: 18, referenceTo: to, relationshipName };
  return field('reference', name, child ? { ...defaults, childRelationshipName: child } : defaults, more);
}

type ObjectSpec = Partial<Omit<ObjectDef, 'name' | 'keyPrefix' | 'fields'>>;

/** A standard object; by default visible in REST, queryable, and writable. */
export function standard(name: string, keyPrefix: string, fields: FieldDef[], more: ObjectSpec = {}): ObjectDef {
  const label = more.label ?? labelOf(name);
  return {
    name,
    label,
    labelPlural: label.endsWith('y') ? `${label.slice(0, -1)}ies` : `${label}s`,
    keyPrefix,
    custom: false,
    customSetting: false,
    api: 'rest',
    ...more,
    fields,
  };
}

/** The name of a definition, documented as a text, by which a path leads to it: `EntityDefinition.QualifiedApiName`. */
export const definition = (name: string, referenceTo: string, child?: string, more: More = {}): FieldDef => ({
  ...ref(name, referenceTo, child, { length: 255, ...more }),
  type: 'string',
});

/** For objects that no API client may change. */
export const READ_ONLY: ObjectSpec = { createable: false, updateable: false, deletable: false };
