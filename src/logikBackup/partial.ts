import { appendFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readTextFile } from '../textFile.ts';
import { isIntact } from './file.ts';
import { BACKUP, partSchema, readManifest, type Part } from './manifest.ts';

/** What is complete of a backup that is not: files wait here until all of them are there. */
const PARTIAL = `${BACKUP}/.partial`;
const LIST = 'parts.ndjson';

/** How long a download counts: a backup must not be made of parts that are from different days. */
export const FRESH_MS = 24 * 60 * 60_000;

const entrySchema = z.strictObject({ environment: z.string(), part: partSchema });

/** A part that was downloaded before, and where it is. */
export type Resumable = { part: Part; path: string };

/** Parts by what they are of. */
export const keyOf = ({ kind, name }: Pick<Part, 'kind' | 'name'>): string => `${kind} ${name}`;

const inPartial = (directory: string, file: string): string => join(directory, PARTIAL, file.slice(BACKUP.length + 1));

const linesOf = async (path: string): Promise<string[]> => (await readTextFile(path).catch(() => '')).split('\n');

const entryOf = (line: string): z.infer<typeof entrySchema> | undefined => {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

/** What earlier runs left: of a run that was cut off or failed, and of a backup that lacks parts. */
const leftBy = async (directory: string, environment: string): Promise<Resumable[]> => {
  const manifest = await readManifest(directory);
  const placed = manifest && !manifest.complete && manifest.environment === environment ? manifest.parts : [];
  const waiting = (await linesOf(join(directory, PARTIAL, LIST)))
    .map(entryOf)
    .filter((entry) => entry !== undefined && entry.environment === environment)
    .flatMap((entry) => (entry ? [entry.part] : []));
  return [
    ...placed.map((part) => ({ part, path: join(directory, part.file) })),
    ...waiting.map((part) => ({ part, path: inPartial(directory, part.file) })),
  ];
};

/** Everything in the folder that is not to be taken over. */
const sweep = async (directory: string, wanted: readonly Resumable[]): Promise<void> => {
  const root = join(directory, PARTIAL);
  const paths = new Set(wanted.map(({ path }) => path));
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(files.filter((path) => !paths.has(path)).map((path) => rm(path, { force: true })));
};

/** The folder of a backup under way. */
export type Partial = {
  earlier: ReadonlyMap<string, Resumable>;
  /** Puts an export into the folder and notes that it is complete. */
  keep(from: string, part: Part): Promise<Resumable>;
};

/**
 * Opens the folder of a backup of one environment, with the complete parts of earlier runs in it that still count: files
 * as they were downloaded, not older than a day.
 *
 * @param now milliseconds since 1970
 */
export const openPartial = async (directory: string, environment: string, now: number): Promise<Partial> => {
  const usable: Resumable[] = [];
  for (const left of await leftBy(directory, environment)) {
    const age = now - Date.parse(left.part.exportedAt);
    if (age >= 0 && age <= FRESH_MS && (await isIntact(left.path, left.part)) === 'intact') usable.push(left);
  }
  await sweep(directory, usable);
  const list = join(directory, PARTIAL, LIST);
  await mkdir(join(directory, PARTIAL, 'tables'), { recursive: true, mode: 0o700 });
  const line = (part: Part): string => `${JSON.stringify({ environment, part })}\n`;
  const waiting = usable.filter(({ part, path }) => path === inPartial(directory, part.file));
  await writeFile(list, waiting.map(({ part }) => line(part)).join(''), { mode: 0o600 });
  return {
    earlier: new Map(usable.map((left) => [keyOf(left.part), left])),
    keep: async (from, part) => {
      const path = inPartial(directory, part.file);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(from, path);
      await appendFile(list, line(part));
      return { part, path };
    },
  };
};

/** Where a manifest waits for the files that it is of, in a folder of the run. */
export const writeManifest = async (folder: string, content: object): Promise<string> => {
  const path = join(folder, 'logik-manifest.json');
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  return path;
};
