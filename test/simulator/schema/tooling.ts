import type { ObjectDef } from '../model.ts';
import {
  bool,
  datetime,
  definition,
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
import { sandboxStatusCode, sandboxStatusLabel } from './sandboxStatus.ts';
import { auditFields, idField } from './systemFields.ts';

const TOOLING = { ...READ_ONLY, api: 'tooling' } as const;
const DEFINITION = { ...READ_ONLY, api: 'both' } as const;

const entityDefinition = standard(
  'EntityDefinition',
  '4ie',
  [
    text('DurableId', 255, SYSTEM),
    datetime('LastModifiedDate', SYSTEM),
    text('QualifiedApiName', 70, { ...may('FSG'), nameField: true }),
    text('NamespacePrefix', 15, SYSTEM),
    text('DeveloperName', 40, SYSTEM),
    text('MasterLabel', 80, may('FSG')),
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
    pick('InternalSharingModel', [], may('FSG')),
    pick('ExternalSharingModel', [], may('FSG')),
  ],
  DEFINITION
);

const fieldDefinition = standard(
  'FieldDefinition',
  '4fe',
  [
    text('DurableId', 255, may('FSG')),
    text('QualifiedApiName', 70, { ...may('FSG'), nameField: true }),
    definition('EntityDefinitionId', 'EntityDefinition', 'Fields', may('FSG')),
    text('NamespacePrefix', 15, may('FSG')),
    text('DeveloperName', 40, may('FSG')),
    text('MasterLabel', 80, may('FSG')),
    text('Label', 80, may('FSG')),
    int('Length', may('FSG')),
    text('DataType', 80, may('FSG')),
    text('ValueTypeId', 40, may('FSG')),
    int('Precision', may('FSG')),
    int('Scale', may('FSG')),
    ...['IsNillable', 'IsCalculated', 'IsIndexed', 'IsApiFilterable', 'IsApiSortable', 'IsApiGroupable'].map((name) =>
      bool(name, SYSTEM)
    ),
    text('RelationshipName', 80, may('FSG')),
    text('PublisherId', 255, may('FSG')),
    datetime('LastModifiedDate', SYSTEM),
  ],
  DEFINITION
);

const subscriberPackage = standard(
  'SubscriberPackage',
  '033',
  [
    // No field of it can be filtered by.
    { ...idField, filterable: false },
    text('Name', 255, { ...may('SG'), nameField: true }),
    text('NamespacePrefix', 15, may('SGN')),
    text('Description', 255, may('SN')),
    bool('IsPackageValid', { ...may('SG'), defaultValue: true }),
  ],
  TOOLING
);

const subscriberPackageVersion = standard(
  'SubscriberPackageVersion',
  '04t',
  [
    text('Name', 255, { ...may('SG'), nameField: true }),
    ...['MajorVersion', 'MinorVersion', 'PatchVersion', 'BuildNumber'].map((name) =>
      int(name, { ...may('SGN'), defaultValue: 0 })
    ),
    ref('SubscriberPackageId', 'SubscriberPackage', undefined, may('SGN')),
    pick('ReleaseState', ['Released', 'Beta'], { ...may('SGN'), defaultValue: 'Released' }),
    pick('Package2ContainerOptions', ['Managed', 'Unlocked', 'Unmanaged'], { ...may('SGN'), defaultValue: 'Managed' }),
    bool('IsManaged', { ...may('SG'), defaultValue: true }),
    bool('IsBeta', may('SG')),
    bool('IsPasswordProtected', may('SG')),
  ],
  TOOLING
);

const installedSubscriberPackage = standard(
  'InstalledSubscriberPackage',
  '0A3',
  [
    ref('SubscriberPackageId', 'SubscriberPackage', undefined, SYSTEM),
    ref('SubscriberPackageVersionId', 'SubscriberPackageVersion', undefined, SYSTEM),
    ref('MinPackageVersionId', 'SubscriberPackageVersion', undefined, SYSTEM),
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
    int('HistoryDays', { ...may('CUFSG'), defaultValue: 0 }),
    text('Description', 1000, may('CUFSN')),
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
    text('SandboxName', 10, { ...may('FSG'), nameField: true }),
    text('SandboxOrganization', 15, SYSTEM),
    pick('LicenseType', LICENSE_TYPES, may('FSG')),
    text('Status', 40, { ...SYSTEM, code: sandboxStatusCode, shownAs: sandboxStatusLabel }),
    int('CopyProgress', SYSTEM),
    datetime('StartDate', SYSTEM),
    datetime('EndDate', SYSTEM),
    datetime('ActivatedDate', SYSTEM),
    bool('AutoActivate', SYSTEM),
    text('Description', 1000, may('FSN')),
    ref('TemplateId', 'SandboxTemplate', undefined, SYSTEM),
    ref('SourceId', 'SandboxInfo', undefined, may('UFSGN')),
    ref('ActivationUserGroupId', 'Group', undefined, may('UFSGN')),
    ref('ApexClassId', 'ApexClass', undefined, SYSTEM),
    pick('RefreshAction', [], { ...may('UFSGN'), label: 'Refresh Action' }),
    ...auditFields,
  ],
  { api: 'tooling', createable: false, deletable: false }
);

const remoteProxy = standard(
  'RemoteProxy',
  '0rp',
  [
    text('SiteName', 80, { ...may('FSG'), nameField: true }),
    text('EndpointUrl', 1024, may('FSG')),
    text('Description', 255, may('FSGN')),
    bool('IsActive', { ...may('FSG'), defaultValue: true }),
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
