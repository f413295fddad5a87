import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Blueprint, LogikAdmin, ManagedTable } from '../logik/types.ts';
import { exportTo } from './export.ts';
import type { Patience } from './job.ts';
import { BACKUP, BLUEPRINTS, MANIFEST, type Failure, type Manifest, type Part } from './manifest.ts';
import { tableFile } from './names.ts';
import { inParallel } from '../logik/parallel.ts';
import { keyOf, openPartial, writeManifest, type Partial, type Resumable } from './partial.ts';
import { soundBackup } from './sound.ts';
import { isSfError, loadText, reasonOf as errorText } from '../text.ts';

const text = loadText('logikBackup');

/** What became of one part. */
type Result = ({ done: Resumable } | { reason: string }) & { resumed: boolean };

/** What is to be exported. */
type Task = Pick<Part, 'kind' | 'name' | 'modified' | 'members' | 'columns'>;

export type TakeOptions = {
  /** The refresh directory. */
  directory: string;
  /** A folder of this run, on the same file system. */
  folder: string;
  /** So many exports at a time. */
  parallel: number;
  patience?: Patience;
};

export type Taken = {
  /** What the folder of the backup holds when the files have taken their places; undefined: nothing. */
  manifest: Manifest | undefined;
  /** Files that are complete, and where they belong, below the refresh directory. */
  staged: Array<{ from: string; path: string }>;
  failed: Failure[];
  /** Parts that were taken over from a run before. */
  resumed: number;
  /** True: this backup has gaps, so the complete one of before stays. */
  earlierStays: boolean;
};

/** What is wrong and what to do, in one text; a disk that is full stops one part after the other. */
const reasonOf = (error: unknown): string => {
  if (isSfError(error)) return errorText(error);
  if (error instanceof Error && 'syscall' in error && 'code' in error) return String(error.code);
  throw error;
};

