import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { inDays, Workbench, type Login, type Ran, type ServedRequest } from '../support/workbench.ts';

export type Command = 'prepare' | 'verify' | 'repoint';

export const COMMANDS: readonly Command[] = ['prepare', 'verify', 'repoint'];

/** The least that lets each command do its work without asking anybody. */
export const MINIMAL: Record<Command, string[]> = {
  prepare: ['--refresh-date', inDays(14), '--data-strategy', 'repoint'],
  verify: [],
  repoint: ['--no-prompt'],
};

/** Runs one command on `uat`, asked nothing. */
export const run = (bench: Workbench, command: Command, ...more: string[]): Promise<Ran<unknown>> =>
  bench.run(command, '--target-org', 'uat', ...MINIMAL[command], ...more);

/** Prepared and refreshed: where verify and repoint start from. */
export const refreshed = async (
  options: { scenario?: string; prepare?: string[]; refresh?: object } = {}
): Promise<{ bench: Workbench; login: Login }> => {
  const bench = await Workbench.start(options.scenario === undefined ? {} : { scenario: options.scenario });
  const prepared = await bench.prepare(...(options.prepare ?? []));
  if (prepared.error) throw prepared.error;
  return { bench, login: await bench.refresh(options.refresh ?? {}) };
};

/** Every file below a directory with its content; what sf keeps of its own is left out. */
export const filesBelow = async (root: string): Promise<Record<string, string>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .map((entry) => ({ entry, path: relative(root, join(entry.parentPath, entry.name)) }))
    .filter(({ path }) => !/^\.(sf|sfdx|local|cache|config)(\/|$)/.test(path));
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ entry, path }): Promise<[string, string]> => [
        path,
        entry.isFile() ? await readFile(join(root, path), 'utf8') : '(not a file)',
      ])
    )
  );
};

const sends = ({ write, subrequests = [] }: ServedRequest): boolean =>
  write || subrequests.some(({ method }) => method !== 'GET');

/** The requests that change, or could change, an org. */
export const writesTo = async (bench: Workbench): Promise<string[]> =>
  (await bench.requests()).filter(sends).map(({ method, path }) => `${method} ${path}`);

export type Refusal = { exitCode: number; name: string; says: ReadonlyArray<string | RegExp> };

/** One sentence that says what and where, what to do about it, and an exit code. */
export const expectRefusal = ({ error, exitCode, result }: Ran<unknown>, expected: Refusal): void => {
  expect(result).to.equal(undefined);
  expect(error?.name, error?.message).to.equal(expected.name);
  expect(exitCode, error?.message).to.equal(expected.exitCode);
  const { message = '', actions = [] } = error ?? {};
  for (const part of expected.says) expect(message).to.match(part instanceof RegExp ? part : literally(part));
  expect(message.length).to.be.within(10, 600);
  expect(message).not.to.match(/[\r\n]|undefined|\[object|TypeError|\bat \S+:\d+:\d+/);
  expect(actions, message).to.not.be.empty;
  for (const action of actions) expect(action).to.match(/^[^{}]{10,}$/);
};

const literally = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** Runs a command that must refuse: nothing half-written on disk, nothing sent that changes an org. */
export const expectRefused = async (
  bench: Workbench,
  act: () => Promise<Ran<unknown>>,
  expected: Refusal
): Promise<Ran<unknown>> => {
  const before = await filesBelow(bench.home);
  await bench.forgetRequests();
  const ran = await act();
  expectRefusal(ran, expected);
  expect(await filesBelow(bench.home)).to.deep.equal(before);
  expect(await writesTo(bench)).to.deep.equal([]);
  return ran;
};
