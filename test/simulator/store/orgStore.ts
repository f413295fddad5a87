import type { FieldDef, Json, ObjectDef, OrgData, SfRecord, Table } from '../model.ts';
import { attachEntityTables } from '../schema/entityTables.ts';
import { standardObjects } from '../schema/index.ts';
import { withSystemFields } from '../schema/systemFields.ts';
import { idKey, isId, makeId, toId18 } from './ids.ts';
import { ObjectTable } from './objectTable.ts';
import { RowLocks } from './rowLocks.ts';
import { salesforceTimestamp } from './timestamps.ts';
import { number } from './autoNumbers.ts';
import type { DuplicateRule } from './duplicateRules.ts';
import { profilesIn } from './translations.ts';
import type { ReferenceRule } from './referenceRules.ts';
import type { ValidationRule } from './validationRules.ts';

export type OrgFacts = {
  /** 18 characters. */
  orgId: string;
  isSandbox: boolean;
  sandboxName: string | null;
  /** What userinfo's `urls.custom_domain` says: `https://acme--uat.sandbox.my.salesforce.com`. */
  myDomain: string;
  loginUserId: string;
};

type View = { userId?: string; includeDeleted?: boolean };
type Relationship = { relationshipName: string; childObject: string; field: string };

/**
 * One Salesforce org: the standard objects (always there), those that a scenario defines, their rows, its logins and
 * what its users may not do. Names of objects and fields are case-insensitive. Validated writes are in `dml.ts`;
 * `load` writes a row as it is.
 */
export class OrgStore implements OrgData {
  public facts: OrgFacts;
  /** How many API calls this org answered; `limits` and the `Sforce-Limit-Info` header tell. */
  public apiRequests = 0;
  public readonly tokens = new Map<string, { userId: string }>();
  public readonly refreshTokens = new Map<string, { userId: string }>();
  /** The number of API calls at which every session of the org runs out, once; refresh tokens stay good. */
  public sessionsEndAt: number | undefined;
  /** The host at which the org is no more: it is behind the other name of this machine, `localhost`. */
  public movedFrom: string | undefined;
  /** What the Metadata API knows beyond the rows: components by type and full name. */
  public readonly components = new Map<string, Map<string, { [element: string]: Json }>>();
  /** What administrators made rules against: writes of users keep to them, `load` does not. */
  public readonly validationRules: ValidationRule[] = [];
  public readonly duplicateRules: DuplicateRule[] = [];
  public readonly referenceRules: ReferenceRule[] = [];
  /** Records that some other transaction holds. */
  public readonly rowLocks = new RowLocks();
  /** The orgs that share usernames with this one; the simulation fills it in. */
  public peers: () => Iterable<OrgStore> = () => [this];
  /** Whether some other Salesforce org, outside of this simulation, has a username. */
  public takenElsewhere: (username: string) => boolean = () => false;
  private readonly clock: () => Date;
  private readonly definitions = new Map<string, ObjectDef>();
  private readonly tables = new Map<string, ObjectTable>();
  private readonly counters = new Map<string, number>();
  private readonly denied = new Set<string>();
  private readonly absent = new Set<string>();
  private readonly locked = new Set<string>();
  private childIndex: Map<string, Relationship[]> | undefined;

  public constructor(facts: OrgFacts, now: () => Date) {
    this.facts = facts;
    this.clock = now;
    for (const def of standardObjects()) this.define(def);
    attachEntityTables(this);
  }

  /** Who asks when no request says so. */
  public get userId(): string {
    return this.facts.loginUserId;
  }

  public now(): Date {
    return this.clock();
  }

  /** Adds an object (with the system fields it leaves out), or merges fields and labels into one that exists. */
  public define(def: ObjectDef): void {
    const known = this.definitions.get(def.name.toLowerCase());
    const fields = new Map<string, FieldDef>();
    const all = known ? [...known.fields, ...def.fields] : withSystemFields(def);
    for (const field of all)
      fields.set(field.name.toLowerCase(), { ...fields.get(field.name.toLowerCase()), ...field });
    const merged = { ...known, ...def, fields: [...fields.values()] };
    this.definitions.set(def.name.toLowerCase(), merged);
    this.childIndex = undefined;
  }

  public objects(api: 'rest' | 'tooling'): ObjectDef[] {
    return [...this.definitions.values()].filter(
      (def) => (def.api === api || def.api === 'both') && !this.lacks(def.name)
    );
  }

  public object(name: string, api?: 'rest' | 'tooling'): ObjectDef | undefined {
    const def = this.definitions.get(name.toLowerCase());
    if (!def || api === undefined) return def;
    if (this.lacks(name)) return undefined;
    if (def.api !== api && def.api !== 'both') return undefined;
    const isShown = (field: FieldDef): boolean => field.api === undefined || field.api === api;
    const isSame = (field: FieldDef): boolean => isShown(field) && (api === 'rest' || field.tooling === undefined);
    if (def.fields.every(isSame)) return def;
    const fields = def.fields.filter(isShown);
    return { ...def, fields: api === 'rest' ? fields : fields.map((field) => ({ ...field, ...field.tooling })) };
  }

  /** The object whose IDs begin as this one does. */
  public objectOfId(id: string): ObjectDef | undefined {
    const prefix = id.slice(0, 3);
    return [...this.definitions.values()].find((def) => def.keyPrefix === prefix);
  }

  public field(objectName: string, fieldName: string): FieldDef | undefined {
    const wanted = fieldName.toLowerCase();
    return this.object(objectName)?.fields.find((field) => field.name.toLowerCase() === wanted);
  }

