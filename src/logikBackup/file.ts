import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Downloaded } from '../logik/types.ts';

/** Size and checksum of a file, read as a stream. */
export const measure = async (path: string): Promise<Downloaded> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
};

/** Whether a file is there and is what it was. */
export const isIntact = async (
  path: string,
  { bytes, sha256 }: Downloaded
): Promise<'intact' | 'missing' | 'changed'> => {
  try {
    const now = await measure(path);
    return now.bytes === bytes && now.sha256 === sha256 ? 'intact' : 'changed';
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return 'missing';
    throw error;
  }
};

/** The first bytes of a file. */
export const startOf = async (path: string, length: number): Promise<Buffer> => {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};
