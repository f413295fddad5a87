import type { FieldDescription, OrgReader } from '../salesforce/types.ts';
import { compare, fill, type Draft } from './draft.ts';
import type { KeptField, KeptObject, UserNames } from './kept.ts';
import { readNow } from './now.ts';
import { orderOf, type Edge } from './order.ts';
import { hasPersonAccounts } from './person.ts';
import { readKept } from './read.ts';
import { resolveReferences } from './resolve.ts';
import { keyed, keyLabel, keyOf, keyText, ledTo, objectsOf, type ReferenceKey, type Row } from './row.ts';

/** The kept records of one object that can be put back, by key. */
export type Loaded = { kept: KeptObject; rows: ReadonlyMap<string, Row> };

/** Reads the kept files. */
export const load = async (directory: string, objects: readonly KeptObject[]): Promise<Loaded[]> =>
  Promise.all(objects.map(async (kept) => ({ kept, rows: keyed(await readKept(directory, kept), kept).usable })));

/**
 * The same for the sake of one object: another's file that is damaged is as good as empty, and stops nothing.
 *
 * @throws SfError DamagedRecordsError for the file of `object` itself
 */
export const loadFor = async (object: string, directory: string, objects: readonly KeptObject[]): Promise<Loaded[]> => {
  const orEmpty = async (kept: KeptObject): Promise<Loaded> => {
    try {
      return (await load(directory, [kept]))[0];
    } catch (error) {
      if (kept.object === object || !(error instanceof Error) || error.name !== 'DamagedRecordsError') throw error;
      return { kept, rows: new Map() };
    }
  };
  return Promise.all(objects.map(orEmpty));
};

/** In which order objects are put back, and for each the lookups that have to wait until all others are there. */
export type Sequence = { objects: string[]; late: ReadonlyMap<string, ReadonlySet<string>> };

/** The order of objects by their lookups to one another. */
export const sequenceOf = (objects: readonly KeptObject[]): Sequence => {
  const edges = objects.flatMap(({ object, fields }) =>
    fields.flatMap(({ name, required, reference }): Edge[] =>
      reference === null ? [] : objectsOf(reference).map((to) => ({ from: object, field: name, to, required }))
    )
  );
  const order = orderOf(
    objects.map(({ object }) => object),
    edges.filter(({ to }) => objects.some(({ object }) => object === to))
  );
  const late = Map.groupBy(order.late, ({ from }) => from);
  return {
    objects: order.objects,
    late: new Map([...late].map(([object, waits]) => [object, new Set(waits.map(({ field }) => field))])),
  };
};

/** The fields of an object that the org has today, by name. */
export const fieldsNow = async (
  org: Pick<OrgReader, 'describe'>,
  { object, fields }: KeptObject
): Promise<{ now: ReadonlyMap<string, FieldDescription>; all: readonly FieldDescription[] }> => {
  const { fields: all } = await org.describe(object);
  const byName = new Map(all.map((field) => [field.name, field]));
  const now = fields.flatMap(({ name }) => {
    const field = byName.get(name);
    return field ? [[name, field] as const] : [];
  });
  return { now: new Map(now), all };
};

/** What an object's records are like now. */
export type Assessment = {
  drafts: Draft[];
  /** The IDs of the records that are there, by key. */
  present: ReadonlyMap<string, string>;
  /** Kept fields that the org does not have any more, or that this login may not see. */
  gone: string[];
  /** Fields without which the org creates no record now, and that were not kept. */
  demanded: string[];
  /** Lookups to records without a key that this org has not: a step for people, until they set another one. */
  unsettled: Unsettled[];
};

export type Unsettled = { key: string; id: string | null; field: string; to: string };

/** Lookups of a record that lead to nothing in this org and that nobody has set since. */
const unsettledIn = ({ row, id, problems }: Draft, kept: KeptObject, there: Row | undefined): Unsettled[] =>
  problems
    .filter(({ code, field }) => code === 'SAME_NOT_FOUND' && there?.refs[field] === undefined)
    .map(({ field, to }) => ({ key: keyLabel(keyOf(row, kept)), id, field, to }));

/** Whether nothing of a record is wrong but lookups that only people can set. */
const isForPeople = ({ id, blocked, fields, waiting, problems }: Draft): boolean =>
  id !== null &&
  !blocked &&
  waiting.length === 0 &&
  Object.keys(fields).length === 0 &&
  problems.length > 0 &&
  problems.every(({ code }) => code === 'SAME_NOT_FOUND');

/** A field of the key is gone: nobody can tell which record is which. */
export const keyIsGone = ({ key }: KeptObject, gone: readonly string[]): boolean =>
  key.some((name) => gone.includes(name));

/**
 * Compares the kept records of an object with the org.
 *
 * @param coming whether a record that a lookup leads to, and that is not there, is going to be
 */
export const assess = async (
  org: Pick<OrgReader, 'csv' | 'count' | 'query' | 'describe' | 'describeGlobal'>,
  { kept, rows }: Loaded,
  names: UserNames,
  coming: (field: KeptField, key: ReferenceKey) => boolean
): Promise<Assessment> => {
  const { now, all } = await fieldsNow(org, kept);
  const gone = kept.fields.map(({ name }) => name).filter((name) => !now.has(name));
  const demanded = all
    .filter(({ nillable, defaultedOnCreate, createable }) => nillable === false && !defaultedOnCreate && createable)
    .map(({ name }) => name)
    .filter((name) => !kept.fields.some((field) => field.name === name));
  if (keyIsGone(kept, gone)) return { drafts: [], present: new Map(), gone, demanded, unsettled: [] };
  const fields = kept.fields.filter(({ name }) => now.has(name));
  const found = await readNow(org, kept, fields, { wanted: rows, names });
  const persons = hasPersonAccounts({ name: kept.object, fields: [...all] });
  const drafts = compare(rows, found, { kept, now, persons });
  const lookups = fields.filter(({ reference }) => reference !== null);
  const open = drafts.filter(({ blocked }) => !blocked).map(({ row }) => row);
  const resolved = await resolveReferences(org, kept.object, lookups, { rows: open, names });
  fill(drafts, { kept, now, resolved, coming });
  const present = new Map([...found.rows].map(([key, { id }]) => [key, id]));
  const unsettled = drafts.flatMap((draft) => unsettledIn(draft, kept, found.rows.get(draft.key)));
  return { drafts: drafts.filter((draft) => !isForPeople(draft)), present, gone, demanded, unsettled };
};

/** Whether a record that is kept itself has a key: it will be there once its object was put back. */
export const isKeptRecord =
  (loaded: readonly Loaded[]) =>
  ({ reference }: KeptField, key: ReferenceKey): boolean => {
    if (!reference) return false;
    const led = ledTo(reference, key);
    return loaded.some(({ kept, rows }) => kept.object === led.to && rows.has(keyText(led.key)));
  };
