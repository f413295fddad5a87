import { stringify } from 'csv-stringify/sync';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Rows the way the Bulk API spells them: every value in quotes, also an empty one. */
export const csvText = (rows: ReadonlyArray<readonly string[]>): string =>
  stringify(rows as string[][], { quoted: true, quoted_empty: true, record_delimiter: '\n' });

/** What a CSV of these fields starts with. */
export const headerLine = (fields: readonly string[]): string => csvText([fields]);

/** What a text ends with, counted: its whole rows, and whether it ends at the end of one. */
export type RowCount = { rows: number; whole: boolean };

/** Counts the rows of a CSV exactly: line breaks inside quotes end none. */
export const countRows = (text: string): RowCount => {
  let rows = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) quoted = !quoted;
    else if (code === LINE_FEED && !quoted) rows += 1;
  }
  return { rows, whole: text === '' || (!quoted && text.endsWith('\n')) };
};
