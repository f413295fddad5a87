import { ApiError } from '../model.ts';
import type { FieldDef, Json, ObjectDef } from '../model.ts';
import type { OrgStore } from './orgStore.ts';

/**
 * A lookup that a request sets by the parent's key: `"Region__r": {"Code__c": "EU"}`; `attributes.type` says which
 * object is meant where a lookup has several. Undefined when the value is no such thing.
 */
export function parentByKey(
  org: OrgStore,
  def: ObjectDef,
  name: string,
  value: Json
): { field: FieldDef; id: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const wanted = name.toLowerCase();
  const field = def.fields.find((each) => each.relationshipName?.toLowerCase() === wanted);
  const { attributes, ...keys } = value;
  const type =
    typeof attributes === 'object' && attributes !== null && 'type' in attributes ? attributes['type'] : null;
  const parent = org.object(typeof type === 'string' ? type : (field?.referenceTo?.[0] ?? ''));
  const [[keyName, keyValue] = []] = Object.entries(keys);
  if (!field || !parent || keyName === undefined) return undefined;
  const key = org.field(parent.name, keyName);
  if (!key?.externalId && !key?.idLookup) {
    throw invalid(`Field name provided, ${keyName} is not an External ID or indexed field for ${parent.name}`);
  }
  const text = String(keyValue ?? '');
  const found = key.type === 'id' ? org.table(parent.name).get(text) : undefined;
  const [row = found] = text === '' ? [] : org.table(parent.name).withValue(key.name, text);
  if (row) return { field, id: row.Id };
  throw invalid(
    `Foreign key external ID: ${text.toLowerCase()} not found for field ${key.name} in entity ${parent.name}`
  );
}

function invalid(message: string): ApiError {
  return new ApiError(400, { message, errorCode: 'INVALID_FIELD', fields: [] });
}
