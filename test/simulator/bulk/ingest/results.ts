import { Readable } from 'node:stream';
import { csvLine } from '../format.ts';
import type { CsvFormat } from '../format.ts';
import type { IngestJob, UploadedRow } from '../types.ts';

const BATCH = 500;

export type ResultKind = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

/** One of the three results of an upload: two columns more where rows were processed, then the upload's own. */
export function ingestResult(job: IngestJob, kind: ResultKind): Readable {
  const { format, header } = job;
  const { delimiter, newline } = format;
  const head = (columns: string[]): string =>
    columns.map((name) => `"${name}"${delimiter}`).join('') + header + newline;
  if (kind === 'successfulResults') {
    const rows = job.successful.map(({ id, created, row }) => [id, String(created), ...row]);
    return written(head(['sf__Id', 'sf__Created']), rows, format);
  }
  if (kind === 'failedResults') {
    const rows = job.failures.map(({ error, row }) => ['', error, ...row]);
    return written(head(['sf__Id', 'sf__Error']), rows, format);
  }
  // An upload that nobody began with is given back as it came.
  if (job.content !== undefined) return Readable.from([Buffer.from(job.content)], { objectMode: false });
  return written(head([]), job.unprocessed, format);
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
