/**
 * A process that has loaded the commands and runs them one after another, each as `bin/run.js` would: what nobody
 * catches ends it, and a run is over when nothing is left to wait for (`beforeExit`), or where the command exits.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { execute } from '@oclif/core';
import { REPOSITORY } from '../support/sf.ts';

/** What a run is called with. */
export type Order = { args: readonly string[]; env: Record<string, string> };
/** How a run ended; `drained`: what was left behind an exit is done with. */
export type Report = { exitCode: number; stdout: string; stderr: string; exited: boolean } | { drained: true };

// The same secrets with the same salt, over and over, each a tenth of a second.
const scrypts = new Map<string, Buffer>();
const { scryptSync } = crypto;
crypto.scryptSync = (secret, salt, length, options) => {
  const key = JSON.stringify([String(secret), Buffer.from(salt as Uint8Array).toString('hex'), length, options]);
  const known = scrypts.get(key) ?? scryptSync(secret, salt, length, options);
  scrypts.set(key, known);
  return Buffer.from(known);
};
syncBuiltinESMExports();

const output = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = (chunk: string | Uint8Array, encoding?: unknown, done?: () => void) => {
    output[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const then = typeof encoding === 'function' ? (encoding as () => void) : done;
    if (then) process.nextTick(then);
    return true;
  };
}

type State = 'waiting' | 'running' | 'draining';
let state: State = 'waiting';

/** The channel keeps the process alive while it waits for an order, and not while a command runs. */
const tell = (report: Report, next: State): void => {
  state = next;
  process.channel?.ref();
  process.send?.(report, () => {
    if (state !== 'waiting') process.channel?.unref();
  });
};

const ended = (exitCode: number, exited: boolean): void =>
  tell({ exitCode, ...output, exited }, exited ? 'draining' : 'waiting');

// Who asked is gone.
const leave = process.exit.bind(process);
process.on('disconnect', () => leave(1));

process.exit = ((code?: number) => {
  if (state === 'running') ended(Number(code ?? process.exitCode ?? 0), true);
}) as typeof process.exit;

process.on('beforeExit', () => {
  if (state === 'running') ended(Number(process.exitCode ?? 0), false);
  else if (state === 'draining') tell({ drained: true }, 'waiting');
});

const given = new Set<string>();

process.on('message', ({ args, env }: Order) => {
  Object.assign(output, { stdout: '', stderr: '' });
  for (const name of given) delete process.env[name];
  for (const [name, value] of Object.entries(env)) {
    process.env[name] = value;
    given.add(name);
  }
  process.exitCode = undefined;
  process.argv.splice(2, Infinity, ...args);
  state = 'running';
  process.channel?.unref();
  void execute({ dir: pathToFileURL(join(REPOSITORY, 'bin', 'run.js')).href, args: [...args] });
});

process.channel?.ref();
process.send?.({ drained: true } satisfies Report);
