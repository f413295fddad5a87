import { ApiError } from '../../model.ts';
import type { FieldDef, ObjectDef } from '../../model.ts';
import { idKey } from '../../store/ids.ts';
import type { OrgStore } from '../../store/orgStore.ts';

/** The records of an object by the values of a key, read once for a whole job. */
export class KeyIndex {
  private readonly field: FieldDef;
  private readonly ids = new Map<string, string[]>();

  public constructor(org: OrgStore, def: ObjectDef, field: FieldDef) {
    this.field = field;
    if (field.type === 'id') return;
    for (const row of org.table(def.name).rows()) {
      const value = row[field.name];
      if (value !== null && value !== undefined && value !== '') this.add(String(value), row.Id);
    }
  }

  /** Takes up a record that the job made. */
  public add(value: string, id: string): void {
    const known = this.ids.get(this.normal(value));
    if (known) known.push(id);
    else this.ids.set(this.normal(value), [id]);
  }

  /** The record with a value; more than one is the error of the API. */
  public find(value: string): string | undefined {
    if (this.field.type === 'id') return value;
    const [id, ...others] = this.ids.get(this.normal(value)) ?? [];
    if (others.length === 0) return id;
    throw new ApiError(400, {
      message: `${this.field.name}: more than one record found for external id field: [${[id, ...others].join(', ')}]`,
      errorCode: 'DUPLICATE_EXTERNAL_ID',
      fields: [this.field.name],
    });
  }

  private normal(value: string): string {
    return this.field.type === 'reference' ? idKey(value) : value.toLowerCase();
  }
}
