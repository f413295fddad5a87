import { column, table, type CatalogDatabase, type Side } from './database.ts';
import { KEY_SEPARATOR } from './keys.ts';
import { tableOf } from '../../literal/table.ts';

const SIDES: readonly Side[] = ['before', 'now'];
const separator = `'${KEY_SEPARATOR}'`;

/** What an entry's key says of each of its parts: the key of what the ID refers to, since IDs do not survive. */
const PARTS = tableOf<{ alias: string; object: string; id: string }>({
  Product2Id: { alias: 'p', object: 'Product2', id: 'Product2Id' },
  Pricebook2Id: { alias: 'b', object: 'Pricebook2', id: 'Pricebook2Id' },
  ProductSellingModelId: { alias: 'm', object: 'ProductSellingModel', id: 'ProductSellingModelId' },
});

/** The fields of an object that both catalogs have. */
export const sharedFields = (database: CatalogDatabase, object: string): string[] => {
  const now = new Set(database.fields('now', object));
  return database.fields('before', object).filter((field) => now.has(field));
};

const partOf = (field: string): string => {
  const part = PARTS[field];
  // A selling model that is not set is a part like any other; a product that is not there leaves the entry without key.
  if (part?.alias === 'm') return `coalesce(m.natural_key, '')`;
  return part ? `${part.alias}.natural_key` : `coalesce(e.${column(field)}, '')`;
};

const joinOf = (side: Side, field: string): string => {
  const part = PARTS[field];
  return part
    ? ` LEFT JOIN ${table(side, part.object)} ${part.alias} ON ${part.alias}."Id" = e.${column(part.id)}`
    : '';
};

/**
 * The parts of an entry's key that both catalogs can tell: the currency only where both orgs have several, the selling
 * model only where its names were read.
 */
export const entryKeyParts = (database: CatalogDatabase, key: readonly string[], sides = SIDES): string[] =>
  key.filter((field) => {
    const object = PARTS[field]?.object;
    return sides.every(
      (side) =>
        database.fields(side, 'PricebookEntry').includes(field) && (object === undefined || database.has(side, object))
    );
  });

/** Selects entries with their key; `e` is the entry, `p`, `b`, `m` what it refers to. */
export const keyedEntries = (side: Side, parts: readonly string[], fields: string): string =>
  `SELECT ${parts.map(partOf).join(` || ${separator} || `) || 'NULL'} AS natural_key, ${fields} FROM ${table(side, 'PricebookEntry')} e${parts
    .map((part) => joinOf(side, part))
    .join('')}`;

/** Both catalogs' rows of an object, sorted by key, ID and side: what groupsOf reads. */
export const sidedRows = (
  database: CatalogDatabase,
  object: string,
  { fields, entryKey }: { fields: readonly string[]; entryKey: readonly string[] }
): string => {
  const isEntry = object === 'PricebookEntry';
  const select = (side: Side): string => {
    const listed = [...new Set(['Id', ...fields])]
      .map((field) => `${isEntry ? 'e' : 'n'}.${column(field)} AS ${column(field)}`)
      .join(', ');
    const columns = `${SIDES.indexOf(side)} AS side, ${listed}`;
    return isEntry
      ? keyedEntries(side, entryKeyParts(database, entryKey), columns)
      : `SELECT n.natural_key, ${columns} FROM ${table(side, object)} n`;
  };
  return `${SIDES.map(select).join(' UNION ALL ')} ORDER BY 1, 3, 2`;
};

/** Rows of an object whose key another row of the same catalog has too; and rows without a key, whose key is null. */
export const repeatedKeys = (
  database: CatalogDatabase,
  side: Side,
  object: string,
  entryKey: readonly string[]
): string => {
  const parts = entryKeyParts(database, entryKey, [side]);
  const keyed =
    object === 'PricebookEntry'
      ? keyedEntries(side, parts, 'e."Id", NULL AS "Name"')
      : `SELECT natural_key, "Id", ${database.fields(side, object).includes('Name') ? '"Name"' : 'NULL'} AS "Name" FROM ${table(side, object)}`;
  return `WITH keyed AS (${keyed}) SELECT * FROM keyed WHERE natural_key IS NULL OR natural_key IN (SELECT natural_key FROM keyed GROUP BY natural_key HAVING count(*) > 1) ORDER BY natural_key, "Id"`;
};
