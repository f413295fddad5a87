import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { hostOf } from '../logik/environmentUrl.ts';
import type { LogikAdmin } from '../logik/types.ts';
import { isIntact } from './file.ts';
import type { Patience } from './job.ts';
import type { Manifest, Part } from './manifest.ts';
import { inParallel } from '../logik/parallel.ts';
import { exportPresent, presentMembers, type Listed } from './present.ts';
import { rowDifference, type Content } from './rows.ts';
import { trying } from './take.ts';
import { contentWords } from './words.ts';

const count = z.int().nonnegative();

/** What an environment has of one part of the backup. */
export const comparedSchema = z.strictObject({
  kind: z.enum(['blueprints', 'table']),
  name: z.string(),
  state: z.enum(['same', 'missing', 'different', 'unreadable']),
  /** Why it could not be compared; null where it was. */
  reason: z.string().nullable(),
  /** What is there, and what the backup has, in words that can be compared; null for nothing. */
  before: z.string().nullable(),
  after: z.string(),
  /** Rows, or blueprints, that are there; null where that is not known. */
  rows: count.nullable(),
  /** Rows that only the environment has, and that only the backup has; null where they were not counted. */
  extra: count.nullable(),
  lacking: count.nullable(),
  /** The table, or the blueprints, that Logik says were modified after the backup. */
  later: z.array(z.string()),
});

export type Compared = z.infer<typeof comparedSchema>;

type Looked = Content & Pick<Compared, 'extra' | 'lacking'>;

/** What the exports of a run brought, by environment, part and the dates that Logik gave it then. */
export type Seen = Map<string, Promise<Looked>>;

export type CompareOptions = {
  /** The refresh directory. */
  directory: string;
  folder: string;
  parallel: number;
  patience?: Patience;
  seen: Seen;
};

type Present = ReturnType<typeof presentMembers>;

/** What was modified after the backup; an environment that does not say when may have been. */
const laterOf = (part: Part, present: Present, same: boolean): string[] => {
  const recorded = new Map(
    part.kind === 'table' ? [[part.name, part.modified]] : part.members.map(({ name, modified }) => [name, modified])
  );
  return present
    .filter(
      ({ name, modified }) =>
        modified === null ||
        (same ? recorded.get(name) !== modified : !(Date.parse(modified) <= Date.parse(part.exportedAt)))
    )
    .map(({ name }) => name);
};

const isUntouched = (part: Part, present: Present): boolean =>
  part.kind === 'table'
    ? part.modified !== null && present[0]?.modified === part.modified
    : part.members.every(({ modified }) => modified !== null) && isDeepStrictEqual(present, part.members);

/** Exports what is there and looks at how it differs; the same state of the same part is exported once in a run. */
const look = async (
  admin: LogikAdmin,
  part: Part,
  present: Present,
  { directory, folder, patience, seen }: CompareOptions
): Promise<Looked> => {
  const key = JSON.stringify([admin.environment, part.kind, part.name, part.digest, present]);
  const known = seen.get(key);
  if (known) return known;
  const looking = (async (): Promise<Looked> => {
    const exported = await exportPresent(admin, part, present, { folder, patience });
    if (!exported) return { rows: 0, digest: '', extra: null, lacking: null };
    const { rows, digest, path } = exported;
    const file = join(directory, part.file);
    const countable = part.kind === 'table' && digest !== part.digest && (await isIntact(file, part)) === 'intact';
    const difference = countable ? await rowDifference(file, path) : { extra: null, lacking: null };
    await rm(path, { force: true });
    return { rows, digest, ...difference };
  })();
  // A date that is not told proves nothing later.
  if (present.every(({ modified }) => modified !== null)) {
    seen.set(key, looking);
    looking.catch(() => seen.delete(key));
  }
  return looking;
};

const comparePart = async (
  admin: LogikAdmin,
  part: Part,
  listed: Listed,
  { backupOf, ...options }: CompareOptions & { backupOf: string }
): Promise<Compared> => {
  const { kind, name } = part;
  const after = contentWords(kind, part);
  const base = { kind, name, reason: null, before: null, after, rows: null, extra: null, lacking: null, later: [] };
  const present = presentMembers(part, listed);
  if (present.length === 0) return { ...base, state: 'missing' };
  const same = hostOf(backupOf) === hostOf(admin.environment);
  if (same && isUntouched(part, present)) return { ...base, state: 'same', before: after, rows: part.rows };
  const result = await trying(look(admin, part, present, options));
  if ('reason' in result) return { ...base, state: 'unreadable', reason: result.reason };
  const { rows, digest, extra, lacking } = result.done;
  const state = digest === part.digest ? 'same' : 'different';
  const later = state === 'same' ? [] : laterOf(part, present, same);
  return { ...base, state, before: contentWords(kind, { rows, digest }), rows, extra, lacking, later };
};

/**
 * Compares an environment with a backup. Where it is the one that the backup is of, what Logik says was not modified
 * since is the same; everything else is exported again and compared by content.
 *
 * @throws SfError, LogikError where the environment does not list what it has
 */
export const compareBackup = async (
  admin: LogikAdmin,
  { environment, parts }: Manifest,
  options: CompareOptions
): Promise<Compared[]> => {
  const [blueprints, tables] = await Promise.all([admin.blueprints(), admin.managedTables()]);
  return inParallel(parts, options.parallel, (part) =>
    comparePart(admin, part, { blueprints, tables }, { ...options, backupOf: environment })
  );
};
