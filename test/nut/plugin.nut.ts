import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { toAnswersJsonSchema } from '../../src/refresh/directory/answersJsonSchema.ts';
import { startSimulator, type RunningSimulator } from '../simulator/server.ts';
import { REPOSITORY, runNode, runSf, type Finished } from '../support/sf.ts';
import { inDays } from '../support/workbench.ts';

const DEV = join(REPOSITORY, 'bin', 'dev.js');
const TOKEN = 'SF_ACCESS_TOKEN';

type Envelope = { status: number; result: unknown };

describe('the plugin in the real sf', () => {
  let home: string;
  let simulator: RunningSimulator;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'logik-nut-'));
    simulator = await startSimulator();
  });
  afterEach(async () => {
    await simulator.close();
    await rm(home, { recursive: true, force: true });
  });

  const sf = (...args: string[]): Promise<Finished> => runSf(args, home, { cwd: home });

  const login = async (accessToken: string): Promise<Finished> =>
    runSf(['org', 'login', 'access-token', '--instance-url', simulator.url, '--alias', 'uat', '--no-prompt'], home, {
      cwd: home,
      env: { [TOKEN]: accessToken },
    });

  const validate = async (command: string, stdout: string): Promise<Envelope> => {
    const envelope = JSON.parse(stdout) as Envelope;
    const schema = JSON.parse(
      await readFile(join(REPOSITORY, 'schemas', `logik-refresh-${command}.json`), 'utf8')
    ) as object;
    const ajv = new Ajv({ strict: false });
    expect(ajv.validate(schema, envelope.result), ajv.errorsText()).to.equal(true);
    return envelope;
  };

  it('Given the plugin is linked, When the main job runs under --json, Then every result fits its committed schema', async () => {
    const linked = await sf('plugins', 'link', '--no-install', REPOSITORY);
    expect(linked.exitCode, linked.stderr).to.equal(0);
    await login(simulator.simulation.login('sandbox').accessToken);

    const prepared = await sf(
      'logik',
      'refresh',
      'prepare',
      '-o',
      'uat',
      '-d',
      inDays(14),
      '--data-strategy',
      'repoint',
      '--json'
    );
    expect(prepared.exitCode, prepared.stdout).to.equal(0);
    await validate('prepare', prepared.stdout);

    const response = await fetch(`${simulator.url}/__simulator/refresh`, { method: 'POST' });
    await login(((await response.json()) as { accessToken: string }).accessToken);
    const broken = await sf('logik', 'refresh', 'verify', '-o', 'uat', '--json');
    expect([broken.exitCode, (await validate('verify', broken.stdout)).status]).to.deep.equal([1, 1]);
    const repointed = await sf('logik', 'refresh', 'repoint', '-o', 'uat', '--no-prompt', '--json');
    expect([repointed.exitCode, (await validate('repoint', repointed.stdout)).status]).to.deep.equal([68, 68]);
  });

  it('Given the packed tarball, When sf installs it, Then its commands run', async () => {
    // In a copy: packing compiles anew, and other tests are using this tree's lib.
    const copy = join(home, 'repository');
    await cp(REPOSITORY, copy, {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|\.git|tmp|demo-output)$/.test(path),
    });
    await symlink(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'), 'junction');
    const { stdout } = await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', home], {
      cwd: copy,
    });
    const npmrc = join(process.env.HOME ?? '', '.npmrc');
    // npm's own settings (which registry, which proxy) have to hold in the new HOME too.
    await cp(npmrc, join(home, '.npmrc')).catch(() => undefined);
    const tarball = join(home, stdout.trim().split('\n').at(-1) ?? '');
    const installed = await runSf(['plugins', 'install', `file:${tarball}`], home, {
      cwd: home,
      input: 'y\n',
      timeoutMs: 300_000,
    });
    expect(installed.exitCode, installed.stderr).to.equal(0);
    const refused = await sf('logik', 'refresh', 'verify', '--target-org', 'nobody', '--json');
    expect(JSON.parse(refused.stdout)).to.include({ name: 'NamedOrgNotFoundError' });
    const help = await sf('logik', 'refresh', 'prepare', '--help');
    expect(help.stdout).to.include('EXIT CODES').and.to.include('--data-strategy');
  }).timeout(360_000);
});

describe('what is generated and committed', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'logik-nut-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('Given the commands, When their snapshot is compared, Then it is up to date', async () => {
    const compared = await runNode(DEV, ['snapshot:compare'], home, { cwd: REPOSITORY });
    expect(compared.exitCode, compared.stdout + compared.stderr).to.equal(0);
  });

  it('Given the result types, When their JSON schemas are compared, Then they are up to date', async () => {
    const compared = await runNode(DEV, ['schema:compare'], home, { cwd: REPOSITORY });
    expect(compared.exitCode, compared.stdout + compared.stderr).to.equal(0);
  });

  it('Given the answers, When the schema of refresh.yaml is compared, Then it is up to date', async () => {
    const committed = JSON.parse(
      await readFile(join(REPOSITORY, 'templates', 'refresh.schema.json'), 'utf8')
    ) as object;
    expect(committed).to.deep.equal(JSON.parse(JSON.stringify(toAnswersJsonSchema())));
  });
});
