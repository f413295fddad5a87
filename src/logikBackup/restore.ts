import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { placeInside } from '../files/inside.ts';
import { openFile, MOST_BYTES } from '../files/open.ts';
import { whyNot } from '../files/why.ts';
import { isLogikError } from '../logik/errors.ts';
import type { LogikAdmin, LogikJob, TableColumn, TableVerb } from '../logik/types.ts';
import { loadText } from '../text.ts';
import { whyNotImportable } from './archive.ts';
import { measure } from './file.ts';
import { completed, warningOf, type Patience } from './job.ts';
import { BLUEPRINTS, MANIFEST, readManifest, type Part } from './manifest.ts';
import { tableFile, uploadName } from './names.ts';
import { exportPresent, presentMembers } from './present.ts';
import type { Exported } from './export.ts';
import { columnNames, tableContent } from './rows.ts';
import { contentWords } from './words.ts';

const text = loadText('logikBackup');

/** Which part of which file is to be put back. */
export type Put = Pick<Part, 'kind' | 'name' | 'sha256'> & {
  /** Below the refresh directory. */
  path: string;
  /** Of a table: whether its rows come behind those that are there or in their place. */
  verb?: TableVerb;
};

type Place = { directory: string; folder: string; patience?: Patience };

/** Files that may be sent: those of the backup, and what a run found before it wrote. */
const SENDABLE = /^(preserved|rollback\/[0-9a-f-]{36})\/logik\/(blueprints\.\w+|tables\/[a-z0-9_.-]+\.csv)$/;

/** Where a run of repoint keeps what it is about to replace, below the refresh directory. */
export const preImagePath = (run: string, { kind, name }: Pick<Part, 'kind' | 'name'>): string =>
  `rollback/${run}/logik/${kind === 'table' ? tableFile(name) : `${BLUEPRINTS}.zip`}`;

const exportNow = async (
  admin: LogikAdmin,
  { kind, name }: Pick<Part, 'kind' | 'name'>,
  { directory, ...options }: Place
): Promise<Exported | undefined> => {
  const manifest = kind === 'blueprints' ? await readManifest(directory) : undefined;
  // Without its list nobody knows which blueprints to look for: that is not none.
  if (kind === 'blueprints' && !manifest)
    throw text.error('Tampered', { file: MANIFEST, detail: text.get('unreadable') });
  const members = manifest?.parts.find((part) => part.kind === kind)?.members ?? [];
  const [blueprints, tables] = await Promise.all([
    kind === 'blueprints' ? admin.blueprints() : [],
    kind === 'table' ? admin.managedTables() : [],
  ]);
  const present = presentMembers({ kind, name, members }, { blueprints, tables });
  return exportPresent(admin, { kind, name }, present, options);
};

/** What an environment has of a part, in words as plans have them; null for nothing. It is exported for that. */
export const presentWords = async (
  admin: LogikAdmin,
  part: Pick<Part, 'kind' | 'name'>,
  place: Place
): Promise<string | null> => {
  const exported = await exportNow(admin, part, place);
  if (!exported) return null;
  await rm(exported.path, { force: true });
  return contentWords(part.kind, exported);
};

/** A copy of a file that may be sent: its checksum is right, and it has the form that Logik takes. */
const readyToSend = async ({ kind, name, path, sha256 }: Put, { directory, folder }: Place): Promise<string> => {
  if (!SENDABLE.test(path)) throw text.error('NotOurs', { file: path });
  const called = kind === 'table' ? uploadName(name) : path.split('/').at(-1);
  if (called === undefined) throw text.error('NoFileName', { what: name });
  const copy = join(folder, 'upload', called);
  await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
  try {
    await (await openFile(join(directory, path), MOST_BYTES.export)).close();
    await copyFile(join(directory, path), copy, constants.COPYFILE_FICLONE);
  } catch (error) {
    throw text.error('Tampered', { file: path, detail: whyNot(error) });
  }
  // The copy is what is measured and what is sent.
  if ((await measure(copy)).sha256 !== sha256)
    throw text.error('Tampered', { file: path, detail: text.get('checksum') });
  const detail = kind === 'blueprints' ? await whyNotImportable(copy) : undefined;
  if (detail !== undefined) throw text.error('NotImportable', { file: path, detail });
  return copy;
};

/** The columns that a table had when it was kept; where the backup does not tell, their names, and that this is all. */
const columnsOf = async (
  copy: string,
  name: string,
  directory: string
): Promise<{ columns: TableColumn[]; known: boolean }> => {
  const parts = (await readManifest(directory))?.parts ?? [];
  const columns = parts.find((part) => part.kind === 'table' && part.name === name)?.columns;
  if (columns) return { columns, known: true };
  const names = await columnNames(copy);
  return { columns: names.map((each) => ({ name: each, type: 'text', description: '' })), known: false };
};

