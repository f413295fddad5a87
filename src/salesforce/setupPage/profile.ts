import { rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, MACHINE } from '../../files/own.ts';

/** Its place in the directory of temporary files says whose it is: which machine's, which process's. */
const PREFIX = 'sf-logik-browser-';
const NAME = new RegExp(`^${PREFIX}([0-9a-f]{8})-(\\d+)-`);
/** No run keeps a browser for so long: after that a profile is a leftover, whoever's it was. */
const STALE_MS = 24 * 60 * 60 * 1000;

/** A browser that was killed may write for another moment. */
const ATTEMPTS = 40;
const PAUSE_MS = 50;

/** What this process uses now. */
const held = new Set<string>();

const removeNow = (path: string): void => {
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch {
      Atomics.wait(asleep, 0, 0, PAUSE_MS);
    }
  }
};

const remove = async (path: string): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      await rm(path, { recursive: true, force: true });
      return;
    } catch {
      await pause(PAUSE_MS);
    }
  }
};

/** Ctrl-C ends the process before anything else could remove them. */
const onExit = (): void => [...held].forEach(removeNow);

/** Playwright kills a browser at the end of the process by a listener of its own: what removes its files comes after. */
const stayLast = (event: string | symbol, listener: unknown): void => {
  if (event !== 'exit' || listener === onExit) return;
  process.nextTick(() => {
    if (process.listeners('exit').includes(onExit)) process.off('exit', onExit).on('exit', onExit);
  });
};

const hold = (path: string): void => {
  if (held.size === 0) process.on('exit', onExit).on('newListener', stayLast);
  held.add(path);
};

const release = (path: string): void => {
  held.delete(path);
  if (held.size === 0) process.off('newListener', stayLast).off('exit', onExit);
};

/** Where a browser, and whoever drives it, may put files: nobody else can enter, and nothing of it outlives the run. */
export type Profile = { path: string; remove(): Promise<void> };

/**
 * Makes a directory for one browser. It is gone after `remove`, and at the latest when the process ends by itself or by
 * a signal that it hears; what a killed process leaves is removed by `removeLeftovers` of the next one.
 *
 * @throws what the file system says
 */
export const makeProfile = async (): Promise<Profile> => {
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${MACHINE}-${process.pid}-`));
  hold(path);
  return {
    path,
    remove: async () => {
      await remove(path);
      release(path);
    },
  };
};

/** Whether nobody uses it any more. */
const isLeft = async (path: string, machine: string, pid: number): Promise<boolean> => {
  if (held.has(path)) return false;
  const { uid, mtimeMs } = await lstat(path);
  if (process.getuid !== undefined && uid !== process.getuid()) return false;
  if (machine === MACHINE && (pid === process.pid || !isRunning(pid))) return true;
  return Date.now() - mtimeMs > STALE_MS;
};

/** Removes the profiles of processes that were killed. It is housekeeping: what cannot be removed stays, in silence. */
export const removeLeftovers = async (): Promise<void> => {
  const directory = tmpdir();
  const names = await readdir(directory).catch(() => []);
  const work = names.map(async (name) => {
    const [, machine, pid] = NAME.exec(name) ?? [];
    if (machine === undefined) return;
    const path = join(directory, name);
    if (await isLeft(path, machine, Number(pid))) await rm(path, { recursive: true, force: true });
  });
  await Promise.allSettled(work);
};
