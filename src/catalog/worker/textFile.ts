import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Problem } from './problem.ts';

/** A file that is written line by line, however many there are. */
export type TextFile = {
  /** A promise only where something goes to the disk. */
  write(content: string): Promise<void> | undefined;
  end(): Promise<void>;
};

/** Pieces are gathered up to this many characters before they go to the file. */
const PIECE = 65_536;

/**
 * Opens a new file for its owner only.
 *
 * @throws Problem WriteFailed from `write` and `end`: a full disk, a directory that is gone
 */
export const openTextFile = (path: string): TextFile => {
  const stream = createWriteStream(path, { mode: 0o600, flags: 'wx' });
  let failure: Error | undefined;
  stream.on('error', (error) => (failure = error));
  const refuse = (error: unknown): never => {
    throw new Problem('WriteFailed', { path, code: (error as { code?: string }).code ?? 'UNKNOWN' });
  };
  let pending = '';
  const flush = async (): Promise<void> => {
    const piece = pending;
    pending = '';
    if (failure) refuse(failure);
    if (piece !== '' && !stream.write(piece)) await once(stream, 'drain').catch(refuse);
  };
  return {
    write: (content) => {
      pending += content;
      return pending.length >= PIECE ? flush() : undefined;
    },
    end: async () => {
      await flush();
      if (failure) refuse(failure);
      stream.end();
      await once(stream, 'finish').catch(refuse);
    },
  };
};
