import { randomBytes } from 'node:crypto';
import { constants, lstatSync, rmSync } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesOf, MOST_BYTES } from './open.ts';
import { isRunning, ownName } from './own.ts';
import { codeOf, FILE_MODE, standingAt } from './standing.ts';

/**
 * Who holds the lock. (proper-lockfile, which is in @salesforce/core, knows a lock by its age alone: it takes the lock of
 * a process that lives and was busy or asleep for ten seconds, gives the lock of one that was killed to two of ten that
 * start at once, and a file in the lock's place holds it up for ever. Here the process itself is asked for where it can
 * be asked for, and age decides elsewhere.)
 */
export type Holder = {
  pid: number;
  /** Since when, ISO 8601, UTC. */
  at: string;
  /** The machine; absent in locks of earlier versions, which are of this one. */
  host?: string;
  /** When the process began, as the system counts it: another process with the same number began at another time. */
  began?: string | null;
};

/** Somebody else has the lock; who, where the lock tells. */
export class Held extends Error {
  public readonly holder: Holder | undefined;
  public constructor(holder: Holder | undefined) {
    super('Held');
    this.holder = holder;
  }
}

/** How often a holder shows that it is there, and after how long without that it is taken for gone on another machine. */
const SHOWN_MS = 10_000;
const FOREIGN_MS = 60_000;
/** A lock that names nobody is left alone for as long as somebody may be writing it. */
const NAMELESS_MS = 2000;
/** Who takes over needs milliseconds; how long it is waited for, and how often it is looked. */
const TAKE_OVER_MS = 5000;
const PAUSE_MS = 100;
/** So many times a lock may change hands under our eyes. */
const ATTEMPTS = 100;

/** When a process began, in the system's ticks; null where the system does not tell (proc_pid_stat(5), field 22). */
const beginOf = async (pid: number): Promise<string | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
};

const holderIn = (content: string): Holder | undefined => {
  try {
    const { pid, at, host, began } = JSON.parse(content) as Record<string, unknown>;
    if (!Number.isSafeInteger(pid) || Number(pid) < 1 || typeof at !== 'string') return undefined;
    return {
      pid: Number(pid),
      at,
      ...(typeof host === 'string' ? { host } : {}),
      ...(typeof began === 'string' ? { began } : {}),
    };
  } catch {
    return undefined;
  }
};

/** What stands in the lock's place: who holds it, as far as it tells, and when that was last shown. */
type Standing = { holder: Holder | undefined; shown: number };

const standing = async (path: string): Promise<Standing | undefined> => {
  const there = await standingAt(path);
  if (!there) return undefined;
  const shown = Number(there.mtimeMs);
  if (!there.isFile()) return { holder: undefined, shown };
  const bytes = await bytesOf(path, MOST_BYTES.lock).catch(() => Buffer.alloc(0));
  return { holder: holderIn(bytes.toString('utf8')), shown };
};

/**
 * True where nobody holds the lock any more. A process of this machine is asked for; elsewhere, and where a lock names
 * nobody, it counts how long ago it was shown.
 *
 * @param now the time of the file system that the lock is on
 */
const isLeft = async ({ holder, shown }: Standing, now: number): Promise<boolean> => {
  const age = Math.abs(now - shown);
  if (!holder) return age >= NAMELESS_MS;
  if (holder.host !== undefined && holder.host !== hostname()) return age >= FOREIGN_MS;
  if (holder.pid === process.pid || !isRunning(holder.pid)) return true;
  return typeof holder.began === 'string' && holder.began !== ((await beginOf(holder.pid)) ?? holder.began);
};

/** Gives a file a second name, which fails where there is one; not every file system can, and copying fails alike. */
const placed = async (from: string, path: string): Promise<boolean> => {
  try {
    await link(from, path).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') throw error;
      return copyFile(from, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
};

/** Removes what stands in the lock's place; a directory with something in it is somebody's, and is only put aside. */
const clear = async (path: string): Promise<void> => {
  if (!(await standingAt(path))?.isDirectory()) return rm(path, { force: true });
  await rmdir(path).catch(() => rename(path, `${path}.${randomBytes(4).toString('hex')}.aside`));
};

/**
 * Takes away a lock that is left, if it still is. One at a time: who takes over does not take away the lock of who took
 * over before.
 *
 * @returns false where somebody else is at it
 */
const takeOver = async (path: string, now: number): Promise<boolean> => {
  const turn = `${path}.turn`;
  try {
    await mkdir(turn);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // Of somebody who was killed within these milliseconds.
    const begun = await lstat(turn).catch(() => undefined);
    if (begun && Math.abs(now - begun.mtimeMs) > TAKE_OVER_MS) await rmdir(turn).catch(() => undefined);
    return false;
  }
  try {
    const there = await standing(path);
    if (there && (await isLeft(there, now))) await clear(path);
    return true;
  } finally {
    await rmdir(turn).catch(() => undefined);
  }
};

/** Puts our lock, which waits in a file beside it, in its place. */
const acquire = async (mine: string, content: string, path: string): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await placed(mine, path)) return;
    // Written anew for its time: the clock of this machine may be another than that of the file system.
    const handle = await open(mine, 'r+');
    await handle.write(content, 0).finally(() => handle.close());
    const now = (await lstat(mine)).mtimeMs;
    const there = await standing(path);
    if (!there) continue;
    if (await isLeft(there, now)) {
      if (!(await takeOver(path, now))) await sleep(PAUSE_MS);
    } else if (there.holder) {
      throw new Held(there.holder);
    } else {
      await sleep(PAUSE_MS);
    }
  }
  throw new Held((await standing(path))?.holder);
};

/** The lock in our hands. */
export type Hold = { release: () => Promise<void> };

/** Shows again and again that the holder is there. */
const hold = async (path: string, content: string): Promise<Hold> => {
  const file = await open(path, 'r+');
  // A lock that cannot be shown any more is taken for gone on another machine: that is all that comes of it.
  const timer = setInterval(() => void file.write(content, 0).catch(() => undefined), SHOWN_MS);
  timer.unref();
  const { ino } = await file.stat();
  // Ctrl-C ends the process before anything else could remove it.
  const onExit = (): void => {
    try {
      if (lstatSync(path).ino === ino) rmSync(path);
    } catch {
      // It is gone, or stays: the next run takes it over.
    }
  };
  process.once('exit', onExit);
  return {
    release: async () => {
      clearInterval(timer);
      process.off('exit', onExit);
      const there = await standingAt(path);
      await file.close();
      // Where somebody took it for left, it is theirs.
      if (there?.ino === ino) await rm(path, { force: true });
    },
  };
};

/** Who this process is, as a lock names it. */
export const thisProcess = async (): Promise<Holder> => ({
  pid: process.pid,
  at: new Date().toISOString(),
  host: hostname(),
  began: await beginOf(process.pid),
});

/**
 * Takes a lock. That of a process that is gone is taken over at once, one that names nobody after two seconds, one of
 * another machine that is not shown any more after a minute. Within one process it is for the caller to take it once.
 *
 * @throws Held; a system error
 */
export const takeLock = async (path: string, holder: Holder): Promise<Hold> => {
  const content = `${JSON.stringify(holder)}\n`;
  const mine = join(dirname(path), ownName('tmp'));
  try {
    const handle = await open(mine, 'wx', FILE_MODE);
    await handle.writeFile(content).finally(() => handle.close());
    await acquire(mine, content, path);
    return await hold(path, content);
  } finally {
    await rm(mine, { force: true });
  }
};
