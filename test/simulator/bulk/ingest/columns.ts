import type { FieldDef, ObjectDef } from '../../model.ts';
import type { OrgStore } from '../../store/orgStore.ts';
import { JobFailure } from '../errors.ts';

/** What a column of an upload is for: a field, or a lookup found by a parent's key (`Product2.ProductCode`). */
export type UploadColumn = { name: string; field: FieldDef; via?: { parent: ObjectDef; key: FieldDef } };

/** Reads the header of an upload; a name that the object does not have, or the user not see, fails the job. */
export function readColumns(org: OrgStore, def: ObjectDef, header: string[]): UploadColumn[] {
  const seen = new Set<string>();
  return header.map((raw) => {
    const name = raw.trim();
    const column = name.includes('.') ? viaParent(org, def, name) : ownField(org, def, name);
    if (!column) throw new JobFailure(`InvalidBatch : InvalidBatch : Field name not found : ${name}`);
    if (seen.has(name.toLowerCase())) throw new JobFailure(`InvalidBatch : Duplicate field name : ${name}`);
    seen.add(name.toLowerCase());
    return column;
  });
}

function ownField(org: OrgStore, def: ObjectDef, name: string): UploadColumn | undefined {
  const field = org.field(def.name, name);
  return field && org.canRead(def.name, field.name) ? { name, field } : undefined;
}

function viaParent(org: OrgStore, def: ObjectDef, name: string): UploadColumn | undefined {
  const [relationship = '', keyName = '', ...more] = name.split('.');
  const field = def.fields.find((each) => each.relationshipName?.toLowerCase() === relationship.toLowerCase());
  const [target, ...others] = field?.referenceTo ?? [];
  if (!field || target === undefined || others.length > 0 || more.length > 0) return undefined;
  const parent = org.object(target, 'rest');
  const key = parent && org.field(parent.name, keyName);
  return parent && key && isKey(key) ? { name, field, via: { parent, key } } : undefined;
}

/** Whether records can be found by a field's values. */
export const isKey = (field: FieldDef): boolean =>
  field.type === 'id' || field.externalId === true || field.idLookup === true;
