import { words } from './elements.ts';
import type { Elements, MetadataType } from './spec.ts';

/** What a flow writes out where it could name something. */
const VALUE: Elements = { ...words('elementReference', 'stringValue'), numberValue: 'double', booleanValue: 'boolean' };

/** A flow in its active version, else its latest one; of its elements those that hold texts. */
export const flow: MetadataType = {
  name: 'Flow',
  directory: 'flows',
  suffix: 'flow',
  keyPrefix: '301',
  elements: {
    actionCalls: {
      list: {
        of: {
          ...words('actionName', 'actionType', 'label', 'name'),
          inputParameters: { list: { of: { name: 'string', value: { of: VALUE } } } },
        },
      },
    },
    apiVersion: 'double',
    constants: { list: { of: { ...words('dataType', 'description', 'name'), value: { of: VALUE } } } },
    description: 'string',
    formulas: { list: { of: words('dataType', 'expression', 'name') } },
    ...words('label', 'processType'),
    status: ['Active', 'Draft', 'Obsolete', 'InvalidDraft'],
    textTemplates: { list: { of: words('description', 'name', 'text') } },
  },
  required: ['label', 'processType'],
};
