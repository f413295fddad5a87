import type { SfRecord, Table } from '../model.ts';
import { idKey } from './ids.ts';
import { ValueIndex } from './valueIndex.ts';

/**
 * The rows of one object: generated tables (lazy, read only) under the rows that were loaded or written. A written row
 * stands in the place of the generated row with its ID, so a million generated products cost nothing until one is
 * changed, and whoever reads them in pieces meets each of them once.
 */
export class ObjectTable implements Table {
  private readonly own = new Map<string, SfRecord>();
  private readonly recycled = new Map<string, SfRecord>();
  private readonly gone = new Set<string>();
  /** Keys of own rows that stand in the place of generated ones. */
  private readonly covering = new Set<string>();
  private readonly generated: Table[] = [];
  private readonly index = new ValueIndex(() => this.own);
  private hidden = 0;

  public get size(): number {
    return this.own.size + this.generated.reduce((sum, table) => sum + table.size, 0) - this.hidden;
  }

  public attach(table: Table): void {
    this.generated.push(table);
  }

  public rows(): Generator<SfRecord> {
    return this.rowsFrom(0);
  }

  public *rowsFrom(start: number): Generator<SfRecord> {
    let skip = start;
    for (const table of this.generated) {
      const canJump = this.hidden === this.covering.size && table.rowsFrom !== undefined;
      if (canJump && skip >= table.size) {
        skip -= table.size;
        continue;
      }
      const rows = canJump ? (table.rowsFrom?.(skip) ?? []) : table.rows();
      if (canJump) skip = 0;
      for (const row of rows) {
        const shown = this.hidden === 0 ? row : this.inPlaceOf(row);
        if (!shown) continue;
        if (skip > 0) skip -= 1;
        else yield shown;
      }
    }
    for (const [key, row] of this.own) {
      if (this.covering.has(key)) continue;
      if (skip > 0) skip -= 1;
      else yield row;
    }
  }

  private inPlaceOf(row: SfRecord): SfRecord | undefined {
    const key = idKey(row.Id);
    return this.own.get(key) ?? (this.gone.has(key) ? undefined : row);
  }

  public get(id: string): SfRecord | undefined {
    const key = idKey(id);
    return this.own.get(key) ?? (this.gone.has(key) ? undefined : this.fromGenerated(id));
  }

  public put(row: SfRecord): void {
    const key = idKey(row.Id);
    if (!this.own.has(key) && this.fromGenerated(row.Id)) {
      if (!this.gone.has(key)) this.hidden += 1;
      this.covering.add(key);
    }
    this.setOwn(key, row);
    this.recycled.delete(key);
  }

  /** The rows with a value in a field, whatever its case; found without reading the loaded rows one by one. */
  public *withValue(field: string, value: string): Generator<SfRecord> {
    const wanted = value.toLowerCase();
    for (const table of this.generated) {
      for (const row of table.rows()) {
        const shown = this.inPlaceOf(row);
        if (shown && String(shown[field] ?? '').toLowerCase() === wanted) yield shown;
      }
    }
    for (const key of this.index.keys(field, wanted)) {
      const row = this.covering.has(key) ? undefined : this.own.get(key);
      if (row) yield row;
    }
  }

  private setOwn(key: string, row: SfRecord | undefined): void {
    this.index.move(key, this.own.get(key), row);
    if (row) this.own.set(key, row);
    else this.own.delete(key);
  }

  /** Takes a row out; `recycle` keeps it for `queryAll`, as the recycle bin does. */
  public remove(id: string, recycle: boolean, at: string): void {
    const row = this.get(id);
    if (!row) return;
    const key = idKey(row.Id);
    if (this.fromGenerated(row.Id) && !this.own.has(key)) this.hidden += 1;
    this.setOwn(key, undefined);
    this.covering.delete(key);
    this.gone.add(key);
    if (recycle) this.recycled.set(key, { ...row, IsDeleted: true, LastModifiedDate: at, SystemModstamp: at });
  }

  public clear(): void {
    this.own.clear();
    this.index.clear();
    this.recycled.clear();
    this.gone.clear();
    this.covering.clear();
    this.generated.length = 0;
    this.hidden = 0;
  }

  public wasDeleted(id: string): boolean {
    return this.gone.has(idKey(id)) && !this.own.has(idKey(id));
  }

  /** Remembers the state of one row; the answer, when called, brings it back (how a failed request is rolled back). */
  public remember(id: string): () => void {
    const key = idKey(id);
    const [own, recycled, gone, hidden] = [this.own.get(key), this.recycled.get(key), this.gone.has(key), this.hidden];
    const covered = this.covering.has(key);
    return () => {
      if (covered) this.covering.add(key);
      else this.covering.delete(key);
      this.setOwn(key, own);
      if (recycled) this.recycled.set(key, recycled);
      else this.recycled.delete(key);
      if (gone) this.gone.add(key);
      else this.gone.delete(key);
      this.hidden = hidden;
    };
  }

  /** The rows of the recycle bin. */
  public deleted(): Iterable<SfRecord> {
    return this.recycled.values();
  }

  /** The same rows with those of the recycle bin, for `queryAll`. */
  public withDeleted(): Table {
    const live = this as Table;
    const bin = this.recycled;
    return {
      get size() {
        return live.size + bin.size;
      },
      *rows() {
        yield* live.rows();
        yield* bin.values();
      },
      get: (id) => live.get(id) ?? bin.get(idKey(id)),
      *rowsFrom(position) {
        const { size } = live;
        if (position < size) yield* live.rowsFrom?.(position) ?? [];
        let skip = Math.max(0, position - size);
        for (const row of bin.values()) {
          if (skip > 0) skip -= 1;
          else yield row;
        }
      },
    };
  }

  private fromGenerated(id: string): SfRecord | undefined {
    for (const table of this.generated) {
      const row = table.get(id);
      if (row) return row;
    }
    return undefined;
  }
}
