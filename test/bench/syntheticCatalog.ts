import type { CsvOptions, CsvPage, CsvQuery, ObjectDescription, OrgReader } from '../../src/salesforce/types.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** As many rows as a page of a bulk result has. */
const PAGE = 25_000;

/** An ID that looks like one; which one tells prefix, number and the org it is from. */
const idOf = (prefix: string, number: number, org: number): string => {
  let rest = number;
  let text = '';
  for (let place = 0; place < 8; place += 1) {
    text = DIGITS[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return `${prefix}${String(org).padStart(4, '0')}${text}AAA`;
};

/** Numbers from 0 to `count` in an order that is not theirs, for no org answers sorted by natural key. */
const shuffled = (index: number, count: number): number => (index * 7919 + 13) % count;

const COLUMNS: Record<string, Record<string, string>> = {
  Product2: {
    Id: 'id',
    Name: 'string',
    ProductCode: 'string',
    IsActive: 'boolean',
    LastModifiedDate: 'datetime',
    ExternalId: 'string',
    Family: 'picklist',
    StockKeepingUnit: 'string',
    LGK__IsConfigurable__c: 'boolean',
  },
  Pricebook2: { Id: 'id', Name: 'string', IsActive: 'boolean', IsStandard: 'boolean' },
  PricebookEntry: {
    Id: 'id',
    Pricebook2Id: 'reference',
    Product2Id: 'reference',
    UnitPrice: 'currency',
    IsActive: 'boolean',
    UseStandardPrice: 'boolean',
  },
};

/** How many there are of each object, for so many products. */
export const sizes = (products: number, entriesPerProduct: number): Record<string, number> => ({
  Product2: products,
  Pricebook2: entriesPerProduct,
  PricebookEntry: products * entriesPerProduct,
});

/** The value of a field of row `at` of an object of the org `org`: the same things in every org, with other IDs. */
const VALUES: Record<string, Record<string, (at: number, catalog: Catalog) => string>> = {
  Product2: {
    Id: (at, { org }) => idOf('01t', at, org),
    Name: (at) => `Product ""${at}"", model ${at % 97}`,
    ProductCode: (at) => `P-${at}`,
    IsActive: () => 'true',
    LastModifiedDate: () => '2026-03-01T08:00:00.000Z',
    ExternalId: () => '',
    Family: (at) => (at % 3 === 0 ? 'Hardware' : 'Services'),
    StockKeepingUnit: (at) => `SKU-${at}`,
    LGK__IsConfigurable__c: (at) => String(at % 10 === 0),
  },
  Pricebook2: {
    Id: (at, { org }) => idOf('01s', at, org),
    Name: (at) => `Price book ${at}`,
    IsActive: () => 'true',
    IsStandard: (at) => String(at === 0),
  },
  PricebookEntry: {
    Id: (at, { org }) => idOf('01u', at, org),
    Pricebook2Id: (at, { org, entriesPerProduct }) => idOf('01s', at % entriesPerProduct, org),
    Product2Id: (at, { org, entriesPerProduct }) => idOf('01t', Math.floor(at / entriesPerProduct), org),
    UnitPrice: (at, { org }) => String((at % 5000) + (at % 1000 === 0 ? org : 0)),
    IsActive: () => 'true',
    UseStandardPrice: () => 'false',
  },
};

export type Catalog = { products: number; entriesPerProduct: number; org: number };

/** More than any row takes. */
const ROW_BYTES = 256;

/** Pages as they come from the wire, written in place: this side's garbage would count as the other's. */
const pages = async function* (
  { object, fields }: CsvQuery,
  options: CsvOptions,
  catalog: Catalog
): AsyncGenerator<CsvPage> {
  const count = sizes(catalog.products, catalog.entriesPerProduct)[object];
  const values = fields.map((field) => VALUES[object][field]);
  const room = Buffer.allocUnsafeSlow((PAGE + 1) * ROW_BYTES);
  for (let done = 0; done === 0 || done < count;) {
    const rows = Math.min(PAGE, count - done);
    let end = done === 0 ? room.write(`"${fields.join('","')}"\n`, 'latin1') : 0;
    for (let index = done; index < done + rows; index += 1) {
      const at = shuffled(index, count);
      for (let place = 0; place < values.length; place += 1) {
        end += room.write(place === 0 ? '"' : '","', end, 'latin1');
        end += room.write(values[place](at, catalog), end, 'latin1');
      }
      end += room.write('"\n', end, 'latin1');
    }
    done += rows;
    options.onRows?.(done);
    yield { bytes: new Uint8Array(room.subarray(0, end)), rows };
    await Promise.resolve();
    if (rows === 0) return;
  }
};

const describe = (name: string): ObjectDescription => ({
  name,
  label: name,
  customSetting: false,
  fields: Object.entries(COLUMNS[name]).map(([field, type]) => ({
    name: field,
    label: field,
    type,
    updateable: true,
    createable: true,
    permissionable: true,
  })),
});

/** An org of nothing but a catalog, without a wire: what is measured is the work of this side. */
export const syntheticOrg = (catalog: Catalog): OrgReader =>
  ({
    label: 'synthetic',
    instanceUrl: 'http://127.0.0.1',
    describeGlobal: async () => Object.keys(COLUMNS).map((name) => ({ name, label: name, customSetting: false })),
    describe: async (name: string) => describe(name),
    count: async (name: string) => sizes(catalog.products, catalog.entriesPerProduct)[name],
    apiRequests: async () => undefined,
    csv: (query: CsvQuery, options: CsvOptions) => pages(query, options, catalog),
  }) as unknown as OrgReader;
