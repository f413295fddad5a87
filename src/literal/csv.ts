import { stringify, type Options } from 'csv-stringify/sync';
import { harmless } from './printable.ts';

export type CsvCell = string | number | boolean | null | undefined;

/** What a spreadsheet takes for the beginning of a formula, in the width of any script, also behind blanks. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/**
 * A text in a cell that no spreadsheet runs: an apostrophe before it says that it is text. Its line breaks stay, which a
 * quoted cell may hold (RFC 4180); nothing else that steers a terminal does.
 */
export const cellText = (value: string): string => {
  const shown = value.split('\r\n').map(harmless).join('\r\n');
  return FORMULA.test(shown) ? `'${shown}` : shown;
};

/** Rows as CSV for people: what is in them comes from orgs. (What is uploaded to an org is written elsewhere, exactly.) */
export const csvLines = (rows: ReadonlyArray<readonly CsvCell[]>, options: Pick<Options, 'quoted'> = {}): string =>
  stringify(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cellText(cell) : cell))),
    { ...options, cast: { boolean: String } }
  );
