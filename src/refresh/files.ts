import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadText } from '../text.ts';
import { textIn } from '../textFile.ts';

const text = loadText('refresh');

type ErrnoException = Error & { code?: string };

const codeOf = (error: unknown): string => (error as ErrnoException).code ?? 'UNKNOWN';

/** Only the owner may read what a refresh keeps. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

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
    throw text.error('OutputNotWritable', { path: directory, code: codeOf(error) });
  }
};

const writeTemporary = async (path: string, content: string): Promise<string> => {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
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

/**
 * Writes all files or none: every file goes to disk under a temporary name first, and only when all of them are there
 * do they take their places. (write-file-atomic does this for one file; a refresh directory is several that belong
 * together.)
 *
 * @throws SfError OutputNotWritableError; the files that were there before are untouched then
 */
export const writeTogether = async (files: readonly FileToWrite[]): Promise<void> => {
  const staged: Array<{ from: string; to: string }> = [];
  let current = '';
  try {
    for (const file of files) {
      const { path } = file;
      current = path;
      await mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
      // The one thing that stops a rename where a file could be written beside it.
      if (await isDirectory(path)) throw Object.assign(new Error(path), { code: 'EISDIR' });
      staged.push({ from: 'from' in file ? file.from : await writeTemporary(path, file.content), to: path });
    }
    for (const { from, to } of staged) {
      current = to;
      await rename(from, to);
    }
  } catch (error) {
    await Promise.all(staged.map(({ from }) => rm(from, { force: true })));
    throw text.error('OutputNotWritable', { path: current, code: codeOf(error) });
  }
};

/** The text of a file, or undefined where there is none. Any other trouble is an error that names the file. */
export const readIfThere = async (path: string): Promise<string | undefined> => {
  const bytes = await bytesIfThere(path);
  return bytes && textIn(bytes, path);
};

/** The same for the bytes of a file. */
export const bytesIfThere = async (path: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw text.error('FileUnreadable', { path, code: codeOf(error) });
  }
};

export const isDirectory = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};
