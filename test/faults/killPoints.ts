import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TappedRequest } from '../simulator/control/wire.ts';
import { differences, directoryState, endings, journalOf, litterIn, orgState, placeOf } from './compare.ts';
import { kindOf } from './kinds.ts';
import { ARGUMENTS, type Command, type Ended, type Kept, type Stage } from './stage.ts';

/** Where a command is killed: at its n-th request, or at its n-th change of a file below the refresh directory. */
export type KillPoint = { way: 'request' | 'answer' | 'change' | 'torn'; number: number; at: string };

export const WAYS: ReadonlyArray<KillPoint['way']> = ['request', 'answer', 'change', 'torn'];

/** What a kill leaves, and every point at which it leaves just that. */
export type Left = { kept: Kept; points: KillPoint[] };

/** Where an undisturbed run ends. */
type End = {
  exitCode: number | null;
  org: Map<string, string>;
  directory: Map<string, string>;
  endings: Map<string, string> | string;
};

export type Undisturbed = {
  first: End;
  /** The exit codes of this command where it has something to do, and where it has nothing. */
  exitCodes: ReadonlySet<number | null>;
  /** What two undisturbed runs do not leave alike: no killed one can be held to it. */
  restless: { org: ReadonlySet<string>; directory: ReadonlySet<string> };
  points: KillPoint[];
  left: Left[];
};

const endOf = async (stage: Stage, exitCode: number | null): Promise<End> => ({
  exitCode,
  org: orgState(stage.bench),
  directory: await directoryState(stage.bench),
  endings: endings(await journalOf(stage.bench)),
});

