import { join } from 'node:path';
import type { NaturalKeys } from '../objects.ts';
import type { JudgedNow, StagedFile } from '../types.ts';
import { openCsvFile } from './csvFile.ts';
import type { CatalogDatabase } from './database.ts';
import { priceBookHealth } from './priceBooks.ts';
import { findRepeated, type Repeated } from './repeatedKeys.ts';

const REPEATED = 'repeated-keys.csv';
const REPEATED_COLUMNS = ['object', 'key', 'id', 'name'] as const;

/** Salesforce itself keeps an entry's product, price book, currency and selling model together unique. */
const UNIQUE = ['Product2Id', 'Pricebook2Id', 'CurrencyIsoCode', 'ProductSellingModelId'];

const toLookAt = (keys: NaturalKeys): string[] => [
  'Product2',
  'Pricebook2',
  // Entries of products that share a key share theirs too, and are named with these. Looking for others takes seconds.
  ...(UNIQUE.every((field) => keys.PricebookEntry.includes(field)) ? [] : ['PricebookEntry']),
];

/** What is to be looked at, and where files go. */
export type JudgeOptions = {
  workspace: string;
  keys: NaturalKeys;
  configurable: string | undefined;
  priceBooks: readonly string[];
  room: StagedFile['room'];
};

/**
 * What is wrong with the catalog by itself: rows that nobody can tell apart, listed in a file, and the health of price
 * books.
 */
export const judgeNow = async (
  database: CatalogDatabase,
  { workspace, keys, configurable, priceBooks, room }: JudgeOptions
): Promise<JudgedNow> => {
  const from = join(workspace, REPEATED);
  const file = openCsvFile(from, REPEATED_COLUMNS);
  const repeated: Repeated[] = [];
  for (const object of toLookAt(keys)) {
    repeated.push(await findRepeated(database, 'now', object, keys.PricebookEntry, (row) => file.add(row)));
  }
  await file.end();
  const isEmpty = repeated.every(({ rows, keyless }) => rows + keyless === 0);
  return {
    repeated,
    health: priceBookHealth(database, 'now', { configurable, named: priceBooks }),
    files: [{ from, room, name: REPEATED, ...(isEmpty ? { isEmpty } : {}) }],
  };
};
