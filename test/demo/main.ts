import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../simulator/server.ts';
import { REPOSITORY, runSf } from '../support/sf.ts';
import { chromiumPath } from '../support/browser.ts';
import { backstageOf, type Login } from './backstage.ts';
import { photographConfigurator } from './camera.ts';
import { openStage, StoryError } from './stage.ts';
import { tell } from './story.ts';

const OUTPUT = join(REPOSITORY, 'demo-output');
const SCENARIO = fileURLToPath(new URL('scenario.json', import.meta.url));
/** Runtime client tokens of the scenario: secrets that no file and no output may hold. */
const TENANT_TOKENS = ['uat-runtime-client-2b9e4a10', 'prod-runtime-client-7c1f0d52'];

/** On a terminal the commands look as they would there: in its colours and as wide as it is. */
const terminal = (): Record<string, string> =>
  process.stdout.isTTY
    ? {
        ...(process.env.NO_COLOR ? {} : { FORCE_COLOR: '1' }),
        OCLIF_TABLE_COLUMN_OVERRIDE: String(process.stdout.columns),
      }
    : {};

const filesBelow = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const expectNoSecrets = async (secrets: readonly string[]): Promise<void> => {
  for (const path of await filesBelow(OUTPUT)) {
    const content = await readFile(path, 'utf8');
    if (secrets.some((secret) => content.includes(secret))) throw new StoryError(`${path} holds a secret.`);
  }
};

/** Nobody waits half an hour for a demo: the simulated sync comes within seconds, and so does a look at it. */
const IMPATIENT = { SF_LOGIK_WAIT_INTERVAL: '2' };

/** Set by the first signal: the command at work ends first, so that it leaves nothing behind; a second one ends all. */
let interrupted: number | undefined;
process.once('SIGINT', () => (interrupted = 130));
process.once('SIGTERM', () => (interrupted = 143));

const play = async (home: string): Promise<void> => {
  const browser = { CHROME_BIN: await chromiumPath() };
  const simulator = await startSimulator({ scenario: SCENARIO, logikHost: 'localhost' });
  const secrets = [...TENANT_TOKENS];
  const stage = openStage({
    run: (args, env) => {
      if (interrupted !== undefined) throw new StoryError('It was interrupted.');
      secrets.push(...Object.values(env));
      return runSf(args, home, {
        cwd: OUTPUT,
        env: { USERPROFILE: home, ...terminal(), ...browser, ...IMPATIENT, ...env },
      });
    },
    write: (text) => process.stdout.write(text),
    hidden: () => secrets,
  });
  try {
    const linked = await runSf(['plugins', 'link', '--no-install', REPOSITORY], home, { cwd: OUTPUT });
    if (linked.exitCode !== 0) throw new StoryError(`sf plugins link failed:\n${linked.stderr}`);
    const directory = join(OUTPUT, 'logik-refresh', 'uat');
    const photograph = (login: Login, name: string): Promise<void> =>
      photographConfigurator(login, join(OUTPUT, `configurator-${name}.png`));
    await tell({ stage, backstage: backstageOf(simulator.url), directory, photograph });
    await expectNoSecrets(secrets);
  } finally {
    await simulator.close();
  }
};

const startedAt = Date.now();
await rm(OUTPUT, { recursive: true, force: true });
await mkdir(OUTPUT);
const home = await mkdtemp(join(tmpdir(), 'logik-demo-'));

try {
  await play(home);
  process.stdout.write(`\n# The story holds (${Math.round((Date.now() - startedAt) / 1000)} s).\n`);
  process.stdout.write(
    '\nThe refresh directory is yours to read: demo-output/logik-refresh/uat\nThe configuration page before and after: demo-output/configurator-before.png, configurator-after.png\n'
  );
} catch (error) {
  if (!(error instanceof StoryError)) throw error;
  if (interrupted === undefined) process.stderr.write(`\nTHE STORY DOES NOT HOLD. ${error.message}\n`);
  process.exitCode = interrupted ?? 1;
} finally {
  await rm(home, { recursive: true, force: true });
}
