import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** The rows of a compressed CSV file, without the header. */
export const eachRow = async (path: string, take: (row: string[]) => void): Promise<void> => {
  const parser = createReadStream(path)
    .pipe(createGunzip())
    .pipe(parse({ from_line: 2 }));
  for await (const row of parser) take(row as string[]);
};

/** ExternalId, else ProductCode, else StockKeepingUnit, else Name. */
export const productKey = ([, code, name, externalId, sku]: string[]): string => externalId || code || sku || name;
