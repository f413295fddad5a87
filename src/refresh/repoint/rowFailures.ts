import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, ItemId, Write } from '../../checklist/item.ts';
import type { RestoreFailure } from '../../preserve/restore.ts';
import { csvLines, type CsvCell } from '../../literal/csv.ts';
import type { ContentFile } from '../directory/files.ts';
import type { TouchFailure } from '../write/touch.ts';

/** What a run made of changes that are many rows, and how the org looks after it. */
export type RowsOfRun = {
  failures: readonly TouchFailure[];
  notRestored: readonly RestoreFailure[];
  /** The kinds of writes that the run made. */
  written: ReadonlySet<Write['kind']>;
  /** Of the lines that the run looked at. */
  findings: readonly Finding[];
  lines: readonly ItemId[];
};

type Failure = TouchFailure | RestoreFailure;

type Report<F extends Failure> = {
  path: string;
  /** The columns' names, and where they come from. */
  columns: ReadonlyArray<readonly [string, keyof F & string]>;
  kind: Write['kind'];
  item: ItemId;
};

const TOUCHED: Report<TouchFailure> = {
  path: 'touch-failures.csv',
  columns: [
    ['id', 'id'],
    ['name', 'name'],
    ['code', 'code'],
    ['message', 'message'],
  ],
  kind: 'touch',
  item: 'sync-health',
};

const RESTORED: Report<RestoreFailure> = {
  path: 'restore-failures.csv',
  columns: [
    ['object', 'object'],
    ['key', 'name'],
    ['id', 'id'],
    ['code', 'code'],
    ['message', 'message'],
  ],
  kind: 'restore',
  item: 'records',
};

/** Whether the line was looked at and nothing of it fails, also nothing that somebody waived. */
const isWell = (item: ItemId, { findings, lines }: RowsOfRun): boolean =>
  lines.includes(item) &&
  !findings.some((each) => each.item === item && (each.status === 'fail' || each.waiver?.was === 'fail'));

/** Rows as a file; without any, an older file is emptied only where it would say otherwise than this run. */
const reportFile = <F extends Failure>(
  directory: string,
  { path: name, columns, kind, item }: Report<F>,
  rows: readonly F[],
  run: RowsOfRun
): ContentFile[] => {
  const path = join(directory, 'reports', name);
  const contradicts = run.written.has(kind) || isWell(item, run);
  if (rows.length === 0 && !(contradicts && existsSync(path))) return [];
  const header = columns.map(([title]) => title);
  const cells = rows.map((row) => columns.map(([, field]) => row[field] as CsvCell));
  return [{ path, content: csvLines([header, ...cells]) }];
};

/** The rows that a run's touch and restore were refused, for people. */
export const rowFailureFiles = (directory: string, run: RowsOfRun): ContentFile[] => [
  ...reportFile(directory, TOUCHED, run.failures, run),
  ...reportFile(directory, RESTORED, run.notRestored, run),
];
