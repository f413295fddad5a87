import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LogikRefreshVerifyResult } from '../../src/commands/logik/refresh/verify.ts';
import { clock } from '../../src/refresh/verify/wait.ts';
import type { Workbench } from '../support/workbench.ts';
import { type Ran } from '../support/workbench.ts';
import { refreshed, run } from './hostile.ts';

const SYNC_USER = 'logik.sync@acme.example.uat';
/** What Logik's sync leaves in the org, and nothing else. */
const ONLY = ['--only', 'refresh-token-user', '--only', 'sync-evidence'];

describe('verify --wait', () => {
  const real = { ...clock };
  let bench: Workbench;
  /** What happens in Logik while somebody waits: one entry a pause. */
  let meanwhile: Array<() => Promise<unknown>>;
  let pauses: number[];
  /** Pauses take no time: the clock is put forward instead. The simulator's goes on as ever. */
  let ahead: number;

  beforeEach(async () => {
    ({ bench } = await refreshed());
    await run(bench, 'repoint');
    await bench.forgetRequests();
    [meanwhile, pauses, ahead] = [[], [], 0];
    clock.now = () => real.now() + ahead;
    clock.pause = async (ms) => {
      pauses.push(ms);
      ahead += ms;
      await meanwhile.shift()?.();
    };
  });
  afterEach(async () => {
    Object.assign(clock, real);
    await bench.close();
  });

  const verify = (...more: string[]): Promise<Ran<LogikRefreshVerifyResult>> =>
    bench.run('verify', '--target-org', 'uat', ...ONLY, ...more);
  const reset = (): Promise<unknown> => bench.control('POST', 'logik/refresh-token-user', { username: SYNC_USER });
  const sync = (): Promise<unknown> => bench.control('POST', 'logik/sync');
  const statusOf = (ran: Ran<LogikRefreshVerifyResult>): string[] =>
    (ran.result?.findings ?? [])
      .filter(({ item }) => item !== 'org-identity')
      .map(({ item, status }) => `${status} ${item}`);
  const PROVEN = ['pass refresh-token-user', 'pass sync-evidence', 'pass sync-evidence', 'pass sync-evidence'];

  it('Given the reset and the sync come while it waits, When verify waits, Then it looks until they came and opens the gate', async () => {
    meanwhile = [() => Promise.resolve(), reset, sync];
    const ran = await verify('--wait', '35');
    expect(ran.exitCode, ran.stdout).to.equal(0);
    expect(statusOf(ran)).to.include.members(PROVEN);
    expect(pauses).to.deep.equal([10_000, 15_000, 22_500]);
    expect(ran.result?.waited).to.deep.include({ outcome: 'settled', left: [] });
    const evidence = ran.result?.findings.find(({ target }) => target === 'Product2')?.evidence;
    expect(evidence).to.match(/^bulk query job 750\w+ of Product2 by logik\.sync@acme\.example\.uat on 20\d\d-/);
    expect(ran.stderr).to.include('a pull of Product2');
  });

  it('Given nothing to wait for, When verify waits, Then it does not', async () => {
    await reset();
    await sync();
    const ran = await verify('--wait', '35');
    expect(ran.exitCode).to.equal(0);
    expect(pauses).to.deep.equal([]);
    expect(ran.stderr).not.to.include('Waiting');
  });

  it('Given the sync never comes, When the time is up, Then it says what is missing, exits 69, and without --wait 68', async () => {
    await reset();
    expect((await verify()).exitCode).to.equal(68);
    const ran = await verify('--wait');
    expect(ran.exitCode).to.equal(69);
    expect(ran.result?.waited).to.deep.include({ outcome: 'limit' });
    expect(ran.result?.waited?.left.map(({ target }) => target)).to.include.members([
      'Product2',
      'Pricebook2',
      'PricebookEntry',
    ]);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).to.be.within(34 * 60_000, 35 * 60_000);
    expect(Math.max(...pauses)).to.equal(60_000);
    expect(ran.stdout).to.match(/Waited 3[45][.\d]* minutes for Logik's sync\. Still missing: .*a pull of Product2/);
    expect(await readFile(join(bench.directory, 'reports', 'verify.md'), 'utf8')).to.include('Still missing');
  });

  it('Given a line that fails for another reason, When the time is up, Then 1 says so', async () => {
    const [user] = (await bench.records('sandbox', 'User')).filter(({ Username }) => Username === SYNC_USER);
    await reset();
    await bench.setRecords('sandbox', 'User', [{ Id: user.Id, Email: 'logik.sync@acme.example.invalid' }]);
    const ran = await verify('--wait', '1');
    expect(ran.result?.waited?.outcome).to.equal('limit');
    expect(ran.exitCode).to.equal(1);
  });

  it('Given it waits, When it looks again, Then it asks only for what the sync brings', async () => {
    await reset();
    meanwhile = [() => bench.forgetRequests(), sync];
    await verify('--wait', '5');
    const asked = (await bench.requests()).map(({ path }) => path);
    expect(asked.filter((path) => path.includes('/jobs/')).length).to.be.above(0);
    expect(asked.filter((path) => /metadata|Metadata|Soap|describe|tooling/.test(path))).to.deep.equal([]);
  });

  it('Given the org is away for a moment, When it looks again, Then it waits on', async () => {
    await reset();
    meanwhile = [
      () => bench.fault({ path: '/services/data/*', times: 40, action: { status: 503 } }),
      async () => {
        await bench.control('DELETE', 'faults');
        await sync();
      },
    ];
    const ran = await verify('--wait', '5');
    expect(ran.exitCode, ran.error?.message).to.equal(0);
  }).timeout(60_000);

  it('Given Ctrl-C, When it waits, Then it leaves a report of what is known and exits 130', async () => {
    await reset();
    const listeners = process.listenerCount('SIGINT');
    meanwhile = [() => Promise.resolve(process.emit('SIGINT'))];
    const ran = await verify('--wait', '35');
    expect(ran.exitCode).to.equal(130);
    expect(ran.result?.waited?.outcome).to.equal('interrupted');
    expect(statusOf(ran)).to.include('manual sync-evidence');
    const report = JSON.parse(await readFile(join(bench.directory, 'reports', 'verify.json'), 'utf8')) as {
      waited: { outcome: string };
    };
    expect(report.waited.outcome).to.equal('interrupted');
    expect(process.listenerCount('SIGINT')).to.be.at.least(listeners);
  });

  it('Given --json, When it waits, Then nothing is shown but the result', async () => {
    await reset();
    const ran = await verify('--wait', '1', '--json');
    expect(ran.stderr).not.to.include('Waiting');
    expect(JSON.parse(ran.stdout)).to.have.nested.property('result.waited.outcome', 'limit');
    expect(JSON.parse(ran.stdout)).to.have.property('status', 69);
  });

  it('Given steps that somebody vouched for, When it waits, Then not for these', async () => {
    await reset();
    const words = ((await verify()).result?.findings ?? [])
      .filter(({ item, status }) => item === 'sync-evidence' && status === 'manual')
      .flatMap(({ item, target }) => ['--attest', `${item}:${target}=seen in Setup`]);
    expect(words).to.not.be.empty;
    const ran = await verify('--wait', '35', ...words);
    expect(pauses).to.deep.equal([]);
    expect(ran.exitCode).to.equal(0);
    expect(ran.result?.findings.filter(({ attestation }) => attestation !== null)).to.not.be.empty;
  });

  it('Given a sandbox that was not repointed, When it waits, Then for nothing: nothing can come', async () => {
    await bench.refresh();
    const ran = await verify('--wait', '35');
    expect(pauses).to.deep.equal([]);
    expect(ran.result?.waited).to.deep.include({ outcome: 'settled' });
  });
});
