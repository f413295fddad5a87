import type { FieldDef } from '../model.ts';
import { bool, labelOf, may } from './fields.ts';

/** System permissions that profiles and permission sets carry as `Permissions…` columns. */
export const SYSTEM_PERMISSIONS = [
  'ApiEnabled',
  'ApiUserOnly',
  'AssignPermissionSets',
  'AuthorApex',
  'BulkApiHardDelete',
  'ConnectedApps',
  'CreateCustomizeReports',
  'CustomizeApplication',
  'DataExport',
  'DebugApex',
  'DelegatedTwoFactor',
  'EditReadonlyFields',
  'EditTask',
  'EmailAdministration',
  'EmailMass',
  'ExportReport',
  'FreezeUsers',
  'InstallPackaging',
  'IsSsoEnabled',
  'LightningExperienceUser',
  'ManageAuthProviders',
  'ManageConnectedApps',
  'ManageCustomPermissions',
  'ManageInternalUsers',
  'ManageIpAddresses',
  'ManageLoginAccessPolicies',
  'ManageNamedCredentials',
  'ManagePasswordPolicies',
  'ManageProfilesPermissionsets',
  'ManageRemoteAccess',
  'ManageRoles',
  'ManageSandboxes',
  'ManageSessionPermissionSets',
  'ManageSharing',
  'ManageUsers',
  'ModifyAllData',
  'ModifyMetadata',
  'PasswordNeverExpires',
  'ResetPasswords',
  'RunReports',
  'SendSitRequests',
  'TransferAnyEntity',
  'UseWebLink',
  'ViewAllData',
  'ViewAllProfiles',
  'ViewAllUsers',
  'ViewDeveloperName',
  'ViewEventLogFiles',
  'ViewHelpLink',
  'ViewRoles',
  'ViewSetup',
];

/** One boolean field for each system permission. */
export function permissionFields(): FieldDef[] {
  return SYSTEM_PERMISSIONS.map((name) =>
    bool(`Permissions${name}`, { ...may('CUF'), label: labelOf(name), permissionable: false })
  );
}
