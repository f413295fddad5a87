import { createHash } from 'node:crypto';
import { parse } from 'csv-parse';
import { MOST_BYTES, streamOf } from '../files/open.ts';
import { loadText } from '../text.ts';

const text = loadText('logikBackup');

/** What a file says, whatever the order in which it says it. */
export type Content = { rows: number; digest: string };

/** Columns that Logik keeps itself: every import gives them anew. */
const OWN = ['ID', 'DATE_CREATED', 'DATE_MODIFIED'];

/** One row may be so long, in bytes: a file that is no CSV must not fill the memory. */
const LONGEST_ROW = 16 * 1024 * 1024;

const hashOf = (cells: readonly string[]): Buffer => createHash('sha256').update(JSON.stringify(cells)).digest();

/** Positions of the columns that people fill, by their names. */
const columnsOf = (header: readonly string[]): number[] => {
  const own = OWN.every((name) => header.includes(name)) ? OWN : [];
  return [...header.keys()]
    .filter((at) => !own.includes(header[at]))
    .sort((one, other) => (header[one] < header[other] ? -1 : header[one] > header[other] ? 1 : 0));
};

/** What is wrong with a file that is no CSV: the parser quotes rows in its message, so only its code is told. */
const notCsv = (error: unknown): unknown => {
  const { syscall, code } = error as { syscall?: string; code?: string };
  return syscall === undefined ? text.error('NotCsv', { detail: code ?? 'CSV' }) : error;
};

/**
 * Reads the CSV of a managed table and tells the checksum of each row; cells are in the order of their columns' names.
 *
 * @returns the names of the columns in that order
 * @throws SfError NotCsvError, also where the last row is shorter than the header
 */
const eachRow = async (path: string, onRow: (hash: Buffer) => void): Promise<string[]> => {
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: LONGEST_ROW });
  const file = streamOf(path, MOST_BYTES.export);
  file.on('error', (error) => parser.destroy(error)).pipe(parser);
  let header: string[] | undefined;
  let order: number[] = [];
  let width = Infinity;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (header === undefined) {
        header = cells;
        order = columnsOf(header);
      } else if (header.length === 1 || cells.length > 1 || cells[0] !== '') {
        width = cells.length;
        onRow(hashOf([...order.map((at) => cells[at] ?? ''), ...cells.slice(header.length)]));
      }
    }
  } catch (error) {
    throw notCsv(error);
  } finally {
    file.destroy();
  }
  // A download that ends early ends within a row: what is behind it is not there, and nobody could tell how much.
  if (header !== undefined && width < header.length) throw text.error('NotCsv', { detail: text.get('csv.cut') });
  return order.map((at) => header?.[at] ?? '');
};

/**
 * The names of the columns that people fill, in the order of the file.
 *
 * @throws SfError NotCsvError
 */
export const columnNames = async (path: string): Promise<string[]> => {
  const file = streamOf(path, MOST_BYTES.export);
  const parser = parse({ bom: true, to: 1, max_record_size: LONGEST_ROW });
  file.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const header of parser as AsyncIterable<string[]>) {
      const own = OWN.every((name) => header.includes(name)) ? OWN : [];
      return header.filter((name) => !own.includes(name));
    }
    return [];
  } catch (error) {
    throw notCsv(error);
  } finally {
    file.destroy();
  }
};

/** Rows of a managed table and the checksum of all of them together. */
export const tableContent = async (path: string): Promise<Content> => {
  let rows = 0;
  let sum = 0n;
  const columns = await eachRow(path, (hash) => {
    rows += 1;
    // A sum does not tell in which order the rows came, and counts those that repeat.
    sum = BigInt.asUintN(256, sum + BigInt(`0x${hash.toString('hex')}`));
  });
  return { rows, digest: hashOf([...columns, String(rows), sum.toString(16)]).toString('hex') };
};

/**
 * How many rows one table has that the other lacks, both ways; a row that repeats counts as often. Rows under other
 * columns are other rows.
 */
export const rowDifference = async (backup: string, present: string): Promise<{ extra: number; lacking: number }> => {
  const kept = new Map<string, number>();
  const keyOf = (hash: Buffer): string => hash.toString('latin1', 0, 16);
  await eachRow(backup, (hash) => {
    kept.set(keyOf(hash), (kept.get(keyOf(hash)) ?? 0) + 1);
  });
  let extra = 0;
  await eachRow(present, (hash) => {
    const left = kept.get(keyOf(hash)) ?? 0;
    if (left === 0) extra += 1;
    else kept.set(keyOf(hash), left - 1);
  });
  const lacking = [...kept.values()].reduce((sum, left) => sum + left, 0);
  return { extra, lacking };
};
