import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';

/** Only the owner may read what a refresh keeps. */
export const FILE_MODE = 0o600;
export const DIRECTORY_MODE = 0o700;

/** The code of an error of a file system. */
export const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? 'UNKNOWN';

/** True where nothing stands at a path: neither it nor a directory on the way. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** What stands at a path itself, links not followed; undefined where nothing does. */
export const standingAt = async (path: string): Promise<Stats | undefined> => {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};
