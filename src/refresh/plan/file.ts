import type { SfError } from '@salesforce/core';
import { bytesOf, OddFile } from '../../files/open.ts';
import { codeOf } from '../../files/standing.ts';
import { loadText } from '../../text.ts';
import { textIn } from '../../textFile.ts';
import type { ContentFile } from '../directory/files.ts';
import { parseRecord, toJson } from '../directory/record.ts';
import { dataDigest, inOrder } from './canonical.ts';
import { PLAN_KIND, planFileSchema, type PlanContent } from './schema.ts';

const text = loadText('plan');

/** A plan of ten thousand changes has some six million bytes. */
const MOST_BYTES = 32 * 1024 * 1024;

const notAPlan = (path: string, detail: string): SfError => text.error('NotAPlanFile', { path, detail });

/**
 * The text of a file that may be a plan.
 *
 * @returns undefined where there is none
 * @throws SfError NotAPlanFileError for what is no file, or has more bytes than a plan; as {@link textIn}
 */
const boundedText = async (path: string): Promise<string | undefined> => {
  const bytes = await bytesOf(path, MOST_BYTES).catch((error: unknown) => {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ETOOLARGE') throw notAPlan(path, text.get('detail.size', { most: MOST_BYTES }));
    throw notAPlan(path, error instanceof OddFile ? text.get('detail.kind') : code);
  });
  return bytes && textIn(bytes, path);
};

/** JSON without the blanks between its words: what is left is the same, however somebody laid it out. */
const withoutBlanks = (json: string): string =>
  json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, word?: string) => word ?? '');

/** A plan that somebody approved, with its hash. */
export type ApprovedPlan = { path: string; hash: string; content: PlanContent };

const parsed = (content: string, path: string): ApprovedPlan => {
  const { hash, plan } = parseRecord(content, { path, kind: PLAN_KIND, schema: planFileSchema });
  const raw = JSON.parse(content) as { plan: unknown };
  // What stands there twice, JSON tells once: the words themselves have to be those that were hashed.
  const isPlain = withoutBlanks(content.trim()) === JSON.stringify(raw);
  if (!isPlain || !isDigestOf(hash, raw.plan)) throw text.error('EditedPlan', { path });
  return { path, hash, content: plan };
};

const isDigestOf = (hash: string, plan: unknown): boolean => {
  try {
    return dataDigest(plan) === hash;
  } catch {
    // Half a character has no canonical form: this plugin never wrote it.
    return false;
  }
};

/**
 * Reads a plan that is to be applied.
 *
 * @throws SfError NoPlanFileError, NotAPlanFileError, DamagedFileError with the field, ForeignFileError, NewerFileError,
 *   EditedPlanError where its content does not fit its hash
 */
export const readPlanFile = async (path: string): Promise<ApprovedPlan> => {
  const content = await boundedText(path);
  if (content === undefined) throw text.error('NoPlanFile', { path });
  return parsed(content, path);
};

/** Where the Markdown of a plan goes: beside it, under its name. */
const markdownPath = (path: string): string => path.replace(/\.json$/i, '') + '.md';

/**
 * Makes sure, before any work is done, that a plan may be written to a place.
 *
 * @throws SfError PlanFileNameError, PlanFileTakenError for a file that is no plan: nobody means to lose it
 */
export const refuseTaken = async (path: string): Promise<void> => {
  if (/\.(md|markdown|ya?ml)$/i.test(path)) throw text.error('PlanFileName', { path }, 2);
  const content = await boundedText(path);
  if (content === undefined) return;
  const isPlan = ((): boolean => {
    try {
      return (JSON.parse(content) as { kind?: unknown } | null)?.kind === PLAN_KIND;
    } catch {
      return false;
    }
  })();
  if (!isPlan) throw text.error('PlanFileTaken', { path }, 2);
};

/** The plan file and its Markdown. Neither has a date or anything else that changes by itself: the same plan is the same file. */
export const planFiles = (path: string, plan: PlanContent, hash: string, markdown: string): ContentFile[] => [
  { path, content: toJson({ kind: PLAN_KIND, schemaVersion: 1, hash, plan: inOrder(plan) }) },
  { path: markdownPath(path), content: markdown },
];
