import { parse } from 'csv-parse/sync';
import { decoded } from '../salesforce/bytes.ts';
import type { CsvPage } from '../salesforce/types.ts';

/** The rows of a query's answer, page by page: whole rows are in each, the header in the first. */
export async function* cellsOf(pages: AsyncIterable<CsvPage>): AsyncGenerator<string[]> {
  let header = true;
  for await (const { bytes } of pages) {
    const rows = parse(decoded(bytes));
    for (const row of header ? rows.slice(1) : rows) yield row;
    header = false;
  }
}
