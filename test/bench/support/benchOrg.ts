import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { REPOSITORY, runSf, type Finished } from '../../support/sf.ts';
import { inDays, type Login, type ServedRequest } from '../../support/workbench.ts';

export type CatalogSize = { products: number; entriesPerProduct: number };

/** A simulator in a process of its own, so that its memory and its work are not in what is measured. */
export type BenchOrg = {
  url: string;
  port: number;
  login: Login;
  control<T>(method: string, path: string, body?: object): Promise<T>;
  stop(): Promise<void>;
};

export const startOrg = async ({
  products,
  entriesPerProduct,
  latencyMs,
  port = 0,
  more = [],
}: CatalogSize & { latencyMs: number; port?: number; more?: readonly string[] }): Promise<BenchOrg> => {
  const program = join(REPOSITORY, 'test', 'simulator', 'main.ts');
  const size = products > 0 ? ['--products', products, '--entries-per-product', entriesPerProduct] : [];
  const args = [program, ...size, '--latency-ms', latencyMs, '--port', port, ...more].map(String);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const login = JSON.parse(line) as Login;
  const url = login.instanceUrl;
  return {
    url,
    port: Number(new URL(url).port),
    login,
    control: async <T>(method: string, path: string, body?: object): Promise<T> => {
      const headers = { 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body), headers };
      const response = await fetch(`${url}/__simulator/${path}`, { method, ...sent });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/** HTTP requests since they were last forgotten. */
export const requestsOf = async (org: BenchOrg): Promise<number> =>
  (await org.control<ServedRequest[]>('GET', 'requests')).length;

export const forgetRequests = (org: BenchOrg): Promise<void> => org.control('DELETE', 'requests');

/** The real `sf` in a HOME of its own, with this plugin linked as it was last compiled. */
export type BenchHome = {
  path: string;
  /** @throws Error where the exit code is none of `codes` */
  sf(args: readonly string[], options?: { codes?: readonly number[]; env?: Record<string, string> }): Promise<Finished>;
  /** The same, and the peak of the process's resident memory in MB. */
  peakOf(args: readonly string[], codes: readonly number[]): Promise<number>;
  login(org: BenchOrg, login?: Login): Promise<void>;
  remove(): Promise<void>;
};

/** Longer than anything here takes. */
const TIMEOUT_MS = 900_000;

export const openHome = async (): Promise<BenchHome> => {
  const path = await mkdtemp(join(tmpdir(), 'logik-bench-'));
  const sf: BenchHome['sf'] = async (args, { codes = [0], env = {} } = {}) => {
    const finished = await runSf(args, path, {
      cwd: path,
      // Setup pages are no part of a catalog: no browser.
      env: { CHROME_BIN: '/no/browser/on/this/machine', ...env },
      timeoutMs: TIMEOUT_MS,
    });
    if (finished.exitCode === null || !codes.includes(finished.exitCode))
      throw new Error(`sf ${args.join(' ')}: exit ${finished.exitCode}\n${finished.stdout}\n${finished.stderr}`);
    return finished;
  };
  await sf(['plugins', 'link', '--no-install', REPOSITORY]);
  return {
    path,
    sf,
    peakOf: async (args, codes) => {
      const file = join(path, 'peak');
      const hook = new URL('./peakMemory.ts', import.meta.url).href;
      await sf(args, { codes, env: { PEAK_FILE: file, NODE_OPTIONS: `--import=${hook}` } });
      return Number(await readFile(file, 'utf8'));
    },
    login: async (org, { accessToken } = org.login) => {
      const args = ['org', 'login', 'access-token', '--instance-url', org.url, '--alias', 'uat', '--no-prompt'];
      await sf(args, { env: { SF_ACCESS_TOKEN: accessToken } });
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
};

export const prepareArgs = (directory: string): string[] => [
  ...['logik', 'refresh', 'prepare', '--target-org', 'uat', '--output-dir', directory],
  ...['--refresh-date', inDays(14), '--data-strategy', 'repoint', '--json'],
];
