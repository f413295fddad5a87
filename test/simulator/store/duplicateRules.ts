import { ApiError } from '../model.ts';
import type { ObjectDef, SfRecord } from '../model.ts';
import { sameId } from './orgStore.ts';
import type { OrgStore } from './orgStore.ts';

/**
 * A duplicate rule of an org: records that are alike in all of `fields` are duplicates. `allow` with an alert, which is
 * what `action` means here, is refused unless who saves says otherwise; `block` always is.
 */
export type DuplicateRule = { object: string; fields: string[]; action: 'allow' | 'block' };

/** Whether a request gives leave to save duplicates: `Sforce-Duplicate-Rule-Header: allowSave=true`. */
export function mayDuplicate(headers: Record<string, string | undefined>): boolean {
  return /(^|[;,\s])allowSave\s*=\s*true\b/i.test(headers['sforce-duplicate-rule-header'] ?? '');
}

/** Throws what the API answers for a record that a duplicate rule refuses. */
export function refuseDuplicates(org: OrgStore, def: ObjectDef, row: SfRecord, allowSave: boolean): void {
  for (const { object, fields, action } of org.duplicateRules) {
    if (object.toLowerCase() !== def.name.toLowerCase() || (action === 'allow' && allowSave)) continue;
    if (!hasTwin(org, def, row, fields)) continue;
    throw new ApiError(400, { message: 'Use one of these records?', errorCode: 'DUPLICATES_DETECTED', fields: [] });
  }
}

function hasTwin(org: OrgStore, def: ObjectDef, row: SfRecord, fields: string[]): boolean {
  const keyOf = (record: SfRecord): string => fields.map((name) => String(record[name] ?? '').toLowerCase()).join('\n');
  const key = keyOf(row);
  if (key.replaceAll('\n', '') === '') return false;
  for (const other of org.table(def.name).rows()) if (!sameId(other.Id, row.Id) && keyOf(other) === key) return true;
  return false;
}
