import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { KEEP_ALL, keptRows, TEST_USERS as USERS, userRow } from '../support/keptRows.ts';
import { changesOf, findingsOf, writeAnswers } from '../support/preservedRun.ts';
import { Workbench } from '../support/workbench.ts';

describe('the scenario preserved, repointed and refreshed more than once', () => {
  let bench: Workbench;
  const repoint = (...more: string[]): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt', ...more);
  const path = (name: string): string => join(bench.directory, name);
  const answer = async (before: string, after: string): Promise<void> => {
    const text = await readFile(path('refresh.yaml'), 'utf8');
    expect(text).to.include(before);
    await writeFile(path('refresh.yaml'), text.replace(before, after));
  };
  const switches = async (): Promise<unknown[]> => [
    ...(await bench.records('sandbox', 'NamedCredential')).map(({ CalloutStatus }) => CalloutStatus),
    ...(await bench.records('sandbox', 'RemoteProxy')).map(({ IsActive }) => IsActive),
  ];

  before(async () => {
    bench = await Workbench.start({ scenario: 'preserved' });
    await writeAnswers(bench, ...KEEP_ALL);
    await bench.prepare('--source-org', 'prod');
    await bench.refresh();
    await repoint();
  });
  after(() => bench.close());

  it('Given it was repointed, When it is repointed again, Then only what the org refused is tried; once people removed causes, that comes back too, and it is 68', async () => {
    const again = await repoint();
    expect(again.result?.changes.map(({ target, outcome }) => `${outcome} ${target}`)).to.deep.equal([
      'failed Site__c › rows to put back',
      'failed Asset_Line__c › rows to put back',
      'failed Inspection__c › rows to put back',
    ]);
    const [relay] = await bench.records('sandbox', 'EmailRelay');
    await bench.setRecords('sandbox', 'EmailRelay', [{ ...relay, Host: 'smtp-uat.example.com' }]);
    const valve = (await bench.records('sandbox', 'RecordType')).find(
      ({ DeveloperName }) => DeveloperName === 'Valve_Line'
    );
    await bench.setRecords('sandbox', 'RecordType', [
      { ...valve, IsActive: true },
      { Name: 'Pilot Line', DeveloperName: 'Pilot_Line', SobjectType: 'Asset_Line__c', IsActive: true },
    ]);
    await answer('"*.allowed.example"', '"erp.example.com"');
    const third = await repoint('--skip', 'external-configurator');
    expect(changesOf(third, 'records')).to.deep.equal([
      'failed Site__c › rows to put back',
      'partial Asset_Line__c › rows to put back',
      'failed Inspection__c › rows to put back',
    ]);
    expect((await keptRows(bench, 'Asset_Line__c')).map(({ Code__c }) => Code__c)).to.include.members([
      'L-QA-3',
      'L-QA-4',
    ]);
    expect(findingsOf(third, 'production-leaks').filter((told) => /^fail (?!Saml)/.test(told))).to.deep.equal([]);
    expect(third.exitCode).to.equal(68);
    expect((await bench.requests()).filter(({ method }) => method === 'DELETE')).to.deep.equal([]);
  });

  it('Given callouts are to be disabled by now, When it is repointed, Then every switch is off and its address stays, once; communications without a browser are a step for people', async () => {
    expect(await switches()).to.have.members(['Enabled', 'Enabled', 'Enabled', true, true]);
    await answer('callouts: as-before', 'callouts: disabled');
    const off = await repoint();
    expect(changesOf(off, 'callouts')).to.have.length(4);
    expect(changesOf(off, 'callouts').filter((told) => !told.startsWith('applied'))).to.deep.equal([]);
    // Apex calls Logik through its own remote site.
    expect(await switches()).to.have.members(['Disabled', 'Disabled', 'Disabled', false, true]);
    expect(changesOf(await repoint(), 'callouts')).to.deep.equal([]);
    const urls = (await bench.records('sandbox', 'NamedCredential')).map(({ Endpoint }) => Endpoint);
    expect(urls).to.include('https://erp-uat.example.com/orders');
    expect(findingsOf(off, 'email-deliverability').map((told) => told.split(' ')[0])).to.include('manual');
    await answer('callouts: disabled', 'callouts: as-before');
    expect(changesOf(await repoint(), 'callouts').filter((told) => told.startsWith('applied'))).to.have.length(4);
  });

  it('Given it is refreshed once more without a new prepare, When it is repointed, Then the same is put back in the new org', async () => {
    const earlier = {
      sites: await keptRows(bench, 'Site__c'),
      lines: await keptRows(bench, 'Asset_Line__c'),
      tess: await userRow(bench, USERS[1]),
    };
    const { orgId } = await bench.refresh();
    expect((await keptRows(bench, 'Site__c')).map(({ Code__c }) => Code__c)).to.deep.equal(['S-HQ', 'S-LYS']);
    const once = await repoint();
    expect(once.result?.org.orgId).to.equal(orgId);
    expect(await keptRows(bench, 'Site__c')).to.deep.equal(earlier.sites);
    const lines = earlier.lines.filter(({ Code__c }) => !['L-QA-3', 'L-QA-4'].includes(String(Code__c)));
    expect(await keptRows(bench, 'Asset_Line__c')).to.deep.equal(lines);
    expect(await userRow(bench, USERS[1])).to.include({
      Email: earlier.tess.Email,
      FederationIdentifier: 'tess-agent',
      IsActive: true,
    });
    expect(changesOf(once, 'test-users').filter((told) => !told.startsWith('applied'))).to.deep.equal([]);
  });
});