/** A table that is asked for and is not there. */
const isMissing = (error: unknown): boolean => isLogikError(error) && error.problem === 'LogikNotFound';

/**
 * Adds rows to a table that is to be there afterwards. Where its columns are known it is made with them first; otherwise
 * the environment may make it by itself, and where it does not, it is made with columns of type text.
 *
 * @returns the job, none where there are no rows to add; what people have to look at
 */
const addTable = async (
  admin: LogikAdmin,
  { name }: Pick<Put, 'name'>,
  { copy, directory }: { copy: string; directory: string }
): Promise<{ job?: LogikJob; warnings: string[] }> => {
  const { columns, known } = await columnsOf(copy, name, directory);
  const { rows } = await tableContent(copy);
  const add = async (): Promise<LogikJob | undefined> =>
    rows === 0 ? undefined : admin.importTable(name, copy, 'POST');
  if (known || rows === 0) {
    await admin.createTable(name, columns);
    return { job: await add(), warnings: known ? [] : [text.get('textColumns', { what: name })] };
  }
  try {
    return { job: await add(), warnings: [] };
  } catch (error) {
    if (!isMissing(error)) throw error;
    await admin.createTable(name, columns);
    return { job: await add(), warnings: [text.get('textColumns', { what: name })] };
  }
};

/** Sends what is ready to be sent by the API that is for it, and waits for the end. */
const sendAway = async (
  admin: LogikAdmin,
  { kind, name, verb }: Put,
  { copy, directory, isThere, patience }: Omit<Place, 'folder'> & { copy: string; isThere: boolean }
): Promise<string[]> => {
  const sent =
    kind === 'blueprints'
      ? { job: await admin.importBlueprints(copy), warnings: [] }
      : isThere
        ? { job: await admin.importTable(name, copy, verb ?? 'PUT'), warnings: [] }
        : await addTable(admin, { name }, { copy, directory });
  if (sent.job === undefined) return sent.warnings;
  const warning = warningOf(await completed(admin, kind, sent.job, name, patience), name);
  return [...sent.warnings, ...(warning === null ? [] : [warning])];
};

/**
 * Puts a part of a backup into an environment: blueprints and managed tables each by their own import. What stands there
 * is kept first, and must still be what the plan showed: nothing newer is overwritten unseen.
 *
 * @param before what the plan showed, in words
 * @param run the run of repoint or rollback
 * @param left what an attempt of the same run left that did not end well: rows of it are replaced, not added to, and what
 * stood there before it stays kept
 * @param sending told once everything is as it should be and something is about to leave
 * @returns what Logik warned of, and what people have to look at
 * @throws SfError where the file is not what it was or not what Logik takes, where the environment changed since the plan,
 * where the job fails
 */
export const putBack = async (
  admin: LogikAdmin,
  put: Put,
  {
    before,
    run,
    left,
    sending,
    ...place
  }: Place & { before: string | null; run: string; left?: string | null; sending?: () => void }
): Promise<string[]> => {
  const copy = await readyToSend(put, place);
  try {
    const present = await exportNow(admin, put, place);
    const isAgain = left !== undefined;
    if (present && isAgain) await rm(present.path, { force: true });
    else if (present) {
      const kept = join(place.directory, preImagePath(run, put));
      await placeInside(place.directory, kept);
      await rename(present.path, kept);
    }
    const words = present ? contentWords(put.kind, present) : null;
    if (words !== (isAgain ? left : before))
      throw text.error('ChangedSincePlan', {
        what: put.name,
        now: words ?? text.get('nothing'),
        plan: (isAgain ? left : before) ?? text.get('nothing'),
      });
    const sent = isAgain && put.kind === 'table' ? { ...put, verb: 'PUT' as const } : put;
    sending?.();
    return await sendAway(admin, sent, { ...place, copy, isThere: present !== undefined });
  } finally {
    await rm(dirname(copy), { recursive: true, force: true });
  }
};

/**
 * The rows of a table that a run found before it wrote, ready to be put back; undefined where they are not there any
 * more as they were.
 *
 * @param before what the plan of that run showed, in words
 */
export const preImageOf = async (
  directory: string,
  run: string,
  name: string,
  before: string | null
): Promise<Pick<Put, 'path' | 'sha256'> | undefined> => {
  const path = preImagePath(run, { kind: 'table', name });
  try {
    const file = join(directory, path);
    if (contentWords('table', await tableContent(file)) !== before) return undefined;
    return { path, sha256: (await measure(file)).sha256 };
  } catch {
    return undefined;
  }
};
