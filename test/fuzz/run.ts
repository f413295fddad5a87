import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { answersOf, openRefreshYaml } from '../../src/refresh/directory/refreshYaml.ts';
import { loadBaseline } from '../../src/refresh/directory/baseline.ts';
import { answerTargets, withoutWaiting } from './answers.ts';
import { filesIn, readCorpus } from './corpus.ts';
import { fileTargets, removeRooms } from './files.ts';
import { startReplay } from './replay.ts';
import { rulesTargets } from './rules.ts';
import type { Target } from './target.ts';
import { Bad } from './verdict.ts';

/** All targets on one corpus, and how to end them. */
export const openTargets = async (
  corpus: string,
  scratch: string
): Promise<{ targets: Target[]; close: () => void }> => {
  const prepared = await loadBaseline(join(corpus, 'prepared'));
  const after = await loadBaseline(join(corpus, 'refreshed')).catch(() => prepared);
  const answers = answersOf(await openRefreshYaml(join(corpus, 'prepared')));
  const files = new Map([
    ...(await filesIn(join(corpus, 'prepared'))),
    ...(await filesIn(join(corpus, 'refreshed')).catch(() => new Map<string, Buffer>())),
  ]);
  const waiting = withoutWaiting();
  const replay = await startReplay(await readCorpus(corpus));
  return {
    targets: [
      ...fileTargets(files, scratch),
      ...rulesTargets(prepared, after, answers),
      ...answerTargets(replay, { prepared, answers, base: scratch }),
    ],
    close: () => {
      replay.close();
      waiting();
      removeRooms(scratch);
    },
  };
};

/** The seed of one input: by it alone the input can be made again. */
export const seedOf = (seed: number, name: string, index: number): number =>
  createHash('sha256').update(`${seed} ${name} ${index}`).digest().readInt32LE(0);

/** What one input found: its kind, and how it is made again. */
export type Found = { target: string; seed: number; at: number; kind: string; detail: string; input: string };

/** Nothing that one input does may take longer. */
export const MOST_SECONDS = 5;

/** One input; what it found, where it found something. */
export const tryOne = async ({ name, input, run }: Target, seed: number, at: number): Promise<Found | undefined> => {
  const own = seedOf(seed, name, at);
  const [given] = fc.sample(input, { seed: own, numRuns: 1 });
  // By the time that it worked, not by the clock: a machine under load is no hang.
  const before = process.cpuUsage();
  try {
    await run(given);
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    if (seconds > MOST_SECONDS) throw new Bad('too long', `${seconds.toFixed(1)} s of work`);
    return undefined;
  } catch (error) {
    const kind = error instanceof Bad ? error.kind : `raw ${(error as Error)?.name ?? typeof error}`;
    const place =
      /\/((?:src|test)\/[^:)]+:\d+)/.exec((error as Error)?.stack?.split('\n').slice(1).join('\n') ?? '')?.[1] ?? '';
    const detail = `${error instanceof Error ? error.message : String(error)}${error instanceof Bad ? '' : ` (${place})`}`;
    return {
      target: name,
      seed,
      at,
      kind,
      detail: detail.slice(0, 700),
      input: JSON.stringify(given)?.slice(0, 1500) ?? '',
    };
  }
};

/** The same input as small as it still finds the same kind. */
export const shrunk = async (target: Target, found: Found, ms = 10_000): Promise<string> => {
  const property = fc.asyncProperty(target.input, async (given) => {
    try {
      await target.run(given);
    } catch (error) {
      const kind = error instanceof Bad ? error.kind : `raw ${(error as Error)?.name ?? typeof error}`;
      if (kind === found.kind) throw error;
    }
  });
  const { counterexample } = await fc.check(property, {
    seed: seedOf(found.seed, target.name, found.at),
    numRuns: 1,
    interruptAfterTimeLimit: ms,
    markInterruptAsFailure: false,
  });
  return JSON.stringify(counterexample?.[0] ?? null)?.slice(0, 1500) ?? '';
};

/** Keeps what was found, a line each. */
export const note = (path: string, found: Found): void => appendFileSync(path, `${JSON.stringify(found)}\n`);
