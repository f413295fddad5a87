import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
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
  const { code } = error as { code?: string };
  return code ?? (error instanceof z.ZodError ? error.issues[0].message : (error as Error).message);
};

/** The lines of a text that comes in pieces. A line may hold any character but LF: `readline` would end it at others too. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/**
 * The records of a kept file.
 *
 * @throws SfError DamagedRecordsError where the file is gone, was changed, or is not what was written
 */
export const readKept = async (
  directory: string,
  { file, sha256, rows: expected, fields }: KeptObject
): Promise<Row[]> => {
  const path = join(directory, file);
  const damaged = (detail: string): Error => text.error('DamagedRecords', { path, detail });
  const hash = createHash('sha256');
  const rows: Row[] = [];
  try {
    const source = createReadStream(path).on('data', (piece) => hash.update(piece));
    const lines = new PassThrough({ encoding: 'utf8' });
    const unpacked = pipeline(source, createGunzip(), lines);
    unpacked.catch(() => lines.destroy());
    for await (const line of linesOf(lines as AsyncIterable<string>)) {
      if (line !== '') rows.push(respelled(rowSchema.parse(JSON.parse(line)), fields));
    }
    await unpacked;
  } catch (error) {
    throw damaged(detailOf(error));
  }
  if (hash.digest('hex') !== sha256) throw damaged(text.get('detail.checksum'));
  if (rows.length !== expected) throw damaged(text.get('detail.rows', { expected, actual: rows.length }));
  return rows;
};
