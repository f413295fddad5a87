import type { OrgReader } from '../salesforce/types.ts';
import { cellsOf } from './cells.ts';
import { conditionsFor } from './conditions.ts';
import { BULK_READ_ROWS, type KeptField, type KeptObject, type UserNames } from './kept.ts';
import { columnsOf, keyOf, keyText, rowMaker, type Row } from './row.ts';
import { severalIn, severalTeller } from './several.ts';

/** What the org has of the records that were kept. */
export type Now = {
  rows: Map<string, Row>;
  /** Keys that several records of the org have. */
  several: Set<string>;
};

/** An object that has more records than this many times those that are looked for is asked for them by key. */
const MANY_TIMES = 4;
/** What one page of a query holds: reading so many more costs nothing. */
const PAGE = 2000;

const conditionsOf = (
  all: number,
  { keyParts }: KeptObject,
  wanted: ReadonlyMap<string, Row>,
  key: (row: Row) => string[]
): Array<string | undefined> => {
  if (all <= wanted.size * MANY_TIMES + PAGE) return [undefined];
  return conditionsFor(
    keyParts[0],
    [...wanted.values()].map((row) => key(row)[0])
  );
};

/** What lookups to several objects lead to now, in the words in which it was kept. */
const tellSeveral = async (
  org: Pick<OrgReader, 'query' | 'describeGlobal'>,
  rows: Map<string, Row>,
  { fields, names }: { fields: readonly KeptField[]; names: UserNames }
): Promise<void> => {
  const several = severalIn(fields);
  if (several.length === 0 || rows.size === 0) return;
  const targets = several.flatMap(({ reference }) => reference?.targets ?? []);
  const teller = severalTeller(org, names, (object) => Promise.resolve(targets.find(({ to }) => to === object)));
  const told = await teller.tell([...rows.values()], several);
  for (const [index, key] of [...rows.keys()].entries()) rows.set(key, told[index]);
};

/**
 * Reads the records that have one of the keys: the whole object in one go, or, where most of it is not looked for, by
 * lists of keys. Either way the number of requests grows with the number of records, not with its square.
 *
 * @param fields the kept fields that the org still has
 */
export const readNow = async (
  org: Pick<OrgReader, 'csv' | 'count' | 'query' | 'describeGlobal'>,
  kept: KeptObject,
  fields: readonly KeptField[],
  { wanted, names }: { wanted: ReadonlyMap<string, Row>; names: UserNames }
): Promise<Now> => {
  const rows = new Map<string, Row>();
  const several = new Set<string>();
  if (wanted.size === 0) return { rows, several };
  const columns = columnsOf(fields);
  const make = rowMaker(fields, names);
  const all = await org.count(kept.object);
  for (const where of conditionsOf(all, kept, wanted, (row) => keyOf(row, kept))) {
    const bulk = where === undefined && all >= BULK_READ_ROWS;
    for await (const cells of cellsOf(org.csv({ object: kept.object, fields: columns, where }, { bulk }))) {
      const row = make(columns, cells);
      const text = keyText(keyOf(row, kept));
      if (!wanted.has(text)) continue;
      if (rows.has(text)) several.add(text);
      else rows.set(text, row);
    }
  }
  await tellSeveral(org, rows, { fields, names });
  return { rows, several };
};
