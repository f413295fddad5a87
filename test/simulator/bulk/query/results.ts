import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { invalidLocator } from '../errors.ts';
import { csvLine } from '../format.ts';
import type { CsvFormat } from '../format.ts';
import type { QueryJob } from '../types.ts';
import type { QueryResult } from './plan.ts';
import type { BulkColumn } from './readers.ts';

/** Rows that are read and written at a time: a few milliseconds of work, some ten kilobytes of text. */
const BATCH = 500;

/** A page of a result: header line, then `count` rows from `start` on, written as they are fetched. */
export function pageOf(
  columns: BulkColumn[],
  result: QueryResult,
  format: CsvFormat,
  { start, count }: { start: number; count: number }
): Readable {
  const row = rowWriter(columns, format);
  async function* lines(): AsyncGenerator<Buffer> {
    yield Buffer.from(
      csvLine(
        columns.map(({ name }) => name),
        format
      )
    );
    let text = '';
    let done = 0;
    for (const record of result.from(start)) {
      if (done === count) break;
      text += row(record);
      done += 1;
      if (done % BATCH > 0) continue;
      yield Buffer.from(text);
      text = '';
      // Other requests are answered between two pieces.
      await nextTurn();
    }
    yield Buffer.from(text);
  }
  return Readable.from(lines(), { objectMode: false, highWaterMark: 256 * 1024 });
}

function rowWriter(columns: BulkColumn[], { delimiter, newline }: CsvFormat): (record: { Id: string }) => string {
  const writers = columns.map(({ write }) => write);
  const [first = (): string => '', ...others] = writers;
  const between = `"${delimiter}"`;
  const end = `"${newline}`;
  return (record) => {
    let line = `"${first(record)}`;
    for (const write of others) line += between + write(record);
    return line + end;
  };
}

/** Where a page begins; the form is that of real locators. */
export function locatorAt({ resultId }: QueryJob, start: number): string {
  return Buffer.from(`0:${resultId}:${start}`).toString('base64url');
}

/** The row that a locator stands for. */
export function startOf({ resultId, result }: QueryJob, locator: string): number {
  const [, id, start = ''] = /^0:(\w{18}):(\d{1,9})$/.exec(Buffer.from(locator, 'base64url').toString()) ?? [];
  if (id !== resultId || Number(start) >= (result?.total ?? 0)) throw invalidLocator();
  return Number(start);
}
