import type { Json, ObjectDef, SfRecord } from '../model.ts';
import { isMetadataType } from '../schema/systemFields.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';
import { hasOrgPlaceholder } from './crossReferences.ts';
import { ScenarioError } from './error.ts';
import { sandboxUsername } from './inherit.ts';
import { copyOf } from './recordIds.ts';
import type { RecordIds } from './recordIds.ts';
import type { OrgPart, Row } from './types.ts';

/** The fields by which `@Object:key` and other references find a row. */
const KEY_FIELDS = ['Username', 'ProductCode', 'DeveloperName', 'Name', 'SandboxName', 'NamespacePrefix', 'IsoCode'];
/** A value with a placeholder about an org, and its place below the org. */
export type Unfilled = { row: SfRecord; field: string; at: string };

const USUAL_AGE = 180 * 86_400_000;
const REFERENCE = /^@([A-Za-z]\w*):(.+)$/;

/** Loads the rows of one org of a scenario: gives them IDs, resolves references, and names the place of a mistake. */
export class OrgBuilder {
  public readonly store: OrgStore;
  public readonly part: OrgPart;
  /** `/production` or `/sandbox`: where its mistakes are. */
  public readonly path: string;
  private readonly ids: RecordIds;
  private readonly byKey = new Map<string, string>();
  private readonly rowsByObject = new Map<string, SfRecord[]>();
  /** Values that name rows of either org, to be filled when both are built. */
  public readonly unfilled: Unfilled[] = [];

  public constructor(store: OrgStore, part: OrgPart, path: string, ids: RecordIds) {
    this.store = store;
    this.part = part;
    this.path = path;
    this.ids = ids;
  }

  /** Loads one row; `at` is its place below {@link path}, for errors. */
  public load(object: string, values: Row, at: string): SfRecord {
    const def = this.store.object(object);
    if (def === undefined) throw this.error(at, `the simulator has no object ${object}`);
    const resolved = Object.entries(values).map(
      ([name, value]) => [name, this.resolve(value, `${at}/${name}`)] as const
    );
    const id = values['Id'] ?? this.ids.next(def.keyPrefix);
    const row = this.attempt(at, () =>
      this.store.load(def.name, {
        ...this.stamps(def, values),
        ...usual(def, values, this.store.facts.orgId),
        ...Object.fromEntries(resolved),
        Id: id,
      })
    );
    for (const [field, value] of Object.entries(row)) {
      if (hasOrgPlaceholder(value)) this.unfilled.push({ row, field, at: `${at}/${field}` });
    }
    const external = def.fields.filter((field) => field.externalId).map(({ name }) => name);
    for (const field of [...KEY_FIELDS, ...external]) this.remember(def.name, row[field], row.Id);
    this.rowsByObject.set(def.name, [...this.loaded(def.name), row]);
    return row;
  }

  /** The next ID of an object, as production has it. */
  public copiedId(object: string): string {
    const prefix = this.store.object(object)?.keyPrefix ?? '';
    return copyOf(this.ids.next(prefix));
  }

  /** Dates in the past for a row that does not give them: an org's records are rarely of today. */
  private stamps({ fields }: ObjectDef, values: Row): Row {
    const given = values['LastModifiedDate'];
    const modified = typeof given === 'string' ? new Date(given) : new Date(this.store.now().getTime() - USUAL_AGE);
    const stamps: Row = {
      CreatedDate: salesforceTimestamp(new Date(modified.getTime() - USUAL_AGE)),
      LastModifiedDate: salesforceTimestamp(modified),
      SystemModstamp: salesforceTimestamp(modified),
    };
    return Object.fromEntries(Object.entries(stamps).filter(([name]) => fields.some((field) => field.name === name)));
  }

  /** The rows of an object that this builder loaded. */
  public loaded(object: string): readonly SfRecord[] {
    return this.rowsByObject.get(object) ?? [];
  }

  /** The Id of a row loaded before, by one of its key fields. */
  public find(object: string, key: string): string | undefined {
    return this.byKey.get(keyOf(object, key));
  }

  /** The Id of a row loaded before; an error when there is none. */
  public mustFind(object: string, key: string, at: string): string {
    const id = this.find(object, key);
    if (id === undefined) throw this.error(at, `names no ${object} of this org: "${key}"`);
    return id;
  }

  /** The Id of a user; a sandbox also knows its users by the usernames they have in production. */
  public mustFindUser(username: string, at: string): string {
    const { sandboxName } = this.part;
    const twin = sandboxName === undefined ? undefined : this.find('User', sandboxUsername(username, sandboxName));
    return this.find('User', username) ?? twin ?? this.mustFind('User', username, at);
  }

  /** A mistake at a place below {@link path}; rows that `add` appended are named where the file has them. */
  public error(at: string, problem: string): ScenarioError {
    const [, list = '', index = '', rest = ''] = /^\/([^/]+)\/(\d+)(.*)$/.exec(at) ?? [];
    const from = this.part.addedFrom?.[list];
    const isAdded = from !== undefined && Number(index) >= from;
    return new ScenarioError(this.path + (isAdded ? `/add/${list}/${Number(index) - from}${rest}` : at), problem);
  }

  private resolve(value: Json, at: string): Json {
    const [, object, key] = (typeof value === 'string' && REFERENCE.exec(value)) || [];
    if (object === undefined || key === undefined) return value;
    return object === 'User' ? this.mustFindUser(key, at) : this.mustFind(object, key, at);
  }

  private remember(object: string, key: Json | undefined, id: string): void {
    if (typeof key !== 'string' || key === '') return;
    const known = keyOf(object, key);
    if (!this.byKey.has(known)) this.byKey.set(known, id);
  }

  private attempt<T>(at: string, load: () => T): T {
    try {
      return load();
    } catch (error) {
      throw this.error(at, error instanceof Error ? error.message : String(error));
    }
  }
}

/** What follows for a row of a custom setting or custom metadata type that does not say it. */
function usual(def: ObjectDef, values: Row, orgId: string): Row {
  if (def.customSetting) return { SetupOwnerId: orgId };
  if (!isMetadataType(def)) return {};
  const { DeveloperName = null, NamespacePrefix: prefix = null, MasterLabel = DeveloperName } = values;
  const name = typeof prefix === 'string' ? `${prefix}__${String(DeveloperName)}` : DeveloperName;
  return { MasterLabel, Label: MasterLabel, QualifiedApiName: name };
}

function keyOf(object: string, key: string): string {
  return `${object}:${key}`.toLowerCase();
}
