import { table, type CatalogDatabase, type Row } from './database.ts';
import { readableKey } from './keys.ts';

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
const OBJECT_OF: Readonly<Record<string, string>> = {
  '01t': 'Product2',
  '01s': 'Pricebook2',
  '01u': 'PricebookEntry',
  '005': 'User',
  '00e': 'Profile',
};

/** IDs are the same in 15 and in 18 characters. */
const SHORT = 15;

type FoundRow = Row & {
  short: string;
  natural_key: string | null;
  newId: string | null;
  matches: number;
  isCurrent: number;
};

/** Entries have no key of their own: their product's and price book's tell which one it is now. */
const entryStatement = `SELECT w.short, p.natural_key, min(n."Id") AS newId, count(n."Id") AS matches,
    EXISTS (SELECT 1 FROM ${table('now', 'PricebookEntry')} s WHERE substr(s."Id", 1, ${SHORT}) = w.short) AS isCurrent
  FROM wanted w JOIN ${table('before', 'PricebookEntry')} e ON substr(e."Id", 1, ${SHORT}) = w.short
  LEFT JOIN ${table('before', 'Product2')} p ON p."Id" = e."Product2Id"
  LEFT JOIN ${table('before', 'Pricebook2')} b ON b."Id" = e."Pricebook2Id"
  LEFT JOIN ${table('now', 'Product2')} np ON np.natural_key = p.natural_key
  LEFT JOIN ${table('now', 'Pricebook2')} nb ON nb.natural_key = b.natural_key
  LEFT JOIN ${table('now', 'PricebookEntry')} n ON n."Product2Id" = np."Id" AND n."Pricebook2Id" = nb."Id"
  GROUP BY w.short`;

const keyedStatement = (
  object: string
): string => `SELECT w.short, o.natural_key, min(n."Id") AS newId, count(n."Id") AS matches,
    EXISTS (SELECT 1 FROM ${table('now', object)} s WHERE substr(s."Id", 1, ${SHORT}) = w.short) AS isCurrent
  FROM wanted w JOIN ${table('before', object)} o ON substr(o."Id", 1, ${SHORT}) = w.short
  LEFT JOIN ${table('now', object)} n ON n.natural_key = o.natural_key
  GROUP BY w.short`;

const quoted = (id: string): string => `('${id.replaceAll("'", "''")}')`;

/**
 * Which of some IDs the sandbox had before the refresh, and what they are now.
 *
 * @param ids in 15 or 18 characters, of any object; those that the kept catalog does not hold are left out
 * @returns by the ID's first 15 characters
 */
export const lookUp = (database: CatalogDatabase, ids: Iterable<string>): Map<string, FormerId> => {
  const found = new Map<string, FormerId>();
  const byPrefix = Map.groupBy(new Set([...ids].map((id) => id.slice(0, SHORT))), (id) => id.slice(0, 3));
  for (const [prefix, wanted] of byPrefix) {
    const object = OBJECT_OF[prefix];
    if (object === undefined || !database.has('before', object) || !database.has('now', object)) continue;
    database.run(
      `DROP TABLE IF EXISTS wanted; CREATE TEMP TABLE wanted (short TEXT PRIMARY KEY); INSERT INTO wanted VALUES ${wanted.map(quoted).join(', ')}`
    );
    const statement = object === 'PricebookEntry' ? entryStatement : keyedStatement(object);
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
