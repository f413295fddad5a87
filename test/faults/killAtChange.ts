/**
 * Loaded into a command (`node --import`): counts the changes of files below a directory, in all threads, and ends the
 * process like a power cut before the one that is asked for, or in the middle of its bytes.
 */
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';

/** The settings of this file, in the environment of the command. */
const { FAULTS_BELOW: below = '', FAULTS_LOG: log = '', FAULTS_AT: at = '0', FAULTS_HOW: how = 'before' } = process.env;

type Call = (...args: unknown[]) => unknown;
type Methods = Record<string, Call | undefined>;

const native = { append: fs.appendFileSync, stat: fs.statSync, open: fs.openSync, write: fs.writeSync };

/** What is written, where it is known before. */
type Bytes = { data: unknown; fd: number | undefined };

const isBelow = (path: unknown): path is string =>
  typeof path === 'string' && (resolve(path) + sep).startsWith(resolve(below) + sep);

const halfOf = (data: unknown): Uint8Array | undefined => {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data instanceof Uint8Array ? data : undefined;
  return bytes?.subarray(0, Math.floor(bytes.length / 2));
};

/** Appends of one byte are whole, whichever thread they come from: the size of the log's shadow is the number. */
const nextNumber = (): number => {
  native.append(`${log}.count`, '.');
  return native.stat(`${log}.count`).size;
};

const change = (what: string, path: string, bytes?: Bytes): void => {
  const number = nextNumber();
  native.append(log, `${JSON.stringify({ number, what, path: resolve(path), bytes: bytes !== undefined })}\n`);
  if (number !== Number(at)) return;
  const half = how === 'torn' && bytes !== undefined ? halfOf(bytes.data) : undefined;
  if (half !== undefined && half.length > 0) native.write(bytes?.fd ?? native.open(path, 'w', 0o600), half);
  process.kill(process.pid, 'SIGKILL');
  // The signal comes in its own time, and nothing is to happen before it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

const CREATING = /[wa+]/;
const mayChange = (flags: unknown): boolean =>
  typeof flags === 'string' ? CREATING.test(flags) : typeof flags === 'number' && (flags & 0o3103) !== 0;

/** Functions whose first argument, or first two, are what changes; with where their bytes stand, if they have any. */
const BY_PATH = ['mkdir', 'mkdtemp', 'rm', 'rmdir', 'unlink', 'truncate', 'chmod', 'utimes'];
const BY_TWO = ['rename', 'copyFile', 'cp', 'link', 'symlink'];
const BY_BYTES = ['writeFile', 'appendFile'];

const paths = new WeakMap<object, string>();
const pathsByNumber = new Map<number, string>();

const patch = (target: Methods, name: string, before: (args: unknown[], self: unknown) => void): void => {
  const original = target[name];
  if (original === undefined) return;
  target[name] = function (this: unknown, ...args: unknown[]): unknown {
    before(args, this);
    return original.apply(this, args);
  };
};

const patchPaths = (target: Methods, suffix: string): void => {
  for (const name of BY_PATH)
    patch(target, name + suffix, ([path]) => {
      if (isBelow(path)) change(name, path);
    });
  for (const name of BY_TWO)
    patch(target, name + suffix, ([from, to]) => {
      const path = isBelow(to) ? to : from;
      if (isBelow(path)) change(name, path);
    });
  for (const name of BY_BYTES)
    patch(target, name + suffix, ([path, data]) => {
      if (isBelow(path)) change(name, path, { data, fd: undefined });
    });
};

/** Methods of an open file that change it, those with bytes first. */
const HANDLE_BYTES = ['write', 'writeFile', 'appendFile'];
const HANDLE_OTHERS = ['writev', 'truncate', 'chmod', 'utimes', 'createWriteStream'];

let isHandlePatched = false;
const patchHandles = (handle: FileHandle): void => {
  if (isHandlePatched) return;
  isHandlePatched = true;
  const methods = Object.getPrototypeOf(handle) as Methods;
  for (const name of HANDLE_BYTES)
    patch(methods, name, ([data], self) => {
      const path = paths.get(self as object);
      if (path !== undefined) change(`file.${name}`, path, { data, fd: (self as FileHandle).fd });
    });
  for (const name of HANDLE_OTHERS)
    patch(methods, name, (_args, self) => {
      const path = paths.get(self as object);
      if (path !== undefined) change(`file.${name}`, path);
    });
};

const patchOpens = (): void => {
  const promises = fs.promises as unknown as Methods;
  const { open } = fs.promises;
  promises['open'] = async (...args: unknown[]): Promise<FileHandle> => {
    const [path, flags] = args;
    const isChange = isBelow(path) && mayChange(flags);
    if (isChange) change(`open ${String(flags)}`, path);
    const handle = await open(...(args as Parameters<typeof open>));
    patchHandles(handle);
    if (isChange) paths.set(handle, path);
    return handle;
  };
  // Streams to files come this way.
  const callbacks = fs as unknown as Methods;
  const original = callbacks['open'];
  callbacks['open'] = (...args: unknown[]): unknown => {
    const [path, flags] = args;
    if (!isBelow(path) || !mayChange(flags)) return original?.apply(fs, args);
    change(`open ${String(flags)}`, path);
    const done = args.pop() as (error: Error | null, fd?: number) => void;
    return original?.apply(fs, [
      ...args,
      (error: Error | null, fd?: number) => {
        if (fd !== undefined) pathsByNumber.set(fd, path);
        done(error, fd);
      },
    ]);
  };
  for (const name of ['write', 'writeSync'])
    patch(callbacks, name, ([fd, data]) => {
      const path = pathsByNumber.get(fd as number);
      if (path !== undefined) change(name, path, { data, fd: fd as number });
    });
  for (const name of ['writev', 'ftruncate'])
    patch(callbacks, name, ([fd]) => {
      const path = pathsByNumber.get(fd as number);
      if (path !== undefined) change(name, path);
    });
  patch(callbacks, 'close', ([fd]) => {
    pathsByNumber.delete(fd as number);
  });
};

if (below !== '' && log !== '') {
  patchPaths(fs.promises as unknown as Methods, '');
  patchPaths(fs as unknown as Methods, 'Sync');
  patchPaths(fs as unknown as Methods, '');
  patchOpens();
  syncBuiltinESMExports();
}
