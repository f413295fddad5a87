import type { SfRecord } from '../model.ts';

const textOf = (row: SfRecord, field: string): string => String(row[field] ?? '').toLowerCase();

/**
 * The keys of a table's rows by the values of a field, for the fields that somebody asked about: else each upsert and
 * each check of a unique field would read the whole table.
 */
export class ValueIndex {
  private readonly rows: () => ReadonlyMap<string, SfRecord>;
  private readonly byField = new Map<string, Map<string, Set<string>>>();

  public constructor(rows: () => ReadonlyMap<string, SfRecord>) {
    this.rows = rows;
  }

  /** The keys of the rows with a value, given in lower case, in the order in which they came. */
  public keys(field: string, value: string): string[] {
    let values = this.byField.get(field);
    if (!values) {
      values = new Map();
      this.byField.set(field, values);
      for (const [key, row] of this.rows()) add(values, textOf(row, field), key);
    }
    return [...(values.get(value) ?? [])];
  }

  /** Takes note of a row that came, changed or went. */
  public move(key: string, before: SfRecord | undefined, after: SfRecord | undefined): void {
    for (const [field, values] of this.byField) {
      const old = before && textOf(before, field);
      const now = after && textOf(after, field);
      if (old === now) continue;
      if (old !== undefined) values.get(old)?.delete(key);
      if (now !== undefined) add(values, now, key);
    }
  }

  public clear(): void {
    this.byField.clear();
  }
}

function add(values: Map<string, Set<string>>, value: string, key: string): void {
  const keys = values.get(value);
  if (keys) keys.add(key);
  else values.set(value, new Set([key]));
}
