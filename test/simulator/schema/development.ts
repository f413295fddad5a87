import type { FieldDef, ObjectDef } from '../model.ts';
import {
  area,
  bool,
  datetime,
  definition,
  double,
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
import { auditFields } from './systemFields.ts';

/** What people develop in an org, as the Tooling API lists it, with who changed it last and when. */

const namespace = text('NamespacePrefix', 15, SYSTEM);
const STATES = ['unmanaged', 'installed', 'installedEditable', 'deprecated', 'deprecatedEditable', 'beta', 'released'];
const manageable = pick('ManageableState', STATES, { ...SYSTEM, defaultValue: 'unmanaged', api: 'tooling' });
const apiVersion = double('ApiVersion', 18, 1, { ...REQUIRED, defaultValue: 65 });
const code = (extra: FieldDef[]): FieldDef[] => [
  text('Name', 255, { ...REQUIRED, nameField: true }),
  namespace,
  apiVersion,
  ...extra,
  manageable,
  ...auditFields,
];
const TOOLING = { ...READ_ONLY, api: 'tooling' } as const;

const apexTrigger = standard(
  'ApexTrigger',
  '01q',
  code([
    pick('TableEnumOrId', []),
    pick('Status', ['Active', 'Inactive', 'Deleted'], { nillable: false, defaultValue: 'Active' }),
    bool('IsValid'),
    int('LengthWithoutComments', { ...may('CUFSG'), defaultValue: 0 }),
    area('Body', 1_000_000, { tooling: { type: 'string' } }),
  ]),
  { api: 'both' }
);
const apexPage = standard(
  'ApexPage',
  '066',
  code([text('MasterLabel', 80, REQUIRED), area('Markup', 1_000_000, may('CU'))]),
  {
    api: 'both',
    label: 'Visualforce Page',
  }
);
const apexComponent = standard(
  'ApexComponent',
  '099',
  code([text('MasterLabel', 80, REQUIRED), area('Markup', 1_000_000)]),
  { api: 'both', label: 'Visualforce Component' }
);

const flow = standard(
  'Flow',
  '301',
  [
    ref('DefinitionId', 'FlowDefinition', undefined, may('FSG')),
    text('MasterLabel', 255, { ...may('FSG'), nameField: true }),
    pick('Status', ['Active', 'Draft', 'Obsolete', 'InvalidDraft'], may('FG')),
    pick('ProcessType', [], SYSTEM),
    int('VersionNumber', may('FSG')),
    manageable,
    ...auditFields,
  ],
  TOOLING
);
const flowDefinition = standard(
  'FlowDefinition',
  '300',
  [
    text('DeveloperName', 80, { ...may('FSG'), nameField: true }),
    text('MasterLabel', 255, SYSTEM),
    namespace,
    ref('ActiveVersionId', 'Flow', undefined, SYSTEM),
    ref('LatestVersionId', 'Flow', undefined, SYSTEM),
    manageable,
    ...auditFields,
  ],
  TOOLING
);
const flowDefinitionView = standard(
  'FlowDefinitionView',
  '3dd',
  [
    text('DurableId', 255, SYSTEM),
    text('ApiName', 80, { ...SYSTEM, nameField: true }),
    text('Label', 255, SYSTEM),
    text('ProcessType', 40, SYSTEM),
    text('ActiveVersionId', 18, SYSTEM),
    text('LatestVersionId', 18, SYSTEM),
    bool('IsActive', SYSTEM),
    text('NamespacePrefix', 15, SYSTEM),
    text('ManageableState', 40, { ...SYSTEM, defaultValue: 'unmanaged' }),
    datetime('LastModifiedDate', SYSTEM),
    // The name of a user, not a reference.
    text('LastModifiedBy', 255, SYSTEM),
  ],
  { ...READ_ONLY, api: 'both' }
);

const customField = standard(
  'CustomField',
  '00N',
  [
    text('DeveloperName', 40, { ...may('FSG'), nameField: true }),
    pick('TableEnumOrId', [], may('FSG')),
    namespace,
    manageable,
    ...auditFields,
  ],
  TOOLING
);
const customObject = standard(
  'CustomObject',
  '01I',
  [text('DeveloperName', 40, { ...may('FSG'), nameField: true }), namespace, manageable, ...auditFields],
  TOOLING
);
const validationRule = standard(
  'ValidationRule',
  '03d',
  [
    text('ValidationName', 40, { ...SYSTEM, nameField: true }),
    definition('EntityDefinitionId', 'EntityDefinition', 'ValidationRules', SYSTEM),
    bool('Active', SYSTEM),
    area('Description', 1000, SYSTEM),
    text('ErrorDisplayField', 255, SYSTEM),
    text('ErrorMessage', 255, SYSTEM),
    namespace,
    manageable,
    ...auditFields,
  ],
  TOOLING
);
const workflowOutboundMessage = standard(
  'WorkflowOutboundMessage',
  '04k',
  [
    text('Name', 80, { ...may('FSG'), nameField: true }),
    definition('EntityDefinitionId', 'EntityDefinition', undefined, may('FSG')),
    ref('IntegrationUserId', 'User', undefined, may('FSG')),
    double('ApiVersion', 18, 1, may('FS')),
    namespace,
    manageable,
    ...auditFields,
  ],
  TOOLING
);
const lightningComponentBundle = standard(
  'LightningComponentBundle',
  '0Rb',
  [
    text('DeveloperName', 40, { ...may('FSG'), nameField: true }),
    text('MasterLabel', 80, may('FSG')),
    namespace,
    manageable,
    ...auditFields,
  ],
  TOOLING
);

/** One file of a Lightning web component. */
const lightningComponentResource = standard(
  'LightningComponentResource',
  '0Rd',
  [
    text('FilePath', 255, { ...SYSTEM, nameField: true }),
    pick('Format', ['css', 'html', 'js', 'json', 'svg', 'xml'], SYSTEM),
    ref('LightningComponentBundleId', 'LightningComponentBundle', undefined, SYSTEM),
    area('Source', 1_000_000),
    manageable,
    ...auditFields,
  ],
  TOOLING
);

const auraDefinitionBundle = standard(
  'AuraDefinitionBundle',
  '0Ab',
  [
    text('DeveloperName', 40, { ...may('FSG'), nameField: true }),
    text('MasterLabel', 80, may('CUFSG')),
    text('NamespacePrefix', 15, may('FSG')),
    manageable,
    ...auditFields,
  ],
  TOOLING
);

/** One part of an Aura component: its markup, its controller, its helper. */
const auraDefinition = standard(
  'AuraDefinition',
  '0Ad',
  [
    ref('AuraDefinitionBundleId', 'AuraDefinitionBundle', undefined, SYSTEM),
    pick('DefType', ['APPLICATION', 'COMPONENT', 'CONTROLLER', 'EVENT', 'HELPER', 'RENDERER', 'STYLE'], SYSTEM),
    pick('Format', ['XML', 'JS', 'CSS', 'SVG'], SYSTEM),
    area('Source', 1_000_000),
    manageable,
    ...auditFields,
  ],
  TOOLING
);

/** What the Tooling API knows of code, flows and definitions. */
export const developmentObjects: ObjectDef[] = [
  apexTrigger,
  apexPage,
  apexComponent,
  flow,
  flowDefinition,
  flowDefinitionView,
  customField,
  customObject,
  validationRule,
  workflowOutboundMessage,
  lightningComponentBundle,
  lightningComponentResource,
  auraDefinitionBundle,
  auraDefinition,
];

/** Only in sandboxes with source tracking: what changed in them since they were made. */
export const sourceMember: ObjectDef = standard(
  'SourceMember',
  '0MZ',
  [
    text('MemberIdOrName', 255, SYSTEM),
    text('MemberName', 255, { ...SYSTEM, nameField: true }),
    text('MemberType', 255, SYSTEM),
    bool('IsNameObsolete', SYSTEM),
    bool('IsNewMember', SYSTEM),
    int('RevisionCounter', SYSTEM),
    int('RevisionNum', SYSTEM),
    // The ID of a user, though the reference calls it a text.
    text('ChangedBy', 255, SYSTEM),
    ...auditFields,
  ],
  TOOLING
);
