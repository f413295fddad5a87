import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { checklist } from '../../checklist/index.ts';
import type { FindingStatus, ItemId } from '../../checklist/item.ts';
import { renderers } from '../../report/index.ts';
import { parseJson } from '../../literal/json.ts';
import { loadText } from '../../text.ts';
import { findBaseline, loadBaseline, recordedAt, type Baseline } from './baseline.ts';
import { readIfThere } from './files.ts';
import { pathText } from './record.ts';

const text = loadText('refresh');

/** Loudest first: a line is as good as its worst finding. */
const WORST = ['fail', 'manual', 'warn', 'pass', 'skip'] as const satisfies readonly FindingStatus[];

/** What a refresh directory knows of one line. */
export type LineState = {
  /** When prepare read the facts that are recorded, ISO 8601; null: none are recorded. */
  recordedAt: string | null;
  /** The worst of what the last verify found; null: it did not look at the line, or there was none. */
  lastStatus: FindingStatus | null;
  /** How many findings of it were waived. */
  waived: number;
};

/** A refresh directory, line by line. */
export type ChecklistState = { directory: string; lines: Map<ItemId, LineState> };

/** The part of verify's report that tells the state; other parts may become more. */
const reportSchema = z.looseObject({
  findings: z.array(z.looseObject({ item: z.string(), status: z.enum(WORST), waiver: z.looseObject({}).nullish() })),
});

type Report = z.infer<typeof reportSchema>;

const parsed = (content: string, path: string): Report => {
  let json: unknown;
  try {
    json = parseJson(content);
  } catch (error) {
    throw text.error('DamagedFile', { path, field: '(the file)', detail: (error as Error).message });
  }
  const report = reportSchema.safeParse(json);
  if (report.success) return report.data;
  const [issue] = report.error.issues;
  throw text.error('DamagedFile', { path, field: pathText(issue.path), detail: issue.message });
};

const lastReport = async (directory: string): Promise<Report> => {
  const path = join(directory, 'reports', renderers.json.file);
  const content = await readIfThere(path);
  return content === undefined ? { findings: [] } : parsed(content, path);
};

const stateOf = (id: ItemId, baseline: Baseline, { findings }: Report): LineState => {
  const own = findings.filter(({ item }) => item === id);
  return {
    recordedAt: recordedAt(baseline, id),
    lastStatus: WORST.find((status) => own.some((found) => found.status === status)) ?? null,
    waived: own.filter(({ waiver }) => waiver).length,
  };
};

/** The only refresh directory below the current directory, where prepare puts them; undefined where there are more. */
const onlyDirectory = async (): Promise<string | undefined> => {
  const parent = resolve('logik-refresh');
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name));
  return directories.length === 1 && (await findBaseline(directories[0])) ? directories[0] : undefined;
};

/**
 * What a refresh directory knows of the checklist: what is recorded, and what the last verify found.
 *
 * @param given the directory; without one, the only one below `logik-refresh`
 * @returns undefined where no directory is meant
 * @throws SfError NoRefreshDirectoryError, NoBaselineError, DamagedFileError
 */
export const checklistState = async (given: string | undefined): Promise<ChecklistState | undefined> => {
  const directory = given === undefined ? await onlyDirectory() : resolve(given);
  if (directory === undefined) return undefined;
  const [baseline, report] = await Promise.all([loadBaseline(directory), lastReport(directory)]);
  return { directory, lines: new Map(checklist.map(({ id }) => [id, stateOf(id, baseline, report)])) };
};
