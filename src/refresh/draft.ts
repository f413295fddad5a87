import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureWritable, readIfThere, writeTogether } from './files.ts';
import { toJson } from './record.ts';
import type { Answer } from './refreshYaml.ts';

const draftPath = (directory: string): string => join(directory, 'prepare-answers.draft.json');

const draftSchema = z.strictObject({
  kind: z.literal('logik-refresh-draft'),
  schemaVersion: z.literal(1),
  answers: z.array(z.strictObject({ path: z.array(z.string()), value: z.unknown() })),
});

/** What somebody typed in a terminal, kept until prepare has written it into refresh.yaml. */
export type Draft = {
  /** From a run that did not end well; undefined where that place was not answered. */
  earlier(path: readonly string[]): unknown;
  keep(answer: Answer): Promise<void>;
};

const sameAs =
  (path: readonly string[]) =>
  (answer: Answer): boolean =>
    answer.path.join('.') === path.join('.');

/** A draft that cannot be read is none: its answers are asked for again. */
const answersIn = (content: string | undefined): Answer[] => {
  try {
    return draftSchema.parse(JSON.parse(content ?? '')).answers;
  } catch {
    return [];
  }
};

/**
 * Opens the draft of a refresh directory. Each answer is on disk as soon as it was given: neither Ctrl-C nor what goes
 * wrong later takes it away. It is only offered again, never taken for an answer.
 */
export const openDraft = async (directory: string): Promise<Draft> => {
  const path = draftPath(directory);
  let answers = answersIn(await readIfThere(path).catch(() => undefined));
  return {
    earlier: (place) => answers.find(sameAs(place))?.value,
    keep: async (given) => {
      answers = [...answers.filter((each) => !sameAs(given.path)(each)), given];
      await ensureWritable(directory);
      await writeTogether([{ path, content: toJson({ kind: 'logik-refresh-draft', schemaVersion: 1, answers }) }]);
    },
  };
};

/** Its answers are in refresh.yaml now. */
export const dropDraft = (directory: string): Promise<void> => rm(draftPath(directory), { force: true });
