import type { Json, ObjectDef, SfRecord } from '../model.ts';
import * as errors from './apiErrors.ts';
import { number } from './autoNumbers.ts';
import { refuseDuplicates } from './duplicateRules.ts';
import { isId } from './ids.ts';
import { countLicenses, LICENSED } from './licenses.ts';
import type { OrgStore } from './orgStore.ts';
import { parentByKey } from './parentKeys.ts';
import { afterCreate, cascade, check, derive } from './rules.ts';
import { salesforceTimestamp } from './timestamps.ts';
import { refuseQueues, refuseReferences } from './referenceRules.ts';
import { validate } from './validationRules.ts';
import { coerce } from './values.ts';
import type { Locate } from './values.ts';

/** Writes by one user to one org, with the validation of the real API, and a way back. */
export class Dml {
  private readonly org: OrgStore;
  private readonly userId: string;
  private readonly allowSave: boolean;
  private readonly undo: Array<() => void> = [];

  /** `allowSave`: who writes gives leave to save what an alerting duplicate rule found. */
  public constructor(org: OrgStore, userId: string, { allowSave = false } = {}) {
    this.org = org;
    this.userId = userId;
    this.allowSave = allowSave;
  }

  /** A point to roll back to. */
  public mark(): number {
    return this.undo.length;
  }

  /** Takes back what was written since a mark. */
  public rollback(mark = 0): void {
    for (const step of this.undo.splice(mark).reverse()) step();
  }

  /** Creates a record and answers its ID. */
  public create(def: ObjectDef, values: Record<string, Json>, locate: Locate = nowhere): string {
    if (def.createable === false) throw errors.cannot('inserted', def.name);
    if (!this.org.canWrite(def.name)) throw errors.insufficientAccess();
    const given = this.accept(def, values, 'createable', locate);
    const stamp = salesforceTimestamp(this.org.now());
    const row: SfRecord = { Id: this.org.newId(def.name) };
    for (const field of def.fields) {
      if (field.name === 'Id') continue;
      const value = given.has(field.name) ? given.get(field.name) : field.defaultValue;
      row[field.name] = value ?? (field.type === 'boolean' ? false : null);
    }
    if (def.customSetting && row['SetupOwnerId'] === null) row['SetupOwnerId'] = this.org.facts.orgId;
    if ('OwnerId' in row && row['OwnerId'] === null) row['OwnerId'] = this.userId;
    stampRow(row, this.userId, stamp, true);
    number(this.org, def, row);
    derive(this.org, def, row);
    this.requireAll(def, row);
    const changed = new Set([...given.keys()].map((name) => name.toLowerCase()));
    check(this.org, def, row, changed, true);
    refuseQueues(this.org, def, row, changed);
    refuseReferences(this.org, def, row, changed);
    validate(this.org.validationRules, def, row, { org: this.org });
    refuseDuplicates(this.org, def, row, this.allowSave);
    this.put(def, row);
    for (const extra of afterCreate(this.org, def, row)) {
      const made = this.org.load(extra.object, extra.values);
      this.undo.push(() => this.org.table(extra.object).remove(made.Id, false, stamp));
    }
    return row.Id;
  }

  /** Changes an existing record. */
  public update(def: ObjectDef, id: string, values: Record<string, Json>, locate: Locate = nowhere): void {
    const current = this.existing(def, id);
    if (def.updateable === false) throw errors.cannot('updated', def.name);
    if (!this.org.canWrite(def.name)) throw errors.insufficientAccess();
    const given = this.accept(def, values, 'updateable', locate);
    this.org.rowLocks.check(def.name, current.Id);
    const row: SfRecord = { ...current, ...Object.fromEntries(given) };
    stampRow(row, this.userId, salesforceTimestamp(this.org.now()), false);
    derive(this.org, def, row);
    this.requireAll(def, row, new Set(given.keys()));
    const changed = new Set([...given.keys()].map((name) => name.toLowerCase()));
    check(this.org, def, row, changed, false);
    refuseQueues(this.org, def, row, changed);
    refuseReferences(this.org, def, row, changed);
    validate(this.org.validationRules, def, row, { before: current, org: this.org });
    refuseDuplicates(this.org, def, row, this.allowSave);
    this.put(def, row);
  }

