import type { FieldDef, Json, ObjectDef, SfRecord } from '../model.ts';
import type { Environment } from './context.ts';

export type JsonObject = { [key: string]: Json };
type Slot = { key: string; read: (record: SfRecord, def: ObjectDef) => Json };

/** The value as the API writes it: empty text is null, a boolean never is, datetimes end in +0000. */
export function present(field: FieldDef | undefined, value: Json | undefined): Json {
  if (field?.type === 'boolean') return value === true;
  if (value === undefined || value === '') return null;
  if (field?.type !== 'datetime' || typeof value !== 'string' || !value.endsWith('Z')) return value;
  return new Date(value).toISOString().replace('Z', '+0000');
}

/** `attributes` of a record: its type and its address in the API that was asked. */
export function attributesOf({ api, apiVersion }: Environment, def: ObjectDef, record: SfRecord): JsonObject {
  const root = `/services/data/v${apiVersion}/${api === 'tooling' ? 'tooling/' : ''}sobjects`;
  return { type: def.name, url: `${root}/${def.name}/${record.Id}` };
}

/** What is written of one record: attributes first, then the slots in the order in which they were selected. */
export class RecordPlan {
  private readonly env: Environment;
  private readonly slots: Slot[] = [];
  private readonly names = new Set<string>();

  public constructor(env: Environment) {
    this.env = env;
  }

  /** False when the name is taken: the query selects something twice. */
  public add(key: string, read: Slot['read']): boolean {
    const isNew = !this.names.has(key.toLowerCase());
    this.names.add(key.toLowerCase());
    this.slots.push({ key, read });
    return isNew;
  }

  public render(record: SfRecord, def: ObjectDef): JsonObject {
    const result: JsonObject = { attributes: attributesOf(this.env, def, record) };
    for (const { key, read } of this.slots) result[key] = read(record, def);
    return result;
  }
}
