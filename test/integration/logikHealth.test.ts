import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { filesBelow } from './hostile.ts';

type Status = { status: string; actual: unknown; hint: string };
type Made = { name: string; key: string };

/** What the line says, by target. */
const health = ({ result, error }: Ran<{ findings: Finding[] }>): Record<string, Status> => {
  if (error) throw error;
  return Object.fromEntries(
    (result?.findings ?? [])
      .filter(({ item }) => item === 'logik-health')
      .map(({ target, status, actual, hint }) => [target, { status, actual, hint: hint ?? '' }])
  );
};

const statuses = (told: Record<string, Status>): string[] =>
  Object.entries(told).map(([target, { status }]) => `${status} ${target}`);

describe('the health of the Logik environment', () => {
  let bench: Workbench;
  let key: string;

  const give = (value: string | undefined): void => {
    if (value === undefined) delete process.env.LOGIK_ADMIN_API_KEY;
    else process.env.LOGIK_ADMIN_API_KEY = value;
  };
  const make = async (name: string, permissions: string[], more: object = {}): Promise<string> =>
    (await bench.control<Made>('POST', 'logik/keys', { name, permissions, ...more })).key;
  const behave = (how: object): Promise<unknown> => bench.control('POST', 'logik', how);
  const verify = async (): Promise<Record<string, Status>> =>
    health(await bench.run('verify', '--target-org', 'uat', '--only', 'logik-health'));
  /** The requests that reached Logik. */
  const asked = async (): Promise<string[]> =>
    (await bench.requests()).filter(({ path }) => /^\/(api|ui)\b/.test(path)).map(({ path }) => path);

  before(async () => {
    bench = await Workbench.start();
    const [{ logikUrl }] = Object.values(await bench.control<Record<string, { logikUrl: string }>>('GET', 'logins'));
    const [row] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [
      { ...row, LGK__RuntimeUrl__c: logikUrl, LGK__AdministrationUrl__c: logikUrl },
    ]);
    key = await make('backup', ['Read', 'Bulk']);
  });
  afterEach(async () => {
    await bench.control('DELETE', 'logik');
    give(undefined);
    delete process.env.SF_LOGIK_REQUEST_TIMEOUT;
  });
  after(() => bench.close());

  it('Given no credential, When prepare runs, Then nobody is called, and the line says which variable is needed', async () => {
    await bench.forgetRequests();
    const told = health(await bench.prepare());
    expect(statuses(told)).to.deep.equal(['skip Logik environment']);
    expect(told['Logik environment'].hint).to.contain('LOGIK_ADMIN_API_KEY').and.to.contain('docs/logik.md');
    expect(await asked()).to.deep.equal([]);
  });

  it('Given a key with Read and Bulk, When prepare and verify run, Then all is well, and the key is in no file and no output', async () => {
    give(key);
    const prepared = await bench.prepare();
    expect(statuses(health(prepared))).to.deep.equal([
      'pass Logik environment',
      'pass Admin API key',
      'pass Permissions of the key',
      'skip Deployed blueprint',
    ]);
    expect(health(prepared)['Deployed blueprint'].hint).to.contain('lacks Deploy');
    const verified = await bench.run('verify', '--target-org', 'uat', '--only', 'logik-health');
    expect(health(verified).Tenant).to.include({ status: 'pass' });
    const written = JSON.stringify([prepared, verified, await filesBelow(bench.home)]);
    expect(written).to.contain('logik-health').and.not.to.contain(key);
  });

  it('Given a key without Bulk, without Read, an expired one and one of elsewhere, When verify runs, Then each is told apart', async () => {
    give(await make('reader', ['Read']));
    expect((await verify())['Permissions of the key']).to.include({ status: 'warn', actual: 'lacks Bulk' });
    give(await make('deployer', ['Deploy']));
    const weak = await verify();
    expect(weak['Admin API key']).to.include({ status: 'fail', actual: 'lacks Read' });
    // Any server can refuse without a word: that is no proof that Logik is there.
    expect(weak['Logik environment']).to.include({ status: 'skip', actual: 'something answers' });
    const expired = await make('expired', ['Read'], { expires: '2020-01-01T00:00:00Z' });
    for (const other of [expired, 'lgk_admin_from_elsewhere']) {
      give(other);
      const told = await verify();
      expect(told['Admin API key']).to.include({ status: 'fail', actual: 'not accepted' });
      expect(told['Admin API key'].hint).to.contain('LOGIK_ADMIN_API_KEY').and.not.to.contain(other);
    }
  });

  it('Given a value that is no key, When verify runs, Then it ends before anything is asked, without the value', async () => {
    await bench.forgetRequests();
    give('first line\nsecond line');
    const { error, exitCode, stdout, stderr } = await bench.run('verify', '--target-org', 'uat');
    expect(error?.name).to.equal('LogikCredentialError');
    expect(exitCode).to.equal(2);
    expect([error?.message, stdout, stderr].join()).to.contain('LOGIK_ADMIN_API_KEY').and.not.to.contain('second line');
    expect(await bench.requests()).to.deep.equal([]);
  });

  it('Given nobody at a terminal, When credentials are to be asked for, Then the variables are named', async () => {
    for (const command of ['prepare', 'repoint', 'verify'] as const) {
      const { error, exitCode } = await bench.run(command, '--target-org', 'uat', '--ask-logik-credentials');
      expect(error?.name, command).to.equal('CannotAskCredentialsError');
      expect(exitCode).to.equal(2);
      expect(error?.actions?.join()).to.contain('LOGIK_ADMIN_API_KEY').and.to.contain('LOGIK_RUNTIME_TOKEN');
    }
  });

  it('Given a decommissioned environment, When verify runs, Then it says so', async () => {
    give(key);
    await behave({ gone: true });
    const told = await verify();
    expect(statuses(told)).to.deep.equal(['fail Logik environment', 'skip Admin API key']);
    expect(told['Logik environment'].hint).to.contain('decommissioned');
  });

  it('Given a renamed environment, When verify runs, Then the other host is named, and gets neither request nor key', async () => {
    const calls: string[] = [];
    const other: Server = createServer((request, response) => {
      calls.push(String(request.url));
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
      give(key);
      await behave({ redirectTo: `http://${host}` });
      const told = (await verify())['Logik environment'];
      expect(told.status).to.equal('fail');
      expect(told.hint).to.contain(host).and.to.contain('withheld');
      expect(calls).to.deep.equal([]);
    } finally {
      other.close();
    }
  });

  it('Given another tenant under the same URL, When verify runs, Then it is recognised', async () => {
    give(key);
    await behave({ otherTenant: true });
    const told = (await verify()).Tenant;
    expect(told.status).to.equal('fail');
    expect(told.hint).to.contain('Another tenant');
  });

  for (const badKeyLeadsTo of ['', '/login', 'http://127.0.0.1:9/login']) {
    it(`Given an environment that sends away whom it does not accept (${badKeyLeadsTo || 'nowhere'}), When verify runs, Then the key is not accepted, and goes nowhere`, async () => {
      give('lgk_admin_from_elsewhere');
      await behave({ badKeyLeadsTo });
      const told = await verify();
      expect(statuses(told)).to.deep.equal(['skip Logik environment', 'fail Admin API key']);
      expect(told['Admin API key']).to.include({ actual: 'not accepted' });
      expect(told['Admin API key'].hint).to.contain('HTTP 302');
    });
  }

  it('Given blueprints that were deployed and are no more, When verify runs, Then their history passes for no state', async () => {
    give(await make('deployer', ['Read', 'Bulk', 'Deploy']));
    await Promise.all(
      ['hydraPump', 'hydraSkid', 'controller'].map((variableName) =>
        bench.control('POST', 'logik/blueprints', { variableName, deployed: false })
      )
    );
    const told = (await verify())['Deployed blueprint'];
    expect(told).to.include({ status: 'skip' });
    expect(told.actual).to.match(/^last deployed on \d{4}/);
    expect(told.hint).to.contain('30 idle days').and.to.contain('runtime-smoke');
    await bench.control('POST', 'logik/blueprints', { variableName: 'hydraPump', deployed: true });
  });

  it('Given a rate limit, When verify runs, Then it waits as it is told and is answered', async () => {
    give(key);
    await behave({ rateLimit: { requests: 3, perMs: 800, retryAfterSeconds: 1 } });
    expect(statuses(await verify())).to.include('pass Admin API key');
    await behave({ rateLimit: { requests: 0, perMs: 800, retryAfterSeconds: 3600 } });
    const told = (await verify())['Logik environment'];
    expect(told.status).to.equal('fail');
    expect(told.hint).to.contain('3600 seconds');
  });

  for (const [trouble, action, words] of [
    ['503', { status: 503 }, 'maintenance'],
    ['a truncated answer', { truncateBody: true }, 'before it was complete'],
    ['a dropped connection', { drop: 'before' }, 'connection broke'],
  ] as const) {
    it(`Given ${trouble}, When verify runs, Then the line says so and the run goes on`, async () => {
      give(key);
      await bench.fault({ path: '/api/admin/*', times: 20, action });
      const told = (await verify())['Logik environment'];
      expect(told.status).to.equal('fail');
      expect(told.hint).to.contain(words);
      await bench.control('DELETE', 'faults');
    });
  }

  it('Given a body without reason and an answer too slow, When verify runs, Then both end, bounded', async () => {
    give(key);
    await behave({ hugeBody: 32 * 1024 * 1024 });
    expect((await verify())['Logik environment'].hint).to.contain('16 MB');
    process.env.SF_LOGIK_REQUEST_TIMEOUT = '1';
    await behave({ hugeBody: 0 });
    await bench.fault({ path: '/api/admin/*', times: 20, action: { delayMs: 5000 } });
    const began = performance.now();
    expect((await verify())['Logik environment'].hint).to.contain('in time');
    expect(performance.now() - began).to.be.below(9000);
    await bench.control('DELETE', 'faults');
  });
});
