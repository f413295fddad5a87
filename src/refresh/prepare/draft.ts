import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MOST_BYTES } from '../../files/open.ts';
import { ensureWritable, readIfThere, writeTogether } from '../directory/files.ts';
import { parseRecord, toJson } from '../directory/record.ts';
import type { Answer } from '../directory/refreshYaml.ts';

const draftPath = (directory: string): string => join(directory, 'prepare-answers.draft.json');

const KIND = 'logik-refresh-draft';

const draftSchema = z.strictObject({
  kind: z.literal(KIND),
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

/**
 * What is in the draft; empty where there is none.
 *
 * @throws SfError DamagedFileError, ForeignFileError, NewerFileError: what cannot be read is neither used nor replaced
 */
const answersIn = async (directory: string): Promise<Answer[]> => {
  const path = draftPath(directory);
  const content = await readIfThere(path, MOST_BYTES.draft);
  return content === undefined ? [] : parseRecord(content, { path, kind: KIND, schema: draftSchema }).answers;
};

/**
 * Opens the draft of a refresh directory. Each answer is on disk as soon as it was given: neither Ctrl-C nor what goes
 * wrong later takes it away. It is only offered again, never taken for an answer.
 *
 * @throws SfError as {@link answersIn}
 */
export const openDraft = async (directory: string): Promise<Draft> => {
  const path = draftPath(directory);
  let answers = await answersIn(directory);
  return {
    earlier: (place) => answers.find(sameAs(place))?.value,
    keep: async (given) => {
      answers = [...answers.filter((each) => !sameAs(given.path)(each)), given];
      await ensureWritable(directory);
      const content = toJson({ kind: KIND, schemaVersion: 1, answers });
      await writeTogether([{ path, content }], directory);
    },
  };
};

/** Its answers are in refresh.yaml now. What is no draft of this plugin stays. */
export const dropDraft = async (directory: string): Promise<void> => {
  const isOurs = await answersIn(directory).then(
    () => true,
    () => false
  );
  if (isOurs) await rm(draftPath(directory), { force: true });
};
