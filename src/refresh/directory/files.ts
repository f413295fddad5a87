import { constants } from 'node:fs';
import { access, copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SfError } from '@salesforce/core';
import { isWithin, placeInside } from '../../files/inside.ts';
import { bytesOf, MOST_BYTES } from '../../files/open.ts';
import { ownName } from '../../files/own.ts';
import { DIRECTORY_MODE, FILE_MODE, isMissing } from '../../files/standing.ts';
import { whyNot } from '../../files/why.ts';
import { isSfError, loadText } from '../../text.ts';
import { textIn } from '../../textFile.ts';

const text = loadText('refresh');

/**
 * What cannot be written, as an error.
 *
 * @param kept what holds all the same
 */
export const notWritable = (path: string, error: unknown, kept: 'untouched' | 'journal' = 'untouched'): SfError =>
  text.error('OutputNotWritable', { path, code: whyNot(error), kept: text.get(`kept.${kept}`) });

/** A file to write: where, and its whole content. */
export type ContentFile = { path: string; content: string };

/** A file that is complete elsewhere on the same file system, and takes its place: for what is too large for memory. */
export type MovedFile = { path: string; from: string };

export type FileToWrite = ContentFile | MovedFile;

/**
 * Creates the directory where it does not exist, and makes sure that files can be written there, before any work is done
 * whose result would have nowhere to go.
 *
 * @throws SfError OutputNotWritableError
 */
export const ensureWritable = async (directory: string): Promise<void> => {
  try {
    await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(directory, error);
  }
};

/** Why no file can be made in a directory; undefined where one can. Permissions alone do not tell on every system. */
const hindrance = async (directory: string): Promise<unknown> => {
  const path = join(directory, ownName('tmp'));
  try {
    await (await open(path, 'wx', FILE_MODE)).close();
    await rm(path, { force: true });
    return undefined;
  } catch (error) {
    return error;
  }
};

/**
 * Refuses a directory that is there and cannot be written, before any work is done for it; one that is not there is not
 * made yet.
 *
 * @throws SfError OutputNotWritableError
 */
export const refuseReadOnly = async (directory: string): Promise<void> => {
  if (!(await isDirectory(directory))) return;
  const error = await hindrance(directory);
  if (error !== undefined) throw notWritable(directory, error);
};

/** Whether files can be written in a directory that is there. */
export const isWritable = async (directory: string): Promise<boolean> => (await hindrance(directory)) === undefined;

const writeTemporary = async (path: string, content: string): Promise<string> => {
  const temporary = join(dirname(path), ownName('tmp'));
  const handle = await open(temporary, 'wx', FILE_MODE);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return temporary;
};

/** A file that is complete elsewhere; on another file system it is copied first, for a rename does not cross over. */
const stageMoved = async (path: string, from: string): Promise<string> => {
  const [there, here] = await Promise.all([stat(from), stat(dirname(path))]);
  if (there.dev === here.dev) return from;
  const temporary = join(dirname(path), ownName('tmp'));
  try {
    await copyFile(from, temporary, constants.COPYFILE_EXCL);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return temporary;
};

/** The directory that a file is written for: the innermost of those that are given. */
const rootOf = (path: string, roots: readonly string[]): string =>
  roots.filter((root) => isWithin(root, path)).sort((one, other) => other.length - one.length)[0] ?? roots[0];

/**
 * Writes all files or none: every file goes to disk under a temporary name first, and only when all of them are there
 * do they take their places. (write-file-atomic does this for one file; a refresh directory is several that belong
 * together.) What killed runs left under such names goes as soon as another enters the directory, see lock.ts.
 *
 * @param roots the refresh directory, and what else the files are for: nothing is written outside of these, nor through
 *   a link below them
 * @throws SfError OutputNotWritableError, LinkInsideError; the files that were there before are untouched then
 */
export const writeTogether = async (files: readonly FileToWrite[], ...roots: readonly string[]): Promise<void> => {
  const staged: Array<{ from: string; to: string }> = [];
  let current = '';
  try {
    for (const file of files) {
      const { path } = file;
      current = path;
      await placeInside(rootOf(path, roots), path);
      const from = 'from' in file ? await stageMoved(path, file.from) : await writeTemporary(path, file.content);
      staged.push({ from, to: path });
    }
    for (const { from, to } of staged) {
      current = to;
      await rename(from, to);
    }
  } catch (error) {
    await Promise.all(staged.map(({ from }) => rm(from, { force: true })));
    if (isSfError(error)) throw error;
    throw notWritable(current, error);
  }
};

/**
 * The text of a file, or undefined where there is none. Any other trouble is an error that names the file.
 *
 * @param most how many bytes it may have
 * @throws SfError FileUnreadableError, NotUtf8Error, OtherEncodingError
 */
export const readIfThere = async (path: string, most: number = MOST_BYTES.record): Promise<string | undefined> => {
  const bytes = await bytesIfThere(path, most);
  return bytes && textIn(bytes, path);
};

/** The same for the bytes of a file. */
export const bytesIfThere = async (path: string, most: number = MOST_BYTES.record): Promise<Buffer | undefined> => {
  try {
    return await bytesOf(path, most);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw text.error('FileUnreadable', { path, code: whyNot(error) });
  }
};

export const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};
