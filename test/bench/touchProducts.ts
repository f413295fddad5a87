/**
 * Touching 10,000 products that are new after a refresh, beside `sf data update bulk` with the same rows:
 * `node test/bench/touchProducts.ts [--products 10000] [--pairs 5] [--latency 50]`, after `npm run compile`.
 */
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Org } from '@salesforce/core';
import type { TouchWrite } from '../../src/checklist/item.ts';
import { touch } from '../../src/refresh/write/touch.ts';
import { openOrg } from '../../src/salesforce/open.ts';
import { cleanEnvironment } from '../support/sf.ts';
import type { Login } from '../support/workbench.ts';
import { forgetRequests, openHome, prepareArgs, requestsOf, startOrg } from './support/benchOrg.ts';
import { inPairs, numbers, repeated, say, sayMachine, sayPairs, seconds, spread } from './support/figures.ts';

/** Of the simulator's generated products one in ten is configurable. */
const { products, pairs, latency } = numbers({ products: 10_000, pairs: 5, latency: 50 });
const FIELD = 'LGK__IsConfigurable__c';
const FOUND = [0, 1, 68];

type Changed = { result: { changes: Array<{ item: string; before: number; outcome: string }> } };

const home = await openHome();
// The record knows an org without these products; the one that it becomes has the same address.
const small = await startOrg({ products: 0, entriesPerProduct: 0, latencyMs: latency });
const record = join(home.path, 'record');
try {
  await home.login(small);
  await home.sf(prepareArgs(record));
} finally {
  await small.stop();
}
const org = await startOrg({ products: products * 10, entriesPerProduct: 1, latencyMs: latency, port: small.port });
let serial = 0;

/** Sandbox, login and record as they are right after a refresh. */
const refreshed = async (): Promise<string> => {
  await home.login(org, await org.control<Login>('POST', 'refresh', {}));
  serial += 1;
  const directory = join(home.path, `record-${serial}`);
  await cp(record, directory, { recursive: true });
  await forgetRequests(org);
  return directory;
};

const repoint = (directory: string, ...more: string[]): ReturnType<typeof home.sf> =>
  home.sf(['logik', 'refresh', 'repoint', '-o', 'uat', '--dir', directory, '--no-prompt', '--json', ...more], {
    codes: FOUND,
  });

try {
  const walls = { with: [] as number[], without: [] as number[] };
  const requests = { with: 0, without: 0 };
  let touched = '';
  for (let run = 0; run < pairs; run += 1) {
    const plain = await refreshed();
    walls.without.push(await seconds(() => repoint(plain)));
    requests.without = await requestsOf(org);
    const directory = await refreshed();
    walls.with.push(
      await seconds(async () => {
        const { changes } = (JSON.parse((await repoint(directory, '--touch-products')).stdout) as Changed).result;
        touched = changes
          .filter(({ item }) => item === 'sync-health')
          .map(({ before, outcome }) => `${before} products ${outcome}`)
          .join();
      })
    );
    requests.with = await requestsOf(org);
  }
  sayMachine(`Touch of ${products} products of ${products * 10}; ${latency} ms a request`);
  say(
    `sf logik refresh repoint: ${spread(walls.without)} s, ${requests.without} requests`,
    `sf logik refresh repoint --touch-products: ${spread(walls.with)} s, ${requests.with} requests (${touched})`
  );

  Object.assign(process.env, cleanEnvironment(home.path));
  const opened = openOrg(await Org.create({ aliasOrUsername: 'uat' }), { label: 'uat' });
  const writer = opened.openWriter();
  const found = await opened.reader.query<{ Id: string }>(
    `SELECT Id FROM Product2 WHERE ${FIELD} = true AND ProductCode LIKE 'GEN-%' LIMIT ${products}`
  );
  const ids = found.map(({ Id }) => Id);
  const file = join(home.path, 'touch.csv');
  await writeFile(file, `Id,${FIELD}\n${ids.map((id) => `${id},true\n`).join('')}`);
  const write: TouchWrite = { kind: 'touch', object: 'Product2', field: FIELD, ids, since: new Date().toISOString() };
  const ours = async (): Promise<void> => {
    const failures = await touch(writer, opened.reader, write);
    if (failures.length > 0) throw new Error(`${failures.length} rows failed: ${failures[0].message}`);
  };
  const update = ['data', 'update', 'bulk', '-o', 'uat', '--sobject', 'Product2', '--file', file, '--wait', '10'];
  const peer = (): ReturnType<typeof home.sf> => home.sf(update);
  const count = async (work: () => Promise<unknown>): Promise<number> => {
    await forgetRequests(org);
    await work();
    return requestsOf(org);
  };
  say(`rows: ${ids.length}; requests: touch ${await count(ours)}, sf data update bulk ${await count(peer)}`);
  sayPairs('touch, in this process', 'sf data update bulk', await inPairs(pairs, ours, peer));
  const starts = await repeated(pairs, () => home.sf(['org', 'display', '-o', 'uat', '--json']));
  say(`sf org display: ${spread(starts)} s`);
} finally {
  await org.stop();
  await home.remove();
}
process.exit(0);
