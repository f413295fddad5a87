import { createHash } from 'node:crypto';
import { MOST_BYTES, OddFile, openFile, piecesOf } from '../files/open.ts';
import type { Downloaded } from '../logik/types.ts';

/**
 * Size and checksum of a file, read as a stream.
 *
 * @param most so many bytes it may have
 * @throws OddFile; a system error
 */
export const measure = async (path: string, most: number = MOST_BYTES.export): Promise<Downloaded> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of piecesOf(path, most)) {
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
    const now = await measure(path, bytes);
    return now.bytes === bytes && now.sha256 === sha256 ? 'intact' : 'changed';
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return 'missing';
    if (error instanceof OddFile) return 'changed';
    throw error;
  }
};

/** The first bytes of a file. */
export const startOf = async (path: string, length: number): Promise<Buffer> => {
  const handle = await openFile(path, MOST_BYTES.export);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};
