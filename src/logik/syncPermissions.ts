/**
 * What the user with whom Logik synchronises must be allowed to do when it is no System Administrator (ServiceNow CPQ
 * docs, "Integration user required permissions"). `{ns}` stands for the Logik package's namespace prefix.
 */
export type ObjectNeed = {
  object: string;
  create?: boolean;
  edit?: boolean;
  read?: boolean;
  viewAll?: boolean;
  /** Fields that must be readable. */
  fields?: readonly string[];
  /** Absent in many orgs, then not needed. */
  optional?: boolean;
  /** Not needed either where it is there without a row: nobody uses what it is for. */
  onlyWithRows?: boolean;
};

export const SYNC_NEEDS: readonly ObjectNeed[] = [
  { object: '{ns}ConfigurationLineItem__c', create: true, edit: true },
  { object: '{ns}ConfigurationFieldData__c', create: true, edit: true },
  { object: 'SBQQ__QuoteLine__c', create: true, edit: true, optional: true },
  {
    object: 'Product2',
    read: true,
    viewAll: true,
    fields: [
      'Name',
      'Id',
      'ProductCode',
      'Description',
      'IsActive',
      'Family',
      'ExternalId',
      'SBQQ__ExternallyConfigurable__c',
      'QuantityUnitOfMeasure',
      'StockKeepingUnit',
    ],
  },
  {
    object: 'Pricebook2',
    read: true,
    viewAll: true,
    fields: ['Id', 'Name', 'Description', 'IsActive', 'IsStandard', 'CreatedDate', 'LastModifiedDate'],
  },
  {
    object: 'PricebookEntry',
    read: true,
    viewAll: true,
    fields: [
      'Id',
      'Pricebook2Id',
      'Product2Id',
      'UnitPrice',
      'IsActive',
      'UseStandardPrice',
      'ProductCode',
      'CreatedDate',
      'LastModifiedDate',
      'CurrencyIsoCode',
      'ProductSellingModelId',
    ],
  },
  { object: 'ProductSellingModel', read: true, viewAll: true, optional: true, onlyWithRows: true },
];

/** Objects whose access follows a parent's, so that their own permission rows may be absent without anything missing. */
export const FOLLOWS_PARENT: ReadonlySet<string> = new Set(['PricebookEntry']);

/**
 * Fields whose access cannot be withheld, or that have no permission rows of their own in many orgs: absence there is no
 * missing permission (inferred). Lookups are the same; describe tells which fields are.
 */
export const WITHOUT_ROWS: ReadonlySet<string> = new Set(['Id', 'Name', 'CreatedDate', 'LastModifiedDate']);
