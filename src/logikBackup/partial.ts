import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { appendInside, directoryInside, placeInside, writeInside } from '../files/inside.ts';
import { parseJson } from '../literal/json.ts';
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

const linesOf = async (path: string): Promise<string[]> => {
  try {
    return (await readTextFile(path)).split('\n');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
};

const entryOf = (line: string): z.infer<typeof entrySchema> | undefined => {
  try {
    return entrySchema.safeParse(parseJson(line)).data;
  } catch {
    return undefined;
  }
};

/**
 * The parts in the folder, by its list. A run that was killed leaves half a line at its end; a list that is damaged
 * otherwise is put aside with its folder, for the files in it may be all that is left of an environment.
 */
const listed = async (directory: string): Promise<Array<z.infer<typeof entrySchema>>> => {
  const root = join(directory, PARTIAL);
  const lines = await linesOf(join(root, LIST)).catch(() => ['', '']);
  const entries = lines.slice(0, -1).map(entryOf);
  if (entries.some((entry) => entry === undefined)) {
    await rename(root, `${root}-unreadable-${new Date().toISOString().replace(/\W/g, '')}`);
    return [];
  }
  return entries.filter((entry) => entry !== undefined);
};

/** What earlier runs left: of a run that was cut off or failed, and of a backup that lacks parts. */
const leftBy = async (directory: string, environment: string): Promise<Resumable[]> => {
  const manifest = await readManifest(directory);
  const placed = manifest && !manifest.complete && manifest.environment === environment ? manifest.parts : [];
  const waiting = (await listed(directory))
    .filter((entry) => entry.environment === environment)
    .map(({ part }) => part);
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
  await directoryInside(directory, join(directory, PARTIAL));
  const usable: Resumable[] = [];
  for (const left of await leftBy(directory, environment)) {
    const age = now - Date.parse(left.part.exportedAt);
    if (age >= 0 && age <= FRESH_MS && (await isIntact(left.path, left.part)) === 'intact') usable.push(left);
  }
  await sweep(directory, usable);
  const list = join(directory, PARTIAL, LIST);
  await directoryInside(directory, join(directory, PARTIAL, 'tables'));
  const line = (part: Part): string => `${JSON.stringify({ environment, part })}\n`;
  const waiting = usable.filter(({ part, path }) => path === inPartial(directory, part.file));
  await writeInside(directory, list, waiting.map(({ part }) => line(part)).join(''));
  return {
    earlier: new Map(usable.map((left) => [keyOf(left.part), left])),
    keep: async (from, part) => {
      const path = inPartial(directory, part.file);
      await placeInside(directory, path);
      await rename(from, path);
      const handle = await appendInside(directory, list);
      await handle.appendFile(line(part)).finally(() => handle.close());
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
