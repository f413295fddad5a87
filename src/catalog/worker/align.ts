import { column, literal, table, type CatalogDatabase, type Row } from './database.ts';
import { KEY_SEPARATOR } from './keys.ts';
import { SHORT } from './lookUp.ts';

/** Developer names, which no language changes, by the first 15 characters of IDs: of both catalogs. */
export type DeveloperNames = Readonly<Record<'before' | 'now', Readonly<Record<string, string>>>>;

/** A row by what it has: its key is made of a name that people read, in their language. */
export type Labelled = { id: string; key: string | null };

/**
 * The keys of rows of now whose names are in the language of whoever asked: those of the rows of before that they are. By
 * ID first, which a refresh keeps where it is the source's; then by developer name; then by name, but for a row that is
 * another one by its ID or its developer name: then the same words are a coincidence, and the key says so.
 */
export const alignedKeys = (
  before: readonly Labelled[],
  now: readonly Labelled[],
  names: DeveloperNames
): Map<string, string> => {
  const nameOf = (side: 'before' | 'now', { id }: Labelled): string | undefined =>
    names[side][id.slice(0, SHORT)]?.toLowerCase();
  const byId = new Map(before.map((row) => [row.id, row]));
  const taken = new Set(now.flatMap(({ id }) => byId.get(id) ?? []));
  const open = before.filter((row) => !taken.has(row));
  const byName = new Map(
    open.flatMap((row): Array<[string, Labelled]> => {
      const name = nameOf('before', row);
      return name === undefined ? [] : [[name, row]];
    })
  );
  const found = new Map<string, string>();
  for (const row of now) {
    const name = nameOf('now', row);
    const same = byId.get(row.id) ?? byName.get(name ?? '');
    if (same) taken.add(same);
    if (same && same.key !== null) found.set(row.id, same.key);
  }
  const isOther = (one: Labelled, other: Labelled): boolean => {
    const [was, is] = [nameOf('before', one), nameOf('now', other)];
    return taken.has(one) || (was !== undefined && is !== undefined && was !== is);
  };
  const byKey = Map.groupBy(before, ({ key }) => key);
  for (const row of now) {
    if (found.has(row.id) || row.key === null) continue;
    const alike = byKey.get(row.key) ?? [];
    if (alike.length > 0 && alike.every((one) => isOther(one, row)))
      found.set(row.id, [row.key, nameOf('now', row) ?? row.id].join(KEY_SEPARATOR));
  }
  return found;
};

/** Gives the rows of now of one object, of which there are some hundreds, the keys of what they were. */
export const alignKeys = (database: CatalogDatabase, object: string, names: DeveloperNames): void => {
  const rowsOf = (side: 'before' | 'now'): Labelled[] =>
    [
      ...database.rows<Row & { Id: string; natural_key: string | null }>(
        `SELECT "Id", natural_key FROM ${table(side, object)}`
      ),
    ].map(({ Id: id, natural_key: key }) => ({ id, key }));
  for (const [id, key] of alignedKeys(rowsOf('before'), rowsOf('now'), names))
    database.run(
      `UPDATE ${table('now', object)} SET natural_key = ${literal(key)} WHERE ${column('Id')} = ${literal(id)}`
    );
};

/** Gives the rows of now of one object the keys of the rows of before with the same IDs, whatever they are called by now. */
export const alignIds = (database: CatalogDatabase, object: string): void => {
  const [before, now] = [table('before', object), table('now', object)];
  database.run(
    `CREATE INDEX "ids_of_${object}" ON ${before} ("Id");
    UPDATE ${now} SET natural_key = coalesce((SELECT b.natural_key FROM ${before} b WHERE b."Id" = ${now}."Id"), natural_key)`
  );
};
