import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse } from 'csv-parse';
import { MOST_BYTES, streamOf } from '../../../files/open.ts';
import { codeOf } from '../../../files/standing.ts';
import { isSfError, loadText } from '../../../text.ts';
import { utf8Only } from '../../../textFile.ts';
import { nothing, type Found, type Texts } from './sources.ts';

const text = loadText('checklist.stale-ids');

/** Where exports of Logik's managed tables are put, inside the refresh directory. */
const ROOM = ['preserved', 'logik'];

/** A row that is longer than this is a quote that was never closed. */
const MAX_ROW = 4 * 1024 * 1024;

/** A file that cannot be read, or is no CSV: only that file suffers. */
export class ExportError extends Error {}

/** The rows of a CSV file as they come; the first row holds the names of its columns. */
async function* rowsOf(path: string): AsyncGenerator<Texts> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: MAX_ROW });
  const fail = (error: Error): unknown => parser.destroy(error);
  const file = streamOf(path, MOST_BYTES.export).on('error', fail);
  const checked = file.pipe(utf8Only(path)).on('error', fail);
  try {
    let columns: string[] | undefined;
    let number = 0;
    for await (const values of checked.pipe(parser) as AsyncIterable<string[]>) {
      number += 1;
      if (columns === undefined) {
        columns = values;
        continue;
      }
      const names = columns;
      const cells = values.map((value, index): [string, string] => [names[index] || String(index + 1), value]);
      yield { row: { kind: 'number', name: String(number) }, cells };
    }
  } catch (error) {
    if (isSfError(error)) throw new ExportError(error.message);
    // The parser quotes the row in its message, and a row may hold anything: only the code is told.
    throw new ExportError(text.get('reason.noCsv', { code: codeOf(error) }));
  } finally {
    file.destroy();
  }
}

/** The exports of Logik's managed tables in a refresh directory; none where there are none. */
export const findExports = async (directory: string): Promise<Found> => {
  const room = join(directory, ...ROOM);
  try {
    const entries = await readdir(room, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile() && /\.csv$/i.test(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
    const nameOf = (path: string): string => relative(directory, path).replaceAll('\\', '/');
    return {
      sources: paths.map((path) => ({ kind: 'exports', object: nameOf(path), rows: rowsOf(path) })),
      unreadable: [],
    };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return nothing;
    return {
      sources: [],
      unreadable: [{ name: ROOM.join('/'), reason: text.get('reason.noFolder', { code: codeOf(error) }) }],
    };
  }
};
