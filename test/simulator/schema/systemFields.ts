import type { FieldDef, ObjectDef } from '../model.ts';
import { bool, datetime, pick, ref, SYSTEM, text } from './fields.ts';

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

/** Custom metadata types have these instead of a name and an owner; only a deployment writes them. */
const metadataFields: FieldDef[] = [
  idField,
  text('DeveloperName', 40, { ...NOT_NULL_SYSTEM, nameField: true, label: 'Custom Metadata Record Name' }),
  text('MasterLabel', 40, { ...NOT_NULL_SYSTEM, label: 'Label' }),
  pick('Language', ['en_US'], { ...NOT_NULL_SYSTEM, label: 'Master Language', defaultValue: 'en_US' }),
  text('NamespacePrefix', 15, { ...SYSTEM, permissionable: false }),
  text('Label', 40, { ...NOT_NULL_SYSTEM }),
  text('QualifiedApiName', 70, { ...NOT_NULL_SYSTEM }),
  datetime('SystemModstamp', { ...NOT_NULL_SYSTEM, label: 'System Modstamp' }),
];

/** Whether an object is a custom metadata type, by its API name. */
export function isMetadataType({ name }: ObjectDef): boolean {
  return name.toLowerCase().endsWith('__mdt');
}

/** An object's fields with those that Salesforce adds by itself and the definition leaves out. */
export function withSystemFields(def: ObjectDef): FieldDef[] {
  const given = new Set(def.fields.map((field) => field.name.toLowerCase()));
  const missing = (fields: FieldDef[]): FieldDef[] => fields.filter((field) => !given.has(field.name.toLowerCase()));
  if (!def.custom && !def.customSetting) return [...missing([idField]), ...def.fields];
  if (isMetadataType(def)) return [...missing(metadataFields), ...def.fields];
  const name = text('Name', def.listSetting ? 38 : 80, {
    nillable: !def.listSetting,
    idLookup: true,
    nameField: true,
    permissionable: false,
  });
  const front = def.customSetting
    ? [idField, deletedField, name, setupOwnerField]
    : [idField, ownerField, deletedField, name];
  return [...missing(front), ...missing(auditFields), ...def.fields];
}
