import type { ObjectDef } from '../model.ts';
import { area, bool, datetime, int, pick, READ_ONLY, ref, REQUIRED, standard, SYSTEM, text, url } from './fields.ts';
import { sandboxStatusCode, sandboxStatusLabel } from './sandboxStatus.ts';
import { auditFields } from './systemFields.ts';

const TOOLING = { ...READ_ONLY, api: 'tooling' } as const;
const DEFINITION = { ...READ_ONLY, api: 'both' } as const;

const entityDefinition = standard(
  'EntityDefinition',
  '4ie',
  [
    text('DurableId', 255, SYSTEM),
    datetime('LastModifiedDate', SYSTEM),
    text('QualifiedApiName', 70, { ...SYSTEM, nameField: true }),
    text('NamespacePrefix', 15, SYSTEM),
    text('DeveloperName', 40, SYSTEM),
    text('MasterLabel', 80, SYSTEM),
    text('Label', 80, SYSTEM),
    text('PluralLabel', 80, SYSTEM),
    text('KeyPrefix', 3, SYSTEM),
    ...['IsCustomSetting', 'IsCustomizable', 'IsQueryable', 'IsSearchable', 'IsDeprecatedAndHidden'].map((name) =>
      bool(name, SYSTEM)
    ),
    ...['IsTriggerable', 'IsIdEnabled', 'IsRetrieveable', 'IsReplicateable', 'IsInterface'].map((name) =>
      bool(name, SYSTEM)
    ),
    text('PublisherId', 255, SYSTEM),
    text('InternalSharingModel', 40, SYSTEM),
    text('ExternalSharingModel', 40, SYSTEM),
  ],
  DEFINITION
);

const fieldDefinition = standard(
  'FieldDefinition',
  '4fe',
  [
    text('DurableId', 255, SYSTEM),
    text('QualifiedApiName', 70, { ...SYSTEM, nameField: true }),
    ref('EntityDefinitionId', 'EntityDefinition', 'Fields', SYSTEM),
    text('NamespacePrefix', 15, SYSTEM),
    text('DeveloperName', 40, SYSTEM),
    text('MasterLabel', 80, SYSTEM),
    text('Label', 80, SYSTEM),
    int('Length', SYSTEM),
    text('DataType', 80, SYSTEM),
    text('ValueTypeId', 40, SYSTEM),
    int('Precision', SYSTEM),
    int('Scale', SYSTEM),
    ...['IsNillable', 'IsCalculated', 'IsIndexed', 'IsApiFilterable', 'IsApiSortable', 'IsApiGroupable'].map((name) =>
      bool(name, SYSTEM)
    ),
    text('RelationshipName', 80, SYSTEM),
    text('PublisherId', 255, SYSTEM),
    datetime('LastModifiedDate', SYSTEM),
  ],
  DEFINITION
);

const subscriberPackage = standard(
  'SubscriberPackage',
  '033',
  [
    text('Name', 255, { ...SYSTEM, nameField: true }),
    text('NamespacePrefix', 15, SYSTEM),
    area('Description', 255, SYSTEM),
    bool('IsPackageValid', { ...SYSTEM, defaultValue: true }),
  ],
  TOOLING
);

const subscriberPackageVersion = standard(
  'SubscriberPackageVersion',
  '04t',
  [
    text('Name', 255, { ...SYSTEM, nameField: true }),
    ...['MajorVersion', 'MinorVersion', 'PatchVersion', 'BuildNumber'].map((name) =>
      int(name, { ...SYSTEM, defaultValue: 0 })
    ),
    ref('SubscriberPackageId', 'SubscriberPackage', undefined, SYSTEM),
    pick('ReleaseState', ['Released', 'Beta'], { ...SYSTEM, defaultValue: 'Released' }),
    pick('Package2ContainerOptions', ['Managed', 'Unlocked', 'Unmanaged'], { ...SYSTEM, defaultValue: 'Managed' }),
    bool('IsManaged', { ...SYSTEM, defaultValue: true }),
    bool('IsBeta', SYSTEM),
    bool('IsPasswordProtected', SYSTEM),
  ],
  TOOLING
);

