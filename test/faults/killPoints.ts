import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TappedRequest } from '../simulator/control/wire.ts';
import { differences, directoryState, endings, journalOf, litterIn, orgState, placeOf } from './compare.ts';
import { kindOf } from './kinds.ts';
import { ARGUMENTS, type Command, type Ended, type Stage } from './stage.ts';

/** Where a command is killed: at its n-th request, or at its n-th change of a file below the refresh directory. */
export type KillPoint = { way: 'request' | 'answer' | 'change' | 'torn'; number: number; at: string };

export const WAYS: ReadonlyArray<KillPoint['way']> = ['request', 'answer', 'change', 'torn'];

/** Where an undisturbed run ends. */
type End = {
  exitCode: number;
  org: Map<string, string>;
  directory: Map<string, string>;
  endings: Map<string, string> | string;
};

export type Undisturbed = {
  first: End;
  /** The exit codes of this command where it has something to do, and where it has nothing. */
  exitCodes: ReadonlySet<number>;
  /** What two undisturbed runs do not leave alike: no killed one can be held to it. */
  restless: { org: ReadonlySet<string>; directory: ReadonlySet<string> };
  points: KillPoint[];
};

const endOf = async (stage: Stage, exitCode: number): Promise<End> => ({
  exitCode,
  org: orgState(stage.bench),
  directory: await directoryState(stage.bench),
  endings: endings(await journalOf(stage.bench)),
});

type Logged = { number: number; what: string; path: string; bytes: boolean };

/** Runs a command twice without a kill, in a process of its own, and lists every point where it can be killed. */
export const undisturbed = async (stage: Stage, command: Command): Promise<Undisturbed> => {
  const place = await mkdtemp(join(tmpdir(), 'logik-kill-'));
  const log = join(place, 'changes');
  const requests: string[] = [];
  const run = async (first: boolean): Promise<End> => {
    await stage.begin(command);
    if (first) stage.tap = { asked: async (request) => void requests.push(kindOf(request).name) };
    const { exitCode, stderr } = await stage.spawn(command, ARGUMENTS[command], {
      changes: { below: stage.bench.directory, log: first ? log : `${log}.2` },
    });
    stage.tap = {};
    if (exitCode === null) throw new Error(`An undisturbed ${command} did not end: ${stderr}`);
    return endOf(stage, exitCode);
  };
  try {
    const first = await run(true);
    const again = await stage.bench.run(command, ...ARGUMENTS[command]);
    const second = await run(false);
    const changes = (await readFile(log, 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Logged);
    const asked = (way: 'request' | 'answer'): KillPoint[] =>
      requests.map((at, index) => ({ way, number: index + 1, at }));
    const changed = (way: 'change' | 'torn'): KillPoint[] =>
      changes
        .filter(({ bytes }) => way === 'change' || bytes)
        .map(({ number, what, path }) => ({
          way,
          number,
          at: `${what} ${placeOf(path.slice(stage.bench.directory.length + 1))}`,
        }));
    return {
      first,
      exitCodes: new Set([first.exitCode, again.exitCode]),
      restless: {
        org: new Set(differences(first.org, second.org)),
        directory: new Set(differences(first.directory, second.directory)),
      },
      points: [...asked('request'), ...asked('answer'), ...changed('change'), ...changed('torn')],
    };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
};

/** Ends a process like a power cut, and waits until it is gone. */
const end = async (child: ChildProcess | undefined): Promise<void> => {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

const killed = async (stage: Stage, command: Command, { way, number }: KillPoint): Promise<Ended> => {
  const args = ARGUMENTS[command];
  if (way === 'change' || way === 'torn') {
    const place = await mkdtemp(join(tmpdir(), 'logik-kill-'));
    try {
      const how = way === 'torn' ? 'torn' : 'before';
      return await stage.spawn(command, args, {
        changes: { below: stage.bench.directory, log: join(place, 'changes'), at: number, how },
      });
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }
  let child: ChildProcess | undefined;
  const count = { asked: 0 };
  let target: TappedRequest | undefined;
  stage.tap = {
    asked: async (request) => {
      count.asked += 1;
      if (count.asked !== number) return undefined;
      target = request;
      if (way === 'answer') return undefined;
      await end(child);
      return { drop: 'before' };
    },
    answered: async (request) => {
      if (way === 'answer' && target !== undefined && request.target === target.target) await end(child);
    },
  };
  const ended = await stage.spawn(command, args, { started: (started) => (child = started) });
  stage.tap = {};
  return ended;
};

/** Kills a command at a point, runs it again, and tells what is not as if it had never been killed; empty: nothing. */
export const killAt = async (
  stage: Stage,
  command: Command,
  point: KillPoint,
  expected: Undisturbed
): Promise<string[]> => {
  await stage.begin(command);
  const cut = await killed(stage, command, point);
  if (cut.late) return ['the killed run did not end'];
  // The same number of requests is not the same run: where this one needed fewer, it came to its end.
  const ended = await stage.bench.run(command, ...ARGUMENTS[command]);
  const last = await endOf(stage, ended.exitCode);
  const wrong: string[] = [];
  const nothingLeft = ended.error?.name === 'NothingToRollBackError' && command === 'rollback';
  if (!nothingLeft && !expected.exitCodes.has(ended.exitCode))
    wrong.push(`exit ${ended.exitCode} (${ended.error?.name ?? 'no error'}: ${ended.error?.message ?? ''})`);
  const org = differences(expected.first.org, last.org).filter((name) => !expected.restless.org.has(name));
  if (org.length > 0) wrong.push(`the org differs: ${org.join(', ')}`);
  if (typeof last.endings === 'string') wrong.push(last.endings);
  else if (typeof expected.first.endings !== 'string') {
    const open = differences(expected.first.endings, last.endings).filter(
      // What a run had left to do, another may have found done: it says nothing then, or what the first said.
      (key) =>
        !['confirmed', 'answered', 'attempt'].includes(endingOf(last, key)) || endingOf(expected.first, key) === ''
    );
    if (open.length > 0) wrong.push(`the journal differs: ${open.slice(0, 3).join(', ')}`);
  }
  const litter = litterIn(last.directory.keys());
  if (litter.length > 0) wrong.push(`litter: ${litter.join(', ')}`);
  const files = differences(expected.first.directory, last.directory).filter(
    (path) => path !== 'journal.ndjson' && !expected.restless.directory.has(path) && litterIn([path]).length === 0
  );
  if (files.length > 0) wrong.push(`files differ: ${files.join(', ')}`);
  return wrong;
};

const endingOf = ({ endings: all }: End, key: string): string => (typeof all === 'string' ? '' : (all.get(key) ?? ''));
