import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRunning } from '../running.ts';
import { loadText } from '../text.ts';

const text = loadText('catalog');

const PREFIX = '.work.';
/** Only the owner may read what is kept of an org. */
const DIRECTORY_MODE = 0o700;

/** What this very process uses: another workspace with its ID is of an earlier process, as in a container. */
const held = new Set<string>();

/** What a run that was cut off left behind. */
const leftovers = async (directory: string): Promise<string[]> =>
  (await readdir(directory))
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => ({ path: join(directory, name), pid: Number(name.split('.')[2]) }))
    .filter(({ path, pid }) => !held.has(path) && (pid === process.pid || !isRunning(pid)))
    .map(({ path }) => path);

/** A directory of this run, and the outermost directory that had to be created for it. */
export type Workspace = { path: string; created: string; onExit: () => void };

/**
 * A directory for files of this run, beside those that they may become: a rename does not cross file systems.
 *
 * @throws SfError WorkspaceError
 */
export const openWorkspace = async (directory: string): Promise<Workspace> => {
  const path = join(directory, `${PREFIX}${process.pid}.${randomBytes(4).toString('hex')}`);
  held.add(path);
  try {
    const created = (await mkdir(path, { recursive: true, mode: DIRECTORY_MODE })) ?? path;
    await Promise.all((await leftovers(directory)).map((old) => rm(old, { recursive: true, force: true })));
    // Ctrl-C ends the process before anything else could remove it.
    const onExit = (): void => rmSync(path, { recursive: true, force: true });
    process.once('exit', onExit);
    return { path, created, onExit };
  } catch (error) {
    held.delete(path);
    throw text.error('Workspace', { path: directory, code: (error as { code?: string }).code ?? 'UNKNOWN' });
  }
};

/** Removes the workspace, and the directories above it that were created for it and that nobody put anything into. */
export const closeWorkspace = async ({ path, created, onExit }: Workspace): Promise<void> => {
  process.off('exit', onExit);
  await rm(path, { recursive: true, force: true });
  held.delete(path);
  try {
    for (let parent = dirname(path); parent.length >= created.length; parent = dirname(parent)) await rmdir(parent);
  } catch {
    // Not empty: it is in use.
  }
};
