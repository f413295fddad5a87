import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import { MOST_BYTES, OddFile, streamOf } from '../../files/open.ts';
import type { KeptObject } from '../kept.ts';
import { openCsv } from './csv.ts';
import { Problem } from './problem.ts';

const damaged = (path: string, detail: string): Problem => new Problem('DamagedCatalog', { path, detail });

/** Counts of rows are part of what is wrong: they travel behind the key. */
export const rowsDetail = (expected: number, actual: number): string => `rows ${expected} ${actual}`;

/** Larger pieces than zlib's own: each is read at once. */
const PIECE_BYTES = 262_144;

/**
 * The rows of a kept file, without the header, as many at a time as come together.
 *
 * @throws Problem DamagedCatalog, at the latest after the last row: a file that is gone, cut off, edited or another than
 *   prepare wrote
 */
export const keptRows = async function* (path: string, kept: KeptObject): AsyncGenerator<string[][]> {
  const hash = createHash('sha256');
  const source = streamOf(path, MOST_BYTES.kept);
  source.on('data', (piece: Buffer) => hash.update(piece));
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  const csv = openCsv();
  const header = kept.fields.map(({ name }) => name).join();
  let rows = -1;
  const counted = (found: string[][]): string[][] => {
    const isFirst = rows < 0 && found.length > 0;
    if (isFirst && found[0].join() !== header) throw damaged(path, 'columns');
    rows += found.length;
    // A small file may unpack to more than any disk holds.
    if (rows > kept.rows) throw damaged(path, rowsDetail(kept.rows, rows));
    return isFirst ? found.slice(1) : found;
  };
  try {
    for await (const piece of source.pipe(gunzip)) yield counted(csv.rows(piece as Buffer));
    yield counted(csv.end());
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code, message } = error as { code?: string; message: string };
    if (error instanceof OddFile) throw damaged(path, error.code === 'ETOOLARGE' ? 'checksum' : error.code);
    throw damaged(path, code === 'ENOENT' ? 'gone' : message);
  } finally {
    source.destroy();
  }
  if (hash.digest('hex') !== kept.sha256) throw damaged(path, 'checksum');
  if (Math.max(rows, 0) !== kept.rows) throw damaged(path, rowsDetail(kept.rows, Math.max(rows, 0)));
};
