import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { CATALOG_DIRECTORY } from '../../../src/catalog/directory.ts';
import type { KeptObject } from '../../../src/catalog/kept.ts';
import { OBJECTS } from '../../../src/catalog/objects.ts';
import type { Shape } from '../../../src/catalog/shape.ts';
import { openDatabase, type CatalogDatabase, type Side } from '../../../src/catalog/worker/database.ts';
import { loaderFor, type UserSuffix } from '../../../src/catalog/worker/loader.ts';
import type { FieldDescription } from '../../../src/salesforce/types.ts';
import { fieldOf, objectOf, orgStub, type OrgStub } from './reader.ts';

export type Values = Record<string, string>;
/** Rows by object. All rows of an object have the same fields. */
export type Rows = Record<string, Values[]>;

export const NO_SUFFIX: UserSuffix = { before: null, now: null };

const TYPES: Record<string, string> = {
  UnitPrice: 'currency',
  IsActive: 'boolean',
  IsStandard: 'boolean',
  LastModifiedDate: 'datetime',
  LGK__IsConfigurable__c: 'boolean',
};

const fieldsOf = (object: string, rows: readonly Values[]): readonly string[] => {
  if (rows.length > 0) return Object.keys(rows[0]);
  if (object === 'Product2') return Object.keys(product(''));
  return OBJECTS.find(({ name }) => name === object)?.fields ?? ['Id'];
};

/** An object with these fields, of the types that Salesforce gives them. */
export const shaped = (object: string, fields: readonly string[], key?: readonly string[]): Shape => {
  const spec = OBJECTS.find(({ name }) => name === object);
  return {
    name: object,
    fields: fields.map((name) => ({ name, type: TYPES[name] ?? 'string' })),
    key: key ?? spec?.key ?? [],
    role: spec?.role ?? 'catalog',
    notKept: false,
  };
};

/** Three objects are part of every catalog, however empty. */
const EMPTY: Rows = { Product2: [], Pricebook2: [], PricebookEntry: [] };

export type Load = { before?: Rows; now?: Rows; keys?: Record<string, readonly string[]>; suffix?: UserSuffix };

/** A database in the workspace that holds these catalogs. */
export const loaded = async (
  workspace: string,
  { before, now, keys = {}, suffix = NO_SUFFIX }: Load
): Promise<CatalogDatabase> => {
  const database = await openDatabase(workspace);
  const sides: Array<[Side, Rows | undefined]> = [
    ['before', before],
    ['now', now],
  ];
  for (const [side, rows] of sides) {
    for (const [object, values] of Object.entries({ ...EMPTY, ...rows })) {
      const fields = fieldsOf(object, values);
      const loader = loaderFor(database, side, shaped(object, fields, keys[object]), suffix);
      for (const row of values) loader.add(fields.map((field) => row[field] ?? ''));
      loader.end();
    }
  }
  return database;
};

/** A product as Salesforce has it, unless told otherwise. */
export const product = (id: string, own: Values = {}): Values => ({
  Id: id,
  Name: `Product ${id}`,
  ProductCode: '',
  ExternalId: '',
  IsActive: 'true',
  LastModifiedDate: '2027-01-01T00:00:00.000Z',
  LGK__IsConfigurable__c: 'false',
  ...own,
});

export const priceBook = (id: string, own: Values = {}): Values => ({
  Id: id,
  Name: `Book ${id}`,
  IsActive: 'true',
  IsStandard: 'false',
  ...own,
});

/** An entry of a product in a price book, by their IDs. */
export const entry = (id: string, Product2Id: string, Pricebook2Id: string, own: Values = {}): Values => ({
  Id: id,
  Pricebook2Id,
  Product2Id,
  UnitPrice: '10',
  IsActive: 'true',
  UseStandardPrice: 'false',
  ...own,
});

/** CSV as an org answers it: header first. */
export const csvOf = (rows: readonly Values[], fields = Object.keys(rows[0] ?? {})): string =>
  stringify([fields, ...rows.map((row) => fields.map((field) => row[field] ?? ''))], { quoted: true });

/** The bytes of a text, in a buffer of their own, which another thread may have. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Writes the file of one object as prepare would; what is told of it may be changed. */
export const putKept = async (
  directory: string,
  { object, fields }: { object: string; fields: Shape['fields'] },
  csv: string,
  own: Partial<KeptObject> = {}
): Promise<KeptObject> => {
  const content = gzipSync(csv);
  const file = `${object}.csv.gz`;
  await mkdir(join(directory, CATALOG_DIRECTORY), { recursive: true });
  await writeFile(join(directory, CATALOG_DIRECTORY, file), content);
  return {
    object,
    file,
    rows: parse(csv).length - 1,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    via: 'rest',
    fields,
    ...own,
  };
};

/** The records of a CSV file. */
export const csvIn = async (path: string): Promise<Values[]> =>
  parse<Values>(await readFile(path, 'utf8'), { columns: true });

/** The records of an NDJSON file. */
export const ndjsonIn = async <T>(path: string): Promise<T[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

/** An ID of 18 characters with this prefix. */
export const idOf = (prefix: string, number: number): string => `${prefix}${String(number).padStart(12, '0')}AAA`;

const types = (object: string, fields: readonly string[]): FieldDescription[] =>
  shaped(object, fields).fields.map(({ name, type }) => fieldOf(name, name, { type }));

/** An org with this catalog; the header comes alone, and then row by row. */
export const catalogOrg = (rows: Rows, own: OrgStub = {}): ReturnType<typeof orgStub> => {
  const all = { ...EMPTY, ...rows };
  const fields = (object: string): readonly string[] => fieldsOf(object, all[object]);
  return {
    ...orgStub({
      ...own,
      counts: Object.fromEntries(Object.entries(all).map(([object, values]) => [object, values.length])),
      objects: [
        ...Object.keys(all).map((object) => objectOf(object, types(object, fields(object)))),
        ...(own.objects ?? []),
      ],
    }),
    csv: async function* ({ object, fields: asked }) {
      await Promise.resolve();
      yield { bytes: bytesOf(csvOf([], [...asked])), rows: 0 };
      for (const row of all[object]) {
        yield { bytes: bytesOf(csvOf([row], [...asked]).replace(/^.*\n/, '')), rows: 1 };
      }
    },
  };
};
