import { join } from 'node:path';
import { Global } from '@salesforce/core';
import { isSfError } from '../../text.ts';
import { ensureWritable } from './files.ts';
import { locked } from './lock.ts';

/** Beside the logins of sf, which belong to the same person on the same machine. The ID is an answer: no path comes of it. */
const roomOf = (orgId: string): string =>
  join(Global.SF_DIR, 'logik-refresh', orgId.replace(/[^A-Za-z0-9]/g, '_').slice(0, 15));

const isThere = async (room: string): Promise<boolean> => {
  try {
    await ensureWritable(room);
    return true;
  } catch (error) {
    if (isSfError(error)) return false;
    throw error;
  }
};

/**
 * Does the work while no other run on this machine writes to the org, whatever refresh directory it has, nor with this
 * directory. Where sf's own directory cannot be written to, the directory's lock has to do.
 *
 * @throws SfError RunInProgressError; whatever the work throws
 */
export const lockedForOrg = async <T>(
  { orgId, directory }: { orgId: string; directory: string },
  work: () => Promise<T>
): Promise<T> => {
  const inDirectory = (): Promise<T> => locked(directory, work);
  const room = roomOf(orgId);
  return (await isThere(room)) ? locked(room, inDirectory) : inDirectory();
};
