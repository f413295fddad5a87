/** A setting of Salesforce CPQ as its page shows it. */
export type CpqSetting = {
  label: string;
  kind: 'text' | 'checkbox' | 'select';
  value: string | boolean;
  options?: string[];
};

export type CpqTab = { label: string; settings: CpqSetting[] };

export const EXTERNAL_CONFIGURATOR_URL = 'External Configurator URL';
export const THIRD_PARTY_CONFIGURATOR = 'Third Party Configurator';
export const PRICING_TAB = 'Pricing and Calculation';

const text = (label: string, value = ''): CpqSetting => ({ label, kind: 'text', value });
const box = (label: string, value = false): CpqSetting => ({ label, kind: 'checkbox', value });
const select = (label: string, ...options: string[]): CpqSetting => ({
  label,
  kind: 'select',
  value: options[0] ?? '',
  options,
});

/** The tabs of the page with the values of a fresh installation; the labels are those that public documents name. */
export const CPQ_TABS: readonly CpqTab[] = [
  {
    label: 'Documents',
    settings: [
      text('Document Folder', 'Salesforce CPQ'),
      box('Allow Output Format Change', true),
      select('Attachment Target', 'Quote', 'Opportunity'),
    ],
  },
  {
    label: 'Groups',
    settings: [box('Solution Groups Enabled', true), box('Always Group Lines'), box('Enable Multiple Cloning')],
  },
  {
    label: 'Line Editor',
    settings: [
      box('Visualize Product Hierarchy', true),
      text('Quote Batch Size', '150'),
      box('Enable Large Quote Experience'),
      select('Totals Field', 'Net Total', 'Customer Total'),
    ],
  },
  {
    label: 'Plugins',
    settings: [text('Quote Calculator Plugin'), text('Product Search Plugin'), text('Legacy Page Security Plugin')],
  },
  {
    label: PRICING_TAB,
    settings: [
      box('Use Legacy Calculator'),
      box('Calculate Immediately', true),
      select('Unit Price Scale', '2', '3', '4', '5', '6'),
      box('Enable Multi-Currency Discount Schedules'),
    ],
  },
  {
    label: 'Quote',
    settings: [
      box('Disable Initial Quote Sync'),
      box('Default Quote Name from Opportunity', true),
      text('Quote Numbering Start', '1'),
    ],
  },
  {
    label: 'Subscriptions and Renewals',
    settings: [
      select('Subscription Term Unit', 'Month', 'Day'),
      box('Include Net-New Products in Maintenance'),
      text('Renewal Model Default', 'Contract Based'),
    ],
  },
  {
    label: 'Order',
    settings: [
      box('Create Orders Without Opportunities'),
      box('Allow Multiple Orders'),
      text('Default Order Start Date', 'Quote Start Date'),
    ],
  },
  {
    label: 'Additional Settings',
    settings: [
      box('Hide Uncategorized Features Tab'),
      text('Google Maps API Key'),
      box('Disable Background Calculation'),
      select('Theme', 'Lightning', 'Classic'),
      box('Enable Usage Based Pricing'),
      text(EXTERNAL_CONFIGURATOR_URL),
      box(THIRD_PARTY_CONFIGURATOR),
      box('Nested Bundles for External Configurator'),
      text('Triggers Disabled For Profiles'),
    ],
  },
];
