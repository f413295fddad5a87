import type { ObjectDef } from '../model.ts';
import { bool, datetime, pick, ref, REQUIRED, standard, SYSTEM, text } from './fields.ts';
import { auditFields, deletedField } from './systemFields.ts';

/** What only orgs with Revenue Cloud's Product Configurator have. */

const viewed = [datetime('LastViewedDate', SYSTEM), datetime('LastReferencedDate', SYSTEM)];
const name = text('Name', 255, { ...SYSTEM, nameField: true, permissionable: false });
const STATUS = ['Active', 'Draft', 'Inactive'];

const productClassification = standard('ProductClassification', '11B', [
  deletedField,
  text('Name', 80, { ...REQUIRED, nameField: true, idLookup: true, permissionable: false }),
  text('Code', 80, { ...REQUIRED, idLookup: true }),
  pick('Status', STATUS, { defaultValue: 'Draft' }),
  ...auditFields,
  ...viewed,
]);

/** Which flow configures products: its API name, whether it is the default, and whether it is in use. */
const productConfigurationFlow = standard('ProductConfigurationFlow', '1N1', [
  deletedField,
  { ...name, label: 'Product Configuration Flow Name' },
  text('FlowIdentifier', 255, REQUIRED),
  bool('IsDefault', { label: 'Default' }),
  bool('IsRequestDetailEditable'),
  pick('Status', STATUS, { defaultValue: 'Draft' }),
  ...auditFields,
  ...viewed,
]);

/** What a flow is for: a product or a classification of products. The flow of an assignment cannot be changed. */
const productConfigFlowAssignment = standard('ProductConfigFlowAssignment', '1N2', [
  deletedField,
  name,
  pick('AssignmentType', ['DynamicAdditionFlow', 'PrimaryConfiguratorFlow'], {
    defaultValue: 'PrimaryConfiguratorFlow',
  }),
  ref('ProductConfigurationFlowId', 'ProductConfigurationFlow', 'ProductConfigFlowAssignments', {
    ...REQUIRED,
    updateable: false,
  }),
  ref('ProductId', 'Product2'),
  ref('ProductClassificationId', 'ProductClassification'),
  ...auditFields,
  ...viewed,
]);

/** Whether a product is configured while it is sold: a field of Product2. */
export const configureDuringSale = pick('ConfigureDuringSale', ['Allowed', 'NotAllowed']);

export const revenueCloudObjects: ObjectDef[] = [
  productClassification,
  productConfigurationFlow,
  productConfigFlowAssignment,
];
