import type { NamedField } from './facts.ts';
import { parse } from 'csv-parse/sync';
import { DEFAULT_BULK_THRESHOLD } from '../../../catalog/budget.ts';
import { soql, soqlNames } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { loadText } from '../../../text.ts';
import type { Answers } from '../../answers/index.ts';
import { attempt } from '../../shared/attempt.ts';
import { isSetting } from './settings.ts';
import { merged, orUnreadable, textsOf, type Found, type Texts, type Unreadable } from './sources.ts';

const text = loadText('checklist.stale-ids');

/** An object of which refresh.yaml names fields, by the names that the org itself uses. */
export type NamedObject = { object: string; fields: string[]; rows: number };

export type Named = { objects: NamedObject[]; unreadable: Unreadable[] };

/** Rows in one page of a query: up to there an object travels together with others. */
const ONE_PAGE = 2000;

export const namedFields = ({ catalog: { scan } }: Answers): NamedField[] =>
  scan.map((place) => {
    const [object, field] = place.split('.');
    return { object, field };
  });

const lookAt = async (org: OrgReader, object: string, wanted: readonly NamedField[]): Promise<Named> => {
  const description = await org.describe(object);
  const found = wanted.map(({ field }) => ({
    asked: `${object}.${field}`,
    name: description.fields.find(({ name }) => name.toLowerCase() === field.toLowerCase())?.name,
  }));
  const unreadable = found
    .filter(({ name }) => name === undefined)
    .map(({ asked }) => ({ name: asked, reason: text.get('reason.noField', { place: asked }) }));
  const fields = found.map(({ name }) => name).filter((name) => name !== undefined);
  // Custom settings and custom metadata are read anyway, with the fields that are named.
  if (fields.length === 0 || isSetting(description)) return { objects: [], unreadable };
  const rows = await org.count(description.name);
  return { objects: [{ object: description.name, fields: [...new Set(fields)], rows }], unreadable };
};

/** Whether the places that refresh.yaml names are there, and how many rows they have. */
export const lookAtNamed = async (org: OrgReader, named: readonly NamedField[]): Promise<Named> => {
  const byObject = Map.groupBy(named, ({ object }) => object.toLowerCase());
  const looks = await Promise.all(
    [...byObject.values()].map(async (wanted): Promise<Named> => {
      const [{ object }] = wanted;
      const { facts, unreadable } = await attempt(lookAt(org, object, wanted));
      return facts === null ? { objects: [], unreadable: [{ name: object, reason: unreadable }] } : facts;
    })
  );
  return {
    objects: looks.flatMap(({ objects }) => objects),
    unreadable: looks.flatMap(({ unreadable }) => unreadable),
  };
};

type NamedRow = Readonly<Record<string, unknown>> & { Id: string };

const rowOf = (id: string): Texts['row'] => ({ kind: 'name', name: id });

/** All rows of a small object in one page, which travels together with others. */
const readSmall = async (org: OrgReader, { object, fields }: NamedObject): Promise<Texts[]> => {
  const names = soqlNames(...new Set(['Id', ...fields]));
  const records = await org.query<NamedRow>(soql`SELECT ${names} FROM ${soqlNames(object)}`);
  return records.map((record) => ({ row: rowOf(record.Id), cells: textsOf(record, fields) }));
};

/** Page by page, so that memory does not grow with the object. */
async function* streamed(org: OrgReader, { object, fields, rows }: NamedObject): AsyncGenerator<Texts> {
  let isFirst = true;
  for await (const page of org.csv({ object, fields: ['Id', ...fields] }, { bulk: rows >= DEFAULT_BULK_THRESHOLD })) {
    const lines = parse(page.bytes, { from: isFirst ? 2 : 1 });
    isFirst = false;
    for (const [id, ...values] of lines) {
      yield { row: rowOf(id), cells: fields.map((field, index): [string, string] => [field, values[index] ?? '']) };
    }
  }
}

/** Reads what refresh.yaml names. */
export const readNamed = async (org: OrgReader, named: readonly NamedObject[]): Promise<Found> => {
  const sourceOf = async (each: NamedObject): Promise<Found> => {
    const { object, rows } = each;
    const texts = rows > ONE_PAGE ? streamed(org, each) : await readSmall(org, each);
    return { sources: [{ kind: 'named', object, rows: texts }], unreadable: [] };
  };
  return merged(await Promise.all(named.map(async (each) => orUnreadable(each.object, await attempt(sourceOf(each))))));
};
