/**
 * What compares two catalogs: SQLite, DuckDB, or files partitioned by a hash; and what parses their CSV.
 * `node test/bench/engines.ts [--products 200000] [--entries 5] [--runs 5]`, after
 * `npm install --no-save @duckdb/node-api udsv`; what is not installed is left out.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { entriesFile, writeCatalogs, type Found } from './engines/csvFiles.ts';
import { numbers, say, sayMachine, spread } from './support/figures.ts';

const SMALL = 2000;
const { products, entries, runs } = numbers({ products: 200_000, entries: 5, runs: 5 });

/** Each a process of its own; undefined where the package is not installed. */
const run = async <T>(program: string, ...args: string[]): Promise<T> => {
  const path = fileURLToPath(new URL(`./engines/${program}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args]);
  return JSON.parse(stdout) as T;
};

const isInstalled = (name: string): boolean => {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    say(`${name} is not installed and is left out: npm install --no-save ${name}`);
    return false;
  }
};

const duck = isInstalled('@duckdb/node-api') ? ['duckdb 100MB main', 'duckdb 400MB main'] : [];
const engines = ['sqlite main', 'sqlite worker', 'partitions main', 'partitions worker', ...duck];
const parsers = ['csv-parse', 'papaparse', 'whole rows', ...['udsv'].filter(isInstalled)];

type Ran = { found: Found; seconds: number; peak: number };

const compareEngines = async (directory: string): Promise<void> => {
  const ran = new Map(engines.map((engine): [string, Ran[]] => [engine, []]));
  const findings = new Set<string>();
  for (let turn = 0; turn < runs; turn += 1) {
    for (const [engine, list] of ran) {
      const at = engine.lastIndexOf(' ');
      const one = await run<Ran>('run', engine.slice(0, at), engine.slice(at + 1), directory);
      list.push(one);
      findings.add(JSON.stringify(one.found));
    }
  }
  if (findings.size !== 1) throw new Error(`The engines do not agree: ${[...findings].join(' ')}`);
  say(`all found ${[...findings].join()}`);
  for (const [engine, list] of ran)
    say(
      `  ${engine}: ${spread(
        list.map((one) => one.seconds),
        1
      )} s, peak ${spread(
        list.map(({ peak }) => peak),
        0
      )} MB`
    );
};

const compareParsers = async (directory: string): Promise<void> => {
  const walls = new Map(parsers.map((parser): [string, number[]] => [parser, []]));
  for (let turn = 0; turn < runs; turn += 1)
    for (const [parser, list] of walls)
      list.push((await run<{ seconds: number }>('parsers', parser, entriesFile(directory, 'before'))).seconds);
  for (const [parser, list] of walls) {
    const wrong = Object.entries(await run<Record<string, number>>('parsers', parser));
    say(
      `  ${parser}: ${spread(list)} s for the entries of one side`,
      `    of 500 well-formed texts read wrong: ${wrong.map(([form, count]) => `${form} ${count}`).join('; ')}`
    );
  }
};

for (const size of [SMALL, products]) {
  const directory = await mkdtemp(join(tmpdir(), 'engines-bench-'));
  try {
    await writeCatalogs(directory, size, entries);
    sayMachine(`${size} products, ${size * entries} entries on each side`);
    await compareEngines(directory);
    if (size === products) await compareParsers(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
