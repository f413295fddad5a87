import type { Json, SfRecord } from '../model.ts';
import { isJsonObject, mergePatch } from '../scenario/mergePatch.ts';
import type { SetupSettings } from '../scenario/settings.ts';
import { makeId } from '../store/ids.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';
import type { Component, MetadataType, RowMapping } from './spec.ts';

/** An org and, once it is built, its Setup settings: single sign-on is one of them. */
export type MetadataOrg = { store: OrgStore; settings?: SetupSettings };

type Values = { [element: string]: Json };
type Composed = NonNullable<MetadataType['composedOf']>;
type Kept = { id: string; stamps: Values; values: Values };

/** The fields of a row that say who made and changed it, and when. */
export const STAMPS = ['CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate'];

/** The full names of the components of a type. */
export function fullNames(org: MetadataOrg, type: MetadataType): string[] {
  const { store } = org;
  if (type.composedOf) return [...new Set(fullNames(org, type.composedOf.type).map(parentName))];
  if (type.rows)
    return [...store.table(type.rows.object).rows()].map((row) => nameOfRow(store, row, type.rows as RowMapping));
  return type.only ? [type.only.fullName] : [...(store.components.get(type.name)?.keys() ?? [])];
}

/** A component with all that it holds; undefined when there is none. */
export function readComponent(org: MetadataOrg, type: MetadataType, fullName: string): Component | undefined {
  const { rows, only, parts, composedOf } = type;
  if (composedOf) return composed(org, composedOf, fullName);
  const kept = keptOf(org.store, type, fullName)?.values;
  if (rows) {
    const row = findRow(org.store, rows, fullName);
    return row && { ...kept, ...fromRow(type, row), ...parts?.read(org.store, row), fullName };
  }
  if (!only) return kept && { ...kept, fullName };
  if (fullName !== only.fullName) return undefined;
  return { ...withSignOn(org, type, { ...only.initial, ...kept }), fullName };
}

/** Writes a component, new or not. One that an org has only once is merged, any other is replaced. */
export function writeComponent(org: MetadataOrg, type: MetadataType, component: Component, userId: string): void {
  const { store } = org;
  for (const child of childrenIn(type, component)) writeComponent(org, child.type, child.component, userId);
  if (type.composedOf) return;
  const stamp = salesforceTimestamp(store.now());
  const changed = { LastModifiedById: userId, LastModifiedDate: stamp };
  const stamps = { CreatedById: userId, CreatedDate: stamp, ...changed };
  if (type.rows) {
    const row = writeRow(
      store,
      type.rows,
      component.fullName,
      rowOf(store, type, component)?.row ?? {},
      stamps,
      changed
    );
    type.parts?.write(store, row, component);
  }
  if (type.only) keepSignOn(org, component);
  keepValues(store, type, component, stamps);
}

/** Keeps what is not in a component's row, or all of a component without one. */
export function keepValues(store: OrgStore, type: MetadataType, component: Component, stamps: Values): void {
  const { fullName, ...given } = component;
  const before = keptOf(store, type, fullName);
  const values = type.only ? mergePatch(before?.values, given) : without(given, type.rows);
  const kept = store.components.get(type.name) ?? new Map<string, Values>();
  const made = { CreatedById: before?.stamps['CreatedById'], CreatedDate: before?.stamps['CreatedDate'] };
  const all = before ? { ...stamps, ...(made as Values) } : stamps;
  kept.set(fullName, { id: before?.id ?? freeId(store, type), stamps: all, values });
  store.components.set(type.name, kept);
}

/** Deletes a component. */
export function deleteComponent({ store }: MetadataOrg, { name, rows }: MetadataType, fullName: string): void {
  const row = rows && findRow(store, rows, fullName);
  if (rows && row) store.table(rows.object).remove(row.Id, false, salesforceTimestamp(store.now()));
  store.components.get(name)?.delete(fullName);
}

/** Who made and changed a component and when, by the names of the fields of a row, and its ID. */
export function stampsOf({ store }: MetadataOrg, type: MetadataType, fullName: string): Values {
  const row = type.rows && findRow(store, type.rows, fullName);
  if (row) return { Id: row.Id, ...Object.fromEntries(STAMPS.map((name) => [name, row[name] ?? null])) };
  const kept = keptOf(store, type, fullName);
  const [organization] = store.table('Organization').rows();
  const old = Object.fromEntries(STAMPS.map((name) => [name, organization?.[name] ?? null]));
  return { Id: type.listedAs ? '' : (kept?.id ?? ''), ...old, ...kept?.stamps };
}

/** The row of a component, as a scenario loads it. */
export function rowOf(
  store: OrgStore,
  { rows }: MetadataType,
  { fullName, ...values }: Component
): { object: string; row: Values } | undefined {
  if (!rows) return undefined;
  const fields = Object.entries(rows.fields).filter(([element]) => element in values);
  const row = Object.fromEntries(fields.map(([element, field]) => [field, values[element] ?? null]));
  const { labelField, nameField, parentField } = rows;
  const name = parentField ? fullName.slice(fullName.indexOf('.') + 1) : fullName;
  const parent = parentField ? { [parentField]: entityId(store, parentName(fullName)) } : {};
  return {
    object: rows.object,
    row: { ...(labelField ? { [labelField]: fullName } : {}), [nameField]: name, ...parent, ...row },
  };
}

