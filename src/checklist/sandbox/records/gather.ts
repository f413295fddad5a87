import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLines } from '../../../literal/csv.ts';
import { basisOf } from '../../../preserve/basis.ts';
import { affordKeeping, requestsToRestore } from '../../../preserve/budget.ts';
import { isLink, isWork, type Draft } from '../../../preserve/draft.ts';
import { keepObject, type Unusable } from '../../../preserve/keep.ts';
import type { KeptObject } from '../../../preserve/kept.ts';
import type { Loss } from '../../../preserve/lost.ts';
import { assess, isKeptRecord, load, sequenceOf, type Loaded } from '../../../preserve/plan.ts';
import { problemText } from '../../../preserve/restore.ts';
import { keyLabel, keyOf } from '../../../preserve/row.ts';
import { shapesOf } from '../../../preserve/shape.ts';
import { isItemError } from '../../../salesforce/errors.ts';
import { attempt } from '../../shared/attempt.ts';
import type { ReadContext, Staged } from '../../item.ts';
import type { Compared, Difference, RecordsFacts } from './facts.ts';
import { userNames } from './names.ts';
import { placesIn } from './place.ts';
import { isSfError, reasonOf } from '../../../text.ts';

/** Where the files of a run are before they take their places: of no interest to the record. */
const staged = new WeakMap<RecordsFacts, Staged[]>();

export const stagedRecords = (facts: RecordsFacts): Staged[] => staged.get(facts) ?? [];

type Cell = string | number;

/** A list for people beside the records; none where there is nothing to list. */
const listed = async (stage: string, name: string, head: readonly string[], rows: Cell[][]): Promise<Staged[]> => {
  if (rows.length === 0) return [];
  const from = join(stage, name);
  await writeFile(from, csvLines([head, ...rows]), { mode: 0o600 });
  return [{ from, path: `preserved/records/${name}` }];
};

/** Every value that is not kept, and every record that is kept and cannot be put back. */
const listsFor = async (
  stage: string,
  { losses, unusable }: { losses: readonly Loss[]; unusable: readonly Unusable[] }
): Promise<Staged[]> => [
  ...(await listed(
    stage,
    'not-kept.csv',
    ['object', 'key', 'id', 'field', 'bytes'],
    losses.map(({ object, key, id, field, bytes }) => [object, key, id, field, bytes ?? ''])
  )),
  ...(await listed(
    stage,
    'without-key.csv',
    ['object', 'key', 'id'],
    unusable.map(({ object, key, id }) => [object, key, id])
  )),
];

const keepRecords = async (context: ReadContext): Promise<RecordsFacts> => {
  const { org, answers, directory, names } = context;
  const entries = answers.preserve.records;
  if (entries.length === 0) return { objects: [], now: null, remaining: null };
  const places = await placesIn(directory, entries.length);
  const { shapes, refused } = await shapesOf(
    org,
    entries.map((entry, index) => ({ entry, place: places[index] }))
  );
  await affordKeeping(org, shapes);
  const stage = await context.stage();
  const keys = new Map(shapes.map(({ object, key }) => [object, key]));
  const all = await Promise.all(
    shapes.map(async (shape) => ({
      object: shape.object,
      ...(await attempt(keepObject(org, shape, { names: userNames(names), keys }, stage))),
    }))
  );
  const facts: RecordsFacts = {
    objects: [
      ...all.map(({ object, facts: written, unreadable }) => ({ object, kept: written?.kept ?? null, unreadable })),
      ...refused.map(({ place, error }) => ({ object: place.entry, kept: null, unreadable: reasonOf(error) })),
    ],
    now: null,
    remaining: null,
  };
  const files = all.flatMap(({ facts: written }) => (written ? [{ from: written.from, path: written.kept.file }] : []));
  const losses = all.flatMap(({ facts: written }) => written?.losses ?? []);
  const unusable = all.flatMap(({ facts: written }) => written?.unusable ?? []);
  staged.set(facts, [...files, ...(await listsFor(stage, { losses, unusable }))]);
  return facts;
};

