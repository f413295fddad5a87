import { randomBytes } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportKind, LogikAdmin } from '../logik/types.ts';
import { loadText } from '../text.ts';
import { archiveDigest, formatOf, saysNothing, unpackTable } from './archive.ts';
import { measure } from './file.ts';
import { completed, warningOf, type Patience } from './job.ts';
import { columnNames, tableContent, type Content } from './rows.ts';

const text = loadText('logikBackup');

/** An export on this machine. */
export type Exported = Content & {
  path: string;
  bytes: number;
  sha256: string;
  format: 'zip' | 'json' | 'bin' | 'csv';
  /** What Logik warned of; null without. */
  warning: string | null;
};

const fresh = (folder: string): string => join(folder, `export-${randomBytes(8).toString('hex')}`);

const fetched = async (
  admin: LogikAdmin,
  kind: ExportKind,
  id: string,
  { folder, what }: { folder: string; what: string }
): Promise<string> => {
  const path = fresh(folder);
  const told = await admin.download(kind, id, path);
  const there = await measure(path);
  if (told.bytes !== there.bytes || told.sha256 !== there.sha256) throw text.error('NotWhole', { what });
  await chmod(path, 0o600);
  return path;
};

/**
 * What a file of the backup says, and how many rows that is.
 *
 * @param members how many blueprints it is of
 */
const contentOf = async (
  path: string,
  kind: ExportKind,
  members: number
): Promise<Content & Pick<Exported, 'format'>> => {
  if (kind === 'table') return { ...(await tableContent(path)), format: 'csv' };
  const format = await formatOf(path);
  const digest = format === 'zip' ? await archiveDigest(path) : (await measure(path)).sha256;
  return { rows: members, digest, format };
};

/** Whether no column of the table stands in the first row of a file: then it is of something else, if it is a table. */
const isOfAnother = async (path: string, columns: readonly string[]): Promise<boolean> => {
  if (columns.length === 0) return false;
  const header = new Set((await columnNames(path)).map((name) => name.toLowerCase()));
  return !columns.some((name) => header.has(name.toLowerCase()));
};

/**
 * Exports the rows of a managed table, or the named blueprints, to a file in a folder.
 *
 * @throws SfError where the job fails or hangs, and where the file is not whole or not what it should be; LogikError
 */
export const exportTo = async (
  admin: LogikAdmin,
  part:
    | { kind: 'table'; name: string; columns?: readonly string[] }
    | { kind: 'blueprints'; name: string; members: readonly string[] },
  { folder, patience }: { folder: string; patience?: Patience }
): Promise<Exported> => {
  const { kind, name } = part;
  const started = await (part.kind === 'table' ? admin.exportTable(name) : admin.exportBlueprints(part.members));
  const job = await completed(admin, kind, started, name, patience);
  const { id } = job;
  const downloaded = await fetched(admin, kind, id, { folder, what: name });
  if (await saysNothing(downloaded)) throw text.error('SaysNothing', { what: name });
  let path = downloaded;
  if (kind === 'table' && (await formatOf(downloaded)) === 'zip') {
    path = fresh(folder);
    await unpackTable(downloaded, path, name);
    await rm(downloaded);
  }
  const content = await contentOf(path, kind, part.kind === 'table' ? 0 : part.members.length);
  if (part.kind === 'table' && (await isOfAnother(path, part.columns ?? [])))
    throw text.error('NotCsv', { detail: text.get('csv.otherColumns') });
  return { ...content, ...(await measure(path)), path, warning: warningOf(job, name) };
};
