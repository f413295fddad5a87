import { chunked, soql } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { attemptOptional } from '../../shared/absence.ts';
import { attempt, type Attempted } from '../../shared/attempt.ts';
import { comparableSource } from '../../shared/copies/read.ts';
import type { ReadContext } from '../../item.ts';
import { profileKeyOf } from '../../shared/profileNames.ts';
import { readProfileKeys, type ProfileKeys } from '../../../salesforce/profileKeys.ts';
import { mayBe } from '../../shared/users/match.ts';
import { joined, readUsers } from '../../shared/users/read.ts';
import type { Assignment, TestUser, TestUsersFacts, ThingKind } from './facts.ts';
import { readLacking } from './lacking.ts';
import { qualified, readThings } from './things.ts';

type UserRow = {
  Id: string;
  FirstName: string | null;
  LastName: string | null;
  Alias: string | null;
  CommunityNickname: string | null;
  FederationIdentifier: string | null;
  LocaleSidKey: string | null;
  LanguageLocaleKey: string | null;
  TimeZoneSidKey: string | null;
  EmailEncodingKey: string | null;
  UserType: string | null;
  ProfileId: string | null;
  Profile: { UserLicense: { Id?: string; Name: string; LicenseDefinitionKey?: string } | null } | null;
  UserRoleId: string | null;
  UserRole: { DeveloperName: string | null; Name?: string } | null;
  ManagerId: string | null;
  Manager: { Username: string } | null;
};

const COLUMNS =
  'Id, FirstName, LastName, Alias, CommunityNickname, FederationIdentifier, LocaleSidKey, LanguageLocaleKey, ' +
  'TimeZoneSidKey, EmailEncodingKey, UserType, ProfileId, Profile.UserLicense.Id, Profile.UserLicense.Name, ' +
  'Profile.UserLicense.LicenseDefinitionKey, UserRoleId, UserRole.DeveloperName, UserRole.Name, ManagerId, Manager.Username';

/** A DeveloperName may be empty where the object lets it. */
type Named = { Id?: string; Name?: string; DeveloperName?: string | null; NamespacePrefix?: string | null };
type PermissionRow = {
  AssigneeId: string;
  PermissionSetId?: string | null;
  PermissionSetGroupId?: string | null;
  ExpirationDate: string | null;
  PermissionSet: (Named & { IsOwnedByProfile: boolean }) | null;
  PermissionSetGroup: Named | null;
};
type LicenseRow = { AssigneeId: string; PermissionSetLicenseId?: string | null; PermissionSetLicense: Named | null };
type MemberRow = { UserOrGroupId: string; GroupId?: string | null; Group: Named & { Type: string } };

/** An assignment, and whose it is. */
type Owned = Assignment & { userId: string };

const IDS_PER_QUERY = 200;

const ofEach = async <T>(org: OrgReader, ids: string[], statement: (some: string[]) => string): Promise<T[]> =>
  (await Promise.all(chunked(ids, IDS_PER_QUERY).map((some) => org.query<T>(statement(some))))).flat();

/** What a user's profile grants is a permission set of its own, and is no assignment. */
const readPermissionSets = async (org: OrgReader, ids: string[]): Promise<Owned[]> => {
  const rows = await ofEach<PermissionRow>(
    org,
    ids,
    (some) =>
      soql`SELECT AssigneeId, ExpirationDate, PermissionSetId, PermissionSetGroupId, PermissionSet.Name, PermissionSet.NamespacePrefix, PermissionSet.IsOwnedByProfile, PermissionSetGroup.DeveloperName, PermissionSetGroup.NamespacePrefix FROM PermissionSetAssignment WHERE AssigneeId IN ${some}`
  );
  return rows.flatMap((row): Owned[] => {
    const { AssigneeId, ExpirationDate, PermissionSet: set, PermissionSetGroup: group } = row;
    const of = { userId: AssigneeId, expires: ExpirationDate };
    const id = (group ? row.PermissionSetGroupId : row.PermissionSetId) ?? null;
    if (group)
      return [
        { ...of, id, kind: 'permission-set-group', name: qualified(group.NamespacePrefix, group.DeveloperName ?? '') },
      ];
    if (!set || set.IsOwnedByProfile) return [];
    return [{ ...of, id, kind: 'permission-set', name: qualified(set.NamespacePrefix, set.Name ?? '') }];
  });
};

const readLicenses = async (org: OrgReader, ids: string[]): Promise<Owned[]> => {
  const rows = await ofEach<LicenseRow>(
    org,
    ids,
    (some) =>
      soql`SELECT AssigneeId, PermissionSetLicenseId, PermissionSetLicense.DeveloperName FROM PermissionSetLicenseAssign WHERE AssigneeId IN ${some}`
  );
  return rows.map(({ AssigneeId: userId, PermissionSetLicenseId: id = null, PermissionSetLicense: license }): Owned => {
    return { userId, id, kind: 'permission-set-license', name: license?.DeveloperName ?? '', expires: null };
  });
};

