import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import type { ChangeResult } from '../../src/refresh/write/execute.ts';
import { refreshed } from './hostile.ts';
import { Workbench } from '../support/workbench.ts';

const PRODUCTION = 'https://acme.prod.logik.io';

describe('the doors of the connection', () => {
  let bench: Workbench;
  let logikUrl: string;
  const start = async (options: Parameters<typeof refreshed>[0] = {}): Promise<void> => {
    const { bench: started, login } = await refreshed(options);
    [bench, logikUrl] = [started, login.logikUrl];
  };
  afterEach(() => bench.close());

  const verified = async (item: string): Promise<Finding[]> => {
    const { result, error } = await bench.run('verify', '--target-org', 'uat');
    expect(error).to.equal(undefined);
    return result?.findings.filter((finding) => finding.item === item) ?? [];
  };
  const repointed = async (item: string): Promise<ChangeResult[]> => {
    const { result, error } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect(error).to.equal(undefined);
    return result?.changes.filter((change) => change.item === item) ?? [];
  };
  const statuses = (findings: Finding[]): string[] => findings.map(({ status }) => status);
  const answerInYaml = async (line: string): Promise<void> => {
    const path = join(bench.directory, 'refresh.yaml');
    const [key] = line.split(':');
    await writeFile(path, (await readFile(path, 'utf8')).replace(new RegExp(`${key}: .*`), line));
  };

  it("Given the copy brought production's trusted URL, When repoint runs, Then the environment gets one as Logik asks and production's is told, not touched", async () => {
    await start();
    expect(statuses(await verified('trusted-url'))).to.deep.equal(['fail', 'warn']);
    const [brought] = await bench.records('sandbox', 'CspTrustedSite');
    expect((await repointed('trusted-url')).map(({ outcome }) => outcome)).to.deep.equal(['applied']);
    const sites = await bench.records('sandbox', 'CspTrustedSite');
    expect(sites).to.have.length(2);
    expect(sites.find(({ Id }) => Id === brought.Id)).to.deep.equal(brought);
    expect(sites.find(({ EndpointUrl }) => EndpointUrl === logikUrl)).to.include({
      IsActive: true,
      Context: 'All',
      IsApplicableToFrameSrc: true,
      IsApplicableToImgSrc: true,
      IsApplicableToConnectSrc: false,
    });
    const [own, foreign] = await verified('trusted-url');
    expect(own).to.include({ status: 'pass', target: logikUrl });
    expect(foreign).to.include({ status: 'warn', actual: PRODUCTION });

    const rolledBack = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(rolledBack.exitCode, rolledBack.stderr).to.equal(0);
    const after = await bench.records('sandbox', 'CspTrustedSite');
    expect(after.find(({ EndpointUrl }) => EndpointUrl === logikUrl)).to.include({ IsActive: false });
  });

  it('Given a trusted URL of the environment that lacks something, When repoint runs, Then only those fields are written', async () => {
    await start();
    const [{ Id }] = await bench.records('sandbox', 'CspTrustedSite');
    await bench.setRecords('sandbox', 'CspTrustedSite', [
      { Id, EndpointUrl: logikUrl, Context: 'LEX', IsApplicableToImgSrc: false },
    ]);
    const changes = await repointed('trusted-url');
    expect(
      changes.map(({ target, before, after, outcome }) => [target.split(' › ')[1], before, after, outcome])
    ).to.deep.equal([
      ['Context', 'LEX', 'All', 'applied'],
      ['img-src (images)', false, true, 'applied'],
    ]);
    expect(await bench.records('sandbox', 'CspTrustedSite')).to.have.length(1);
  });

  it('Given the remote site came with the copy, When repoint runs, Then its URL is put back and a rollback takes it away again', async () => {
    await start();
    const before = await bench.records('sandbox', 'RemoteProxy');
    expect(before).to.have.length(1);
    const [change] = await repointed('remote-site');
    expect(change).to.include({ before: PRODUCTION, after: logikUrl, outcome: 'applied' });
    const [site, ...more] = await bench.records('sandbox', 'RemoteProxy');
    expect(more).to.deep.equal([]);
    expect(site).to.include({
      SiteName: 'Logik',
      EndpointUrl: logikUrl,
      IsActive: true,
      Description: 'Reconfigure API',
    });
    expect(statuses(await verified('remote-site'))).to.deep.equal(['pass']);
    await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect((await bench.records('sandbox', 'RemoteProxy'))[0]).to.include({ EndpointUrl: PRODUCTION });
  });

  it('Given refresh.yaml says that Apex calls Logik and there is no remote site, When repoint runs, Then one is made', async () => {
    await start();
    await answerInYaml('usesReconfigureApi: true');
    const [{ Id }] = await bench.records('sandbox', 'RemoteProxy');
    await bench.control('DELETE', `records/sandbox/RemoteProxy/${Id}`);
    expect((await repointed('remote-site')).map(({ outcome }) => outcome)).to.deep.equal(['applied']);
    const [site] = await bench.records('sandbox', 'RemoteProxy');
    expect(site).to.include({ EndpointUrl: logikUrl, IsActive: true, DisableProtocolSecurity: false });
    expect(await repointed('remote-site')).to.deep.equal([]);
  });

  it('Given the Metadata API refuses this login, When verify runs, Then that line says why and every other line is judged', async () => {
    await start();
    await bench.restrict('sandbox', ['RemoteSiteSetting']);
    const [unread, ...more] = await verified('remote-site');
    expect(more).to.deep.equal([]);
    expect(unread).to.include({ status: 'fail', actual: 'could not be read' });
    expect(unread.hint).to.include('INVALID_TYPE');
    expect(statuses(await verified('packages'))).to.include('pass');
    expect(await repointed('remote-site')).to.deep.equal([]);
  });

  it('Given the Metadata API fails once, When repoint reads, Then it is asked again and the run goes on', async () => {
    await start();
    const path = '/services/Soap/m/*';
    for (const action of [{ status: 503, body: '<html>Down</html>' }, { drop: 'before' }, { truncateBody: true }]) {
      await bench.fault({ method: 'POST', path, times: 1, action });
      expect(statuses(await verified('remote-site')), JSON.stringify(action)).to.deep.equal(['fail']);
    }
  });

  it('Given trusted URLs may not be read, When verify runs, Then the line fails as unread, not as missing', async () => {
    await start();
    await bench.restrict('sandbox', ['CspTrustedSite']);
    const [unread, ...more] = await verified('trusted-url');
    expect(more).to.deep.equal([]);
    expect(unread).to.include({ status: 'fail', actual: 'could not be read' });
    expect(await repointed('trusted-url')).to.deep.equal([]);
  });

  it('Given packages as before, in another version, or gone, When verify runs, Then each is told for what it is', async () => {
    await start();
    expect(statuses(await verified('packages'))).to.deep.equal(['pass', 'pass', 'pass', 'pass']);
    const versions = await bench.records('sandbox', 'SubscriberPackageVersion');
    const versionOf = (name: RegExp): string => versions.find(({ Name }) => name.test(String(Name)))?.Id ?? '';
    await bench.setRecords('sandbox', 'SubscriberPackageVersion', [
      { Id: versionOf(/^Logik.ai Managed/), MajorVersion: 3 },
      { Id: versionOf(/^Salesforce CPQ/), MajorVersion: 244, MinorVersion: 1 },
    ]);
    const installed = await bench.records('sandbox', 'InstalledSubscriberPackage');
    const extension = installed.find(
      ({ SubscriberPackageVersionId }) => SubscriberPackageVersionId === versionOf(/Extension/)
    );
    const told = async (): Promise<string[]> =>
      (await verified('packages')).map(({ status, target }) => `${status} ${target}`);
    expect(await told()).to.deep.equal([
      'manual Salesforce CPQ',
      'pass Logik.ai Extension for Salesforce CPQ',
      'manual Logik.ai Managed Package',
      "fail Salesforce CPQ version for Logik's extension",
    ]);
    await bench.control('DELETE', `records/sandbox/InstalledSubscriberPackage/${extension?.Id}`);
    expect(await told()).to.include('fail Logik.ai Extension for Salesforce CPQ');
  });

  it('Given a refresh took every token, When the apps are used again, Then their tokens settle the manual steps', async () => {
    await start();
    const before = await verified('connected-apps');
    expect(before.filter(({ status }) => status === 'manual').map(({ target }) => target)).to.deep.equal([
      'Logik Connected App',
      'Logik API User Connected App',
    ]);
    expect(before[0].hint).to.include(
      'https://acme--uat.sandbox.my.salesforce.com/identity/app/AppInstallApprovalPage.apexp?app_id=0Ci5e000000bn6b&app_org_id=00D5e000005AHE7'
    );
    const [{ Id: UserId }] = await bench.records('sandbox', 'User');
    await bench.setRecords(
      'sandbox',
      'OauthToken',
      ['Logik Connected App', 'Logik API User Connected App'].map((AppName) => ({
        AppName,
        UserId,
        LastUsedDate: '2026-11-21T01:00:00.000+0000',
        UseCount: 3,
      }))
    );
    const after = await verified('connected-apps');
    expect(after.filter(({ status }) => status !== 'pass')).to.deep.equal([]);
    expect(after[0].evidence).to.include('2026-11-21T01:00:00');
  });

  it('Given a sandbox without communities, When verify runs, Then session settings are skipped and not even read', async () => {
    await start();
    expect(statuses(await verified('session-settings'))).to.deep.equal(['skip']);
    const soap = async (): Promise<number> =>
      (await bench.requests()).filter(({ path }) => path.includes('/Soap/m/')).length;
    const without = await soap();
    await answerInYaml('communities: true');
    await bench.forgetRequests();
    await verified('session-settings');
    expect(await soap(), 'two kinds of settings more').to.be.above(without);
  });

  it('Given refresh.yaml says that there is a community, When verify runs, Then each setting is judged, with the click path', async () => {
    await start();
    await answerInYaml('communities: true');
    const off = await verified('session-settings');
    expect(statuses(off)).to.deep.equal(['fail', 'fail']);
    expect(off[0].hint).to.include('Setup > Security > Session Settings');
    await bench.close();

    await start({ scenario: 'community' });
    await answerInYaml('communities: true');
    expect(statuses(await verified('session-settings'))).to.deep.equal(['pass', 'pass']);
  });

  it("Given the sandbox launched Logik's page for communities, When verify runs, Then the record knows it, whatever production launches", async () => {
    bench = await Workbench.start({ scenario: 'cpq-api' });
    const object = 'SBQQ__ConfiguratorSettings__c';
    const [{ Id }] = await bench.records('sandbox', object);
    const launcher = { SBQQ__ExternalConfiguratorUrl__c: '/apex/LGK__CpqConfiguration' };
    await bench.setRecords('sandbox', object, [{ Id, ...launcher }]);
    await bench.prepare();
    await bench.refresh();
    expect((await bench.records('sandbox', object))[0]).not.to.include(launcher);
    expect(statuses(await verified('session-settings'))).to.deep.equal(['fail', 'fail']);
  });

  it('Given everything is read, When prepare and verify run, Then no door is opened or closed', async () => {
    await start();
    await bench.forgetRequests();
    await verified('trusted-url');
    expect((await bench.requests()).filter(({ write }) => write)).to.deep.equal([]);
  });
});
