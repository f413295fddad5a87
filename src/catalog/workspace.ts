import { rmSync } from 'node:fs';
import { mkdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownName, sweepLeftovers } from '../files/own.ts';
import { DIRECTORY_MODE } from '../files/standing.ts';
import { whyNot } from '../files/why.ts';
import { loadText } from '../text.ts';

const text = loadText('catalog');

/** A directory of this run, and the outermost directory that had to be created for it. */
export type Workspace = { path: string; created: string; onExit: () => void };

/** Nobody may write there: the directory is to be read only, or its disk is. */
const isReadOnly = (error: unknown): boolean =>
  ['EACCES', 'EPERM', 'EROFS'].includes((error as { code?: string }).code ?? '');

/**
 * A directory for files of this run, beside those that they may become: a rename does not cross file systems. Beside a
 * directory that is read only nothing will become of them, and they are where the machine has room for such files.
 *
 * @throws SfError WorkspaceError
 */
export const openWorkspace = async (directory: string): Promise<Workspace> => {
  try {
    return await workspaceIn(directory);
  } catch (error) {
    if (!isReadOnly(error) || directory === tmpdir())
      throw text.error('Workspace', { path: directory, code: whyNot(error) });
    return openWorkspace(tmpdir());
  }
};

const workspaceIn = async (directory: string): Promise<Workspace> => {
  const path = join(directory, ownName('work'));
  const created = (await mkdir(path, { recursive: true, mode: DIRECTORY_MODE })) ?? path;
  await sweepLeftovers(directory, 0);
  // Ctrl-C ends the process before anything else could remove it.
  const onExit = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', onExit);
  return { path, created, onExit };
};

/** Removes the workspace, and the directories above it that were created for it and that nobody put anything into. */
export const closeWorkspace = async ({ path, created, onExit }: Workspace): Promise<void> => {
  process.off('exit', onExit);
  await rm(path, { recursive: true, force: true });
  try {
    for (let parent = dirname(path); parent.length >= created.length; parent = dirname(parent)) await rmdir(parent);
  } catch {
    // Not empty: it is in use.
  }
};
