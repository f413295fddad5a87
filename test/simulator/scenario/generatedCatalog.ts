import type { SfRecord } from '../model.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';
import { STANDARD_PRICEBOOK } from './catalog.ts';
import type { OrgRole } from './buildOrg.ts';
import { GeneratedTable } from './generatedTable.ts';
import type { OrgBuilder } from './orgBuilder.ts';
import { INSTANCES } from './recordIds.ts';
import { pick, seeded } from './seeded.ts';

type Stamps = { CreatedDate: string; LastModifiedDate: string; SystemModstamp: string };

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
  const products = new GeneratedTable(`01t${instance}G`, size.products, (position, Id) => ({
    ...productBase,
    ...known(productBase, productFields(position)),
    Id,
  }));
  // The entries of a product follow each other: computing its dates once for all of them halves the time of a scan.
  let latest = { product: -1, stamps: stamps(0) };
  const stampsOf = (product: number): Stamps => {
    if (latest.product !== product) latest = { product, stamps: stamps(product) };
    return latest.stamps;
  };
  const entries = new GeneratedTable(`01u${instance}G`, size.products * books.length, (position, Id) => {
    const product = Math.floor(position / books.length);
    const book = position % books.length;
    return {
      ...entryBase,
      Name: productName(product),
      ProductCode: productCode(product),
      Product2Id: products.id(product),
      Pricebook2Id: books[book] ?? null,
      UnitPrice: unitPrice(product, book),
      IsActive: true,
      ...stampsOf(product),
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

function productFields(position: number): Record<string, SfRecord[string]> {
  return {
    Name: productName(position),
    ProductCode: productCode(position),
    Description: `${productName(position)}, made to order.`,
    Family: pick(FAMILIES, position, 'family'),
    StockKeepingUnit: `SKU-${String(position + 1).padStart(6, '0')}`,
    QuantityUnitOfMeasure: 'Each',
    IsActive: seeded(position, 'active') % 50 !== 0,
    LGK__IsConfigurable__c: position % CONFIGURABLE_EVERY === 0,
    SBQQ__ExternallyConfigurable__c: position % CONFIGURABLE_EVERY === 0,
    ...stamps(position),
  };
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
  const created = FIRST_DAY + (seeded(position, 'created') % (DAYS * 24)) * 3_600_000;
  const modified = created + (seeded(position, 'modified') % (200 * 24)) * 3_600_000;
  const stamp = salesforceTimestamp(new Date(modified));
  return { CreatedDate: salesforceTimestamp(new Date(created)), LastModifiedDate: stamp, SystemModstamp: stamp };
}

/** All fields of an object at their defaults, so that a generated row has the same fields as a loaded one. */
function blankRow({ store }: OrgBuilder, object: string): SfRecord {
  const row: SfRecord = { Id: '' };
  for (const field of store.object(object)?.fields ?? []) {
    row[field.name] = field.defaultValue ?? (field.type === 'boolean' ? false : null);
  }
  for (const field of ['CreatedById', 'LastModifiedById']) row[field] = store.facts.loginUserId;
  return row;
}

/** Only the values of fields that the object has: a scenario without Logik has no Logik fields. */
function known(base: SfRecord, values: Record<string, SfRecord[string]>): Record<string, SfRecord[string]> {
  for (const name of Object.keys(values)) if (!(name in base)) delete values[name];
  return values;
}
