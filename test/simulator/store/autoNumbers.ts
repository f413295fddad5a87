import type { FieldDef, ObjectDef, SfRecord } from '../model.ts';
import type { OrgStore } from './orgStore.ts';

/** Fields that an org numbers by itself. */
export function autoNumbered({ fields }: ObjectDef): FieldDef[] {
  return fields.filter((field) => field.autoNumber !== undefined);
}

/** Gives a new row the next number of each such field: one more than the highest that this org has. */
export function number(org: OrgStore, def: ObjectDef, row: SfRecord): void {
  for (const { name, autoNumber = '' } of autoNumbered(def)) {
    if (typeof row[name] === 'string') continue;
    let highest = 0;
    for (const other of org.table(def.name).rows())
      highest = Math.max(highest, Number(/(\d+)\D*$/.exec(String(other[name] ?? ''))?.[1] ?? 0));
    row[name] = autoNumber.replace(/\{(0+)\}/, (_, zeros: string) => String(highest + 1).padStart(zeros.length, '0'));
  }
}
