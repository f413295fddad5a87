import { FOLLOWS_PARENT, SYNC_NEEDS, WITHOUT_ROWS, type ObjectNeed } from '../../../logik/syncPermissions.ts';
import { isItemError } from '../../../salesforce/errors.ts';
import { soql } from '../../../salesforce/soql.ts';
import type { ObjectDescription, OrgReader } from '../../../salesforce/types.ts';
import { isAbsent } from '../../shared/absence.ts';
import { attempt } from '../../shared/attempt.ts';

/** What all permission sets of a user together grant on one object. */
export type ObjectGrant = { create: boolean; edit: boolean; read: boolean; viewAll: boolean };

/** What a user is granted: by object name, and the readable fields as `Object.Field`. */
export type Grants = {
  apiEnabled: boolean;
  viewAllData: boolean;
  objects: ReadonlyMap<string, ObjectGrant>;
  readableFields: ReadonlySet<string>;
};

const ACTIONS = [
  ['create', 'Create'],
  ['edit', 'Edit'],
  ['read', 'Read'],
  ['viewAll', 'View All'],
] as const;

const NOTHING: ObjectGrant = { create: false, edit: false, read: false, viewAll: false };

const missingOnObject = (need: ObjectNeed, described: ObjectDescription, grants: Grants): string[] => {
  const grant = grants.objects.get(described.name) ?? NOTHING;
  const granted = { ...grant, read: grant.read || grants.viewAllData, viewAll: grant.viewAll || grants.viewAllData };
  // No row for an object that follows its parent is no missing permission; a row that says no is one.
  const unknown = FOLLOWS_PARENT.has(described.name) && !grants.objects.has(described.name);
  return unknown
    ? []
    : ACTIONS.filter(([action]) => need[action] && !granted[action]).map(([, word]) => `${described.name}: ${word}`);
};

const missingFields = (need: ObjectNeed, described: ObjectDescription, grants: Grants): string[] =>
  (need.fields ?? [])
    .map((name) => described.fields.find((field) => field.name === name))
    // Fields that the org does not have, or that nobody can be kept from reading, need no permission.
    .filter((field) => field?.permissionable && field.type !== 'reference' && !WITHOUT_ROWS.has(field.name))
    .map((field) => `${described.name}.${field?.name}`)
    .filter((field) => !grants.readableFields.has(field))
    .map((field) => `${field}: Read`);

/** The object that a permission of the list is for; null for one that is for none. */
export const objectOf = (permission: string): string | null => /^(\w+)[.:]/.exec(permission)?.[1] ?? null;

/**
 * Names every permission of Logik's list that the grants do not hold.
 *
 * @param needs Logik's list for this org's namespace
 * @param described describe results of the objects that the org has; an optional object that is absent needs nothing
 */
export const missingPermissions = (
  needs: readonly ObjectNeed[],
  described: ReadonlyMap<string, ObjectDescription>,
  grants: Grants
): string[] => [
  ...(grants.apiEnabled ? [] : ['API Enabled']),
  ...needs.flatMap((need) => {
    const object = described.get(need.object);
    if (object) return [...missingOnObject(need, object, grants), ...missingFields(need, object, grants)];
    return need.optional ? [] : [`${need.object}: not in this org`];
  }),
];

const describeAll = async (org: OrgReader, names: readonly string[]): Promise<Map<string, ObjectDescription>> => {
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        return [name, await org.describe(name)] as const;
      } catch (error) {
        if (isItemError(error) && (await isAbsent(org, { api: 'data', name }, error))) return undefined;
        throw error;
      }
    })
  );
  return new Map(found.filter((entry) => entry !== undefined));
};

/** PermissionSetId is nillable: of an assignment of a group it may be empty. */
type PermissionSetRow = { PermissionSet: { PermissionsApiEnabled: boolean; PermissionsViewAllData: boolean } | null };
type ObjectRow = {
  SobjectType: string;
  PermissionsCreate: boolean;
  PermissionsEdit: boolean;
  PermissionsRead: boolean;
  PermissionsViewAllRecords: boolean;
};

const readGrants = async (org: OrgReader, userId: string, objects: string[]): Promise<Grants> => {
  const [assignments, objectRows, fieldRows] = await Promise.all([
    // A user's profile counts among its permission sets, and so does what a permission set group adds up to.
    org.query<PermissionSetRow>(
      soql`SELECT PermissionSet.PermissionsApiEnabled, PermissionSet.PermissionsViewAllData FROM PermissionSetAssignment WHERE AssigneeId = ${userId}`
    ),
    org.query<ObjectRow>(
      soql`SELECT SobjectType, PermissionsCreate, PermissionsEdit, PermissionsRead, PermissionsViewAllRecords FROM ObjectPermissions WHERE SobjectType IN ${objects} AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${userId})`
    ),
    org.query<{ Field: string }>(
      soql`SELECT Field FROM FieldPermissions WHERE PermissionsRead = true AND SobjectType IN ${objects} AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${userId})`
    ),
  ]);
  const grants = new Map<string, ObjectGrant>();
  for (const row of objectRows) {
    const so = grants.get(row.SobjectType) ?? NOTHING;
    grants.set(row.SobjectType, {
      create: so.create || row.PermissionsCreate,
      edit: so.edit || row.PermissionsEdit,
      read: so.read || row.PermissionsRead,
      viewAll: so.viewAll || row.PermissionsViewAllRecords,
    });
  }
  return {
    apiEnabled: assignments.some(({ PermissionSet }) => PermissionSet?.PermissionsApiEnabled === true),
    viewAllData: assignments.some(({ PermissionSet }) => PermissionSet?.PermissionsViewAllData === true),
    objects: grants,
    readableFields: new Set(fieldRows.map(({ Field }) => Field)),
  };
};

/** Objects without a row, of which a permission is missing: asked for only then. What cannot be counted may be used. */
const readUnused = async (org: OrgReader, needs: readonly ObjectNeed[]): Promise<ReadonlySet<string>> => {
  const counted = await Promise.all(
    needs.map(async ({ object }) => ({ object, rows: (await attempt(org.count(object))).facts }))
  );
  return new Set(counted.filter(({ rows }) => rows === 0).map(({ object }) => object));
};

/**
 * Reads what one user lacks of Logik's list.
 *
 * @param namespace the Logik package's prefix with its underscores (`LGK__`), or empty
 */
export const readMissingPermissions = async (org: OrgReader, userId: string, namespace: string): Promise<string[]> => {
  const prefixes = [...new Set([namespace, 'LGK__'])];
  const spellings = (object: string): string[] => prefixes.map((prefix) => object.replace('{ns}', prefix));
  const names = [...new Set(SYNC_NEEDS.flatMap(({ object }) => spellings(object)))];
  const [described, grants] = await Promise.all([describeAll(org, names), readGrants(org, userId, names)]);
  const needs = SYNC_NEEDS.map((need) => {
    const [usual, ...others] = spellings(need.object);
    return { ...need, object: [usual, ...others].find((name) => described.has(name)) ?? usual };
  });
  const missing = missingPermissions(needs, described, grants);
  const unused = await readUnused(
    org,
    needs.filter(({ object, onlyWithRows }) => onlyWithRows && missing.some((one) => objectOf(one) === object))
  );
  return missing.filter((permission) => !unused.has(objectOf(permission) ?? ''));
};
