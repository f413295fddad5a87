import type { SfRecord, Table } from '../model.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { rangeId, rangePosition } from './recordIds.ts';

/**
 * Rows that are computed from their position whenever someone asks, so that a million of them cost no memory. IDs are
 * reversible: `get` computes one row. Immutable, so two orgs may share one; changed rows are kept by the org's table.
 */
export class GeneratedTable implements Table {
  private static readonly attached = new WeakMap<OrgStore, Map<string, GeneratedTable[]>>();

  public readonly size: number;
  private readonly range: string;
  private readonly row: (position: number, id: string) => SfRecord;

  /** `range` is the first six characters of the IDs; `row` must depend on nothing but its arguments. */
  public constructor(range: string, size: number, row: (position: number, id: string) => SfRecord) {
    this.range = range;
    this.size = size;
    this.row = row;
  }

  /** The generated tables that hold rows of an object in an org. */
  public static of(org: OrgStore, object: string): GeneratedTable[] {
    return GeneratedTable.attached.get(org)?.get(object.toLowerCase()) ?? [];
  }

  /** Puts this table beside the loaded rows of an object in an org. */
  public attachTo(org: OrgStore, object: string): void {
    const tables = GeneratedTable.attached.get(org) ?? new Map<string, GeneratedTable[]>();
    tables.set(object.toLowerCase(), [...GeneratedTable.of(org, object), this]);
    GeneratedTable.attached.set(org, tables);
    org.attach(object, this);
  }

  public rows(): Generator<SfRecord> {
    return this.rowsFrom(0);
  }

  public *rowsFrom(start: number): Generator<SfRecord> {
    for (let position = start; position < this.size; position += 1) yield this.at(position);
  }

  public get(id: string): SfRecord | undefined {
    const position = rangePosition(this.range, id);
    return position !== undefined && position < this.size ? this.at(position) : undefined;
  }

  /** The row at a position. */
  public at(position: number): SfRecord {
    return this.row(position, this.id(position));
  }

  /** The Id of the row at a position. */
  public id(position: number): string {
    return rangeId(this.range, position);
  }
}
