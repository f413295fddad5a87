import { pick, seeded } from '../scenario/seeded.ts';

/** The rows of a table; `from` reads them from a position on. */
export type TableRows = { readonly size: number; from(start: number): Iterable<string[]> };

const WORDS = ['EMEA', 'AMER', 'APAC', 'Compact', 'Marine', 'Heavy Duty', 'Cleanroom', 'Direct', 'Partner'];

/** So many rows that are computed from their position: the same name, columns and number make the same rows. */
export function generatedRows(
  table: string,
  columns: ReadonlyArray<{ name: string; type: 'text' | 'number' }>,
  size: number
): TableRows {
  const cell = (name: string, type: 'text' | 'number', position: number): string => {
    const word = `${table}.${name}`;
    if (type === 'number') return String((seeded(position, word) % 100_000) / 100);
    return `${pick(WORDS, position, word)} ${position + 1}`;
  };
  return {
    size,
    *from(start) {
      for (let position = start; position < size; position += 1) {
        yield columns.map(({ name, type }) => cell(name, type, position));
      }
    },
  };
}
