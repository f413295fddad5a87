/**
 * Time and peak memory of the comparison at three sizes: of the work alone (compareCatalog.ts), and of the real `verify`.
 * `node test/bench/catalogMemory.ts [--runs 5] [--latency 50]`, after `npm run compile`.
 */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Login } from '../support/workbench.ts';
import { openHome, prepareArgs, startOrg, type BenchHome, type BenchOrg } from './support/benchOrg.ts';
import { median, numbers, say, sayMachine, seconds, spread } from './support/figures.ts';

const ENTRIES = 5;
/** 10,000, 100,000 and 1,000,000 entries. */
const PRODUCTS = [2000, 20_000, 200_000];
const FOUND = [0, 1, 68];

const { runs, latency } = numbers({ runs: 5, latency: 50 });

type Told = { directory: string; rows: number; base: number; peak: number; seconds: number };
type Measured = { wall: number[]; peak: number[] };

const entriesText = (products: number): string => `${(products * ENTRIES).toLocaleString('en')} entries`;

/** One measurement at each size in turn, several times. */
const atEachSize = async (
  work: (products: number) => Promise<{ wall: number; peak: number }>
): Promise<Map<number, Measured>> => {
  const measured = new Map<number, Measured>(PRODUCTS.map((products) => [products, { wall: [], peak: [] }]));
  for (let run = 0; run < runs; run += 1) {
    for (const [products, { wall, peak }] of measured) {
      const one = await work(products);
      wall.push(one.wall);
      peak.push(one.peak);
    }
  }
  return measured;
};

const sayCurve = (what: string, measured: Map<number, Measured>, rate = false): void => {
  const least = median(measured.get(PRODUCTS[0])?.peak ?? []);
  say(what);
  for (const [products, { wall, peak }] of measured) {
    const rows = products * (1 + ENTRIES);
    const perSecond = rate ? `, ${Math.round(rows / median(wall)).toLocaleString('en')} rows/s` : '';
    const ratio = (median(peak) / least).toFixed(2);
    say(
      `  ${entriesText(products)}: ${spread(wall)} s${perSecond}, peak ${spread(peak, 0)} MB, ${ratio} x the smallest`
    );
  }
};

/** A process of its own, for the peak is the process's. */
const alone = async (...args: Array<string | number>): Promise<Told> => {
  const program = fileURLToPath(new URL('./compareCatalog.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args.map(String)]);
  return JSON.parse(stdout) as Told;
};

const theWorkAlone = async (): Promise<void> => {
  const keeps = new Map<number, Told[]>();
  const compares = await atEachSize(async (products) => {
    const kept = await alone(products, ENTRIES, 'keep');
    keeps.set(products, [...(keeps.get(products) ?? []), kept]);
    const told = await alone(products, ENTRIES, 'compare', kept.directory);
    return { wall: told.seconds, peak: told.peak };
  });
  const kept = new Map(
    [...keeps].map(([products, told]): [number, Measured] => [
      products,
      { wall: told.map((one) => one.seconds), peak: told.map(({ peak }) => peak) },
    ])
  );
  sayCurve('keep, no wire', kept, true);
  sayCurve('compare and ID map, no wire', compares, true);
};

/** A refreshed org of that size with its record, logged in in a HOME of its own. */
const refreshed = async (products: number): Promise<{ org: BenchOrg; home: BenchHome; directory: string }> => {
  const org = await startOrg({ products, entriesPerProduct: ENTRIES, latencyMs: latency });
  const home = await openHome();
  const directory = join(home.path, 'record');
  await home.login(org);
  await home.sf(prepareArgs(directory));
  await home.login(org, await org.control<Login>('POST', 'refresh', {}));
  return { org, home, directory };
};

const theCommand = async (): Promise<void> => {
  const places = new Map<number, Awaited<ReturnType<typeof refreshed>>>();
  try {
    for (const products of PRODUCTS) places.set(products, await refreshed(products));
    const verify = await atEachSize(async (products) => {
      const { home, directory } = places.get(products) as Awaited<ReturnType<typeof refreshed>>;
      const output = join(home.path, 'reports');
      await mkdir(output, { recursive: true });
      const args = ['logik', 'refresh', 'verify', '-o', 'uat', '--dir', directory, '--output-dir', output, '--json'];
      let peak = 0;
      const wall = await seconds(async () => {
        peak = await home.peakOf(args, FOUND);
      });
      return { wall, peak };
    });
    sayCurve('sf logik refresh verify', verify, true);
    const smallest = places.get(PRODUCTS[0]);
    if (smallest)
      say(`sf org display: peak ${(await smallest.home.peakOf(['org', 'display', '-o', 'uat'], [0])).toFixed(0)} MB`);
  } finally {
    for (const { org, home } of places.values()) {
      await org.stop();
      await home.remove();
    }
  }
};

sayMachine(`Compare and ID map; ${ENTRIES} entries a product; ${latency} ms a request where there is a wire`);
await theWorkAlone();
await theCommand();
