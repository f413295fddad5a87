import type { FieldDef, ObjectDef } from '../model.ts';
import { area, bool, double, int, may, pick, ref, REQUIRED, standard, text } from './fields.ts';
import { auditFields, deletedField } from './systemFields.ts';

/** What only orgs with a feature or package have. */

/** Objects that gain a currency in a multi-currency org, beside all custom ones. */
export const CURRENCY_OBJECTS = ['Product2', 'Pricebook2', 'PricebookEntry', 'Account', 'Opportunity', 'Contact'];

/** The currencies of a multi-currency org. */
export const currencyType: ObjectDef = standard(
  'CurrencyType',
  '01L',
  [
    pick('IsoCode', ['USD', 'EUR', 'GBP', 'CHF', 'JPY'], { ...may('F'), label: 'Currency ISO Code' }),
    double('ConversionRate', 18, 6, may('F')),
    int('DecimalPlaces', { ...may('F'), defaultValue: 2 }),
    bool('IsActive', { ...may('F'), label: 'Active' }),
    bool('IsCorporate', { ...may('F'), label: 'Corporate Currency' }),
    ...auditFields,
  ],
  { label: 'Currency Type', deletable: false }
);

/** A record's currency: one of the org's, the corporate one by default. */
export function currencyField(isoCodes: string[], corporate: string, more: Partial<FieldDef> = {}): FieldDef {
  return pick('CurrencyIsoCode', isoCodes, {
    label: 'Currency ISO Code',
    nillable: false,
    permissionable: false,
    defaultValue: corporate,
    length: 3,
    ...more,
  });
}

/** How something is sold: once, for a term, evergreen. */
export const productSellingModel: ObjectDef = standard('ProductSellingModel', '0jP', [
  deletedField,
  text('Name', 255, { ...REQUIRED, nameField: true, idLookup: true, permissionable: false }),
  pick('SellingModelType', ['OneTime=One Time', 'TermDefined=Term Defined', 'Evergreen'], REQUIRED),
  int('PricingTerm'),
  pick('PricingTermUnit', ['Annual=Years', 'Months']),
  pick('Status', ['Draft', 'Active', 'Inactive'], { ...REQUIRED, defaultValue: 'Active' }),
  ...auditFields,
]);

/** By which models a product may be sold. */
export const productSellingModelOption: ObjectDef = standard('ProductSellingModelOption', '0iO', [
  deletedField,
  text('Name', 255, { createable: false, updateable: false, nameField: true, permissionable: false }),
  ref('Product2Id', 'Product2', 'ProductSellingModelOptions', { ...REQUIRED, updateable: false }),
  ref('ProductSellingModelId', 'ProductSellingModel', 'ProductSellingModelOptions', {
    ...REQUIRED,
    updateable: false,
  }),
  bool('IsDefault'),
  ...auditFields,
]);

/** An entry's selling model; it cannot change once the entry is there. */
export const sellingModelField: FieldDef = ref('ProductSellingModelId', 'ProductSellingModel', 'PricebookEntries', {
  updateable: false,
  label: 'Product Selling Model ID',
});

/** An option of a bundle in Salesforce CPQ: which product it belongs to, and which product it adds. */
export const productOption: ObjectDef = {
  ...standard('SBQQ__ProductOption__c', 'a0o', [
    ref('SBQQ__ConfiguredSKU__c', 'Product2', 'SBQQ__Options__r', {
      label: 'Configured SKU',
      relationshipName: 'SBQQ__ConfiguredSKU__r',
    }),
    ref('SBQQ__OptionalSKU__c', 'Product2', 'SBQQ__OptionalFor__r', {
      label: 'Optional SKU',
      relationshipName: 'SBQQ__OptionalSKU__r',
    }),
    double('SBQQ__Number__c', 5, 0, { label: 'Number' }),
    double('SBQQ__Quantity__c', 12, 2, { label: 'Quantity' }),
    bool('SBQQ__Required__c', { label: 'Required' }),
    bool('SBQQ__Selected__c', { label: 'Selected' }),
    bool('SBQQ__Bundled__c', { label: 'Bundled' }),
    pick('SBQQ__Type__c', ['Component', 'Accessory', 'Related Product'], { label: 'Type' }),
    area('SBQQ__ProductDescription__c', 255, { label: 'Product Description' }),
  ]),
  label: 'Product Option',
  labelPlural: 'Product Options',
  custom: true,
};
