import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** What stands where a file is expected, or that it is too large for what it is: codes as those of a file system. */
export type OddCode = 'EISDIR' | 'EISPIPE' | 'EISSOCKET' | 'EISDEVICE' | 'ETOOLARGE';

/**
 * Something that is not read. It has a `code` as the errors of a file system have one, and no words: the catalog's worker
 * reads files too, and loads no messages.
 */
export class OddFile extends Error {
  public readonly syscall = 'open';
  public readonly code: OddCode;
  /** How many bytes are taken at most, where it has more. */
  public readonly most: number;
  public constructor(code: OddCode, path: string, most = 0) {
    super(`${code}: ${path}`);
    this.code = code;
    this.most = most;
  }
}

const MB = 1024 * 1024;

/** How many bytes a file of a kind may have. More is nothing that this plugin or a person wrote. */
export const MOST_BYTES = {
  /** refresh.yaml: people write it. */
  answers: 4 * MB,
  /** baseline.json, manifests, attestations, reports. */
  record: 128 * MB,
  journal: 256 * MB,
  draft: MB,
  lock: 4096,
  /** Templates for the support case, .gitattributes. */
  text: MB,
  /** An export of Logik: as much as is downloaded at most. */
  export: 2048 * MB,
  /** A compressed file of kept records or of the catalog. */
  kept: 2048 * MB,
} as const;

type Kind = { isDirectory(): boolean; isFIFO(): boolean; isSocket(): boolean; isFile(): boolean };

const oddCode = (kind: Kind): OddCode | undefined => {
  if (kind.isFile()) return undefined;
  if (kind.isDirectory()) return 'EISDIR';
  if (kind.isFIFO()) return 'EISPIPE';
  return kind.isSocket() ? 'EISSOCKET' : 'EISDEVICE';
};

/**
 * Opens a file to read, and nothing but a file: a named pipe would keep whoever opens it waiting, a device may have no
 * end. It is looked at before and after it is opened, and opened without waiting, for it may be replaced in between.
 *
 * @param most so many bytes it may have
 * @throws OddFile; a system error
 */
export const openFile = async (path: string, most: number): Promise<FileHandle> => {
  const before = oddCode(await stat(path));
  if (before) throw new OddFile(before, path);
  // Windows knows no such flag.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const now = await handle.stat();
    const after = oddCode(now);
    if (after) throw new OddFile(after, path);
    if (now.size > most) throw new OddFile('ETOOLARGE', path, most);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
};

/** The pieces of a file, for `for await`; it may grow while it is read, and some files do not tell their size. */
export async function* piecesOf(path: string, most: number): AsyncGenerator<Buffer> {
  const handle = await openFile(path, most);
  let bytes = 0;
  try {
    for await (const piece of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > most) throw new OddFile('ETOOLARGE', path, most);
      yield piece;
    }
  } finally {
    await handle.close();
  }
}

/**
 * All bytes of a file.
 *
 * @throws as {@link openFile}
 */
export const bytesOf = async (path: string, most: number): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of piecesOf(path, most)) pieces.push(piece);
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
};

/** The same as a stream; what is wrong comes as its error. */
export const streamOf = (path: string, most: number): Readable =>
  Readable.from(piecesOf(path, most), { objectMode: false });