function writeRow(
  store: OrgStore,
  rows: RowMapping,
  fullName: string,
  row: Values,
  stamps: Values,
  changed: Values
): SfRecord {
  const known = findRow(store, rows, fullName);
  const cleared = Object.values(rows.fields).map((field) => {
    const { defaultValue, type: kind } = store.field(rows.object, field) ?? {};
    return [field, defaultValue ?? (kind === 'boolean' ? false : null)] as const;
  });
  const values: Values = { ...stamps, ...known, ...Object.fromEntries(cleared), ...row, ...changed };
  // A row that is there keeps its names: the full name may have a namespace that the row has in a field of its own.
  for (const field of known ? [rows.nameField, rows.labelField] : []) if (field) values[field] = known?.[field] ?? null;
  return store.load(rows.object, values);
}

function keptOf(store: OrgStore, type: MetadataType, fullName: string): Kept | undefined {
  return store.components.get(type.name)?.get(fullName) as Kept | undefined;
}

function fromRow({ rows }: MetadataType, row: SfRecord): Values {
  const values = Object.entries(rows?.fields ?? {}).map(([element, field]) => [element, row[field] ?? null] as const);
  const result: Values = Object.fromEntries(values);
  if (rows?.object === 'ConnectedApplication')
    result['oauthConfig'] = { isAdminApproved: row['OptionsAllowAdminApprovedUsersOnly'] ?? false };
  return result;
}

function findRow(store: OrgStore, rows: RowMapping, fullName: string): SfRecord | undefined {
  return [...store.table(rows.object).rows()].find((row) => nameOfRow(store, row, rows) === fullName);
}

/** A developer name with its namespace; a name for people becomes one as Setup proposes it. */
function nameOfRow(store: OrgStore, row: SfRecord, { nameField, parentField, nameOf }: RowMapping): string {
  if (nameOf) return nameOf(row);
  if (parentField) {
    const parent = store.table('EntityDefinition').get(String(row[parentField]));
    return `${String(parent?.['QualifiedApiName'])}.${String(row[nameField])}`;
  }
  const namespace = row['NamespacePrefix'];
  const name = String(row[nameField]).replaceAll(/\W+/g, '_');
  return typeof namespace === 'string' && namespace !== '' ? `${namespace}__${name}` : name;
}

function without(values: Values, rows: RowMapping | undefined): Values {
  return Object.fromEntries(Object.entries(values).filter(([element]) => !(element in (rows?.fields ?? {}))));
}

function freeId(store: OrgStore, { name, keyPrefix }: MetadataType): string {
  return makeId(keyPrefix, 62 ** 5 * 3 + (store.components.get(name)?.size ?? 0) + 1);
}

function withSignOn({ settings }: MetadataOrg, { name }: MetadataType, values: Values): Values {
  if (name !== 'SecuritySettings' || !settings) return values;
  const known = values['singleSignOnSettings'];
  return {
    ...values,
    singleSignOnSettings: { ...(isJsonObject(known) ? known : {}), enableSamlLogin: settings.ssoEnabled },
  };
}

function keepSignOn({ settings }: MetadataOrg, given: Values): void {
  const signOn = given['singleSignOnSettings'];
  if (settings && isJsonObject(signOn) && typeof signOn['enableSamlLogin'] === 'boolean')
    settings.ssoEnabled = signOn['enableSamlLogin'];
}

/** The object of a child's full name: `Account` of `Account.Notify_ERP`. */
function parentName(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.indexOf('.')));
}

/** How an object is named in the rows of the Tooling API. */
function entityId(store: OrgStore, name: string): string {
  for (const row of store.table('EntityDefinition').rows())
    if (row['QualifiedApiName'] === name) return String(row['DurableId']);
  return name;
}

function composed(org: MetadataOrg, { element, type }: Composed, fullName: string): Component | undefined {
  const names = fullNames(org, type).filter((name) => parentName(name) === fullName);
  if (names.length === 0) return undefined;
  const children = names.map((name) => ({
    ...readComponent(org, type, name),
    fullName: name.slice(fullName.length + 1),
  }));
  return { fullName, [element]: children };
}

/** The children that a component of a composed type brings. */
function childrenIn(
  { composedOf }: MetadataType,
  component: Component
): Array<{ type: MetadataType; component: Component }> {
  const given = composedOf && component[composedOf.element];
  if (!composedOf || !Array.isArray(given)) return [];
  return given.filter(isJsonObject).map((child) => ({
    type: composedOf.type,
    component: { ...child, fullName: `${component.fullName}.${String(child['fullName'])}` },
  }));
}
