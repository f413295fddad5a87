import { styleText } from 'node:util';
import type { Finished } from '../support/sf.ts';
import { commandLine } from './commandLine.ts';

/** The story did not go as told: `message` says at which command and what was expected there. */
export class StoryError extends Error {}

/** One command of the story, and what makes it true. */
export type Scene = {
  args: readonly string[];
  exitCode: number;
  /** Texts that the output must hold. */
  shows: readonly string[];
  /** Environment variables of the command whose values are secret. */
  secrets?: Readonly<Record<string, string>>;
};

export type Stage = {
  /** One sentence between the commands. */
  narrate(sentence: string): void;
  /** Shows a command, runs it, shows its output, and checks it. */
  play(scene: Scene): Promise<void>;
  /** Checks a fact that no output shows. */
  expect(fact: string, holds: boolean): void;
};

export type StageOptions = {
  run: (args: readonly string[], env: Readonly<Record<string, string>>) => Promise<Finished>;
  write: (text: string) => void;
  /** What must never be seen in any output. */
  hidden: () => readonly string[];
};

/** What is wrong with how a command ended; undefined when it went as told. */
const complaint = (
  { exitCode, shows }: Scene,
  { exitCode: actual, stdout, stderr }: Finished,
  hidden: readonly string[]
): string | undefined => {
  if (hidden.some((secret) => `${stdout}${stderr}`.includes(secret))) return 'its output shows a secret';
  if (actual !== exitCode) return `exit code ${actual} instead of ${exitCode}`;
  const missing = shows.find((text) => !stdout.includes(text));
  return missing === undefined ? undefined : `its output does not show "${missing}"`;
};

/**
 * Where the demo is played. Warnings of the CLI (plain http, a linked plugin) would only distract: what a command wrote
 * to stderr is shown when it did not go as told, and not otherwise.
 */
export const openStage = ({ run, write, hidden }: StageOptions): Stage => ({
  narrate: (sentence) => write(`\n${styleText('bold', `# ${sentence}`)}\n`),
  play: async (scene) => {
    const line = commandLine(scene.args, Object.keys(scene.secrets ?? {}));
    write(`\n${styleText('cyan', `$ ${line}`)}\n`);
    const finished = await run(scene.args, scene.secrets ?? {});
    const wrong = complaint(scene, finished, hidden());
    if (wrong === 'its output shows a secret') throw new StoryError(`At "${line}": ${wrong}.`);
    write(finished.stdout.trimEnd() === '' ? '' : `${finished.stdout.trimEnd()}\n`);
    if (wrong !== undefined) throw new StoryError(`At "${line}": ${wrong}.\n${finished.stderr.trimEnd()}`.trimEnd());
    write(`${styleText('dim', `(exit code ${finished.exitCode})`)}\n`);
  },
  expect: (fact, holds) => {
    if (!holds) throw new StoryError(`This does not hold: ${fact}.`);
  },
});
