import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isRunning } from '../running.ts';
import { loadText } from '../text.ts';

const text = loadText('refresh');

/** Who holds the lock: a process, since when (ISO 8601, UTC). */
const holderSchema = z.object({ pid: z.int().positive(), at: z.iso.datetime() });
type Holder = z.infer<typeof holderSchema>;

/** A holder that is gone twice in a row was replaced in between: somebody else is faster. */
const ATTEMPTS = 3;

/** What this very process locks: a file with its pid that was there before is of an earlier process. */
const held = new Set<string>();

export const lockPath = (directory: string): string => join(directory, '.lock');

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'UNKNOWN';

const holderIn = (content: string): Holder | undefined => {
  try {
    return holderSchema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
};

const readHolder = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw text.error('FileUnreadable', { path, code: codeOf(error) });
  }
};

/** True where the lock was created; false where there is one. */
const create = async (path: string): Promise<boolean> => {
  const holder: Holder = { pid: process.pid, at: new Date().toISOString() };
  try {
    await writeFile(path, `${JSON.stringify(holder)}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw text.error('OutputNotWritable', { path, code: codeOf(error) });
  }
};

/** Takes away the lock of a process that is gone, and only that one: a new holder's lock is put back. */
const clear = async (path: string, stale: string): Promise<void> => {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw text.error('OutputNotWritable', { path, code: codeOf(error) });
  }
  if ((await readFile(aside, 'utf8')) === stale) await rm(aside, { force: true });
  else await rename(aside, path);
};

const inProgress = async (path: string): Promise<Error> => {
  const { pid = '?', at = '?' } = holderIn((await readHolder(path)) ?? '') ?? {};
  return text.error('RunInProgress', { path, pid, at });
};

const acquire = async (path: string): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await create(path)) return;
    const content = await readHolder(path);
    if (content === undefined) continue;
    const holder = holderIn(content);
    if (!holder || (holder.pid !== process.pid && isRunning(holder.pid))) break;
    await clear(path, content);
  }
  throw await inProgress(path);
};

/**
 * Does the work while no other run writes with this refresh directory. The lock of a process that is gone is taken over.
 *
 * @throws SfError RunInProgressError; whatever the work throws
 */
export const locked = async <T>(directory: string, work: () => Promise<T>): Promise<T> => {
  const path = lockPath(directory);
  if (held.has(path)) throw await inProgress(path);
  held.add(path);
  try {
    await acquire(path);
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    held.delete(path);
  }
};
