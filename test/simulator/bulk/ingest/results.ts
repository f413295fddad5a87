import { Readable } from 'node:stream';
import { csvLine, quoted } from '../format.ts';
import type { CsvFormat } from '../format.ts';
import { uploadedRows } from './upload.ts';
import type { IngestJob, UploadedRow } from '../types.ts';

const BATCH = 500;

export type ResultKind = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

/** One of the three results of an upload: two columns more where rows were processed, then the upload's own. */
export function ingestResult(job: IngestJob, kind: ResultKind): Readable {
  const { format, header } = job;
  const { delimiter } = format;
  const own = header.split(delimiter).map((name) => name.replace(/^"(.*)"$/, '$1'));
  const head = (columns: string[]): string => csvLine([...columns, ...own], format);
  if (kind === 'successfulResults') {
    const rows = job.successful.map(({ id, created, row }) => [id, String(created), ...row]);
    return written(head(['sf__Id', 'sf__Created']), rows, format);
  }
  if (kind === 'failedResults') {
    const rows = job.failures.map(({ error, row }) => ['', error, ...row]);
    return written(head(['sf__Id', 'sf__Error']), rows, format);
  }
  // Recorded: of an upload that nobody began with too, its rows come back as the org writes them, not as they came.
  const { content } = job;
  return unprocessed(head([]), content === undefined ? job.unprocessed : rowsOf(content, format), format);
}

/** The rows of an upload; of one that is no CSV, what came. */
async function* rowsOf(content: string, format: CsvFormat): AsyncGenerator<UploadedRow> {
  let isHeader = true;
  try {
    for await (const row of uploadedRows(content, format)) {
      if (!isHeader) yield row;
      isHeader = false;
    }
  } catch {
    yield [content];
  }
}

/** Recorded: numbers without quotes, and no line end after the last row. */
function unprocessed(
  head: string,
  rows: Iterable<UploadedRow> | AsyncIterable<UploadedRow>,
  format: CsvFormat
): Readable {
  const { delimiter, newline } = format;
  const line = (row: UploadedRow): string =>
    row.map((value) => (/^-?\d+(\.\d+)?$/.test(value) ? value : quoted(value))).join(delimiter);
  async function* lines(): AsyncGenerator<Buffer> {
    let before = head;
    for await (const row of rows) {
      yield Buffer.from(before + line(row));
      before = newline;
    }
    if (before === head) yield Buffer.from(head);
  }
  return Readable.from(lines(), { objectMode: false });
}

function written(head: string, rows: UploadedRow[], format: CsvFormat): Readable {
  function* lines(): Generator<Buffer> {
    yield Buffer.from(head);
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = rows.slice(at, at + BATCH).map((row) => csvLine(row, format));
      yield Buffer.from(batch.join(''));
    }
  }
  return Readable.from(lines(), { objectMode: false });
}
