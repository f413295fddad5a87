import { closeWorkspace, openWorkspace } from '../../catalog/workspace.ts';
import type { Change } from '../../checklist/item.ts';
import type { LogikWrite } from '../../checklist/write.ts';
import { noLogik } from '../../logik/none.ts';
import type { LogikAccess, LogikAdmin } from '../../logik/types.ts';
import { presentWords, putBack } from '../../logikBackup/restore.ts';
import { loadText } from '../../text.ts';

const text = loadText('refresh');

/** Where a run of repoint or rollback works, besides the org. */
export type Place = {
  /** The refresh directory. */
  directory: string;
  /** Without it, no Logik environment is asked for anything. */
  logik?: LogikAccess;
  /** The run in the journal; undefined where nothing is written. */
  run?: string;
};

const adminOf = ({ environment }: LogikWrite, { logik = noLogik }: Place): LogikAdmin => {
  const admin = logik.admin(environment);
  if (!admin) throw text.error('NoAdminKey', { environment });
  return admin;
};

/** A folder for files that are needed for a moment. */
const inFolder = async <T>(directory: string, work: (folder: string) => Promise<T>): Promise<T> => {
  const workspace = await openWorkspace(directory);
  try {
    return await work(workspace.path);
  } finally {
    await closeWorkspace(workspace);
  }
};

/** What the environment has of that part now, in words: it is exported again. */
export const readFromLogik = async (write: LogikWrite, place: Place): Promise<{ id: null; value: string | null }> => {
  const admin = adminOf(write, place);
  const { directory } = place;
  const part = { kind: write.part, name: write.name };
  return inFolder(directory, async (folder) => ({
    id: null,
    value: await presentWords(admin, part, { directory, folder }),
  }));
};

/** What an attempt left that did not end well, in words, for as long as the run lasts: the next one finds that. */
const leftBy = new WeakMap<Change, string | null>();

/** What stands there after an attempt that failed; unknown where it cannot be read. */
const noteLeft = async (change: Change & { write: LogikWrite }, place: Place): Promise<void> => {
  try {
    leftBy.set(change, (await readFromLogik(change.write, place)).value);
  } catch {
    // Then the next attempt may find what the plan did not show, and says so.
  }
};

/**
 * Puts one part of the backup into its environment; what stood there is kept below `rollback/<run>/logik`.
 *
 * @returns what Logik warned of
 * @throws SfError as putBack; NoAdminKeyError
 */
export const sendToLogik = async (
  [change]: ReadonlyArray<Change & { write: LogikWrite }>,
  place: Place
): Promise<{ warnings: string[] }> => {
  const { write, before } = change;
  const admin = adminOf(write, place);
  const { part: kind, name, path, sha256, verb } = write;
  const { directory, run = '' } = place;
  const shown = before === null ? null : String(before);
  const left = leftBy.get(change);
  let isSent = false;
  const sending = (): void => void (isSent = true);
  try {
    const warnings = await inFolder(directory, (folder) =>
      putBack(admin, { kind, name, path, sha256, verb }, { directory, folder, before: shown, run, left, sending })
    );
    return { warnings };
  } catch (error) {
    // What was there before anything was sent is somebody else's.
    if (isSent) await noteLeft(change, place);
    throw error;
  }
};
