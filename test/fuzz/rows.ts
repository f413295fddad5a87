import type { CsvReader } from '../../src/catalog/worker/csv.ts';

/** All rows of a text that comes in these pieces. */
export const rowsInto = (reader: CsvReader, pieces: readonly Buffer[]): string[][] => [
  ...pieces.flatMap((piece) => reader.rows(piece)),
  ...reader.end(),
];
