import { join } from 'node:path';
import { OBJECTS, type NaturalKeys } from '../objects.ts';
import type { Progress } from '../progress.ts';
import type { Compared, StagedFile } from '../types.ts';
import { alignIds, alignKeys, type DeveloperNames } from './align.ts';
import { compareGroup } from './compare.ts';
import { openCsvFile, type CsvFile } from './csvFile.ts';
import type { CatalogDatabase } from './database.ts';
import { DIFFERENCE_COLUMNS, differenceLines, type DifferenceLine } from './differences.ts';
import { groupsOf, type SidedRow } from './groups.ts';
import { openIdMap } from './idMap.ts';
import { idMapFiles } from '../idMapFiles.ts';
import { sharedFields, sidedRows } from './statements.ts';
import { syncCandidates, type ProductIdField } from './syncCandidates.ts';
import { tallyOf, type Tally } from './tally.ts';

/** Objects whose rows are compared field by field. */
const COMPARED = ['Product2', 'Pricebook2', 'PricebookEntry'];
/** Objects whose names are in the language of whoever asks: their rows are the same by ID, then by developer name. */
const TRANSLATED = 'Profile';
/** People who are called otherwise by now (a new name, another address) are the same by ID, which a refresh keeps. */
const PEOPLE = 'User';
/** Objects whose IDs are mapped, in the order in which people read them. */
const MAPPED = [...COMPARED, 'ProductSellingModel', 'User', 'Profile'];

const DIFFERENCES = 'catalog-differences.csv';

export type CompareOptions = {
  workspace: string;
  keys: NaturalKeys;
  configurable: string | undefined;
  productIdField: ProductIdField | null;
  /** How many rows the org has now, by object. */
  totals: Readonly<Record<string, number>>;
  /** Developer names of profiles, as far as the logins could read them. */
  developerNames?: DeveloperNames;
};

const NO_NAMES: DeveloperNames = { before: {}, now: {} };

const EVERY = 10_000;

const compareObject = async (
  database: CatalogDatabase,
  object: string,
  { workspace, keys, configurable, totals }: CompareOptions,
  differences: CsvFile<keyof DifferenceLine>,
  progress: Progress
): Promise<Tally> => {
  const shared = sharedFields(database, object);
  const wanted = OBJECTS.find(({ name }) => name === object)?.compared ?? [];
  const compared = shared.filter((field) => wanted.includes(field) || field === configurable);
  const isCompared = COMPARED.includes(object);
  const fields = [...new Set([...compared, ...shared.filter((field) => field === 'Name')])];
  const { tally, add } = tallyOf(object, object === 'Product2' ? configurable : undefined);
  const map = openIdMap(workspace, object);
  const total = totals[object] ?? 0;
  let groups = 0;
  for (const group of groupsOf(
    database.rows<SidedRow>(sidedRows(database, object, { fields, entryKey: keys.PricebookEntry }))
  )) {
    for (const verdict of compareGroup(group, compared)) {
      add(verdict);
      // Most lines wait in memory for others: only what goes to the disk is waited for.
      const written = map.add(verdict);
      if (written) await written;
      if (isCompared) for (const line of differenceLines(object, verdict)) await differences.add(line);
    }
    groups += 1;
    if (groups % EVERY === 0) progress({ stage: 'compare', object, rows: tally.now, total });
  }
  await map.end();
  progress({ stage: 'compare', object, rows: total, total });
  return tally;
};

const lostCurrencies = (database: CatalogDatabase): Record<string, number> => {
  if (!sharedFields(database, 'PricebookEntry').includes('CurrencyIsoCode')) return {};
  const rows = database.rows<{ currency: string; rows: number }>(
    `SELECT "CurrencyIsoCode" AS currency, count(*) AS rows FROM "before_PricebookEntry" WHERE "CurrencyIsoCode" NOT IN (SELECT DISTINCT "CurrencyIsoCode" FROM "now_PricebookEntry") GROUP BY 1`
  );
  return Object.fromEntries([...rows].map(({ currency, rows: lost }) => [currency, lost]));
};

/** Compares both catalogs and writes the ID map and all differences. */
export const compareObjects = async (
  database: CatalogDatabase,
  options: CompareOptions,
  progress: Progress
): Promise<Compared> => {
  const { workspace, configurable, productIdField, developerNames = NO_NAMES } = options;
  const from = join(workspace, DIFFERENCES);
  const differences = openCsvFile(from, DIFFERENCE_COLUMNS);
  const objects = MAPPED.filter((object) => database.has('before', object) && database.has('now', object));
  if (objects.includes(TRANSLATED)) alignKeys(database, TRANSLATED, developerNames);
  if (objects.includes(PEOPLE)) alignIds(database, PEOPLE);
  const tallies: Tally[] = [];
  for (const object of objects) tallies.push(await compareObject(database, object, options, differences, progress));
  await differences.end();
  const maps = objects.flatMap((object) => Object.values(idMapFiles(object)));
  return {
    tallies,
    lostCurrencies: lostCurrencies(database),
    candidates: configurable === undefined ? [] : syncCandidates(database, configurable, productIdField),
    files: [
      ...maps.map((name): StagedFile => ({ from: join(workspace, name), room: 'id-map', name })),
      { from, room: 'reports', name: DIFFERENCES },
    ],
  };
};