/** Does one thing, or says why not: one part that fails stops no other. */
export const trying = async <T>(work: Promise<T>): Promise<{ done: T } | { reason: string }> => {
  try {
    return { done: await work };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
};

/** The latest of some dates as Logik writes them. */
const latest = (dates: ReadonlyArray<string | null>): string | null =>
  dates.reduce((one, other) => (Date.parse(other ?? '') > Date.parse(one ?? '') || one === null ? other : one), null);

const blueprintTask = (blueprints: readonly Blueprint[]): Task => ({
  kind: 'blueprints',
  name: BLUEPRINTS,
  modified: latest(blueprints.map(({ modified }) => modified)),
  members: blueprints
    .map(({ variableName, modified }) => ({ name: variableName, modified }))
    .sort((one, other) => (one.name < other.name ? -1 : 1)),
});

const tableTask = ({ name, modified, columns }: ManagedTable): Task => ({
  kind: 'table',
  name,
  modified,
  members: [],
  ...(columns === null ? {} : { columns }),
});

/** A part of before counts only where Logik says that nothing changed since: what it does not tell is no proof. */
const isUnchanged = ({ modified, members }: Task, { part }: Resumable): boolean =>
  modified !== null &&
  part.modified === modified &&
  members.every((member) => member.modified !== null) &&
  isDeepStrictEqual(part.members, members);

const take = async (admin: LogikAdmin, task: Task, partial: Partial, options: TakeOptions): Promise<Resumable> => {
  const { kind, name, modified, members, columns } = task;
  const part =
    kind === 'table'
      ? { kind, name, columns: (columns ?? []).map((column) => column.name) }
      : { kind, name, members: members.map((member) => member.name) };
  const exportedAt = new Date().toISOString();
  const { path, bytes, sha256, rows, digest, format, warning } = await exportTo(admin, part, options);
  const file = `${BACKUP}/${kind === 'table' ? tableFile(name) : `${BLUEPRINTS}.${format}`}`;
  const more = { ...(columns === undefined ? {} : { columns }), ...(warning === null ? {} : { warning }) };
  return partial.keep(path, { kind, name, file, bytes, sha256, rows, digest, modified, members, exportedAt, ...more });
};

/** What there is to export, and which of the two lists cannot be read. */
const tasksOf = async (admin: LogikAdmin): Promise<{ tasks: Task[]; failed: Failure[] }> => {
  const [blueprints, tables] = await Promise.all([trying(admin.blueprints()), trying(admin.managedTables())]);
  return {
    tasks: [
      ...('done' in blueprints && blueprints.done.length > 0 ? [blueprintTask(blueprints.done)] : []),
      // By name: a table that two pages of the list both have is one.
      ...('done' in tables
        ? [...new Map(tables.done.map((table) => [table.name, table])).values()].map(tableTask)
        : []),
    ],
    failed: [
      ...('reason' in blueprints ? [{ kind: 'blueprints' as const, name: BLUEPRINTS, reason: blueprints.reason }] : []),
      ...('reason' in tables ? [{ kind: 'tables' as const, name: 'tables', reason: tables.reason }] : []),
    ],
  };
};

/**
 * Nothing of what the backup holds is there any more: another tenant answers, or the environment was emptied. What was
 * kept of it may be all that is left.
 */
const isSomebodyElses = ({ parts }: Manifest, tasks: readonly Task[]): boolean => {
  const namesOf = (all: ReadonlyArray<Pick<Part, 'kind' | 'name' | 'members'>>): Set<string> =>
    new Set(all.flatMap(({ kind, name, members }) => (kind === 'table' ? [name] : members.map((each) => each.name))));
  const [kept, found] = [namesOf(parts), namesOf(tasks)];
  return kept.size > 0 && ![...kept].some((name) => found.has(name));
};

/**
 * Backs an environment up: all blueprints, and the rows of every managed table. What fails is named and stops nothing
 * else. A backup with gaps takes the place of none that is complete and as it was; its parts wait for the next run.
 */
export const takeBackup = async (admin: LogikAdmin, options: TakeOptions): Promise<Taken> => {
  const { directory, folder } = options;
  const { environment } = admin;
  const [before, { tasks, failed: unlisted }] = await Promise.all([soundBackup(directory), tasksOf(admin)]);
  if (before?.complete && unlisted.length === 0 && isSomebodyElses(before, tasks)) {
    const reason = text.get('somebodyElses', { on: before.at.slice(0, 10), folder: BACKUP });
    const failed: Failure[] = [
      { kind: 'blueprints', name: BLUEPRINTS, reason },
      { kind: 'tables', name: 'tables', reason },
    ];
    return { manifest: before, staged: [], failed, resumed: 0, earlierStays: true };
  }
  const partial = await openPartial(directory, environment, Date.now());
  const results = await inParallel(tasks, options.parallel, async (task): Promise<Result> => {
    const earlier = partial.earlier.get(keyOf(task));
    if (earlier && isUnchanged(task, earlier)) return { done: earlier, resumed: true };
    return { ...(await trying(take(admin, task, partial, options))), resumed: false };
  });
  const failed: Failure[] = [
    ...unlisted,
    ...results.flatMap((result, index) => {
      const { kind, name } = tasks[index];
      return 'reason' in result ? [{ kind, name, reason: result.reason }] : [];
    }),
  ];
  const resumed = results.filter((result) => result.resumed).length;
  const complete = failed.length === 0;
  if (!complete && before?.complete) return { manifest: before, staged: [], failed, resumed, earlierStays: true };
  const done = results.flatMap((result) => ('done' in result ? [result.done] : []));
  // Nobody learns anything from an empty folder.
  if (!complete && done.length === 0) return { manifest: before, staged: [], failed, resumed, earlierStays: false };
  const parts = done.map(({ part }) => part);
  const manifest: Manifest = {
    schemaVersion: 1,
    environment,
    at: new Date().toISOString(),
    complete,
    parts,
    failed,
  };
  return {
    manifest,
    staged: [
      ...done
        .filter(({ part, path }) => path !== join(directory, part.file))
        .map(({ part, path }) => ({ from: path, path: part.file })),
      { from: await writeManifest(folder, manifest), path: MANIFEST },
    ],
    failed,
    resumed,
    earlierStays: false,
  };
};