const NOTHING: Omit<Compared, 'object' | 'unreadable'> = {
  total: 0,
  missing: 0,
  different: 0,
  work: 0,
  links: 0,
  requests: 0,
  gone: [],
  demanded: [],
  rows: [],
  unsettled: [],
};

const differenceOf = ({ row, id, different, problems }: Draft, kept: KeptObject): Difference => ({
  key: keyLabel(keyOf(row, kept)),
  id,
  state: id === null ? 'missing' : 'different',
  fields: id === null ? [] : different.map(({ name }) => name),
  problems: problems.map(problemText),
});

/** A kept file that is damaged, or an object that is gone, hides no other; an org that cannot be asked ends the run. */
const unlessOfObject = (error: unknown): string => {
  if (isItemError(error) || (isSfError(error) && error.name === 'DamagedRecordsError')) return reasonOf(error);
  throw error;
};

/**
 * What is to be written to each object, in the order in which that goes.
 *
 * @param only the one object that is asked about; without, all of them
 */
export const compareRecords = async (
  context: Pick<ReadContext, 'org' | 'directory' | 'names'>,
  objects: readonly KeptObject[],
  only?: string
): Promise<Compared[]> => {
  const { org, directory } = context;
  const names = userNames(context.names);
  const { objects: order, late } = sequenceOf(objects);
  const loading = await Promise.all(
    objects.map((kept) => load(directory, [kept]).then(([loaded]): Loaded | string => loaded, unlessOfObject))
  );
  const loaded = loading.filter((each) => typeof each !== 'string');
  const coming = isKeptRecord(loaded);
  const compared = await Promise.all(
    objects.map(async ({ object }, index): Promise<Compared | undefined> => {
      const each = loading[index];
      if (only !== undefined && only !== object) return undefined;
      if (typeof each === 'string') return { ...NOTHING, object, unreadable: each };
      try {
        const { drafts, gone, demanded, unsettled } = await assess(org, each, names, coming);
        const waits = late.get(object) ?? new Set<string>();
        return {
          object,
          unreadable: null,
          total: each.rows.size,
          missing: drafts.filter(({ id }) => id === null).length,
          different: drafts.filter(({ id }) => id !== null).length,
          work: drafts.filter((draft) => isWork(draft, waits)).length,
          links: drafts.filter((draft) => isLink(draft, waits)).length,
          requests: requestsToRestore(each, drafts, waits),
          basis: basisOf(drafts.filter((draft) => isWork(draft, waits) || isLink(draft, waits))),
          gone,
          demanded,
          rows: drafts.map((draft) => differenceOf(draft, each.kept)),
          unsettled,
        };
      } catch (error) {
        return { ...NOTHING, object, unreadable: unlessOfObject(error) };
      }
    })
  );
  return compared
    .filter((each) => each !== undefined)
    .sort((one, other) => order.indexOf(one.object) - order.indexOf(other.object));
};

/** The objects of which prepare kept records. */
export const keptIn = (facts: RecordsFacts | undefined): KeptObject[] =>
  (facts?.objects ?? []).flatMap(({ kept }) => (kept ? [kept] : []));

/** prepare: keeps the records. Afterwards: compares what was kept with what is there. */
export const gatherRecords = async (context: ReadContext): Promise<RecordsFacts> => {
  if (!context.recorded) return keepRecords(context);
  const recorded = context.recorded('records') as RecordsFacts | undefined;
  const objects = keptIn(recorded);
  const now = objects.length === 0 ? [] : await compareRecords(context, objects);
  const limit = now.some(({ requests }) => requests > 0) ? await context.org.apiRequests() : undefined;
  return { objects: recorded?.objects ?? [], now, remaining: limit?.remaining ?? null };
};
