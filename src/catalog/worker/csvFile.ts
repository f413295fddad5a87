import { csvLines } from '../../literal/csv.ts';
import { openTextFile } from './textFile.ts';

type Value = string | number | boolean | null;

/** A CSV file that is written record by record. */
export type CsvFile<K extends string> = {
  add(record: Readonly<Record<K, Value>>): Promise<void> | undefined;
  end(): Promise<void>;
};

/** Lines are made this many at a time: one by one takes ten times as long. */
const BATCH = 1000;

/**
 * Opens a new CSV file with a header. A value that begins as a formula gets an apostrophe before it, so that no
 * spreadsheet runs it.
 *
 * @throws Problem WriteFailed from `add` and `end`
 */
export const openCsvFile = <K extends string>(path: string, columns: readonly K[]): CsvFile<K> => {
  const file = openTextFile(path);
  let lines: Value[][] = [[...columns]];
  const flush = (): Promise<void> | undefined => {
    const text = csvLines(lines);
    lines = [];
    return file.write(text);
  };
  return {
    add: (record) => {
      lines.push(columns.map((name) => record[name]));
      return lines.length >= BATCH ? flush() : undefined;
    },
    end: async () => {
      if (lines.length > 0) await flush();
      await file.end();
    },
  };
};
