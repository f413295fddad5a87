import { literal, table, type CatalogDatabase, type Row } from './database.ts';
import { readableKey } from './keys.ts';
import { entryKeyParts, keyedEntries } from './statements.ts';
import { tableOf } from '../../literal/table.ts';

/** What an ID that the sandbox had before the refresh is now. */
export type FormerId = {
  object: string;
  /** What the row was known by. */
  key: string;
  /** The ID, in 18 characters, of the same row now; null where there is none, or more than one. */
  newId: string | null;
  /** True where the org still has this very ID: nothing is wrong with it. */
  isCurrent: boolean;
};

/** The objects whose IDs can be recognised, by the three characters that they begin with. */
const OBJECT_OF = tableOf<string>({
  '01t': 'Product2',
  '01s': 'Pricebook2',
  '01u': 'PricebookEntry',
  '005': 'User',
  '00e': 'Profile',
});

/** IDs are the same in 15 and in 18 characters. */
export const SHORT = 15;

type FoundRow = Row & {
  short: string;
  natural_key: string | null;
  newId: string | null;
  matches: number;
  isCurrent: number;
};

const isCurrent = (object: string): string => {
  const id = `substr("Id", 1, ${SHORT})`;
  return `w.short IN (SELECT ${id} FROM ${table('now', object)} WHERE ${id} IN (SELECT short FROM wanted)) AS isCurrent`;
};

/** `was`: rows of the time before with key and ID; `is`: rows of now. */
const statementOn = (object: string, was: string, is: string): string =>
  `WITH was AS (${was}), now_rows AS (${is})
  SELECT w.short, was.natural_key, min(n."Id") AS newId, count(n."Id") AS matches, ${isCurrent(object)}
  FROM wanted w JOIN was ON substr(was."Id", 1, ${SHORT}) = w.short
  LEFT JOIN now_rows n ON n.natural_key = was.natural_key
  GROUP BY w.short`;

const keyedStatement = (object: string): string =>
  statementOn(
    object,
    `SELECT natural_key, "Id" FROM ${table('before', object)}`,
    `SELECT natural_key, "Id" FROM ${table('now', object)}`
  );

/** An entry's key is made of others' keys: only those of the wanted entries' products are looked at. */
const entryStatement = (parts: readonly string[]): string => {
  const wanted = `WHERE substr(e."Id", 1, ${SHORT}) IN (SELECT short FROM wanted)`;
  const products = `SELECT n."Id" FROM ${table('now', 'Product2')} n WHERE n.natural_key IN
    (SELECT b.natural_key FROM ${table('before', 'Product2')} b WHERE b."Id" IN
      (SELECT e."Product2Id" FROM ${table('before', 'PricebookEntry')} e ${wanted}))`;
  return statementOn(
    'PricebookEntry',
    `${keyedEntries('before', parts, 'e."Id" AS "Id"')} ${wanted}`,
    `${keyedEntries('now', parts, 'e."Id" AS "Id"')} WHERE e."Product2Id" IN (${products})`
  );
};

/**
 * Which of some IDs the sandbox had before the refresh, and what they are now.
 *
 * @param entryKey what an entry is told apart by
 * @param ids in 15 or 18 characters, of any object; those that the kept catalog does not hold are left out
 * @returns by the ID's first 15 characters
 */
export const lookUp = (
  database: CatalogDatabase,
  ids: Iterable<string>,
  entryKey: readonly string[]
): Map<string, FormerId> => {
  const found = new Map<string, FormerId>();
  const byPrefix = Map.groupBy(new Set([...ids].map((id) => id.slice(0, SHORT))), (id) => id.slice(0, 3));
  for (const [prefix, wanted] of byPrefix) {
    const object = OBJECT_OF[prefix];
    if (object === undefined || !database.has('before', object) || !database.has('now', object)) continue;
    database.run(
      `DROP TABLE IF EXISTS wanted; CREATE TEMP TABLE wanted (short TEXT PRIMARY KEY); INSERT INTO wanted VALUES ${wanted.map((id) => `(${literal(id)})`).join(', ')}`
    );
    const statement =
      object === 'PricebookEntry' ? entryStatement(entryKeyParts(database, entryKey)) : keyedStatement(object);
    for (const { short, natural_key: key, newId, matches, isCurrent } of database.rows<FoundRow>(statement)) {
      found.set(short, {
        object,
        key: key === null ? '' : readableKey(key),
        newId: matches === 1 ? newId : null,
        isCurrent: isCurrent === 1,
      });
    }
  }
  return found;
};
