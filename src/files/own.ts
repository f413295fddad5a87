import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** What a run has that is not yet in its place: a file under another name, or a directory to work in. */
export type OwnKind = 'tmp' | 'work';

/** Of which machine a name is: whether a process still runs can be told on its own machine only. */
export const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

const NAME = /^\.logik-refresh\.([0-9a-f]{8})\.(\d+)\.[0-9a-f]{12}\.(?:tmp|work)$/;
/** The names of the versions before: without a machine, files without a process. */
const EARLIER_WORK = /^\.work\.(\d+)\.[0-9a-f]+$/;
const EARLIER_FILE = /^\.[0-9a-f]{12}\.tmp$/;

/** How long what nobody can ask about is left alone: nothing takes so long to take its place. */
const OLD_MS = 10 * 60_000;
/** On another machine a run may work for long in a directory of its own. */
const FOREIGN_MS = 24 * 60 * 60_000;

export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH';
  }
};

/** What this very process made: a name with its number that is not among them is of an earlier process. */
const made = new Set<string>();

/** A name that tells whose it is, so that the next run can tell what a killed one left. */
export const ownName = (kind: OwnKind): string => {
  const name = `.logik-refresh.${MACHINE}.${process.pid}.${randomBytes(6).toString('hex')}.${kind}`;
  made.add(name);
  return name;
};

/** How old something must be before it counts as left behind; undefined: it is not ours, or its process runs. */
const leftAfter = (name: string): number | undefined => {
  const [, machine, pid] = NAME.exec(name) ?? [];
  if (machine !== undefined && machine !== MACHINE) return FOREIGN_MS;
  if (EARLIER_FILE.test(name)) return OLD_MS;
  const owner = pid ?? EARLIER_WORK.exec(name)?.[1];
  if (owner === undefined || made.has(name)) return undefined;
  return Number(owner) !== process.pid && isRunning(Number(owner)) ? undefined : 0;
};

const isLeftBehind = async (path: string, name: string): Promise<boolean> => {
  const after = leftAfter(name);
  if (after === undefined) return false;
  return after === 0 || Date.now() - (await lstat(path)).mtimeMs > after;
};

/** Directories below a refresh directory go no deeper than this. */
const DEEPEST = 6;

/**
 * Removes what killed runs left in a directory under names of this plugin, and nothing else. What cannot be removed, or
 * may not be read, stays: it hinders nobody. No link is followed.
 *
 * @param deep whether directories below it are looked at as well
 */
export const sweepLeftovers = async (directory: string, deep: number = DEEPEST): Promise<void> => {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name);
      if (await isLeftBehind(path, entry.name).catch(() => false))
        await rm(path, { recursive: true, force: true }).catch(() => undefined);
      else if (deep > 0 && entry.isDirectory() && leftAfter(entry.name) === undefined)
        await sweepLeftovers(path, deep - 1);
    })
  );
};