const readMemberships = async (org: OrgReader, ids: string[]): Promise<Owned[]> => {
  const rows = await ofEach<MemberRow>(
    org,
    ids,
    (some) =>
      soql`SELECT UserOrGroupId, GroupId, Group.DeveloperName, Group.Name, Group.Type FROM GroupMember WHERE Group.Type IN ${['Regular', 'Queue']} AND UserOrGroupId IN ${some}`
  );
  return rows.map(({ UserOrGroupId: userId, GroupId: id = null, Group: { DeveloperName, Name, Type } }): Owned => {
    return { userId, id, kind: Type === 'Queue' ? 'queue' : 'group', name: DeveloperName ?? Name ?? '', expires: null };
  });
};

type Details = {
  rows: UserRow[];
  currencies: Map<string, string | null>;
  assignments: Array<Attempted<Owned[]>>;
  profiles: ProfileKeys;
};

/** The kinds that each of the three reads of assignments brings. */
const BROUGHT: ReadonlyArray<readonly ThingKind[]> = [
  ['permission-set', 'permission-set-group'],
  ['permission-set-license'],
  ['group', 'queue'],
];

const readDetails = async (org: OrgReader, conditions: readonly string[]): Promise<Details> => {
  const where = joined(conditions);
  const [pages, money, profiles] = await Promise.all([
    Promise.all(where.map((condition) => org.query<UserRow>(`SELECT ${COLUMNS} FROM User WHERE ${condition}`))),
    // The field exists in orgs with several currencies only.
    attempt(
      Promise.all(
        where.map((condition) =>
          org.query<{ Id: string; DefaultCurrencyIsoCode: string | null }>(
            `SELECT Id, DefaultCurrencyIsoCode FROM User WHERE ${condition}`
          )
        )
      )
    ),
    readProfileKeys(org),
  ]);
  const rows = [...new Map(pages.flat().map((row) => [row.Id, row])).values()];
  const ids = rows.map(({ Id }) => Id);
  const assignments = await Promise.all([
    attempt(readPermissionSets(org, ids)),
    // An org without such licenses has assigned none.
    attemptOptional(org, { api: 'data', name: 'PermissionSetLicenseAssign' }, readLicenses(org, ids)).then(
      ({ absent, ...read }): Attempted<Owned[]> => (absent ? { facts: [], unreadable: null } : read)
    ),
    attempt(readMemberships(org, ids)),
  ]);
  const currencies = new Map((money.facts ?? []).flat().map((row) => [row.Id, row.DefaultCurrencyIsoCode]));
  return { rows, currencies, assignments, profiles };
};

const toTestUser = (
  user: TestUser['user'],
  row: UserRow,
  { currencies, assignments, profiles }: Pick<Details, 'currencies' | 'assignments' | 'profiles'>
): TestUser => ({
  user,
  firstName: row.FirstName,
  lastName: row.LastName,
  alias: row.Alias,
  nickname: row.CommunityNickname,
  federationId: row.FederationIdentifier,
  locale: row.LocaleSidKey,
  language: row.LanguageLocaleKey,
  timeZone: row.TimeZoneSidKey,
  emailEncoding: row.EmailEncodingKey,
  currency: currencies.get(row.Id) ?? null,
  userType: row.UserType,
  license: row.Profile?.UserLicense?.Name ?? null,
  licenseId: row.Profile?.UserLicense?.Id ?? null,
  licenseKey: row.Profile?.UserLicense?.LicenseDefinitionKey ?? null,
  profileId: row.ProfileId,
  profileKey: profileKeyOf(profiles, row.ProfileId),
  role:
    row.UserRoleId !== null && row.UserRole
      ? { id: row.UserRoleId, name: row.UserRole.DeveloperName ?? row.UserRole.Name ?? row.UserRoleId }
      : null,
  manager: row.ManagerId !== null && row.Manager ? { id: row.ManagerId, name: row.Manager.Username } : null,
  assignments: assignments
    .flatMap(({ facts }) => facts ?? [])
    .filter(({ userId }) => userId === row.Id)
    .map(({ kind, name, id, expires }) => ({ kind, name, id, expires })),
});

/**
 * Reads the users named under preserve.users; after the refresh also, by name, what they had before it, and before it
 * what of that production has.
 */
export const gatherTestUsers = async (context: ReadContext): Promise<TestUsersFacts> => {
  const { org, answers, names, recorded, today: readOn } = context;
  const usernames = answers.preserve.users;
  if (usernames.length === 0) return { readOn, users: [], things: [], unreadable: {} };
  const before = recorded?.('test-users') as TestUsersFacts | undefined;
  const conditions = usernames.map((username) => mayBe(username, names));
  const [users, details, { things, unreadable }, source] = await Promise.all([
    readUsers(org, ...conditions),
    readDetails(org, conditions),
    readThings(org, before?.users ?? [], names),
    comparableSource(context),
  ]);
  const rows = new Map(details.rows.map((row) => [row.Id, row]));
  const reasons = details.assignments.flatMap(({ unreadable: reason }, index) =>
    reason === null ? [] : BROUGHT[index].map((kind) => [kind, reason] as const)
  );
  const found = users.flatMap((user) => {
    const row = rows.get(user.id);
    return row ? [toTestUser(user, row, details)] : [];
  });
  return {
    readOn,
    users: found,
    things,
    unreadable: { ...unreadable, ...Object.fromEntries(reasons) },
    ...(source && { production: await readLacking(source, found, { names, date: answers.refresh.date }) }),
  };
};
