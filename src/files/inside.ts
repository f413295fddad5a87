import { constants } from 'node:fs';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { loadText } from '../text.ts';
import { DIRECTORY_MODE, FILE_MODE, standingAt } from './standing.ts';

const text = loadText('files');

/** True where a path is a directory or below it, as it is spelled. */
export const isWithin = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
};

/**
 * Makes the directories between a root and a path where they are missing. How the root itself is reached is its owner's
 * business; below it no link is followed, for a repository may bring links that nobody made on this machine.
 *
 * @returns the path
 * @throws SfError OutsideError, LinkInsideError; a system error
 */
export const directoryInside = async (root: string, path: string): Promise<string> => {
  if (!isWithin(root, path)) throw text.error('Outside', { path, root });
  await mkdir(root, { recursive: true, mode: DIRECTORY_MODE });
  let current = root;
  for (const part of relative(root, path).split(sep)) {
    if (part === '') continue;
    current = join(current, part);
    const there = await standingAt(current);
    if (there?.isSymbolicLink()) throw text.error('LinkInside', { path: current, root });
    if (!there) await mkdir(current, { recursive: true, mode: DIRECTORY_MODE });
    else if (!there.isDirectory()) throw Object.assign(new Error(current), { code: 'ENOTDIR' });
  }
  return path;
};

/**
 * Makes sure that a file can take its place without anything elsewhere being changed: its directories are made, and
 * neither is one of them a link nor the file itself.
 *
 * @throws SfError OutsideError, LinkInsideError; a system error
 */
export const placeInside = async (root: string, path: string): Promise<string> => {
  await directoryInside(root, dirname(path));
  const there = await standingAt(path);
  if (there?.isSymbolicLink()) throw text.error('LinkInside', { path, root });
  // The one thing that stops a rename where a file could be written beside it.
  if (there?.isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' });
  return path;
};

/**
 * Opens a file to append to it: what is appended goes into the one file of that name in the root, and nowhere else.
 *
 * @throws SfError OutsideError, LinkInsideError; a system error
 */
export const appendInside = async (root: string, path: string): Promise<FileHandle> => {
  await placeInside(root, path);
  const there = await standingAt(path);
  // A named pipe keeps whoever opens it waiting.
  if (there && !there.isFile()) throw Object.assign(new Error(path), { code: 'EISDEVICE' });
  // Not through a link that came in between; Windows knows no such flag.
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(path, flags, FILE_MODE);
  try {
    const { nlink } = await handle.stat();
    if (nlink > 1) throw text.error('LinkInside', { path, root });
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
};

/**
 * Writes a new file in the root, in the place of whatever was there: an old file goes away, it is not written into.
 *
 * @throws SfError OutsideError, LinkInsideError; a system error
 */
export const writeInside = async (root: string, path: string, content: string | Uint8Array): Promise<void> => {
  await placeInside(root, path);
  await rm(path, { force: true });
  const handle = await open(path, 'wx', FILE_MODE);
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
};
