import type { SfRecord } from '../model.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';
import { STANDARD_PRICEBOOK } from './catalog.ts';
import type { OrgRole } from './buildOrg.ts';
import { GeneratedTable } from './generatedTable.ts';
import type { OrgBuilder } from './orgBuilder.ts';
import { INSTANCES } from './recordIds.ts';
import { pick, seeded } from './seeded.ts';

type Stamps = { CreatedDate: string; LastModifiedDate: string };
type SharedFields = Stamps & { Name: string; ProductCode: string; Product2Id: string };

export type CatalogSize = { products: number; entriesPerProduct: number };

const FAMILIES = ['Hardware', 'Software', 'Service', 'None'];
const NOUNS = ['Pump', 'Valve', 'Compressor', 'Controller', 'Sensor', 'Gearbox', 'Manifold', 'Actuator'];
const GRADES = ['Compact', 'Standard', 'Heavy Duty', 'Marine', 'Cleanroom', 'Explosion Proof'];
/** One product in ten is configured in Logik. */
const CONFIGURABLE_EVERY = 10;
const FIRST_DAY = Date.parse('2022-01-03T08:00:00Z');
const DAYS = 1200;

/**
 * Attaches a big catalog to an org: products `GEN-000001` …, each with an entry in the standard price book and in as
 * many others as asked for. The same seed makes both orgs alike; only their IDs differ.
 */
export function attachGeneratedCatalog(builder: OrgBuilder, role: OrgRole, size: CatalogSize): void {
  const { store } = builder;
  const instance = INSTANCES[role];
  const books = priceBooks(builder, size.entriesPerProduct);
  const productBase = blankRow(builder, 'Product2');
  const entryBase = blankRow(builder, 'PricebookEntry');
  const fieldsOf = productFields(productBase);
  const products = new GeneratedTable(`01t${instance}G`, size.products, (position, Id) => fieldsOf(position, Id));
  // The entries of a product follow each other: what they share is computed once for all of them.
  let latest = { product: -1, shared: entryFields(0, '') };
  const sharedBy = (product: number): SharedFields => {
    if (latest.product !== product) latest = { product, shared: entryFields(product, products.id(product)) };
    return latest.shared;
  };
  const entries = new GeneratedTable(`01u${instance}G`, size.products * books.length, (position, Id) => {
    const product = Math.floor(position / books.length);
    const book = position % books.length;
    const shared = sharedBy(product);
    return {
      ...entryBase,
      Name: shared.Name,
      ProductCode: shared.ProductCode,
      Product2Id: shared.Product2Id,
      Pricebook2Id: books[book] ?? null,
      UnitPrice: unitPrice(product, book),
      IsActive: true,
      CreatedDate: shared.CreatedDate,
      LastModifiedDate: shared.LastModifiedDate,
      SystemModstamp: shared.LastModifiedDate,
      Id,
    };
  });
  products.attachTo(store, 'Product2');
  entries.attachTo(store, 'PricebookEntry');
}

/** The standard price book first (every product needs an entry there), then named ones. */
function priceBooks(builder: OrgBuilder, count: number): string[] {
  const books = [builder.mustFind('Pricebook2', STANDARD_PRICEBOOK, '/pricebooks')];
  for (let number = 2; number <= count; number += 1) {
    const row = { Name: `Generated Price Book ${number}`, IsActive: true };
    books.push(builder.load('Pricebook2', row, '/pricebooks').Id);
  }
  return books;
}

/** Makes products; of the packages' fields they have those that the object has (a scenario may lack a package). */
function productFields(base: SfRecord): (position: number, Id: string) => SfRecord {
  const flags = ['LGK__IsConfigurable__c', 'SBQQ__ExternallyConfigurable__c'].filter((name) => name in base);
  return (position, Id) => {
    const Name = productName(position);
    const { CreatedDate, LastModifiedDate } = stamps(position);
    const row: SfRecord = {
      ...base,
      Name,
      ProductCode: productCode(position),
      Description: `${Name}, made to order.`,
      Family: pick(FAMILIES, position, 'family'),
      StockKeepingUnit: `SKU-${String(position + 1).padStart(6, '0')}`,
      QuantityUnitOfMeasure: 'Each',
      IsActive: seeded(position, 'active') % 50 !== 0,
      CreatedDate,
      LastModifiedDate,
      SystemModstamp: LastModifiedDate,
      Id,
    };
    for (const flag of flags) row[flag] = position % CONFIGURABLE_EVERY === 0;
    return row;
  };
}

function entryFields(product: number, Product2Id: string): SharedFields {
  return { Name: productName(product), ProductCode: productCode(product), Product2Id, ...stamps(product) };
}

function productName(position: number): string {
  return `${pick(GRADES, position, 'grade')} ${pick(NOUNS, position, 'noun')} ${position + 1}`;
}

function productCode(position: number): string {
  return `GEN-${String(position + 1).padStart(6, '0')}`;
}

function unitPrice(product: number, book: number): number {
  return Math.round((50 + (seeded(product, 'price') % 500_000) / 100) * (1 + book * 0.03) * 100) / 100;
}

function stamps(position: number): Stamps {
  const created = seeded(position, 'created') % (DAYS * 24);
  const modified = created + (seeded(position, 'modified') % (200 * 24));
  return { CreatedDate: timestampOf(created), LastModifiedDate: timestampOf(modified) };
}

/** Writing a timestamp takes longer than all else of a row, and there are but some thousand different ones. */
const timestamps: string[] = [];

function timestampOf(hour: number): string {
  return (timestamps[hour] ??= salesforceTimestamp(new Date(FIRST_DAY + hour * 3_600_000)));
}

/** All fields of an object at their defaults, so that a generated row has the same fields as a loaded one. */
function blankRow({ store }: OrgBuilder, object: string): SfRecord {
  const row: SfRecord = { Id: '' };
  for (const field of store.object(object)?.fields ?? []) {
    row[field.name] = field.defaultValue ?? (field.type === 'boolean' ? false : null);
  }
  for (const field of ['CreatedById', 'LastModifiedById']) row[field] = store.facts.loginUserId;
  // An object that grew by names is a hash table to the engine, ten times slower to copy than one that was parsed.
  return JSON.parse(JSON.stringify(row)) as SfRecord;
}