  public children(objectName: string): Relationship[] {
    this.childIndex ??= this.indexChildren();
    return this.childIndex.get(objectName.toLowerCase()) ?? [];
  }

  public table(objectName: string): ObjectTable {
    const key = objectName.toLowerCase();
    let table = this.tables.get(key);
    if (!table) {
      table = new ObjectTable();
      this.tables.set(key, table);
    }
    return table;
  }

  /** Puts a generated table beside the loaded rows. */
  public attach(object: string, table: Table): void {
    this.table(object).attach(table);
  }

  /** Seeds a row as it is: an ID, defaults and system fields are filled in, nothing is validated. */
  public load(object: string, values: Record<string, Json>): SfRecord {
    const def = this.object(object);
    if (!def) throw new Error(`The simulator has no object ${object}; define it first.`);
    const given = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
    const givenId = given.get('id');
    const id = typeof givenId === 'string' ? toId18(givenId) : this.newId(def.name);
    const stamp = salesforceTimestamp(this.now());
    const row: SfRecord = { Id: id };
    for (const field of def.fields) {
      const key = field.name.toLowerCase();
      if (key !== 'id')
        row[field.name] = given.has(key) ? ids18(field, given.get(key) ?? null) : this.initial(field, stamp);
      given.delete(key);
    }
    const unknown = [...given.keys()].filter((name) => name !== 'id' && name !== 'attributes');
    if (unknown.length > 0) throw new Error(`The simulator's ${def.name} has no field ${unknown.join(', ')}.`);
    number(this, def, row);
    this.table(def.name).put(row);
    return row;
  }

  /** The next free ID of an object. */
  public newId(object: string): string {
    const def = this.object(object);
    if (!def) throw new Error(`The simulator has no object ${object}.`);
    const table = this.table(def.name);
    let counter = this.counters.get(def.keyPrefix) ?? 0;
    let id: string;
    do {
      counter += 1;
      id = makeId(def.keyPrefix, FIRST_SERIAL + counter);
    } while (table.get(id) ?? table.wasDeleted(id));
    this.counters.set(def.keyPrefix, counter);
    return id;
  }

  /** Hides an object (`OauthToken`) or field (`User.Email`) as a missing permission does. */
  public restrict(objectOrField: string): void {
    this.denied.add(objectOrField.toLowerCase());
  }

  /** Makes the org one that has no such object or metadata type: an edition or a license without it. */
  public lack(name: string): void {
    this.absent.add(name.toLowerCase());
  }

  public lacks(name: string): boolean {
    return this.absent.has(name.toLowerCase());
  }

  /** Forbids writes to an object or field. */
  public readOnly(objectOrField: string): void {
    this.locked.add(objectOrField.toLowerCase());
  }

  /** Gives back everything that `restrict`, `lack` and `readOnly` took. */
  public unrestrict(): void {
    this.denied.clear();
    this.absent.clear();
    this.locked.clear();
  }

  public canRead(objectName: string, fieldName?: string): boolean {
    const object = objectName.toLowerCase();
    return !this.denied.has(object) && !(fieldName && this.denied.has(`${object}.${fieldName.toLowerCase()}`));
  }

  public canWrite(objectName: string, fieldName?: string): boolean {
    const object = objectName.toLowerCase();
    if (fieldName) return !this.locked.has(`${object}.${fieldName.toLowerCase()}`) && this.canRead(object, fieldName);
    return !this.locked.has(object) && this.canRead(object);
  }

  /** The org as one user sees it, for the SOQL engine; `includeDeleted` is what `queryAll` asks for. */
  public view({ userId, includeDeleted }: View): OrgData {
    return {
      object: (name, api) => this.object(name, api),
      children: (name) => this.children(name),
      table: (name) => {
        const table = includeDeleted ? this.table(name).withDeleted() : this.table(name);
        return name.toLowerCase() === 'profile' ? profilesIn(this.languageOf(userId), table) : table;
      },
      userId: userId ?? this.userId,
      now: () => this.now(),
      canRead: (name, field) => this.canRead(name, field),
    };
  }

  private languageOf(userId: string | undefined): unknown {
    return this.table('User').get(userId ?? this.userId)?.['LanguageLocaleKey'];
  }

  private indexChildren(): Map<string, Relationship[]> {
    const index = new Map<string, Relationship[]>();
    for (const def of this.definitions.values()) {
      for (const field of def.fields) {
        if (!field.childRelationshipName) continue;
        for (const parent of field.referenceTo ?? []) {
          const list = index.get(parent.toLowerCase()) ?? [];
          list.push({ relationshipName: field.childRelationshipName, childObject: def.name, field: field.name });
          index.set(parent.toLowerCase(), list);
        }
      }
    }
    return index;
  }

  private initial(field: FieldDef, stamp: string): Json {
    if (['CreatedDate', 'LastModifiedDate', 'SystemModstamp'].includes(field.name)) return stamp;
    if (['CreatedById', 'LastModifiedById', 'OwnerId'].includes(field.name)) return this.facts.loginUserId;
    return field.defaultValue ?? (field.type === 'boolean' ? false : null);
  }
}

/** Counters start here so that IDs look like an org's that has lived a while. */
const FIRST_SERIAL = 62 ** 5 * 3;

function ids18(field: FieldDef, value: Json): Json {
  return (field.type === 'reference' || field.type === 'id') && isId(value) ? toId18(value) : value;
}

/** Whether two IDs name the same record, whatever their lengths. */
export function sameId(a: Json | undefined, b: Json | undefined): boolean {
  return typeof a === 'string' && typeof b === 'string' && idKey(a) === idKey(b);
}
