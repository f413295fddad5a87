import { SYSTEM_PERMISSIONS } from '../schema/permissionNames.ts';
import type { OrgBuilder } from './orgBuilder.ts';
import type { PermissionSetPart, ProfilePart, Row, UserPart } from './types.ts';

export const SYSTEM_ADMINISTRATOR = 'System Administrator';

/** Permissions that not even a System Administrator has by default. */
const NOT_BY_DEFAULT = [
  'ApiUserOnly',
  'IsSsoEnabled',
  'BulkApiHardDelete',
  'DelegatedTwoFactor',
  'PasswordNeverExpires',
];
const DEFAULT_PROFILES: { [name: string]: ProfilePart } = {
  [SYSTEM_ADMINISTRATOR]: { permissions: SYSTEM_PERMISSIONS.filter((name) => !NOT_BY_DEFAULT.includes(name)) },
  'Standard User': { permissions: ['ApiEnabled', 'LightningExperienceUser', 'RunReports', 'ViewHelpLink'] },
  'Minimum Access - Salesforce': { permissions: [] },
};
const USER_DEFAULTS: Row = {
  TimeZoneSidKey: 'America/Chicago',
  LocaleSidKey: 'en_US',
  LanguageLocaleKey: 'en_US',
  EmailEncodingKey: 'UTF-8',
};

/** Loads licenses, profiles (each with the permission set it owns), permission sets, users and their assignments. */
export function loadPeople(builder: OrgBuilder): void {
  const profiles = { ...DEFAULT_PROFILES, ...builder.part.profiles };
  for (const [name, profile] of Object.entries(profiles)) loadProfile(builder, name, profile);
  for (const [name, set] of Object.entries(builder.part.permissionSets ?? {})) loadPermissionSet(builder, name, set);
  for (const [index, row] of (builder.part.roles ?? []).entries()) builder.load('UserRole', row, `/roles/${index}`);
  for (const [index, user] of (builder.part.users ?? []).entries()) loadUser(builder, user, `/users/${index}`);
}

function loadProfile(
  builder: OrgBuilder,
  name: string,
  { permissions = [], license = 'Salesforce' }: ProfilePart
): void {
  const at = `/profiles/${name}`;
  const licenseId =
    builder.find('UserLicense', license) ??
    builder.load(
      'UserLicense',
      {
        Name: license,
        MasterLabel: license,
        LicenseDefinitionKey: license,
        TotalLicenses: builder.part.licenses?.[license] ?? 100,
      },
      at
    ).Id;
  const granted = permissionFields(builder, permissions, at);
  // Standard profiles are older than any sandbox: a copy has them under production's IDs.
  const copied: Row = name in DEFAULT_PROFILES ? { Id: builder.copiedId('Profile') } : {};
  const profile = builder.load('Profile', { ...copied, Name: name, UserLicenseId: licenseId, ...granted }, at);
  builder.load(
    'PermissionSet',
    {
      Name: ownedName(profile.Id),
      Label: profile.Id.slice(0, 15),
      IsOwnedByProfile: true,
      ProfileId: profile.Id,
      LicenseId: licenseId,
      Type: 'Profile',
      IsCustom: false,
      ...granted,
    },
    at
  );
}

function loadPermissionSet(builder: OrgBuilder, name: string, set: PermissionSetPart): void {
  const at = `/permissionSets/${name}`;
  const granted = permissionFields(builder, set.permissions ?? [], at);
  const parent = builder.load('PermissionSet', { Name: name, Label: set.label ?? name, ...granted }, at).Id;
  for (const [object, rights] of Object.entries(set.objectPermissions ?? {})) {
    const flags = Object.fromEntries(rights.map((right) => [`Permissions${right}`, true]));
    builder.load('ObjectPermissions', { ParentId: parent, SobjectType: object, ...flags }, at);
  }
  for (const [field, right] of Object.entries(set.fieldPermissions ?? {})) {
    const [object = ''] = field.split('.');
    const flags = { PermissionsRead: true, PermissionsEdit: right === 'edit' };
    builder.load('FieldPermissions', { ParentId: parent, SobjectType: object, Field: field, ...flags }, at);
  }
}

function loadUser(builder: OrgBuilder, user: UserPart, at: string): void {
  const profileId = builder.mustFind('Profile', user.profile, `${at}/profile`);
  const nickname = user.username.split('@')[0] ?? user.username;
  const row = builder.load(
    'User',
    {
      ...USER_DEFAULTS,
      Username: user.username,
      Email: user.email,
      FirstName: user.firstName ?? null,
      LastName: user.lastName,
      Name: [user.firstName, user.lastName].filter((name) => name !== undefined).join(' '),
      Alias: nickname.replace(/\W/g, '').slice(0, 8),
      CommunityNickname: nickname.slice(0, 40),
      ProfileId: profileId,
      IsActive: user.isActive ?? true,
      ...user.fields,
    },
    at
  );
  builder.load('UserLogin', { UserId: row.Id, IsFrozen: user.frozen ?? false }, at);
  const owned = ownedName(profileId);
  for (const [index, name] of [owned, ...(user.permissionSets ?? [])].entries()) {
    const setId = builder.mustFind('PermissionSet', name, `${at}/permissionSets/${index - 1}`);
    builder.load('PermissionSetAssignment', { PermissionSetId: setId, AssigneeId: row.Id }, at);
  }
}

/** Salesforce names a profile's own permission set after the profile's ID. */
function ownedName(profileId: string): string {
  return `X${profileId.slice(0, 15)}`;
}

function permissionFields(builder: OrgBuilder, names: string[], at: string): Row {
  const unknown = names.find((name) => builder.store.field('PermissionSet', `Permissions${name}`) === undefined);
  if (unknown !== undefined) {
    throw builder.error(`${at}/permissions`, `unknown permission "${unknown}"`);
  }
  return Object.fromEntries(names.map((name) => [`Permissions${name}`, true]));
}