const installedSubscriberPackage = standard(
  'InstalledSubscriberPackage',
  '0A3',
  [
    ref('SubscriberPackageId', 'SubscriberPackage', undefined, SYSTEM),
    ref('SubscriberPackageVersionId', 'SubscriberPackageVersion', undefined, SYSTEM),
    int('MinPackageVersionId', SYSTEM),
  ],
  TOOLING
);

const LICENSE_TYPES = ['DEVELOPER=Developer', 'DEVELOPER_PRO=Developer Pro', 'PARTIAL=Partial Copy', 'FULL=Full'];
const sandboxInfo = standard(
  'SandboxInfo',
  '0GQ',
  [
    text('SandboxName', 10, { ...REQUIRED, nameField: true }),
    pick('LicenseType', LICENSE_TYPES, REQUIRED),
    bool('AutoActivate', { defaultValue: true }),
    bool('HistoryDays', SYSTEM),
    text('Description', 1000),
    ref('TemplateId', 'SandboxTemplate'),
    ref('SourceId', 'SandboxInfo'),
    ref('ApexClassId', 'ApexClass'),
    ref('ActivationUserGroupId', 'Group'),
    bool('CopyChatter'),
    ...auditFields,
  ],
  { api: 'tooling' }
);

const sandboxProcess = standard(
  'SandboxProcess',
  '0GR',
  [
    ref('SandboxInfoId', 'SandboxInfo', undefined, SYSTEM),
    text('SandboxName', 10, { ...SYSTEM, nameField: true }),
    text('SandboxOrganization', 15, SYSTEM),
    pick('LicenseType', LICENSE_TYPES, SYSTEM),
    text('Status', 40, { ...SYSTEM, code: sandboxStatusCode, shownAs: sandboxStatusLabel }),
    int('CopyProgress', SYSTEM),
    datetime('StartDate', SYSTEM),
    datetime('EndDate', SYSTEM),
    datetime('ActivatedDate', SYSTEM),
    bool('AutoActivate', SYSTEM),
    text('Description', 1000, SYSTEM),
    ref('TemplateId', 'SandboxTemplate', undefined, SYSTEM),
    ref('SourceId', 'SandboxInfo', undefined, SYSTEM),
    ref('ActivationUserGroupId', 'Group', undefined, SYSTEM),
    ref('ApexClassId', 'ApexClass', undefined, SYSTEM),
    text('RefreshAction', 20, { label: 'Refresh Action' }),
    ...auditFields,
  ],
  { api: 'tooling', createable: false, deletable: false }
);

const remoteProxy = standard(
  'RemoteProxy',
  '0rp',
  [
    text('SiteName', 80, { ...REQUIRED, nameField: true }),
    url('EndpointUrl', REQUIRED),
    area('Description', 255),
    bool('IsActive', { defaultValue: true }),
    bool('DisableProtocolSecurity'),
    text('NamespacePrefix', 15, SYSTEM),
    ...auditFields,
  ],
  { api: 'tooling', label: 'Remote Site Setting' }
);

const STATES = ['beta', 'deleted', 'deprecated', 'deprecatedEditable', 'installed', 'installedEditable', 'released'];

/** A custom label. */
const externalString = standard(
  'ExternalString',
  '101',
  [
    text('Name', 80, { ...REQUIRED, updateable: false, nameField: true }),
    text('NamespacePrefix', 15, SYSTEM),
    pick('ManageableState', [...STATES, 'unmanaged'], { ...SYSTEM, defaultValue: 'unmanaged' }),
    pick('Language', ['en_US', 'de', 'fr'], { nillable: false, updateable: false, defaultValue: 'en_US' }),
    text('Category', 255),
    text('MasterLabel', 80, { ...REQUIRED, label: 'Short Description' }),
    text('Value', 1000, { ...REQUIRED, groupable: false }),
    bool('IsProtected'),
    ...auditFields,
  ],
  { api: 'tooling', label: 'Custom Label' }
);

/** What only the Tooling API shows, and the definitions of objects and fields. */
export const toolingObjects: ObjectDef[] = [
  entityDefinition,
  fieldDefinition,
  subscriberPackage,
  subscriberPackageVersion,
  installedSubscriberPackage,
  sandboxInfo,
  sandboxProcess,
  remoteProxy,
  externalString,
];
