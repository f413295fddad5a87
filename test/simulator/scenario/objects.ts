import type { FieldDef, ObjectDef } from '../model.ts';
import { READ_ONLY, SYSTEM } from '../schema/fields.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { ObjectPart, OrgPart, TenantPart } from './types.ts';

/** What the field that names a record is, whatever a scenario says of it. */
const NAME: Partial<FieldDef> = { length: 80, idLookup: true, nameField: true, permissionable: false };

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The Logik custom settings of an org: none, one, or several candidates. */
export function tenantsOf(part: OrgPart): TenantPart[] {
  const { tenant } = part;
  return tenant === undefined ? [] : Array.isArray(tenant) ? tenant : [tenant];
}

/** Defines the objects of a scenario in an org: the Logik custom settings and whatever `objects` says. */
export function defineObjects(store: OrgStore, part: OrgPart): void {
  for (const tenant of tenantsOf(part)) {
    store.define({
      ...customObject(tenant.object, tenant.label, freePrefix(store)),
      customSetting: true,
      fields: tenant.fields.map((field) => complete(field)),
    });
  }
  for (const [name, definition] of Object.entries(part.objects ?? {})) define(store, name, definition);
}

function define(store: OrgStore, name: string, { fields = {}, ...given }: ObjectPart): void {
  const known = store.object(name);
  const base = known ?? customObject(name, given.label ?? name, given.keyPrefix ?? freePrefix(store, name));
  store.define({
    ...base,
    ...given,
    fields: Object.entries(fields).map(([field, more]) => {
      const before = known?.fields.find((candidate) => candidate.name.toLowerCase() === field.toLowerCase());
      const own = field === 'Name' && base.custom ? NAME : {};
      return complete({ ...own, ...before, ...more, name: field, ...(name.endsWith('__mdt') ? SYSTEM : {}) });
    }),
  });
}

function customObject(name: string, label: string, keyPrefix: string): ObjectDef {
  const isMetadata = name.endsWith('__mdt');
  return {
    ...(isMetadata ? READ_ONLY : {}),
    name,
    label,
    labelPlural: `${label}s`,
    keyPrefix,
    custom: true,
    customSetting: false,
    api: 'rest',
    fields: [],
  };
}

/** A field with what follows from its type and name when the scenario does not say it. */
function complete(field: Partial<FieldDef> & { name: string }): FieldDef {
  const type = field.type ?? 'string';
  const isReference = type === 'reference' && field.name.endsWith('__c');
  return {
    label: field.name,
    type,
    ...(type === 'string' ? { length: 255 } : {}),
    ...(type === 'url' ? { length: 255 } : {}),
    ...(type === 'boolean' ? { nillable: false, defaultValue: false } : {}),
    ...(isReference ? { length: 18, relationshipName: field.name.replace(/__c$/, '__r') } : {}),
    ...(field.autoNumber === undefined ? {} : { ...SYSTEM, nillable: false }),
    ...field,
  };
}

/** The next key prefix for custom objects (`a00` …) or custom metadata types (`m00` …) that nothing uses yet. */
function freePrefix(store: OrgStore, name = ''): string {
  const letter = name.endsWith('__mdt') ? 'm' : 'a';
  const used = new Set([...store.objects('rest'), ...store.objects('tooling')].map((def) => def.keyPrefix));
  for (const high of DIGITS) {
    for (const low of DIGITS) if (!used.has(`${letter}${high}${low}`)) return `${letter}${high}${low}`;
  }
  throw new Error('No key prefix is left for another custom object.');
}
