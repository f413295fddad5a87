import { chunked, soql } from '../../salesforce/soql.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { attempt } from '../attempt.ts';
import { sandboxUsername, type SandboxNames } from '../users/match.ts';
import type { TestUser, TestUsersFacts, Thing, ThingKind } from './facts.ts';

type Row = {
  Id: string;
  Name?: string;
  DeveloperName?: string;
  Username?: string;
  NamespacePrefix?: string | null;
  TotalLicenses?: number | null;
  UsedLicenses?: number | null;
};

/** How a thing is called in the facts: its API name, behind its namespace. */
export const qualified = (namespace: string | null | undefined, name: string): string =>
  namespace ? `${namespace}__${name}` : name;

const bare = (name: string): string => name.replace(/^[A-Za-z]\w*?__/, '');

/** The name as it is, and without what may be its namespace. */
const spellings = (names: readonly string[]): string[] => [...new Set(names.flatMap((name) => [name, bare(name)]))];

/** A negative total is a licence without limit. */
const freeOf = ({ TotalLicenses: total, UsedLicenses: used }: Row): number | null =>
  typeof total === 'number' && total >= 0 && typeof used === 'number' ? Math.max(0, total - used) : null;

type Query = { statement: (names: string[]) => string; nameOf: (row: Row) => string };

const byName = ({ Name }: Row): string => Name ?? '';
const byDeveloperName = ({ DeveloperName }: Row): string => DeveloperName ?? '';

/** How each kind is found by name. */
const QUERIES: Record<ThingKind, Query> = {
  profile: { statement: (names) => soql`SELECT Id, Name FROM Profile WHERE Name IN ${names}`, nameOf: byName },
  role: {
    statement: (names) => soql`SELECT Id, DeveloperName FROM UserRole WHERE DeveloperName IN ${names}`,
    nameOf: byDeveloperName,
  },
  manager: {
    statement: (names) => soql`SELECT Id, Username FROM User WHERE Username IN ${names}`,
    nameOf: ({ Username }) => Username ?? '',
  },
  'user-license': {
    statement: (names) => soql`SELECT Id, Name, TotalLicenses, UsedLicenses FROM UserLicense WHERE Name IN ${names}`,
    nameOf: byName,
  },
  'permission-set': {
    statement: (names) =>
      soql`SELECT Id, Name, NamespacePrefix FROM PermissionSet WHERE IsOwnedByProfile = false AND Name IN ${spellings(names)}`,
    nameOf: (row) => qualified(row.NamespacePrefix, byName(row)),
  },
  'permission-set-group': {
    statement: (names) =>
      soql`SELECT Id, DeveloperName, NamespacePrefix FROM PermissionSetGroup WHERE DeveloperName IN ${spellings(names)}`,
    nameOf: (row) => qualified(row.NamespacePrefix, byDeveloperName(row)),
  },
  'permission-set-license': {
    statement: (names) =>
      soql`SELECT Id, DeveloperName, TotalLicenses, UsedLicenses FROM PermissionSetLicense WHERE DeveloperName IN ${names}`,
    nameOf: byDeveloperName,
  },
  group: {
    statement: (names) =>
      soql`SELECT Id, DeveloperName FROM Group WHERE Type = 'Regular' AND DeveloperName IN ${names}`,
    nameOf: byDeveloperName,
  },
  queue: {
    statement: (names) => soql`SELECT Id, DeveloperName FROM Group WHERE Type = 'Queue' AND DeveloperName IN ${names}`,
    nameOf: byDeveloperName,
  },
};

/** What a user is made with and assigned, by name; without its manager, who is a user too. */
export const needsOf = ({ user, license, role, assignments }: TestUser): Array<{ kind: ThingKind; name: string }> =>
  [
    { kind: 'profile' as const, name: user.profile },
    { kind: 'user-license' as const, name: license },
    { kind: 'role' as const, name: role?.name },
    ...assignments,
  ].flatMap(({ kind, name }) => (name ? [{ kind, name }] : []));

/** Names of things that the users had, by kind. */
const namesOf = (users: readonly TestUser[], names: SandboxNames): Map<ThingKind, Set<string>> => {
  const wanted = new Map<ThingKind, Set<string>>();
  const add = (kind: ThingKind, name: string): void => {
    wanted.set(kind, (wanted.get(kind) ?? new Set()).add(name));
  };
  for (const user of users) {
    const { manager } = user;
    for (const { kind, name } of needsOf(user)) add(kind, name);
    if (manager) for (const name of [manager.name, sandboxUsername(manager.name, names)]) add('manager', name);
  }
  return wanted;
};

const NAMES_PER_QUERY = 100;

/** Finds by name, in the org as it is, what the users had: IDs are others after a refresh. */
export const readThings = async (
  org: OrgReader,
  users: readonly TestUser[],
  names: SandboxNames
): Promise<Pick<TestUsersFacts, 'things' | 'unreadable'>> => {
  const parts = await Promise.all(
    [...namesOf(users, names)].map(async ([kind, wanted]) => {
      const { statement, nameOf } = QUERIES[kind];
      const chunks = chunked([...wanted], NAMES_PER_QUERY).map((some) => org.query<Row>(statement(some)));
      const { facts, unreadable } = await attempt(Promise.all(chunks));
      const things = (facts ?? []).flat().map((row): Thing => {
        return { kind, name: nameOf(row), id: row.Id, free: freeOf(row) };
      });
      return { things, unreadable: unreadable === null ? {} : { [kind]: unreadable } };
    })
  );
  return {
    things: parts.flatMap(({ things }) => things),
    unreadable: Object.assign({}, ...parts.map(({ unreadable }) => unreadable)) as TestUsersFacts['unreadable'],
  };
};
