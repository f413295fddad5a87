import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { chromiumPath } from '../support/browser.ts';
import { Workbench } from '../support/workbench.ts';

/** The steps that people do instead of a browser: what leads to them, what they say, and how they are settled. */
describe('setup pages by hand', () => {
  let bench: Workbench;
  afterEach(() => bench.close());

  const start = async (browser: boolean): Promise<void> => {
    bench = await Workbench.start();
    if (browser) process.env.CHROME_BIN = await chromiumPath();
  };
  const verify = (...more: string[]): ReturnType<typeof bench.run<'verify'>> =>
    bench.run('verify', '--target-org', 'uat', ...more);
  const of = (item: string, findings: readonly Finding[] = []): Finding[] =>
    findings.filter((finding) => finding.item === item);
  const manual = (findings: readonly Finding[] = []): string[] =>
    findings
      .filter(
        ({ item, status }) => status === 'manual' && ['external-configurator', 'email-deliverability'].includes(item)
      )
      .map(({ target }) => target)
      .sort();
  const STEPS = ['Access to send email', 'External Configurator URL', 'Third Party Configurator'];
  /** All findings but those of the two page lines. */
  const others = (findings: readonly Finding[] = []): string[] =>
    findings
      .filter(({ item }) => !['external-configurator', 'email-deliverability', 'old-environment'].includes(item))
      .map(({ item, target, status }) => `${item} ${target} ${status}`)
      .sort();
  const answer = async (from: string, to: string): Promise<void> => {
    const path = join(bench.directory, 'refresh.yaml');
    const yaml = await readFile(path, 'utf8');
    expect(yaml).to.contain(from);
    await writeFile(path, yaml.replace(from, to));
  };
  const userId = async (): Promise<string> => {
    const { sandbox } = await bench.control<{ sandbox: { username: string } }>('GET', 'logins');
    const users = await bench.records('sandbox', 'User');
    return users.find(({ Username }) => Username === sandbox.username)?.Id ?? '';
  };

  it('Given an administrator who logs in by passkey, When prepare and verify run with a browser, Then none starts, two lines are steps with the reason told once, and no other line differs', async () => {
    await start(true);
    await bench.prepare();
    await bench.refresh();
    const chromium = process.env.CHROME_BIN;
    process.env.CHROME_BIN = '/no/browser';
    const without = others((await verify()).result?.findings);
    process.env.CHROME_BIN = chromium;
    const UserId = await userId();
    await bench.setRecords('sandbox', 'VerificationHistory', [
      { UserId, VerificationMethod: 'Totp', VerificationTime: '2026-10-01T08:00:00.000+0000', Status: 'Succeeded' },
      {
        UserId,
        VerificationMethod: 'BuiltInAuthenticator',
        VerificationTime: '2026-11-20T08:00:00.000+0000',
        Status: 'Succeeded',
      },
    ]);
    await bench.forgetRequests();
    const { result } = await verify();
    expect(manual(result?.findings)).to.deep.equal(STEPS);
    expect(others(result?.findings)).to.deep.equal(without);
    const paths = (await bench.requests()).map(({ path }) => path);
    expect(paths.filter((path) => path.includes('singleaccess') || !path.startsWith('/services/'))).to.deep.equal([]);
    const hints = of('external-configurator', result?.findings).map(({ hint }) => hint ?? '');
    expect(hints.filter((hint) => hint.includes('BuiltInAuthenticator'))).to.have.length(1);
  }).timeout(120_000);

  it('Given a user with API Only User, When repoint runs with a browser, Then the API part is done, and the pages are steps that say so', async () => {
    await start(true);
    await bench.prepare();
    await bench.refresh();
    const sets = await bench.records('sandbox', 'PermissionSet');
    const assigned = await bench.records('sandbox', 'PermissionSetAssignment');
    const id = await userId();
    const owned = sets.find(({ Id }) => assigned.some((row) => row.AssigneeId === id && row.PermissionSetId === Id));
    await bench.setRecords('sandbox', 'PermissionSet', [{ Id: owned?.Id, PermissionsApiUserOnly: true }]);
    const { result, exitCode } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect(exitCode).to.equal(68);
    expect((result?.changes ?? []).filter(({ item }) => item === 'logik-tenant').map(({ outcome }) => outcome))
      .to.include('applied')
      .and.not.include('failed');
    expect(manual(result?.findings)).to.deep.equal(STEPS);
    expect(of('email-deliverability', result?.findings)[0].hint).to.contain('API Only User');
  }).timeout(120_000);

  it('Given no browser, When people say what the sandbox had and what they did, Then prepare records it, verify names the value to paste, and the words settle both lines', async () => {
    await start(false);
    const { result: first } = await bench.prepare();
    expect(manual(first?.findings)).to.deep.equal(['Access to send email', 'External Configurator URL']);
    await answer('externalConfiguratorUrl: null', 'externalConfiguratorUrl: /apex/AcmeLauncher');
    await answer('communications: null', 'communications: none');
    const { result: second } = await bench.prepare();
    expect(manual(second?.findings)).to.deep.equal([]);
    expect(
      of('external-configurator', second?.findings).find(({ expected }) => expected === '/apex/AcmeLauncher')
    ).to.include({ status: 'pass' });
    const { instanceUrl } = await bench.refresh();
    const { result } = await verify();
    expect(manual(result?.findings)).to.deep.equal(STEPS);
    const [url] = of('external-configurator', result?.findings).filter(({ target }) => target === STEPS[1]);
    for (const part of [
      `${instanceUrl}/0A3?setupid=ImportedPackage`,
      'Additional Settings',
      'External Configurator URL: /apex/AcmeLauncher',
      'To check',
      '--attest "external-configurator:External Configurator URL=',
    ])
      expect(url.hint).to.contain(part);
    const words = [...of('external-configurator', result?.findings), ...of('email-deliverability', result?.findings)]
      .filter(({ status }) => status === 'manual')
      .flatMap(({ item, target }) => ['--attest', `${item}:${target}=Dana saw it`]);
    const { result: attested } = await verify(...words);
    expect(manual(attested?.findings)).to.deep.equal([]);
    expect(of('email-deliverability', attested?.findings)[0].attestation?.note).to.equal('Dana saw it');
    expect(manual((await verify()).result?.findings), 'it holds in later runs').to.deep.equal([]);
  });

  it('Given a repoint in a browser, When it is rolled back without one, Then what stood on the pages is named in words, with the place, and the reason once a page', async () => {
    await start(true);
    await bench.prepare();
    await answer('communications: null', 'communications: none');
    await bench.refresh();
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    process.env.CHROME_BIN = '/no/browser';
    const { result } = await bench.run('rollback', '--target-org', 'uat', '--no-prompt', '--dry-run');
    const [level] = of('email-deliverability', result?.findings);
    expect(level).to.include({ status: 'manual' });
    expect(level.hint)
      .to.contain('/email-admin/editOrgEmailSettings.apexp')
      .and.contain('System email only')
      .and.contain('To check');
    const [url] = of('external-configurator', result?.findings);
    expect(url.hint).to.contain('/0A3?setupid=ImportedPackage').and.contain('https://acme.prod.logik.io/ui/configure');
    expect((result?.changes ?? []).length, 'everything else is taken back').to.be.greaterThan(0);
  }).timeout(120_000);

  it('Given a trace file that cannot be written, When prepare runs, Then it has done everything else, and warns', async () => {
    await start(true);
    await writeFile(join(bench.home, 'notes'), 'a file where a directory is wanted');
    const { result, exitCode, stderr } = await bench.prepare('--browser-trace', join(bench.home, 'notes', 'trace.zip'));
    expect(exitCode).to.equal(0);
    expect(of('email-deliverability', result?.findings)[0]).to.include({ status: 'pass', actual: 'System email only' });
    expect(stderr).to.contain('trace');
  }).timeout(120_000);

  it('Given a sandbox that writes to everybody, When verify runs, Then the setting passes and domains that nobody verified are named beside it', async () => {
    await start(true);
    await bench.prepare();
    await answer('communications: null', 'communications: all');
    await bench.refresh();
    await bench.control('POST', 'settings/sandbox', { emailDeliverability: 'all' });
    await bench.setRecords('sandbox', 'OrgWideEmailAddress', [
      { Address: 'sales@acme.example', DisplayName: 'Sales', IsVerified: true },
      { Address: 'news@post.acme.example', DisplayName: 'News', IsVerified: true },
    ]);
    await bench.setRecords('sandbox', 'AuthorizedEmailDomain', [
      { DeveloperName: 'acme', MasterLabel: 'acme', DomainName: 'acme.example', IsDomainOwnershipVerified: true },
      { DeveloperName: 'post', MasterLabel: 'post', DomainName: 'post.acme.example', IsDomainOwnershipVerified: false },
    ]);
    const [setting, about] = of('email-deliverability', (await verify()).result?.findings);
    expect([setting, about].find(({ target }) => target === STEPS[0])).to.include({
      status: 'pass',
      actual: 'All email',
    });
    const found = [setting, about].find(({ target }) => target !== STEPS[0]);
    expect(found).to.include({ status: 'warn' });
    expect(found?.actual)
      .to.contain('post.acme.example')
      .and.not.match(/ acme\.example/);
    await bench.setRecords('sandbox', 'EmailDomainKey', [
      { Domain: 'acme.example', DomainMatch: 'DomainAndSubdomains', Selector: 's1', IsActive: true },
    ]);
    const again = of('email-deliverability', (await verify()).result?.findings).find(
      ({ target }) => target !== STEPS[0]
    );
    expect(again?.actual ?? '').not.to.contain('not verified: post.acme.example');
    await bench.restrict('sandbox', ['AuthorizedEmailDomain', 'EmailDomainKey']);
    const unread = of('email-deliverability', (await verify()).result?.findings).find(
      ({ target }) => target !== STEPS[0]
    );
    expect(unread).to.include({ status: 'warn', actual: null });
    expect(unread?.hint).to.contain('could not be told');
  }).timeout(120_000);
});