  /** Deletes a record: to the recycle bin, or for good where there is none (custom settings, setup objects). */
  public remove(def: ObjectDef, id: string): void {
    const row = this.existing(def, id);
    if (def.deletable === false) throw errors.cannot('deleted', def.name);
    if (!this.org.canWrite(def.name)) throw errors.insufficientAccess();
    this.org.rowLocks.check(def.name, row.Id);
    const stamp = salesforceTimestamp(this.org.now());
    // Undone last, once the rows are back.
    if (LICENSED.has(def.name)) this.undo.push(() => countLicenses(this.org));
    const recycle = !def.customSetting && this.org.field(def.name, 'IsDeleted') !== undefined;
    for (const child of [...cascade(this.org, def, row.Id), { object: def.name, id: row.Id }]) {
      const table = this.org.table(child.object);
      this.undo.push(table.remember(child.id));
      table.remove(child.id, recycle, stamp);
    }
    if (LICENSED.has(def.name)) countLicenses(this.org);
  }

  /** The record with an ID, or the error that the API answers for one that is not there. */
  public existing(def: ObjectDef, id: string): SfRecord {
    // Recorded: what has the length of an ID, and a suffix that is not its own, is taken for a wrong ID.
    if (!isId(id) && /^[a-zA-Z0-9]{18}$/.test(id)) throw errors.malformedId(id);
    if (!isId(id)) throw errors.noSuchKey(id);
    const table = this.org.table(def.name);
    const row = table.get(id);
    if (row) return row;
    throw table.wasDeleted(id) ? errors.isDeleted() : errors.notFound();
  }

  private put(def: ObjectDef, row: SfRecord): void {
    const table = this.org.table(def.name);
    const takeBack = table.remember(row.Id);
    const count = LICENSED.has(def.name) ? (): void => countLicenses(this.org) : undefined;
    this.undo.push(() => {
      takeBack();
      count?.();
    });
    table.put(row);
    count?.();
  }

  /** The given values under their real names, checked one by one. */
  private accept(
    def: ObjectDef,
    values: Record<string, Json>,
    operation: 'createable' | 'updateable',
    locate: Locate
  ): Map<string, Json> {
    const accepted = new Map<string, Json>();
    const forbidden: string[] = [];
    for (const [name, value] of Object.entries(values)) {
      if (name.toLowerCase() === 'attributes') continue;
      const parent = parentByKey(this.org, def, name, value);
      if (parent) {
        accepted.set(parent.field.name, parent.id);
        if (parent.field[operation] === false) forbidden.push(parent.field.name);
        continue;
      }
      // Of the definition at hand: the APIs differ in what may be written.
      const field = def.fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (!field || !this.org.canRead(def.name, field.name)) throw errors.noSuchColumn(name, def.name);
      if (field[operation] === false || field.calculated || !this.org.canWrite(def.name, field.name))
        forbidden.push(field.name);
      else accepted.set(field.name, coerce(field, value, locate));
    }
    if (forbidden.length > 0) throw errors.readOnlyField(forbidden);
    return accepted;
  }

  private requireAll(def: ObjectDef, row: SfRecord, only?: Set<string>): void {
    const missing = def.fields
      .filter((field) => field.nillable === false && field.createable !== false && field.type !== 'boolean')
      .filter((field) => field.name !== 'Id' && (only === undefined || only.has(field.name)))
      .filter((field) => row[field.name] === null || row[field.name] === undefined)
      .map((field) => field.name);
    if (missing.length > 0) throw errors.requiredMissing(missing);
  }
}

const nowhere: Locate = () => '[line:1, column:1]';

function stampRow(row: SfRecord, userId: string, stamp: string, isNew: boolean): void {
  const set = (name: string, value: Json): void => {
    if (name in row) row[name] = value;
  };
  if (isNew) {
    set('CreatedDate', stamp);
    set('CreatedById', userId);
  }
  set('LastModifiedDate', stamp);
  set('LastModifiedById', userId);
  set('SystemModstamp', stamp);
}
