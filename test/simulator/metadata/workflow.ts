import type { Json } from '../model.ts';
import { sameFields, words } from './elements.ts';
import type { Elements, MetadataType } from './spec.ts';

const OUTBOUND: Elements = {
  apiVersion: 'double',
  description: 'string',
  endpointUrl: 'string',
  fields: { list: 'string' },
  includeSessionId: 'boolean',
  ...words('integrationUser', 'name'),
  protected: 'boolean',
  useDeadLetterQueue: 'boolean',
};

/** An outbound message: a child of its object's workflow, by the name `Account.Notify_ERP`. */
export const outboundMessage: MetadataType = {
  name: 'WorkflowOutboundMessage',
  directory: 'workflows',
  suffix: 'workflow',
  keyPrefix: '04k',
  elements: OUTBOUND,
  required: ['name', 'endpointUrl', 'integrationUser'],
  childOf: 'Workflow',
  rows: {
    object: 'WorkflowOutboundMessage',
    nameField: 'Name',
    parentField: 'EntityDefinitionId',
    fields: sameFields('apiVersion'),
  },
  parts: {
    read(store, row): { [element: string]: Json } {
      const user = store.table('User').get(String(row['IntegrationUserId']));
      // Messages carry no session any more, whatever was written.
      return { integrationUser: user?.['Username'] ?? null, includeSessionId: false };
    },
    write(store, row, { integrationUser }) {
      const username = typeof integrationUser === 'string' ? integrationUser : '';
      const [user] = store.table('User').withValue('Username', username);
      if (user) store.load('WorkflowOutboundMessage', { ...row, IntegrationUserId: user.Id });
    },
  },
};

/** The workflow of an object, of which only the outbound messages are simulated. */
export const workflow: MetadataType = {
  name: 'Workflow',
  directory: 'workflows',
  suffix: 'workflow',
  keyPrefix: '01Q',
  elements: { outboundMessages: { list: { of: { fullName: 'string', ...OUTBOUND } } } },
  required: [],
  composedOf: { element: 'outboundMessages', type: outboundMessage },
};
