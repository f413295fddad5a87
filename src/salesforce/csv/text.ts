import { stringify } from 'csv-stringify/sync';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Rows the way the Bulk API spells them: every value in quotes, also an empty one. */
export const csvText = (rows: ReadonlyArray<readonly string[]>): string =>
  stringify(rows as string[][], { quoted: true, quoted_empty: true, record_delimiter: '\n' });

/** What a CSV of these fields starts with. */
export const headerLine = (fields: readonly string[]): string => csvText([fields]);

/** How many whole rows there are, and whether they are all there is. */
export type RowCount = { rows: number; whole: boolean };

/**
 * Counts the rows of a CSV exactly: line breaks inside quotes end none. In UTF-8 no byte of any other character looks
 * like a quote or a line break.
 */
export const countRows = (csv: Uint8Array): RowCount => {
  let rows = 0;
  let quoted = false;
  for (let index = 0; index < csv.length; index += 1) {
    const code = csv[index];
    if (code === QUOTE) quoted = !quoted;
    else if (code === LINE_FEED && !quoted) rows += 1;
  }
  return { rows, whole: csv.length === 0 || (!quoted && csv.at(-1) === LINE_FEED) };
};
