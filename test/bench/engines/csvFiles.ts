/** Two catalogs as compressed CSV files: the same products and entries with other IDs, one price in a thousand changed. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export type Side = 'before' | 'now';
export const SIDES: readonly Side[] = ['before', 'now'];

export const PRODUCT_COLUMNS = ['Id', 'ProductCode', 'Name', 'ExternalId', 'StockKeepingUnit', 'IsActive'] as const;
export const ENTRY_COLUMNS = ['Id', 'Pricebook2Id', 'Product2Id', 'UnitPrice', 'IsActive'] as const;

export const productsFile = (directory: string, side: Side): string => join(directory, `${side}-products.csv.gz`);
export const entriesFile = (directory: string, side: Side): string => join(directory, `${side}-entries.csv.gz`);

/** What every engine must find. */
export type Found = { matched: number; missing: number; fresh: number; changed: number };

const PIECE = 65_536;

const idOf = (prefix: string, number: number, side: Side): string =>
  `${prefix}${side === 'before' ? '0001' : '0002'}${number.toString(36).toUpperCase().padStart(8, '0')}AAA`;

/** Rows in an order that is not theirs, for no org answers sorted by natural key. */
function* rows(columns: readonly string[], count: number, row: (at: number) => string): Generator<string> {
  let piece = `"${columns.join('","')}"\n`;
  for (let index = 0; index < count; index += 1) {
    piece += row((index * 7919 + 13) % count);
    if (piece.length > PIECE) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

/** Which price book an ID names: the entry's key is its product's and this. */
export const bookOf = (pricebookId: string): string => pricebookId.slice(7, 15);

export const writeCatalogs = async (directory: string, products: number, entriesPerProduct: number): Promise<void> => {
  const write = (path: string, source: Generator<string>): Promise<void> =>
    pipeline(Readable.from(source), createGzip({ level: 4 }), createWriteStream(path));
  for (const side of SIDES) {
    const productRow = (at: number): string =>
      `"${idOf('01t', at, side)}","P-${at}","Product ""${at}"", model ${at % 97}","","SKU-${at}","true"\n`;
    const entryRow = (at: number): string => {
      const product = idOf('01t', Math.floor(at / entriesPerProduct), side);
      const price = (at % 5000) + (at % 1000 === 0 && side === 'now' ? 1 : 0);
      return `"${idOf('01u', at, side)}","${idOf('01s', at % entriesPerProduct, side)}","${product}","${price}","true"\n`;
    };
    await write(productsFile(directory, side), rows(PRODUCT_COLUMNS, products, productRow));
    await write(entriesFile(directory, side), rows(ENTRY_COLUMNS, products * entriesPerProduct, entryRow));
  }
};
