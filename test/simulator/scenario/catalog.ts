import type { OrgBuilder } from './orgBuilder.ts';
import type { EntryGroup } from './types.ts';

export const STANDARD_PRICEBOOK = 'Standard Price Book';

/** Loads products, price books (the standard one always exists) and price book entries. */
export function loadCatalog(builder: OrgBuilder): void {
  const { products = [], pricebooks = [], pricebookEntries = [] } = builder.part;
  for (const [index, row] of products.entries())
    builder.load('Product2', { IsActive: true, ...row }, `/products/${index}`);
  for (const [index, row] of pricebooks.entries()) {
    builder.load('Pricebook2', { IsActive: true, ...row }, `/pricebooks/${index}`);
  }
  if (builder.find('Pricebook2', STANDARD_PRICEBOOK) === undefined) {
    builder.load('Pricebook2', { Name: STANDARD_PRICEBOOK, IsStandard: true, IsActive: true }, '/pricebooks');
  }
  for (const [index, group] of pricebookEntries.entries()) loadEntries(builder, group, `/pricebookEntries/${index}`);
}

function loadEntries(builder: OrgBuilder, { pricebook, prices, fields }: EntryGroup, at: string): void {
  const bookId = builder.mustFind('Pricebook2', pricebook, `${at}/pricebook`);
  for (const [code, price] of Object.entries(prices)) {
    const productId = builder.mustFind('Product2', code, `${at}/prices/${code}`);
    const product = builder.store.table('Product2').get(productId);
    const row = {
      Product2Id: productId,
      Pricebook2Id: bookId,
      UnitPrice: price,
      Name: product?.['Name'] ?? null,
      ProductCode: product?.['ProductCode'] ?? null,
      IsActive: true,
      ...fields,
    };
    builder.load('PricebookEntry', row, `${at}/prices/${code}`);
  }
}
