import { chunked, soql, soqlNames } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { attempt } from '../../shared/attempt.ts';
import { profileKeyOf, sameKey } from '../../shared/profileNames.ts';
import { readProfileKeys, type ProfileKeys } from '../../../salesforce/profileKeys.ts';
import { sandboxUsername } from '../../shared/users/match.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';
import type { TestUser, TestUsersFacts, Thing, ThingKind } from './facts.ts';
import { licenseOf, profileOf, roleOf, type Wanted } from './identity.ts';

type Row = {
  Id: string;
  Name?: string;
  DeveloperName?: string;
  Username?: string;
  LicenseDefinitionKey?: string | null;
  NamespacePrefix?: string | null;
  TotalLicenses?: number | null;
  UsedLicenses?: number | null;
  Status?: string | null;
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

const texts = (values: ReadonlyArray<string | null | undefined>): string[] => [
  ...new Set(values.flatMap((value) => value ?? [])),
];

type Query = {
  object: string;
  /** What tells it apart in people's words, and in no language. */
  by: 'Name' | 'DeveloperName' | 'Username';
  keyField?: 'LicenseDefinitionKey';
  fields?: readonly string[];
  /** Which of the object's records are of the kind. */
  only?: string;
};

const LICENSES = ['TotalLicenses', 'UsedLicenses', 'Status'];

/** How each kind is found: by ID, or by what it is called; labels are in the language of whoever asks. */
const QUERIES: Record<ThingKind, Query> = {
  profile: { object: 'Profile', by: 'Name' },
  role: { object: 'UserRole', by: 'DeveloperName' },
  manager: { object: 'User', by: 'Username' },
  'user-license': { object: 'UserLicense', by: 'Name', keyField: 'LicenseDefinitionKey', fields: LICENSES },
  'permission-set': {
    object: 'PermissionSet',
    by: 'Name',
    fields: ['NamespacePrefix'],
    only: 'IsOwnedByProfile = false',
  },
  'permission-set-group': { object: 'PermissionSetGroup', by: 'DeveloperName', fields: ['NamespacePrefix'] },
  'permission-set-license': { object: 'PermissionSetLicense', by: 'DeveloperName', fields: LICENSES },
  group: { object: 'Group', by: 'DeveloperName', only: "Type = 'Regular'" },
  queue: { object: 'Group', by: 'DeveloperName', only: "Type = 'Queue'" },
};

/** Profiles of this org that have one of the developer names: no query finds them by these. */
const idsWith = (wanted: readonly Wanted[], profiles: ProfileKeys): string[] =>
  [...profiles].filter(([, name]) => wanted.some(({ key }) => sameKey(key, name))).map(([id]) => id);

/** The queries that find some things: a list of each kind of mark, so that every list can be cut where it is long. */
const statementsFor = (
  { object, by, keyField, fields = [], only }: Query,
  wanted: readonly Wanted[],
  profiles: ProfileKeys
): string[] => {
  const columns = soqlNames('Id', by, ...(keyField ? [keyField] : []), ...fields);
  const more = only === undefined ? '' : ` AND ${only}`;
  const marks: Array<[field: string, values: string[]]> = [
    ['Id', [...texts(wanted.map(({ id }) => id)), ...(object === 'Profile' ? idsWith(wanted, profiles) : [])]],
    ...(keyField ? [[keyField, texts(wanted.map(({ key }) => key))] as [string, string[]]] : []),
    [by, (fields.includes('NamespacePrefix') ? spellings : texts)(wanted.map(({ name }) => name))],
  ];
  return marks
    .filter(([, values]) => values.length > 0)
    .map(
      ([field, values]) =>
        soql`SELECT ${columns} FROM ${soqlNames(object)} WHERE ${soqlNames(field)} IN ${values}` + more
    );
};

const nameIn = ({ by, fields = [] }: Query, row: Row): string =>
  fields.includes('NamespacePrefix') ? qualified(row.NamespacePrefix, row[by] ?? '') : (row[by] ?? '');

/** What a user is made with and assigned; without its manager, who is a user too. */
export const needsOf = (user: TestUser): Wanted[] =>
  [profileOf(user), licenseOf(user), roleOf(user), ...user.assignments]
    .map(({ kind, name, id, key }: Wanted) => ({ kind, name, id, key }))
    .filter(({ name }) => name !== '');

/** Things that the users had, by kind: each once. */
const thingsOf = (users: readonly TestUser[], names: SandboxNames): Map<ThingKind, Wanted[]> => {
  const all = users.flatMap((user): Wanted[] => {
    const { manager } = user;
    const managers = manager ? [manager.name, sandboxUsername(manager.name, names)] : [];
    return [...needsOf(user), ...managers.map((name): Wanted => ({ kind: 'manager', name }))];
  });
  return Map.groupBy(new Map(all.map((each) => [JSON.stringify(each), each])).values(), ({ kind }) => kind);
};

const NAMES_PER_QUERY = 100;

/** Finds, in the org as it is, what the users had: by ID where that is production's, which a refresh keeps; then by what no language changes; else by name. */
export const readThings = async (
  org: OrgReader,
  users: readonly TestUser[],
  names: SandboxNames
): Promise<Pick<TestUsersFacts, 'things' | 'unreadable'>> => {
  const parts = await Promise.all(
    [...thingsOf(users, names)].map(async ([kind, wanted]) => {
      const query = QUERIES[kind];
      const profiles: ProfileKeys = kind === 'profile' ? await readProfileKeys(org) : new Map();
      const statements = chunked(wanted, NAMES_PER_QUERY).flatMap((some) => statementsFor(query, some, profiles));
      const { facts, unreadable } = await attempt(
        Promise.all(statements.map((statement) => org.query<Row>(statement)))
      );
      const rows = [...new Map((facts ?? []).flat().map((row) => [row.Id, row])).values()];
      const things = rows.map((row): Thing => {
        const key = query.keyField ? row[query.keyField] : profileKeyOf(profiles, row.Id);
        const disabled = row.Status === 'Disabled' ? { disabled: true as const } : {};
        return { kind, name: nameIn(query, row), id: row.Id, ...(key ? { key } : {}), free: freeOf(row), ...disabled };
      });
      return { things, unreadable: unreadable === null ? {} : { [kind]: unreadable } };
    })
  );
  return {
    things: parts.flatMap(({ things }) => things),
    unreadable: Object.assign({}, ...parts.map(({ unreadable }) => unreadable)) as TestUsersFacts['unreadable'],
  };
};
