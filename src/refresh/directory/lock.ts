import { existsSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Held, takeLock, thisProcess, type Hold, type Holder } from '../../files/lock.ts';
import { sweepLeftovers } from '../../files/own.ts';
import { loadText } from '../../text.ts';
import { notWritable } from './files.ts';

const text = loadText('refresh');

/** What this very process locks. */
const held = new Set<string>();

export const lockPath = (directory: string): string => join(directory, '.lock');

const inProgress = (path: string, { pid, at, host = hostname() }: Partial<Holder> = {}): Error =>
  text.error('RunInProgress', { path, pid: pid ?? '?', at: at ?? '?', host });

const take = async (path: string, holder: Holder): Promise<Hold> => {
  try {
    return await takeLock(path, holder);
  } catch (error) {
    if (error instanceof Held) throw inProgress(path, error.holder);
    throw notWritable(path, error);
  }
};

/**
 * The one place where what killed runs left goes: whoever enters a refresh directory to write, with its lock or without,
 * takes it away, and no file that is written looks for it again. Of another directory, which a person named, what is
 * below it is none of our business.
 */
const tidy = async (directory: string, others: readonly string[] = []): Promise<void> => {
  await Promise.all([sweepLeftovers(directory), ...others.map((other) => sweepLeftovers(other, 0))]);
};

/**
 * Does work that writes what no other run reads, beside whoever holds the lock.
 *
 * @param others directories that are written to besides
 */
export const unlocked = async <T>(directory: string, others: readonly string[], work: () => Promise<T>): Promise<T> => {
  await tidy(directory, others);
  return work();
};

/**
 * Does the work while no other run writes with this refresh directory. The lock of a run that is gone is taken over, as
 * {@link takeLock} does it.
 *
 * @param others directories that are written to besides
 * @throws SfError RunInProgressError, OutputNotWritableError; whatever the work throws
 */
export const locked = async <T>(
  directory: string,
  work: () => Promise<T>,
  others: readonly string[] = []
): Promise<T> => {
  const path = lockPath(directory);
  // However the directory is spelled: within one process its number tells nothing.
  const real = existsSync(directory) ? realpathSync(directory) : directory;
  if (held.has(real)) throw inProgress(path, { pid: process.pid });
  held.add(real);
  try {
    const { release } = await take(path, await thisProcess());
    try {
      await tidy(directory, others);
      return await work();
    } finally {
      await release();
    }
  } finally {
    held.delete(real);
  }
};
