import type { FieldDef, ObjectDef } from '../model.ts';
import {
  area,
  bool,
  currency,
  date,
  datetime,
  double,
  email,
  int,
  may,
  phone,
  pick,
  ref,
  REQUIRED,
  standard,
  SYSTEM,
  text,
  url,
} from './fields.ts';
import { auditFields, deletedField } from './systemFields.ts';

const viewed = [datetime('LastViewedDate', SYSTEM), datetime('LastReferencedDate', SYSTEM)];
const owner = (child?: string): FieldDef => ref('OwnerId', 'User', child, { nillable: false, permissionable: false });
const name = (length: number): FieldDef =>
  text('Name', length, { ...REQUIRED, nameField: true, permissionable: false });

/** Where the reference lists it, it can be filtered by and no more. */
const deletedMark: FieldDef = { ...deletedField, ...may('F') };

const product = standard(
  'Product2',
  '01t',
  [
    { ...name(255), label: 'Product Name' },
    text('ProductCode', 255),
    area('Description', 4000, { ...may('CUFSN'), label: 'Product Description' }),
    bool('IsActive', { label: 'Active' }),
    ...auditFields,
    pick('Family', ['None', 'Hardware', 'Software', 'Service'], { label: 'Product Family' }),
    pick('ProductClass', ['Simple'], { ...may('FSG'), defaultValue: 'Simple' }),
    ref('ExternalDataSourceId', 'ExternalDataSource', undefined, { permissionable: false }),
    text('ExternalId', 255, { label: 'External ID' }),
    url('DisplayUrl', { ...may('CUFSN'), length: 1000 }),
    pick('QuantityUnitOfMeasure', ['Each']),
    deletedMark,
    bool('IsArchived', SYSTEM),
    ...viewed,
    text('StockKeepingUnit', 180, { label: 'Product SKU' }),
  ],
  { label: 'Product' }
);

const pricebook = standard(
  'Pricebook2',
  '01s',
  [
    deletedMark,
    { ...name(255), label: 'Price Book Name' },
    ...auditFields,
    ...viewed,
    bool('IsActive', { label: 'Active' }),
    bool('IsArchived', SYSTEM),
    text('Description', 255),
    bool('IsStandard', { ...SYSTEM, label: 'Is Standard Price Book' }),
  ],
  { label: 'Price Book' }
);

const pricebookEntry = standard(
  'PricebookEntry',
  '01u',
  [
    text('Name', 255, { ...SYSTEM, nameField: true, permissionable: false, label: 'Product Name' }),
    ref('Pricebook2Id', 'Pricebook2', 'PricebookEntries', { ...REQUIRED, updateable: false, label: 'Price Book ID' }),
    ref('Product2Id', 'Product2', 'PricebookEntries', { ...REQUIRED, updateable: false, label: 'Product ID' }),
    currency('UnitPrice', { ...REQUIRED, label: 'List Price', permissionable: false }),
    bool('IsActive', { label: 'Active' }),
    bool('UseStandardPrice', { label: 'Use Standard Price' }),
    ...auditFields,
    text('ProductCode', 255, { ...SYSTEM }),
    deletedField,
    bool('IsArchived', SYSTEM),
  ],
  { label: 'Price Book Entry', labelPlural: 'Price Book Entries' }
);

const account = standard('Account', '001', [
  deletedField,
  { ...name(255), label: 'Account Name' },
  pick('Type', ['Prospect', 'Customer - Direct', 'Partner'], { label: 'Account Type' }),
  ref('ParentId', 'Account', 'ChildAccounts'),
  area('BillingStreet', 255),
  ...['City', 'State', 'PostalCode', 'Country'].map((part) => text(`Billing${part}`, 80)),
  phone('Phone'),
  text('AccountNumber', 40),
  url('Website', { length: 255 }),
  pick('Industry', ['Agriculture', 'Energy', 'Manufacturing', 'Technology']),
  currency('AnnualRevenue'),
  int('NumberOfEmployees', { label: 'Employees' }),
  area('Description', 32000),
  owner(),
  ...auditFields,
  ...viewed,
]);

const contact = standard('Contact', '003', [
  deletedMark,
  ref('AccountId', 'Account', 'Contacts'),
  text('LastName', 80, { ...REQUIRED, permissionable: false }),
  text('FirstName', 40, { permissionable: false }),
  text('Name', 121, { ...may('FSG'), nameField: true, permissionable: false, label: 'Full Name' }),
  phone('Phone'),
  email('Email', { length: 80, idLookup: true }),
  text('Title', 128),
  text('Department', 80),
  date('Birthdate'),
  area('Description', 32000),
  owner(),
  ...auditFields,
]);

const STAGES = [
  'Prospecting',
  'Qualification',
  'Proposal/Price Quote',
  'Negotiation/Review',
  'Closed Won',
  'Closed Lost',
];
const opportunity = standard(
  'Opportunity',
  '006',
  [
    deletedMark,
    ref('AccountId', 'Account', 'Opportunities'),
    { ...name(120), label: 'Opportunity Name' },
    area('Description', 32000),
    pick('StageName', STAGES, { ...REQUIRED, label: 'Stage' }),
    currency('Amount'),
    { ...double('Probability', 3, 0), type: 'percent' },
    date('CloseDate', REQUIRED),
    pick('Type', ['New Customer', 'Existing Customer - Upgrade']),
    ref('Pricebook2Id', 'Pricebook2', 'Opportunities', { label: 'Price Book ID' }),
    owner(),
    ...auditFields,
  ],
  { labelPlural: 'Opportunities' }
);

/** Products, their prices, and the records that sell them. */
export const commerceObjects: ObjectDef[] = [product, pricebook, pricebookEntry, account, contact, opportunity];
