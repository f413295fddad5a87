/** One object whose rows are read for the catalog. */
export type ObjectSpec = {
  name: string;
  /** Fields without which the object is of no use. */
  fields: readonly string[];
  /** Fields that some orgs do not have: multi-currency, packages, selling models. */
  optional: readonly string[];
  /** Fields whose difference is worth telling. */
  compared: readonly string[];
  /** What tells two rows of two orgs to be the same thing; see {@link NaturalKeys}. */
  key: readonly string[];
  /** `reference`: kept only so that its IDs can be translated; where it cannot be read, the catalog goes without. */
  role: 'catalog' | 'reference';
  /** Needed for what is judged now, and no part of what is kept. */
  notKept?: true;
};

/** By API names. The first field of a product or price book that has a value; all fields of an entry together. */
export type NaturalKeys = { Product2: string[]; Pricebook2: string[]; PricebookEntry: string[] };

/** The fields by which Logik itself can tell products (its setting "Product Id Field"), then what people know them by. */
export const DEFAULT_KEYS: NaturalKeys = {
  Product2: ['ExternalId', 'ProductCode', 'StockKeepingUnit', 'Name'],
  Pricebook2: ['IsStandard', 'Name'],
  PricebookEntry: ['Product2Id', 'Pricebook2Id', 'CurrencyIsoCode', 'ProductSellingModelId'],
};

/** The field that Logik's package puts on a product ("Logik.io Enabled"), whatever namespace the package has. */
export const CONFIGURABLE = /^\w+__IsConfigurable__c$/;

/** The same for most packages' namespace. */
export const USUAL_CONFIGURABLE = 'LGK__IsConfigurable__c';

/** Revenue Cloud: whether a product is configured during the sale (`Allowed`, `NotAllowed`). */
const CONFIGURED_IN_SALE = 'ConfigureDuringSale';

/** Bills of material of Salesforce CPQ: an option is a product that is sold with another one. */
export const PRODUCT_OPTION = 'SBQQ__ProductOption__c';

/**
 * What is read, in the order in which it is loaded: entries last, for they name the others.
 *
 * None of these objects has a DeveloperName. Products, price books, entries and selling models are known by what people
 * entered, which no language changes (the standard price book by IsStandard, whatever it is called); users by ID first,
 * then by username. The names of standard profiles are Salesforce's own, in the language of whoever asks: profiles are
 * the same by ID first, then by their full names in the Metadata API, then by name (`worker/align.ts`).
 */
export const OBJECTS: readonly ObjectSpec[] = [
  {
    name: 'Product2',
    fields: ['Id', 'Name', 'ProductCode', 'IsActive', 'LastModifiedDate'],
    optional: [
      'ExternalId',
      'Family',
      'StockKeepingUnit',
      USUAL_CONFIGURABLE,
      'SBQQ__ExternallyConfigurable__c',
      CONFIGURED_IN_SALE,
    ],
    compared: [
      'Name',
      'ProductCode',
      'ExternalId',
      'Family',
      'StockKeepingUnit',
      'IsActive',
      USUAL_CONFIGURABLE,
      'SBQQ__ExternallyConfigurable__c',
      CONFIGURED_IN_SALE,
    ],
    key: DEFAULT_KEYS.Product2,
    role: 'catalog',
  },
  {
    name: 'Pricebook2',
    fields: ['Id', 'Name', 'IsActive', 'IsStandard'],
    optional: [],
    compared: ['Name', 'IsActive', 'IsStandard'],
    key: DEFAULT_KEYS.Pricebook2,
    role: 'catalog',
  },
  {
    name: 'ProductSellingModel',
    fields: ['Id', 'Name'],
    optional: [],
    compared: [],
    key: ['Name'],
    role: 'reference',
  },
  { name: 'User', fields: ['Id', 'Username'], optional: [], compared: [], key: ['Username'], role: 'reference' },
  { name: 'Profile', fields: ['Id', 'Name'], optional: [], compared: [], key: ['Name'], role: 'reference' },
  {
    name: PRODUCT_OPTION,
    fields: ['Id', 'SBQQ__OptionalSKU__c'],
    optional: [],
    compared: [],
    key: [],
    role: 'reference',
    notKept: true,
  },
  {
    name: 'PricebookEntry',
    fields: ['Id', 'Pricebook2Id', 'Product2Id', 'UnitPrice', 'IsActive', 'UseStandardPrice'],
    optional: ['CurrencyIsoCode', 'ProductSellingModelId'],
    compared: ['UnitPrice', 'IsActive', 'UseStandardPrice'],
    key: DEFAULT_KEYS.PricebookEntry,
    role: 'catalog',
  },
];
