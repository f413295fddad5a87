import { column, table, type CatalogDatabase, type Row, type Side } from './database.ts';
import { readableKey } from './keys.ts';
import { PRODUCT_OPTION } from '../objects.ts';
import { SAMPLE, type Count } from './tally.ts';

/** What users of the quote line editor would stumble over. */
export type PriceBookHealth = {
  /** No price book is the standard one: none was read, for the login may not see it. */
  standard: 'active' | 'inactive' | 'absent';
  /** Price books that refresh.yaml names and that are not there. */
  unknown: string[];
  /** Active products that need an entry in a price book and have no active one, by price book. */
  withoutEntry: Array<{ priceBook: string; count: Count }>;
  /** Active entries in price books that are not active. */
  inInactive: Array<{ priceBook: string; rows: number }>;
  /** True where the bills of material could be read: options count as products that need an entry. */
  options: boolean;
};

type BookRow = Row & { Id: string; Name: string; IsActive: string; IsStandard: string };
type ProductRow = Row & { Id: string; Name: string; natural_key: string | null; configurable: number };

const needingEntry = (database: CatalogDatabase, side: Side, configurable: string | undefined): string => {
  const own = configurable === undefined ? '0' : `(p.${column(configurable)} IS 'true')`;
  const isOption = database.has(side, PRODUCT_OPTION)
    ? ` OR p."Id" IN (SELECT "SBQQ__OptionalSKU__c" FROM ${table(side, PRODUCT_OPTION)})`
    : '';
  return `SELECT p."Id", p."Name", p.natural_key, ${own} AS configurable FROM ${table(side, 'Product2')} p
    WHERE p."IsActive" IS 'true' AND (${own}${isOption})
    AND NOT EXISTS (SELECT 1 FROM ${table(side, 'PricebookEntry')} e
      WHERE e."Product2Id" = p."Id" AND e."Pricebook2Id" = ? AND e."IsActive" IS 'true')
    ORDER BY configurable DESC, p."Name"`;
};

const countOf = (rows: Iterable<ProductRow>): Count => {
  const found: Count = { rows: 0, sample: [] };
  for (const { Id: id, Name: name, natural_key: key, configurable } of rows) {
    found.rows += 1;
    if (found.sample.length < SAMPLE) {
      found.sample.push({
        key: key === null ? '' : readableKey(key),
        id,
        name,
        configurable: configurable === 1,
        note: null,
      });
    }
  }
  return found;
};

/**
 * Looks for what ends in "Attempt to de-reference a null object" in the quote line editor (ServiceNow CPQ docs, "Common
 * Salesforce integration issues"): a product without an active entry, an inactive price book, an inactive standard one.
 *
 * @param configurable the field that says whether Logik configures a product
 * @param named price books, by name, in which every configurable product and option needs an entry besides the standard
 *   one
 */
export const priceBookHealth = (
  database: CatalogDatabase,
  side: Side,
  { configurable, named }: { configurable: string | undefined; named: readonly string[] }
): PriceBookHealth => {
  const books = [
    ...database.rows<BookRow>(`SELECT "Id", "Name", "IsActive", "IsStandard" FROM ${table(side, 'Pricebook2')}`),
  ];
  const standard = books.find(({ IsStandard }) => IsStandard === 'true');
  const needed = books.filter((book) => book === standard || named.includes(book.Name));
  database.run(
    `CREATE INDEX IF NOT EXISTS "${side}_entry_of" ON ${table(side, 'PricebookEntry')} ("Product2Id", "Pricebook2Id", "IsActive")`
  );
  const statement = needingEntry(database, side, configurable);
  const inactive = new Map(books.filter(({ IsActive }) => IsActive !== 'true').map(({ Id, Name }) => [Id, Name]));
  const perBook = database.rows<Row & { book: string; rows: number }>(
    `SELECT "Pricebook2Id" AS book, count(*) AS rows FROM ${table(side, 'PricebookEntry')} WHERE "IsActive" IS 'true' GROUP BY 1`
  );
  const state = standard?.IsActive === 'true' ? 'active' : 'inactive';
  return {
    standard: standard === undefined ? 'absent' : state,
    unknown: named.filter((name) => !books.some((book) => book.Name === name)),
    withoutEntry: needed.map((book) => ({
      priceBook: book.Name,
      count: countOf(database.rows<ProductRow>(statement, book.Id)),
    })),
    inInactive: [...perBook]
      .filter(({ book }) => inactive.has(book))
      .map(({ book, rows }) => ({ priceBook: inactive.get(book) ?? book, rows })),
    options: database.has(side, PRODUCT_OPTION),
  };
};
