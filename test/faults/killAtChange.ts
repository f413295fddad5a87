/**
 * Loaded into a command (`node --import`): counts the changes of files below a directory, in all threads. It ends the
 * process like a power cut before the one that is asked for, or in the middle of its bytes; or (FAULTS_GATE) it stands
 * still there, at each of them, until who started it has seen what a power cut would leave.
 */
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';

/** The settings of this file, in the environment of the command. */
const {
  FAULTS_BELOW: below = '',
  FAULTS_LOG: log = '',
  FAULTS_AT: at = '0',
  FAULTS_HOW: how = 'before',
  FAULTS_GATE: gate = '',
} = process.env;

/** A change of a file, before it or (`torn`) in the middle of its bytes; `bytes`: whether it has any. */
export type Change = { number: number; what: string; path: string; bytes: boolean; torn: boolean };

/** Where whoever started this hears of a change, and lets it go on. */
const GATE = { changed: 3, goOn: 4 };

type Call = (...args: unknown[]) => unknown;
type Methods = Record<string, Call | undefined>;

const native = {
  append: fs.appendFileSync,
  stat: fs.statSync,
  fstat: fs.fstatSync,
  open: fs.openSync,
  close: fs.closeSync,
  read: fs.readSync,
  write: fs.writeSync,
  truncate: fs.ftruncateSync,
  remove: fs.unlinkSync,
};

/** What is written, where it is known before; `position` where it is given, otherwise behind what is there. */
type Bytes = { data: unknown; fd?: number; position?: number; append?: boolean };

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

const bytesAt = (path: string, position: number, length: number): Uint8Array => {
  const bytes = Buffer.alloc(length);
  const fd = native.open(path, 'r');
  const read = native.read(fd, bytes, 0, length, position);
  native.close(fd);
  return bytes.subarray(0, read);
};

const isThere = (path: string): boolean => native.stat(path, { throwIfNoEntry: false }) !== undefined;

/** Writes the first half, and tells how to undo that. */
const tear = (path: string, { data, fd: given, position, append = false }: Bytes): (() => void) => {
  const half = halfOf(data);
  if (half === undefined || half.length === 0) return () => undefined;
  const isNew = given === undefined && !isThere(path);
  const size = isNew ? 0 : native.stat(path).size;
  const replaced = given === undefined && !append;
  const at = position ?? (replaced ? 0 : size);
  const covered = isNew ? new Uint8Array() : bytesAt(path, at, replaced ? size : half.length);
  const fd = given ?? native.open(path, append ? 'a' : 'w', 0o600);
  native.write(fd, half, 0, half.length, at);
  return () => {
    native.truncate(fd, size);
    if (covered.length > 0) native.write(fd, covered, 0, covered.length, at);
    if (given === undefined) native.close(fd);
    if (isNew) native.remove(path);
  };
};

/** Stands still until the other side has looked. */
const standStill = (change: Change): void => {
  native.write(GATE.changed, `${JSON.stringify(change)}\n`);
  native.read(GATE.goOn, Buffer.alloc(1), 0, 1, null);
};

const change = (what: string, path: string, bytes?: Bytes): void => {
  const number = nextNumber();
  const here: Change = { number, what, path: resolve(path), bytes: bytes !== undefined, torn: false };
  native.append(log, `${JSON.stringify(here)}\n`);
  if (gate !== '') {
    standStill(here);
    if (bytes === undefined) return;
    const undo = tear(path, bytes);
    standStill({ ...here, torn: true });
    undo();
    return;
  }
  if (number !== Number(at)) return;
  if (how === 'torn' && bytes !== undefined) tear(path, bytes);
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
      if (isBelow(path)) change(name, path, { data, append: name === 'appendFile' });
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
    patch(methods, name, ([data, ...more], self) => {
      const path = paths.get(self as object);
      // write(text, position) and write(bytes, offset, length, position)
      const position = name === 'write' ? more[typeof data === 'string' ? 0 : 2] : undefined;
      if (path !== undefined)
        change(`file.${name}`, path, {
          data,
          fd: (self as FileHandle).fd,
          ...(typeof position === 'number' && { position }),
        });
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
