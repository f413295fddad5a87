/**
 * Backing 30 managed tables of 5,000 rows up, one export at a time and four:
 * `node test/bench/logikBackup.ts [--tables 30] [--rows 5000] [--latency 20] [--pairs 3]`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anyHost } from '../unit/support/anyHost.ts';
import { openLogik } from '../../src/logik/index.ts';
import { takeBackup } from '../../src/logikBackup/take.ts';
import { startSimulator } from '../simulator/server.ts';
import { inPairs, numbers, say, sayMachine, spread } from './support/figures.ts';

const { tables, rows, latency, pairs } = numbers({ tables: 30, rows: 5000, latency: 20, pairs: 3 });

const simulator = await startSimulator({ tables, tableRows: rows });
const { logikUrl, logikAdminApiKey } = simulator.simulation.login('sandbox');
const access = openLogik({ adminKey: logikAdminApiKey, runtimeToken: null }, anyHost);

/** One backup into a directory that is new. */
const backUp = async (parallel: number): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'logik-backup-'));
  const folder = join(directory, 'folder');
  await mkdir(folder);
  const admin = access.admin(logikUrl);
  const failed = admin && (await takeBackup(admin, { directory, folder, parallel })).failed;
  await rm(directory, { recursive: true });
  if (failed?.length !== 0) throw new Error(`Not everything was kept: ${JSON.stringify(failed)}`);
};

try {
  simulator.simulation.logik.change({ latencyMs: latency });
  sayMachine(`backup of ${tables} managed tables of ${rows} rows; ${latency} ms a request, 150 ms a job`);
  const { ours: four, peer: one } = await inPairs(
    pairs,
    () => backUp(4),
    () => backUp(1)
  );
  say(`one at a time: ${spread(one)} s`, `four at a time: ${spread(four)} s`);
} finally {
  await simulator.close();
}
