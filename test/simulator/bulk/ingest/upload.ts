import { parse } from 'csv-parse';
import { JobFailure } from '../errors.ts';
import type { CsvFormat } from '../format.ts';
import type { UploadedRow } from '../types.ts';

/** The first line of an upload, without a byte order mark and its line ending. */
export function headerLine(content: string): string {
  return /^\uFEFF?([^\r\n]*)/.exec(content)?.[1] ?? '';
}

/** Fails the job where the upload's lines end otherwise than the job says: judged from the first line. */
export function checkLineEnding(content: string, { lineEnding }: CsvFormat): void {
  const first = /\r?\n/.exec(content)?.[0];
  if (first === undefined || first === (lineEnding === 'CRLF' ? '\r\n' : '\n')) return;
  throw new JobFailure(
    `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`
  );
}

/** The lines of an upload, parsed as they are taken; the first is the header. */
export async function* uploadedRows(content: string, format: CsvFormat): AsyncGenerator<UploadedRow> {
  checkLineEnding(content, format);
  const parser = parse({
    bom: true,
    delimiter: format.delimiter,
    record_delimiter: format.newline,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  parser.end(content);
  let width: number | undefined;
  let line = 0;
  try {
    for await (const row of parser as AsyncIterable<UploadedRow>) {
      line += 1;
      width ??= row.length;
      if (row.length > width) {
        throw new JobFailure(`InvalidBatch : Row ${line} has ${row.length} values, the header has ${width}`);
      }
      yield row;
    }
  } catch (error) {
    if (error instanceof JobFailure) throw error;
    throw new JobFailure(`InvalidBatch : Failed to parse CSV: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}