/** Every byte below a directory. */
const fingerprint = (root: string): string => {
  const hash = createHash('sha256');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names) {
    const path = join(root, name);
    const stat = lstatSync(path);
    hash.update(`${name}\0${stat.mode}\0`);
    if (stat.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
};

/**
 * Sees what a kill would leave at each point of a run: the process stands still there, and the files, the orgs and
 * Logik are kept as they are. Points between which nothing changed, to the byte, are one.
 */
class Recorder {
  public readonly left: Left[] = [];
  public child: ChildProcess | undefined;
  public readonly points: KillPoint[] = [];
  private readonly stage: Stage;
  private readonly isWanted: (point: KillPoint) => boolean;
  private readonly seen = new Map<string, Left>();
  private orgs = 0;
  private last: Promise<void> = Promise.resolve();

  public constructor(stage: Stage, isWanted: (point: KillPoint) => boolean) {
    this.stage = stage;
    this.isWanted = isWanted;
  }

  /** One at a time, whatever comes at the same time. */
  public see(point: KillPoint): Promise<void> {
    this.points.push(point);
    if (!this.isWanted(point)) return this.last;
    this.last = this.last.then(() => this.look(point));
    return this.last;
  }

  private async look(point: KillPoint): Promise<void> {
    this.child?.kill('SIGSTOP');
    const { changed, ...kept } = await this.stage.keep();
    this.child?.kill('SIGCONT');
    if (changed) this.orgs += 1;
    const key = `${this.orgs} ${fingerprint(kept.home)}`;
    const known = this.seen.get(key);
    if (known) {
      known.points.push(point);
      rmSync(kept.home, { recursive: true });
      return;
    }
    const left = { kept, points: [point] };
    this.seen.set(key, left);
    this.left.push(left);
  }
}

/**
 * Runs a command without a kill, in a process of its own, and sees what a kill would leave at every point.
 *
 * @param isWanted points that are looked at; the others are counted
 */
export const undisturbed = async (
  stage: Stage,
  command: Command,
  isWanted: (point: KillPoint) => boolean = () => true
): Promise<Undisturbed> => {
  const place = await mkdtemp(join(tmpdir(), 'logik-kill-'));
  const recorder = new Recorder(stage, isWanted);
  const count = { request: 0, answer: 0 };
  try {
    await stage.begin(command);
    stage.tap = {
      asked: async (request) => {
        count.request += 1;
        await recorder.see({ way: 'request', number: count.request, at: kindOf(request).name });
        return undefined;
      },
      answered: async (request) => {
        count.answer += 1;
        await recorder.see({ way: 'answer', number: count.answer, at: kindOf(request).name });
      },
    };
    const ran = await stage.spawn(command, ARGUMENTS[command], {
      changes: { below: stage.bench.directory, log: join(place, 'changes') },
      gate: async ({ number, what, path, torn }) => {
        const at = `${what} ${placeOf(path.slice(stage.bench.directory.length + 1))}`;
        await recorder.see({ way: torn ? 'torn' : 'change', number, at });
      },
      started: (child) => (recorder.child = child),
      // It stands still often, and nothing of that is to count.
      env: { SF_LOGIK_REQUEST_TIMEOUT: '600' },
      boundMs: 600_000,
    });
    stage.tap = {};
    if (ran.exitCode === null) throw new Error(`An undisturbed ${command} did not end: ${ran.stderr}`);
    const first = await endOf(stage, ran.exitCode);
    const again = await stage.run(command, ARGUMENTS[command]);
    await stage.begin(command);
    const { exitCode } = await stage.run(command, ARGUMENTS[command]);
    const second = await endOf(stage, exitCode);
    return {
      first,
      exitCodes: new Set([first.exitCode, again.exitCode]),
      restless: {
        org: new Set(differences(first.org, second.org)),
        directory: new Set(differences(first.directory, second.directory)),
      },
      points: recorder.points,
      left: recorder.left,
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

/** Runs a command after a kill, and tells what is not as if it had never been killed; empty: nothing. */
const wrongAfter = async (stage: Stage, command: Command, expected: Undisturbed): Promise<string[]> => {
  // The same number of requests is not the same run: where this one needed fewer, it came to its end.
  const ended = await stage.run(command, ARGUMENTS[command]);
  const last = await endOf(stage, ended.exitCode);
  const wrong: string[] = [];
  const nothingLeft = ended.stderr.includes('NothingToRollBackError') && command === 'rollback';
  if (!nothingLeft && !expected.exitCodes.has(ended.exitCode))
    wrong.push(`exit ${ended.exitCode}: ${ended.stderr.slice(0, 300)}`);
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

/** What is wrong after a kill that left just this. */
export const wrongFrom = async (
  stage: Stage,
  command: Command,
  left: Left,
  expected: Undisturbed
): Promise<string[]> => {
  await stage.back(left.kept);
  return wrongAfter(stage, command, expected);
};

/** Org and refresh directory as a kill left them. */
export type Wreck = { org: Map<string, string>; directory: Map<string, string> };

const wreckOf = async ({ bench }: Stage): Promise<Wreck> => ({
  org: orgState(bench),
  directory: await directoryState(bench),
});

/** How everything is where a kill was seen to leave it. */
export const seenAt = async (stage: Stage, { kept }: Left): Promise<Wreck> => {
  await stage.back(kept);
  return wreckOf(stage);
};

/** How everything is after a kill with SIGKILL. */
export const killedAt = async (stage: Stage, command: Command, point: KillPoint): Promise<Wreck> => {
  await stage.begin(command);
  await killed(stage, command, point);
  return wreckOf(stage);
};

/** What is wrong after a kill with SIGKILL, at a point of a run of its own. */
export const killAt = async (
  stage: Stage,
  command: Command,
  point: KillPoint,
  expected: Undisturbed
): Promise<string[]> => {
  await stage.begin(command);
  const cut = await killed(stage, command, point);
  if (cut.late) return ['the killed run did not end'];
  return wrongAfter(stage, command, expected);
};

const endingOf = ({ endings: all }: End, key: string): string => (typeof all === 'string' ? '' : (all.get(key) ?? ''));
