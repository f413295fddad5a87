import { join } from 'node:path';
import { z } from 'zod';
import { whyNot } from '../files/why.ts';
import { parseJson } from '../literal/json.ts';
import { isSfError, loadText } from '../text.ts';
import { readTextFile } from '../textFile.ts';

const text = loadText('logikBackup');

/** The folder of the backup, below the refresh directory. */
export const BACKUP = 'preserved/logik';
export const MANIFEST = `${BACKUP}/manifest.json`;

/** What the blueprints are called together. */
export const BLUEPRINTS = 'blueprints';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const moment = z.iso.datetime({ offset: true });

/** One file of the backup. */
export const partSchema = z.strictObject({
  kind: z.enum(['blueprints', 'table']),
  /** Of the table; `blueprints` for these. */
  name: z.string(),
  /** Relative to the refresh directory: nothing else is ever read or sent. */
  file: z.string().regex(/^preserved\/logik\/(blueprints\.(zip|json|bin)|tables\/[a-z0-9_-]+(\.[0-9a-f]{12})?\.csv)$/),
  bytes: count,
  /** Of the file. */
  sha256: hex,
  /** Rows of the table, or the number of blueprints. */
  rows: count,
  /** Of what the file says, in whatever order it says it. */
  digest: hex,
  /** As Logik tells it; the latest of the blueprints. */
  modified: z.string().nullable(),
  /** The blueprints by variable name; none for a table. */
  members: z.array(z.strictObject({ name: z.string(), modified: z.string().nullable() })),
  exportedAt: moment,
  /** Of a table, where Logik told them: without its columns, a table cannot be made anew as it was. */
  columns: z.array(z.strictObject({ name: z.string(), type: z.string(), description: z.string() })).optional(),
  /** What Logik warned of when it exported this part. */
  warning: z.string().optional(),
});

export const failureSchema = z.strictObject({
  kind: z.enum(['blueprints', 'table', 'tables']),
  name: z.string(),
  reason: z.string(),
});

/** What lies in the folder of the backup. No secret is in it. */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** `https://<tenant>.<sector>.logik.io`. */
  environment: z.string(),
  at: moment,
  /** False where a part could not be exported, and there was no earlier backup to keep in its stead. */
  complete: z.boolean(),
  parts: z.array(partSchema),
  failed: z.array(failureSchema),
});

export type Part = z.infer<typeof partSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

const detailOf = (error: unknown): string => {
  if (error instanceof z.ZodError) return `${error.issues[0].path.join('.')}: ${error.issues[0].message}`;
  return isSfError(error) || error instanceof SyntaxError ? error.message : whyNot(error);
};

/**
 * The manifest of the backup that is there; undefined where there is none.
 *
 * @throws SfError DamagedManifestError: what cannot be understood is a backup all the same, and may be the only one
 */
export const readManifest = async (directory: string): Promise<Manifest | undefined> => {
  const path = join(directory, MANIFEST);
  try {
    return manifestSchema.parse(parseJson(await readTextFile(path)));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw text.error('DamagedManifest', { path, detail: detailOf(error), folder: BACKUP });
  }
};
