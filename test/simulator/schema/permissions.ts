import type { ObjectDef } from '../model.ts';
import {
  area,
  bool,
  date,
  datetime,
  inTooling,
  int,
  may,
  pick,
  READ_ONLY,
  ref,
  REQUIRED,
  standard,
  SYSTEM,
  text,
} from './fields.ts';
import { permissionFields } from './permissionNames.ts';
import { auditFields } from './systemFields.ts';

const profile = standard(
  'Profile',
  '00e',
  [
    text('Name', 255, { ...REQUIRED, nameField: true, unique: true, ...inTooling('FSG') }),
    text('Description', 255, inTooling('FSGN')),
    ref('UserLicenseId', 'UserLicense', undefined, may('CFSG')),
    pick('UserType', ['Standard', 'PowerPartner', 'Guest', 'CustomerSuccess'], { ...SYSTEM, defaultValue: 'Standard' }),
    ...permissionFields(),
    ...auditFields,
    datetime('LastViewedDate', SYSTEM),
    datetime('LastReferencedDate', SYSTEM),
  ],
  { api: 'both' }
);

const permissionSet = standard(
  'PermissionSet',
  '0PS',
  [
    text('Name', 80, { ...REQUIRED, nameField: true, ...inTooling('FSG') }),
    text('Label', 80, { ...REQUIRED, ...inTooling('FSG') }),
    text('Description', 255, inTooling('FSGN')),
    ref('LicenseId', ['PermissionSetLicense', 'UserLicense'], undefined, may('CFSGN')),
    ref('ProfileId', 'Profile', undefined, SYSTEM),
    bool('IsOwnedByProfile', SYSTEM),
    bool('IsCustom', { ...SYSTEM, defaultValue: true }),
    pick('Type', ['Regular', 'Standard', 'Profile', 'Group', 'Session'], { ...SYSTEM, defaultValue: 'Regular' }),
    bool('HasActivationRequired', inTooling('FSG')),
    ref('PermissionSetGroupId', 'PermissionSetGroup', undefined, SYSTEM),
    text('NamespacePrefix', 15, SYSTEM),
    ...permissionFields(),
    ...auditFields,
  ],
  { api: 'both' }
);

const permissionSetAssignment = standard(
  'PermissionSetAssignment',
  '0Pa',
  [
    ref('PermissionSetId', 'PermissionSet', 'Assignments', { updateable: false }),
    ref('PermissionSetGroupId', 'PermissionSetGroup', 'Assignments', { updateable: false }),
    ref('AssigneeId', 'User', 'PermissionSetAssignments', { ...REQUIRED, updateable: false }),
    datetime('ExpirationDate'),
    bool('IsActive', { ...SYSTEM, defaultValue: true }),
    bool('IsRevoked', may('UFSG')),
    ...auditFields.slice(4),
  ],
  { updateable: true }
);

const permissionSetGroup = standard('PermissionSetGroup', '0PG', [
  text('DeveloperName', 80, { ...REQUIRED, nameField: true }),
  text('MasterLabel', 80, REQUIRED),
  pick('Language', ['en_US'], { defaultValue: 'en_US' }),
  text('NamespacePrefix', 15, SYSTEM),
  area('Description', 255),
  pick('Status', ['Updated', 'Outdated', 'Updating', 'Failed'], { ...may('FSG'), defaultValue: 'Updated' }),
  bool('HasActivationRequired'),
  ...auditFields,
]);

const permissionSetGroupComponent = standard('PermissionSetGroupComponent', '0PM', [
  ref('PermissionSetGroupId', 'PermissionSetGroup', 'PermissionSetGroupComponents', REQUIRED),
  ref('PermissionSetId', 'PermissionSet', 'PermissionSetGroupComponents', REQUIRED),
  ...auditFields,
]);

const objectPermissions = standard('ObjectPermissions', '110', [
  ref('ParentId', 'PermissionSet', 'ObjectPerms', { ...REQUIRED, updateable: false }),
  pick('SobjectType', [], may('CFSG')),
  ...['Create', 'Read', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords', 'ViewAllFields'].map((name) =>
    bool(`Permissions${name}`, may('CUF'))
  ),
  ...auditFields,
]);

const fieldPermissions = standard('FieldPermissions', '01k', [
  ref('ParentId', 'PermissionSet', 'FieldPerms', { ...REQUIRED, updateable: false }),
  pick('SobjectType', [], may('CFSG')),
  pick('Field', [], may('CFSG')),
  bool('PermissionsEdit'),
  bool('PermissionsRead'),
  ...auditFields.slice(4),
]);

const setupEntityAccess = standard('SetupEntityAccess', '0J0', [
  ref('ParentId', 'PermissionSet', 'SetupEntityAccessItems', { ...REQUIRED, updateable: false }),
  ref('SetupEntityId', ['ApexClass', 'ConnectedApplication', 'Profile'], undefined, { ...REQUIRED, updateable: false }),
  pick('SetupEntityType', ['ApexClass', 'ApexPage', 'ConnectedApplication', 'CustomEntityDefinition'], SYSTEM),
  ...auditFields.slice(4),
]);

const permissionSetLicense = standard(
  'PermissionSetLicense',
  '0PL',
  [
    text('DeveloperName', 80, may('FSG')),
    text('MasterLabel', 80, { ...may('FSG'), nameField: true }),
    text('PermissionSetLicenseKey', 80, may('FSG')),
    date('ExpirationDate', SYSTEM),
    pick('Status', ['Active', 'Disabled'], { ...may('FSG'), defaultValue: 'Active' }),
    int('TotalLicenses', may('FSG')),
    int('UsedLicenses', may('FSG')),
    ...auditFields,
  ],
  READ_ONLY
);

const permissionSetLicenseAssign = standard(
  'PermissionSetLicenseAssign',
  '2LA',
  [
    ref('PermissionSetLicenseId', 'PermissionSetLicense', 'PermissionSetLicenseAssignments', {
      ...REQUIRED,
      updateable: false,
    }),
    ref('AssigneeId', 'User', 'PermissionSetLicenseAssignments', { ...REQUIRED, updateable: false }),
    ...auditFields,
  ],
  { updateable: false, label: 'Permission Set License Assignment' }
);

/** Profiles, permission sets and what they grant. */
export const permissionObjects: ObjectDef[] = [
  profile,
  permissionSet,
  permissionSetAssignment,
  permissionSetGroup,
  permissionSetGroupComponent,
  objectPermissions,
  fieldPermissions,
  setupEntityAccess,
  permissionSetLicense,
  permissionSetLicenseAssign,
];
