import { join } from 'node:path';
import { z } from 'zod';
import { checklist } from '../../checklist/index.ts';
import { orgIdentitySchema } from '../../checklist/identity/orgIdentity/facts.ts';
import { loadText } from '../../text.ts';
import { isDirectory, readIfThere } from './files.ts';
import { textDigest } from '../plan/canonical.ts';
import { parseRecord } from './record.ts';

const text = loadText('refresh');

const KIND = 'logik-refresh-baseline';

const readingSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('read'),
    facts: z.unknown(),
    /** ISO 8601, UTC: where the facts are from an earlier prepare than the one that wrote the file. */
    at: z.iso.datetime().optional(),
  }),
  z.strictObject({ status: z.literal('unreadable'), reason: z.string() }),
]);

/** What became of reading one checklist line: its facts, or why there are none. Empty is not unread. */
export type Reading = z.infer<typeof readingSchema>;

const readingsSchema = z.record(z.string(), readingSchema).superRefine((readings, context) => {
  for (const item of checklist) {
    const reading = readings[item.id];
    if (reading?.status !== 'read') continue;
    for (const issue of item.facts.safeParse(reading.facts).error?.issues ?? []) {
      context.addIssue({ code: 'custom', message: issue.message, path: [item.id, 'facts', ...issue.path] });
    }
  }
});

const baselineSchema = z.strictObject({
  kind: z.literal(KIND),
  schemaVersion: z.literal(1),
  /** ISO 8601, UTC. */
  preparedAt: z.iso.datetime(),
  /** For the fingerprints of secrets: without it, equal secrets in two records would look equal. */
  salt: z.string().min(16),
  org: orgIdentitySchema,
  items: readingsSchema,
  /** The production org, where prepare was given it: what must not be found in the sandbox afterwards. */
  production: z
    .strictObject({
      org: orgIdentitySchema,
      items: readingsSchema,
      /** The sandbox of which production says that this one is a clone; absent or null: it is a copy of production. */
      cloneOf: z.string().nullable().optional(),
    })
    .nullable(),
});

/** What the org was before the refresh: the content of `baseline.json`. Facts only. */
export type Baseline = z.infer<typeof baselineSchema>;

export const newBaseline = (content: Omit<Baseline, 'kind' | 'schemaVersion'>): Baseline => ({
  kind: KIND,
  schemaVersion: 1,
  ...content,
});

export const baselinePath = (directory: string): string => join(directory, 'baseline.json');

/** The baseline in a refresh directory, or undefined where prepare has not written one yet. */
export const findBaseline = async (directory: string): Promise<Baseline | undefined> => {
  const path = baselinePath(directory);
  const content = await readIfThere(path);
  return content === undefined ? undefined : parseRecord(content, { path, kind: KIND, schema: baselineSchema });
};

/** The checksum of the record in a refresh directory, for what is bound to it; of nothing where there is none. */
export const recordDigest = async (directory: string): Promise<string> =>
  textDigest((await readIfThere(baselinePath(directory))) ?? '');

/**
 * The baseline that verify and repoint go by.
 *
 * @throws SfError NoRefreshDirectoryError, NoBaselineError
 */
export const loadBaseline = async (directory: string): Promise<Baseline> => {
  if (!(await isDirectory(directory))) throw text.error('NoRefreshDirectory', { directory });
  const baseline = await findBaseline(directory);
  if (!baseline) throw text.error('NoBaseline', { directory });
  return baseline;
};

/** The facts of one line, or undefined where they were not read. The schema was checked when the file was read. */
export const factsOf = (readings: Readonly<Record<string, Reading>> | undefined, id: string): unknown => {
  const reading = readings?.[id];
  return reading?.status === 'read' ? reading.facts : undefined;
};

/** When the facts of one line were read, ISO 8601; null where they never were. */
export const recordedAt = (
  { items, preparedAt }: Pick<Baseline, 'items' | 'preparedAt'>,
  id: string
): string | null => {
  const reading = items[id];
  return reading?.status === 'read' ? (reading.at ?? preparedAt) : null;
};
