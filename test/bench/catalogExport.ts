/**
 * `prepare` of a large catalog beside `sf data export bulk` of the same two queries, one after the other:
 * `node test/bench/catalogExport.ts [--products 200000] [--entries 5] [--pairs 5] [--latency 50]`, after `npm run compile`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Org } from '@salesforce/core';
import { openCatalog } from '../../src/catalog/index.ts';
import { DEFAULT_BULK_THRESHOLD } from '../../src/catalog/budget.ts';
import { DEFAULT_KEYS } from '../../src/catalog/objects.ts';
import { noProgress } from '../../src/catalog/progress.ts';
import { openOrg } from '../../src/salesforce/open.ts';
import type { OrgReader } from '../../src/salesforce/types.ts';
import { cleanEnvironment } from '../support/sf.ts';
import { forgetRequests, openHome, prepareArgs, requestsOf, startOrg } from './support/benchOrg.ts';
import { inPairs, numbers, repeated, say, sayMachine, sayPairs, spread } from './support/figures.ts';

const { products, entries, pairs, latency } = numbers({ products: 200_000, entries: 5, pairs: 5, latency: 50 });

type Manifest = { objects: Array<{ object: string; rows: number; fields: Array<{ name: string }> }> };
type Query = { object: string; fields: string[] };

const org = await startOrg({ products, entriesPerProduct: entries, latencyMs: latency });
const home = await openHome();
await home.login(org);

let serial = 0;
const prepare = async (): Promise<void> => {
  serial += 1;
  await home.sf(prepareArgs(join(home.path, `run-${serial}`)));
};

const exportBoth = async (queries: readonly Query[]): Promise<void> => {
  for (const { object, fields } of queries) {
    const query = `SELECT ${fields.join(', ')} FROM ${object}`;
    const file = join(home.path, `${object}.csv`);
    await home.sf(['data', 'export', 'bulk', '-o', 'uat', '-q', query, '--output-file', file, '--wait', '10']);
  }
};

/** Both queries side by side, the rows counted and thrown away. */
const readBoth = async (reader: OrgReader, queries: readonly Query[]): Promise<void> => {
  await Promise.all(
    queries.map(async (query) => {
      for await (const page of reader.csv(query, { bulk: true })) rowsRead += page.rows;
    })
  );
};
let rowsRead = 0;

const keepAlone = async (reader: OrgReader): Promise<void> => {
  const work = openCatalog({
    org: reader,
    directory: home.path,
    settings: { keys: DEFAULT_KEYS, priceBooks: [], productIdField: null, bulkThreshold: DEFAULT_BULK_THRESHOLD },
    userSuffix: { before: null, now: null },
    progress: noProgress,
  });
  await work.keep();
  await work.close();
};

try {
  await prepare();
  const manifest = JSON.parse(await readFile(join(home.path, 'run-1', 'catalog', 'manifest.json'), 'utf8')) as Manifest;
  const large = manifest.objects.filter(({ object }) => ['Product2', 'PricebookEntry'].includes(object));
  const queries = large.map(({ object, fields }) => ({ object, fields: fields.map(({ name }) => name) }));
  sayMachine(
    `Catalog export: ${large.map(({ object, rows }) => `${rows} ${object}`).join(', ')}; ${latency} ms a request`
  );

  await forgetRequests(org);
  await prepare();
  const ours = await requestsOf(org);
  await forgetRequests(org);
  await exportBoth(queries);
  say(`requests: prepare ${ours}, exports ${await requestsOf(org)}`);

  const measured = await inPairs(pairs, prepare, () => exportBoth(queries));
  sayPairs('sf logik refresh prepare', 'sf data export bulk, twice', measured);

  Object.assign(process.env, cleanEnvironment(home.path));
  const { reader } = openOrg(await Org.create({ aliasOrUsername: 'uat' }), { label: 'uat' });
  const reads = await repeated(pairs, () => readBoth(reader, queries));
  const keeps = await repeated(pairs, () => keepAlone(reader));
  const starts = await repeated(pairs, () => home.sf(['org', 'display', '-o', 'uat', '--json']));
  say(
    `in this process, both queries read side by side and thrown away: ${spread(reads)} s (${rowsRead / pairs} rows)`,
    `in this process, catalog read, kept and judged: ${spread(keeps)} s`,
    `sf org display: ${spread(starts)} s`
  );
} finally {
  await org.stop();
  await home.remove();
}
process.exit(0);
