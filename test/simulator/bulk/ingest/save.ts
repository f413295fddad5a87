import { ApiError } from '../../model.ts';
import type { Json, ObjectDef, SfRecord } from '../../model.ts';
import { requiredMissing } from '../../store/apiErrors.ts';
import { Dml } from '../../store/dml.ts';
import { isId, toId18 } from '../../store/ids.ts';
import type { OrgStore } from '../../store/orgStore.ts';
import type { IngestJob, UploadedRow } from '../types.ts';
import { isKey } from './columns.ts';
import type { UploadColumn } from './columns.ts';
import { KeyIndex } from './keyIndex.ts';
import { cellValue } from './values.ts';

type Saved = { id: string; created: boolean };
type Options = { ignoreUnchanged: boolean };

const STAMPS = new Set(['LastModifiedDate', 'LastModifiedById', 'SystemModstamp']);

/** Saves the rows of one job, each as a transaction of its own, with the validation of the REST API. */
export class RowSaver {
  private readonly org: OrgStore;
  private readonly job: IngestJob;
  private readonly columns: UploadColumn[];
  private readonly options: Options;
  private readonly indexes = new Map<string, KeyIndex>();

  public constructor(org: OrgStore, job: IngestJob, columns: UploadColumn[], options: Options) {
    this.org = org;
    this.job = job;
    this.columns = columns;
    this.options = options;
  }

  /** The ID that a row names: of its column Id, or of the record that its external ID finds. */
  public idOf(row: UploadedRow): string {
    const own = row[this.columns.findIndex(({ field }) => field.type === 'id')] ?? '';
    if (own !== '' || this.job.operation !== 'upsert') return isId(own) ? toId18(own) : own;
    const key = this.key(row);
    return key === undefined ? '' : (this.index(this.job.def, key.field.name).find(key.value) ?? '');
  }

  /** Saves a row, or throws what the API says against it; then nothing of it is saved. */
  public save(row: UploadedRow): Saved {
    const dml = new Dml(this.org, this.job.createdById);
    try {
      return this.apply(dml, row);
    } catch (error) {
      dml.rollback();
      throw error;
    }
  }

  private apply(dml: Dml, row: UploadedRow): Saved {
    const { operation, def } = this.job;
    if (operation === 'delete' || operation === 'hardDelete') {
      const id = this.requireId(row, 'delete');
      dml.remove(def, id);
      return { id: toId18(id), created: false };
    }
    if (operation === 'update') return this.update(dml, this.requireId(row, 'update'), this.values(row));
    if (operation === 'insert') {
      const id = row[this.columns.findIndex(({ field }) => field.type === 'id')] ?? '';
      if (id !== '') {
        const message = 'cannot specify Id in an insert call';
        throw new ApiError(400, { message, errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Id'] });
      }
      return { id: dml.create(def, this.values(row)), created: true };
    }
    return this.upsert(dml, row);
  }

  private update(dml: Dml, id: string, values: Record<string, Json>): Saved {
    const { def } = this.job;
    const before = dml.existing(def, id);
    dml.update(def, id, values);
    if (this.options.ignoreUnchanged && sameValues(before, this.org.table(def.name).get(id))) dml.rollback();
    return { id: before.Id, created: false };
  }

  private upsert(dml: Dml, row: UploadedRow): Saved {
    const { def, externalIdFieldName } = this.job;
    const key = this.key(row);
    if (externalIdFieldName?.toLowerCase() === 'id') {
      const id = this.idOf(row);
      return id === ''
        ? { id: dml.create(def, this.values(row)), created: true }
        : this.update(dml, this.requireId(row, 'upsert'), this.values(row));
    }
    if (key === undefined) throw requiredMissing([externalIdFieldName ?? '']);
    const index = this.index(def, key.field.name);
    const found = index.find(key.value);
    const values = this.values(row);
    if (found !== undefined) {
      delete values[key.field.name];
      return this.update(dml, found, values);
    }
    const id = dml.create(def, values);
    index.add(key.value, id);
    return { id, created: true };
  }

  /** The external ID of a row, when it has one. */
  private key(row: UploadedRow): { field: UploadColumn['field']; value: string } | undefined {
    const wanted = this.job.externalIdFieldName?.toLowerCase();
    const at = this.columns.findIndex(({ field, via }) => !via && field.name.toLowerCase() === wanted);
    const column = this.columns[at];
    const value = row[at]?.trim() ?? '';
    return column && value !== '' && value !== '#N/A' ? { field: column.field, value } : undefined;
  }

  private requireId(row: UploadedRow, call: string): string {
    const { def } = this.job;
    const id = row[this.columns.findIndex(({ field }) => field.type === 'id')]?.trim() ?? '';
    if (id === '') {
      const message = `Id not specified in an ${call} call`;
      throw new ApiError(400, { message, errorCode: 'MISSING_ARGUMENT', fields: ['Id'] });
    }
    if (isId(id) && id.startsWith(def.keyPrefix)) return id;
    const message = `${def.label} ID: id value of incorrect type: ${id}`;
    throw new ApiError(400, { message, errorCode: 'MALFORMED_ID', fields: ['Id'] });
  }

  /** The values that a row sets, without its ID. */
  private values(row: UploadedRow): Record<string, Json> {
    const values: Record<string, Json> = {};
    for (const [at, { field, via }] of this.columns.entries()) {
      const text = row[at] ?? '';
      if (field.type === 'id') continue;
      const value = via && text !== '' && text !== '#N/A' ? this.parentId(via, text) : cellValue(field, text);
      if (value !== undefined) values[field.name] = value;
    }
    return values;
  }

  private parentId({ parent, key }: NonNullable<UploadColumn['via']>, text: string): string {
    const id = this.index(parent, key.name).find(text);
    if (id !== undefined) return id;
    throw new ApiError(400, {
      message: `Foreign key external ID: ${text.toLowerCase()} not found for field ${key.name} in entity ${parent.name}`,
      errorCode: 'INVALID_FIELD',
      fields: [],
    });
  }

  private index(def: ObjectDef, fieldName: string): KeyIndex {
    const name = `${def.name}.${fieldName}`;
    const field = this.org.field(def.name, fieldName);
    let index = this.indexes.get(name);
    if (!index && field && isKey(field)) {
      index = new KeyIndex(this.org, def, field);
      this.indexes.set(name, index);
    }
    if (index) return index;
    throw requiredMissing([fieldName]);
  }
}

/** Whether two states of a record differ in nothing but who changed it last, and when. */
function sameValues(before: SfRecord, after: SfRecord | undefined): boolean {
  return Object.keys(before).every((name) => STAMPS.has(name) || before[name] === after?.[name]);
}
