import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bookOf, entriesFile, productsFile, SIDES, type Found } from './csvFiles.ts';
import { openIdMap } from './idMap.ts';
import { eachRow, productKey } from './rows.ts';

type Joined = { key: string; side: number; id: string; price: string };

/** Everything into tables of a file, then one sorted walk over both sides. */
export const compareWithSqlite = async (directory: string): Promise<Found> => {
  const path = join(directory, 'work.sqlite');
  rmSync(path, { force: true });
  process.env.SQLITE_TMPDIR = directory;
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA temp_store = FILE; PRAGMA cache_size = -8000;
    CREATE TABLE products (side INTEGER, id TEXT, key TEXT);
    CREATE TABLE entries (side INTEGER, id TEXT, book TEXT, product TEXT, price TEXT);
    BEGIN;
  `);
  const product = database.prepare('INSERT INTO products VALUES (?, ?, ?)');
  const entry = database.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?)');
  for (const [side, name] of SIDES.entries()) {
    await eachRow(productsFile(directory, name), (row) => product.run(side, row[0], productKey(row)));
    await eachRow(entriesFile(directory, name), ([id, book, of, price]) =>
      entry.run(side, id, bookOf(book), of, price)
    );
  }
  database.exec('CREATE INDEX products_by_id ON products (side, id, key)');
  const sorted = database
    .prepare(
      `SELECT p.key || '|' || e.book AS key, e.side AS side, e.id AS id, e.price AS price
       FROM entries e JOIN products p ON p.side = e.side AND p.id = e.product ORDER BY 1, 2`
    )
    .iterate() as IterableIterator<Joined>;
  const found: Found = { matched: 0, missing: 0, fresh: 0, changed: 0 };
  const idMap = openIdMap(directory);
  const alone = ({ side }: Joined): void => {
    if (side === 0) found.missing += 1;
    else found.fresh += 1;
  };
  let earlier: Joined | undefined;
  for (const row of sorted) {
    if (earlier === undefined) earlier = row;
    else if (earlier.key === row.key) {
      found.matched += 1;
      if (earlier.price !== row.price) found.changed += 1;
      await idMap.add(earlier.id, row.id, row.key);
      earlier = undefined;
    } else {
      alone(earlier);
      earlier = row;
    }
  }
  if (earlier !== undefined) alone(earlier);
  await idMap.end();
  database.close();
  return found;
};
