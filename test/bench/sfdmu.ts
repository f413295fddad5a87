/**
 * `prepare` beside SFDMU exporting the same objects to CSV: `node test/bench/sfdmu.ts <directory> [--products 5000]
 * [--entries 5] [--pairs 5] [--latency 50]`, after `npm run compile` and, in that directory,
 * `npm init --yes && npm install sfdmu`.
 *
 * From 30,000 rows of an object on, SFDMU 3 reads by the Bulk API 1.0, which the simulator does not speak.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { forgetRequests, openHome, prepareArgs, requestsOf, startOrg } from './support/benchOrg.ts';
import { inPairs, numbers, say, sayMachine, sayPairs } from './support/figures.ts';

const [directory] = process.argv.splice(2, 1);
const { products, entries, pairs, latency } = numbers({ products: 5000, entries: 5, pairs: 5, latency: 50 });

type Manifest = { objects: Array<{ object: string; rows: number; fields: Array<{ name: string }> }> };

const plugin = join(resolve(directory), 'node_modules', 'sfdmu');
const { version } = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8')) as { version: string };
const org = await startOrg({ products, entriesPerProduct: entries, latencyMs: latency });
const home = await openHome();
try {
  await home.sf(['plugins', 'link', '--no-install', plugin]);
  await home.login(org);
  const record = join(home.path, 'record');
  const room = join(home.path, 'sfdmu');
  await home.sf(prepareArgs(record));
  const { objects } = JSON.parse(await readFile(join(record, 'catalog', 'manifest.json'), 'utf8')) as Manifest;
  const wanted = objects.filter(({ object }) => ['Product2', 'PricebookEntry'].includes(object));
  const { username, instanceUrl, accessToken } = org.login;
  const script = {
    // It reads the login from the table of `sf org display`, which has borders nowadays: it is told.
    orgs: [{ name: 'uat', orgUserName: username, instanceUrl, accessToken }],
    objects: wanted.map(({ object, fields }) => ({
      query: `SELECT ${fields.map(({ name }) => name).join(', ')} FROM ${object}`,
      operation: 'Readonly',
    })),
  };
  const peer = async (): Promise<void> => {
    await rm(room, { recursive: true, force: true });
    await mkdir(room);
    await writeFile(join(room, 'export.json'), JSON.stringify(script));
    const run = ['sfdmu', 'run', '--path', room, '--sourceusername', 'uat', '--targetusername', 'csvfile'];
    const { exitCode, stdout, stderr } = await home.sf([...run, '--noprompt'], { codes: [0, 1, 2, 3, 4, 5] });
    const error = /\[ERROR\].*/.exec(`${stdout}${stderr}`)?.[0];
    if (exitCode !== 0) throw new Error(`sfdmu ${version}: exit ${exitCode}, ${error}`);
  };
  const linesOf = async (object: string): Promise<number> =>
    (await readFile(join(room, `${object}.csv`), 'utf8')).split('\n').filter((line) => line !== '').length - 1;

  sayMachine(
    `SFDMU ${version}: ${wanted.map(({ object, rows }) => `${rows} ${object}`).join(', ')}; ${latency} ms a request`
  );
  await forgetRequests(org);
  await peer();
  const asked = await requestsOf(org);
  const written = await Promise.all(wanted.map(async ({ object }) => `${await linesOf(object)} ${object}`));
  say(`sfdmu wrote ${written.join(', ')}, with ${asked} requests`);
  const measured = await inPairs(pairs, () => home.sf(prepareArgs(record)), peer);
  sayPairs('sf logik refresh prepare', 'sf sfdmu run', measured);
} finally {
  await org.stop();
  await home.remove();
}
