import { join } from 'node:path';
import { z } from 'zod';
import { isIntact } from './file.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { inParallel } from '../logik/parallel.ts';

/** The file of a part of the backup, as it is now. */
export const fileStateSchema = z.strictObject({ file: z.string(), state: z.enum(['intact', 'missing', 'changed']) });
export type FileState = z.infer<typeof fileStateSchema>;

/** Whether the files of a backup are what they were. */
export const checkFiles = (directory: string, { parts }: Pick<Manifest, 'parts'>): Promise<FileState[]> =>
  inParallel(parts, 2, async (part) => ({ file: part.file, state: await isIntact(join(directory, part.file), part) }));

/** The backup that is there, if every file of it is what it was: one that is damaged is none. */
export const soundBackup = async (directory: string): Promise<Manifest | undefined> => {
  const manifest = await readManifest(directory);
  if (!manifest) return undefined;
  const files = await checkFiles(directory, manifest);
  return files.every(({ state }) => state === 'intact') ? manifest : undefined;
};
