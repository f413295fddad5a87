import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench } from '../support/workbench.ts';
import { filesBelow } from './hostile.ts';

const PRODUCTION = 'https://acme.prod.logik.io';
const SECRET = 'hunter2-never-out';

describe('integrations, callouts and leaks to production', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  const verified = async (item: string): Promise<Finding[]> => {
    const { result, error } = await bench.run('verify', '--target-org', 'uat');
    expect(error).to.equal(undefined);
    return result?.findings.filter((finding) => finding.item === item) ?? [];
  };
  const told = async (item: string): Promise<string[]> =>
    (await verified(item))
      .filter(({ actual }) => actual !== 'could not be read')
      .map(({ status, target }) => `${status} ${target}`);
  const policy = async (line: string): Promise<void> => {
    const path = join(bench.directory, 'refresh.yaml');
    const [key] = line.split(':');
    await writeFile(path, (await readFile(path, 'utf8')).replace(new RegExp(`\\b${key}: .*`), line));
  };
  const remoteSites = [{ SiteName: 'Maps', EndpointUrl: 'https://maps-test.example', IsActive: true }];
  const credential = async (): Promise<Record<string, unknown>> =>
    (await bench.records('sandbox', 'NamedCredential'))[0];

  it("Given the copy brought production's named credential and lost a remote site, When repoint runs, Then both are as recorded, the leak is gone, and a rollback takes it back", async () => {
    await bench.setRecords('sandbox', 'RemoteProxy', remoteSites);
    const { Endpoint: own } = await credential();
    await bench.prepare('--source-org', 'prod');
    await bench.refresh();
    expect(await credential()).to.include({ Endpoint: PRODUCTION });
    expect(await told('integrations')).to.deep.equal(
      ['fail RemoteSiteSetting Maps', 'fail NamedCredential Logik_Admin_API › endpoint'].sort((one) =>
        one.includes('Named') ? -1 : 1
      )
    );
    const leaks = await verified('production-leaks');
    expect(leaks.find(({ target }) => target.startsWith('NamedCredential'))).to.include({
      status: 'fail',
      severity: 'critical',
      actual: PRODUCTION,
    });
    expect(await readFile(join(bench.directory, 'production-leaks.md'), 'utf8')).to.include(
      '| NamedCredential Logik_Admin_API | endpoint | acme.prod.logik.io | yes | PRODUCTION |'
    );

    const { result } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    const changes = result?.changes.filter(({ item }) => item === 'integrations') ?? [];
    expect(changes.map(({ outcome }) => outcome)).to.deep.equal(['applied', 'applied']);
    expect(await credential()).to.include({ Endpoint: own });
    const sites = await bench.records('sandbox', 'RemoteProxy');
    expect(sites.find(({ SiteName }) => SiteName === 'Maps')).to.include({
      EndpointUrl: 'https://maps-test.example',
      IsActive: true,
    });
    expect(await told('integrations')).to.deep.equal(['pass Integration settings']);
    expect((await verified('production-leaks')).filter(({ status }) => status === 'fail')).to.deep.equal([]);

    await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(await credential()).to.include({ Endpoint: PRODUCTION });
    const after = await bench.records('sandbox', 'RemoteProxy');
    expect(after.find(({ SiteName }) => SiteName === 'Maps')).to.include({ IsActive: false });
  });

  it('Given components without a switch that repoint created, When rolled back, Then each is a manual step, nothing is written to it, and the rollback is not complete', async () => {
    await bench.setRecords('sandbox', 'CorsWhitelistEntry', [
      { DeveloperName: 'Shop', UrlPattern: 'https://shop.example' },
    ]);
    await bench.prepare();
    await bench.refresh();
    const { result } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    const made = (result?.changes ?? []).filter(({ target }) => /^CorsWhitelistOrigin /.test(target));
    expect(made.map(({ outcome }) => outcome)).to.deep.equal(['applied']);
    const there = await bench.records('sandbox', 'CorsWhitelistEntry');
    expect(there).to.have.length.above(0);
    const back = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(back.exitCode).to.equal(68);
    const [finding] = (back.result?.findings ?? []).filter(({ target }) => target === made[0].target);
    expect(finding.status).to.equal('manual');
    expect(finding.hint).to.contain('no switch').and.contain('Delete it in Setup');
    expect(back.result?.changes.map(({ target }) => target)).not.to.include(made[0].target);
    expect(await bench.records('sandbox', 'CorsWhitelistEntry')).to.deep.equal(there);
  });

  it('Given callouts are to be disabled, When repoint runs twice, Then the named credential is off, its address is back, and the second run has nothing to do', async () => {
    await bench.prepare();
    await policy('callouts: disabled');
    await bench.refresh();
    expect(await told('callouts')).to.include('fail NamedCredential Logik_Admin_API › calloutStatus');
    const { result } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect(result?.changes.filter(({ item }) => item === 'callouts').map(({ outcome }) => outcome)).to.deep.equal([
      'applied',
    ]);
    const { Endpoint, CalloutStatus } = await credential();
    expect(CalloutStatus).to.equal('Disabled');
    expect(Endpoint).not.to.equal(PRODUCTION);
    const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect(again.result?.changes).to.deep.equal([]);
  });

  it('Given production was not asked, When verify runs, Then what came with the refresh is called out, and an allowed host is not', async () => {
    await bench.prepare();
    await bench.setRecords('production', 'RemoteProxy', [
      { SiteName: 'Erp', EndpointUrl: 'https://erp.acme.example/orders', IsActive: true },
    ]);
    await bench.refresh();
    const erp = 'fail RemoteSiteSetting Erp › url';
    expect(await told('production-leaks')).to.include.members([erp, "warn Production's addresses"]);
    expect(await told('integrations')).to.include('warn RemoteSiteSetting Erp');
    await policy("allowedHosts: ['*.acme.example']");
    expect(await told('production-leaks')).not.to.include(erp);
  });

  it('Given a type that the login may not read, When every command runs, Then it is its own finding and the others are kept', async () => {
    await bench.restrict('sandbox', ['NamedCredential']);
    const prepared = await bench.prepare();
    expect(prepared.error, prepared.stderr).to.equal(undefined);
    const unread = prepared.result?.findings.find(
      ({ item, target }) => item === 'integrations' && target === 'NamedCredential'
    );
    expect(unread).to.include({ status: 'fail', actual: 'could not be read' });
    const counted = prepared.result?.findings.find(({ item }) => item === 'integrations');
    expect(counted?.actual).to.include('RemoteSiteSetting 1');
  });

  it('Given secrets in components, When prepare runs, Then no file has them', async () => {
    await bench.setRecords('sandbox', 'RemoteProxy', [
      { SiteName: 'Hook', EndpointUrl: `https://user:${SECRET}@hook.example/in?apikey=${SECRET}`, IsActive: true },
    ]);
    const { exitCode, stdout } = await bench.prepare();
    expect(exitCode).to.equal(0);
    expect(stdout).not.to.include(SECRET);
    const files = await filesBelow(bench.home);
    const baseline = Object.entries(files).find(([path]) => path.endsWith('baseline.json'))?.[1] ?? '';
    expect(baseline).to.include('hook.example');
    for (const [path, content] of Object.entries(files)) expect(content, path).not.to.include(SECRET);
  });

  it('Given three lines that ask for the same, When verify runs, Then each type is read once', async () => {
    await bench.prepare();
    await bench.refresh();
    await verified('integrations');
    const soap = (await bench.requests()).filter(({ path }) => path.includes('/Soap/m/'));
    // Lists of three types a call, those with a type that the org does not know one by one, and a read a type in use.
    expect(soap.length).to.be.at.most(14);
  });
});
