import type { FieldDef, ObjectDef } from '../model.ts';
import { bool, datetime, ref, SYSTEM, text } from './fields.ts';

const NOT_NULL_SYSTEM = { ...SYSTEM, nillable: false, permissionable: false };

/** Every object's own ID. */
export const idField: FieldDef = {
  name: 'Id',
  label: 'Record ID',
  type: 'id',
  length: 18,
  ...NOT_NULL_SYSTEM,
  idLookup: true,
  groupable: true,
};

/** Who made and changed a record, and when. */
export const auditFields: FieldDef[] = [
  datetime('CreatedDate', NOT_NULL_SYSTEM),
  ref('CreatedById', 'User', undefined, NOT_NULL_SYSTEM),
  datetime('LastModifiedDate', NOT_NULL_SYSTEM),
  ref('LastModifiedById', 'User', undefined, NOT_NULL_SYSTEM),
  datetime('SystemModstamp', { ...NOT_NULL_SYSTEM, label: 'System Modstamp' }),
];

/** On objects that have a recycle bin (and on custom settings, which say so but do not). */
export const deletedField: FieldDef = bool('IsDeleted', { ...NOT_NULL_SYSTEM, label: 'Deleted' });

const ownerField = ref('OwnerId', ['Group', 'User'], undefined, {
  nillable: false,
  permissionable: false,
  label: 'Owner ID',
});
/** The row's owner in a hierarchical custom setting: the org itself, a profile or a user. */
const setupOwnerField = ref('SetupOwnerId', ['Organization', 'Profile', 'User'], undefined, {
  nillable: false,
  updateable: false,
  permissionable: false,
  label: 'Location',
});

/** An object's fields with those that Salesforce adds by itself and the definition leaves out. */
export function withSystemFields(def: ObjectDef): FieldDef[] {
  const given = new Set(def.fields.map((field) => field.name.toLowerCase()));
  const missing = (fields: FieldDef[]): FieldDef[] => fields.filter((field) => !given.has(field.name.toLowerCase()));
  if (!def.custom && !def.customSetting) return [...missing([idField]), ...def.fields];
  const name = text('Name', 80, { nillable: true, idLookup: true, nameField: true, permissionable: false });
  const front = def.customSetting
    ? [idField, deletedField, name, setupOwnerField]
    : [idField, ownerField, deletedField, name];
  return [...missing(front), ...missing(auditFields), ...def.fields];
}
