import type { CatalogDatabase, Row, Side } from './database.ts';
import { readableKey } from './keys.ts';
import { repeatedKeys } from './statements.ts';
import { SAMPLE, type Named } from './tally.ts';

/** Rows of one object that their natural key does not tell apart. */
export type Repeated = {
  object: string;
  /** Different keys that more than one row has. */
  keys: number;
  /** Rows that share their key. */
  rows: number;
  /** Rows without any value to tell them apart by. */
  keyless: number;
  sample: Named[];
};

type RepeatedRow = Row & { natural_key: string | null; Id: string; Name: string | null };

/**
 * Counts the rows that share their key or have none.
 *
 * @param each called with every such row; what it answers is waited for
 */
export const findRepeated = async (
  database: CatalogDatabase,
  side: Side,
  object: string,
  entryKey: readonly string[],
  each: (row: Named & { object: string }) => Promise<void> | undefined = () => undefined
): Promise<Repeated> => {
  const found: Repeated = { object, keys: 0, rows: 0, keyless: 0, sample: [] };
  let last: string | null = null;
  for (const { natural_key: key, Id: id, Name: name } of database.rows<RepeatedRow>(
    repeatedKeys(database, side, object, entryKey)
  )) {
    if (key === null) found.keyless += 1;
    else found.rows += 1;
    if (key !== null && key !== last) found.keys += 1;
    last = key;
    const named: Named = { key: key === null ? '' : readableKey(key), id, name, configurable: false, note: null };
    if (found.sample.length < SAMPLE) found.sample.push(named);
    const taken = each({ ...named, object });
    if (taken) await taken;
  }
  return found;
};
