import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { KeptObject } from '../kept.ts';
import { csvRows } from './csv.ts';
import { Problem } from './problem.ts';

const damaged = (path: string, detail: string): Problem => new Problem('DamagedCatalog', { path, detail });

/** Counts of rows are part of what is wrong: they travel behind the key. */
export const rowsDetail = (expected: number, actual: number): string => `rows ${expected} ${actual}`;

/**
 * The rows of a kept file, without the header.
 *
 * @throws Problem DamagedCatalog, at the latest after the last row: a file that is gone, cut off, edited or another than
 *   prepare wrote
 */
export const keptRows = async function* (path: string, kept: KeptObject): AsyncGenerator<string[]> {
  const hash = createHash('sha256');
  const source = createReadStream(path);
  source.on('data', (piece) => hash.update(piece));
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  let rows = -1;
  try {
    for await (const row of csvRows(source.pipe(gunzip))) {
      rows += 1;
      if (rows > 0) yield row;
      else if (row.join() !== kept.fields.map(({ name }) => name).join()) throw damaged(path, 'columns');
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code, message } = error as { code?: string; message: string };
    throw damaged(path, code === 'ENOENT' ? 'gone' : message);
  } finally {
    source.destroy();
  }
  if (hash.digest('hex') !== kept.sha256) throw damaged(path, 'checksum');
  if (Math.max(rows, 0) !== kept.rows) throw damaged(path, rowsDetail(kept.rows, Math.max(rows, 0)));
};
