/**
 * Keeps a synthetic catalog, then compares it with one of other IDs, in this very process, and prints what that took:
 * `node test/bench/compareCatalog.ts <products> <entries per product>`. One process for each size, for the peak of the
 * resident memory is the process's.
 */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// What every command of sf has loaded before ours begins.
import '@salesforce/sf-plugins-core';
import { openCatalog, type CatalogOptions } from '../../src/catalog/index.ts';
import type { KeptObject } from '../../src/catalog/kept.ts';
import { DEFAULT_KEYS } from '../../src/catalog/objects.ts';
import { noProgress } from '../../src/catalog/progress.ts';
import { syntheticOrg } from './syntheticCatalog.ts';

const [products, entriesPerProduct] = process.argv.slice(2).map(Number);
const [phase = 'keep', directory = await mkdtemp(join(tmpdir(), 'catalog-bench-'))] = process.argv.slice(4);
const options = (org: number): CatalogOptions => ({
  org: syntheticOrg({ products, entriesPerProduct, org }),
  directory,
  settings: { keys: DEFAULT_KEYS, priceBooks: [], productIdField: null, bulkThreshold: 1 },
  userSuffix: { before: null, now: null },
  progress: noProgress,
});
const peak = (): number => Math.round(process.resourceUsage().maxRSS / 1024);
const base = peak();
const began = performance.now();
const rows = products * (1 + entriesPerProduct);
const tell = (what: object): void => {
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(
    `${JSON.stringify({ phase, directory, products, rows, base, peak: peak(), seconds, ...what })}\n`
  );
};
const kept = join(directory, 'kept.json');
if (phase === 'keep') {
  const work = openCatalog(options(1));
  const view = await work.keep();
  await mkdir(join(directory, 'catalog'));
  for (const { from, name } of view.files) await rename(from, join(directory, 'catalog', name));
  await writeFile(kept, JSON.stringify(view.kept));
  await work.close();
  tell({});
} else {
  const work = openCatalog(options(2));
  const { comparison } = await work.compare(JSON.parse(await readFile(kept, 'utf8')) as KeptObject[]);
  await work.close();
  tell({ changed: comparison?.tallies.map(({ object, changed }) => [object, changed.rows]) });
  await rm(directory, { recursive: true, force: true });
}
