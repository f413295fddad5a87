import { cpus } from 'node:os';
import { Org } from '@salesforce/core';
import { setupPages } from '../../src/salesforce/setupPage/index.ts';
import { chromiumPath } from '../support/browser.ts';
import { Workbench, type ServedRequest } from '../support/workbench.ts';

const RUNS = 5;

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

const seconds = (milliseconds: readonly number[]): string =>
  `${(median(milliseconds) / 1000).toFixed(2)} s (${(Math.min(...milliseconds) / 1000).toFixed(2)}–${(Math.max(...milliseconds) / 1000).toFixed(2)})`;

const isPage = ({ path }: ServedRequest): boolean => !path.startsWith('/services/');

type Measured = { wall: number; api: number; pages: number };

const measure = async (bench: Workbench, work: () => Promise<{ error: Error | undefined }>): Promise<Measured> => {
  await bench.forgetRequests();
  const since = performance.now();
  const { error } = await work();
  const wall = performance.now() - since;
  if (error) throw error;
  const requests = await bench.requests();
  return { wall, api: requests.filter((request) => !isPage(request)).length, pages: requests.filter(isPage).length };
};

const commands = async (): Promise<Record<string, Measured[]>> => {
  const measured: Record<string, Measured[]> = { prepare: [], repoint: [], verify: [] };
  for (let run = 0; run < RUNS; run += 1) {
    const bench = await Workbench.start();
    process.env.CHROME_BIN = await chromiumPath();
    try {
      measured.prepare.push(await measure(bench, () => bench.prepare('--source-org', 'prod')));
      await bench.refresh();
      measured.repoint.push(await measure(bench, () => bench.run('repoint', '--target-org', 'uat', '--no-prompt')));
      measured.verify.push(await measure(bench, () => bench.run('verify', '--target-org', 'uat')));
    } finally {
      await bench.close();
    }
  }
  return measured;
};

const pages = async (): Promise<{ cold: number[]; warm: number[]; save: number[] }> => {
  const bench = await Workbench.start();
  const timed = async (work: Promise<unknown>): Promise<number> => {
    const since = performance.now();
    await work;
    return performance.now() - since;
  };
  const result = { cold: [] as number[], warm: [] as number[], save: [] as number[] };
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const org = await Org.create({ aliasOrUsername: 'uat' });
      const driver = setupPages(org, 'uat', { executablePath: await chromiumPath() });
      result.cold.push(await timed(driver.read('cpq-configuration')));
      result.warm.push(await timed(driver.read('cpq-configuration')));
      result.save.push(await timed(driver.save('cpq-configuration', { thirdPartyConfigurator: true })));
      await driver.close();
    }
  } finally {
    await bench.close();
  }
  return result;
};

await chromiumPath();
const measured = await commands();
const browser = await pages();
const lines = [
  `Node ${process.version}, ${cpus().length} processors, ${RUNS} runs each: median (minimum–maximum)`,
  ...Object.entries(measured).map(
    ([name, runs]) =>
      `${name}: ${seconds(runs.map(({ wall }) => wall))}, ${median(runs.map(({ api }) => api))} API requests, ${median(runs.map((run) => run.pages))} page requests`
  ),
  `configuration page, browser start and login included: ${seconds(browser.cold)}`,
  `configuration page, again in the same browser: ${seconds(browser.warm)}`,
  `configuration page, set and saved: ${seconds(browser.save)}`,
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exit(0);
