import { ApiError } from '../model.ts';
import type { FieldDef, Json, ObjectDef, SfRecord } from '../model.ts';
import { noSuchKey } from '../store/apiErrors.ts';
import { sameId } from '../store/orgStore.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { Locate } from '../store/values.ts';
import type { ApiContext } from './types.ts';

type Key = { field: string; value: string };

function keyField(org: OrgStore, def: ObjectDef, name: string): FieldDef {
  const field = org.field(def.name, name);
  const usable =
    field && (field.externalId || field.idLookup || field.type === 'id') && org.canRead(def.name, field.name);
  if (!field || !usable) throw noSuchKey(name);
  return field;
}

/** The record whose external ID (or ID) has a value; more than one is an error, as in the real API. */
export function findByKey(org: OrgStore, def: ObjectDef, name: string, value: string): SfRecord | undefined {
  const field = keyField(org, def, name);
  if (field.type === 'id') return org.table(def.name).get(value);
  const table = org.table(def.name);
  const found: SfRecord[] = field.type === 'reference' || value === '' ? [] : [...table.withValue(field.name, value)];
  if (field.type === 'reference') for (const row of table.rows()) if (sameId(row[field.name], value)) found.push(row);
  if (found.length > 1) {
    throw new ApiError(300, {
      message: `${field.name}: more than one record found for external id field: [${found.map((row) => row.Id).join(', ')}]`,
      errorCode: 'DUPLICATE_EXTERNAL_ID',
      fields: [field.name],
    });
  }
  return found[0];
}

/** Updates the record with a key, or creates it with that key. */
export function upsert(
  context: ApiContext,
  def: ObjectDef,
  key: Key,
  values: Record<string, Json>,
  locate?: Locate
): { id: string; created: boolean } {
  const field = keyField(context.org, def, key.field);
  const row = findByKey(context.org, def, key.field, key.value);
  const rest = Object.fromEntries(
    Object.entries(values).filter(([name]) => name.toLowerCase() !== field.name.toLowerCase())
  );
  if (row) {
    context.dml.update(def, row.Id, rest, locate);
    return { id: row.Id, created: false };
  }
  if (field.type === 'id') {
    // An upsert by Id can create only where no Id is given.
    const id = key.value === '' ? context.dml.create(def, rest, locate) : context.dml.existing(def, key.value).Id;
    return { id, created: true };
  }
  return { id: context.dml.create(def, { ...rest, [field.name]: key.value }, locate), created: true };
}
