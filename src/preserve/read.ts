import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { MOST_BYTES, OddFile, piecesOf, streamOf } from '../files/open.ts';
import { whyNot } from '../files/why.ts';
import { parseJson } from '../literal/json.ts';
import { loadText } from '../text.ts';
import type { KeptObject } from './kept.ts';
import { respelled, type Row } from './row.ts';

const text = loadText('preserve');

const rowSchema = z.strictObject({
  id: z.string(),
  values: z.record(z.string(), z.string()),
  refs: z.record(z.string(), z.array(z.string())),
});

const detailOf = (error: unknown): string => {
  if (error instanceof z.ZodError) return error.issues[0].message;
  return (error as { code?: string }).code === undefined ? (error as Error).message : whyNot(error);
};

/**
 * In characters: all long texts of one object together have 1.6 million (Salesforce, "Custom Field Allocations Per
 * Object"), and JSON spells one with six at most.
 */
const LONGEST_LINE = 16 * 1024 * 1024;

/** The lines of a text that comes in pieces. A line may hold any character but LF: `readline` would end it at others too. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const [first, ...lines] = piece.split('\n');
    rest.push(first);
    length += first.length;
    if (length > LONGEST_LINE) throw new RangeError(text.get('detail.line'));
    if (lines.length === 0) continue;
    yield rest.join('');
    rest = [lines.pop() ?? ''];
    length = rest[0].length;
    yield* lines;
  }
  if (length > 0) yield rest.join('');
}

/** The checksum of a file, before anything in it is unpacked: a small file may unpack to more than any disk holds. */
const checksumOf = async (path: string, most: number): Promise<string> => {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(path, most)) hash.update(piece);
  return hash.digest('hex');
};

/**
 * The records of a kept file.
 *
 * @throws SfError DamagedRecordsError where the file is gone, was changed, or is not what was written
 */
export const readKept = async (
  directory: string,
  { file, bytes, sha256, rows: expected, fields }: KeptObject
): Promise<Row[]> => {
  const path = join(directory, file);
  const damaged = (detail: string): Error => text.error('DamagedRecords', { path, detail });
  const rows: Row[] = [];
  let isSame = false;
  try {
    isSame = (await checksumOf(path, Math.min(bytes, MOST_BYTES.kept))) === sha256;
  } catch (error) {
    if (!(error instanceof OddFile && error.code === 'ETOOLARGE')) throw damaged(detailOf(error));
  }
  if (!isSame) throw damaged(text.get('detail.checksum'));
  try {
    const source = streamOf(path, bytes);
    const lines = new PassThrough({ encoding: 'utf8' });
    const unpacked = pipeline(source, createGunzip(), lines);
    unpacked.catch(() => lines.destroy());
    for await (const line of linesOf(lines as AsyncIterable<string>)) {
      if (line === '') continue;
      rows.push(respelled(rowSchema.parse(parseJson(line)), fields));
      if (rows.length > expected) throw new RangeError(text.get('detail.more', { expected }));
    }
    await unpacked;
  } catch (error) {
    throw damaged(detailOf(error));
  }
  if (rows.length !== expected) throw damaged(text.get('detail.rows', { expected, actual: rows.length }));
  return rows;
};
