import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';

const NEW = 'acme-uat9.test02.logik.io';
const DATE = inDays(14);

const own = ({ result }: Ran<{ findings: Finding[] }>): Finding[] =>
  (result?.findings ?? []).filter(({ item }) => item === 'old-environment');

const told = (ran: Ran<{ findings: Finding[] }>): string[] =>
  own(ran).map(({ status, target }) => `${status} ${target}`);

/** What production has too, and what no other line changes. */
const STATIC = [
  'Integration_Endpoint__c › Quote callback › Notes__c',
  'Launch_Rule__mdt › Pilot › Help_Url__c',
  'Custom label › Configurator_Link › Value',
  'Apex class › CpqEnvironments',
  'Apex trigger › QuoteSync',
  'Visualforce page › ConfigureQuote',
  'Visualforce component › ConfiguratorFrame',
  'Lightning web component › lwc/configureQuote/configureQuote.js',
  'Aura component › QuoteLauncher/CONTROLLER',
  'Flow › Open_Configurator › constants[name=Environment].value.stringValue',
];

/** What names it besides in the sandbox before the refresh. */
const BEFORE = [
  'LGK__ConfigurationTenant__c › org default › LGK__RuntimeUrl__c',
  'LGK__ConfigurationTenant__c › org default › LGK__AdministrationUrl__c',
  'SBQQ__ConfiguratorSettings__c › Additional Settings › External Configurator URL',
  'RemoteSiteSetting › Logik › url',
  'NamedCredential › Logik_Admin_API › endpoint',
  'NamedCredential › Logik_UAT › endpoint',
  'CorsWhitelistOrigin › Logik_UAT › urlPattern',
];
const BY_HAND = ['CspTrustedSite › Logik › endpointUrl', 'Visualforce page › PilotLauncher'];

describe('the old environment, in an org', () => {
  let bench: Workbench;
  afterEach(() => bench.close());

  const prepare = (...more: string[]): Promise<Ran<{ findings: Finding[] }>> =>
    bench.run('prepare', '--target-org', 'uat', '--refresh-date', DATE, ...more);
  const migrate = (...more: string[]): Promise<Ran<{ findings: Finding[] }>> =>
    prepare(...bench.decommission, '--new-host', NEW, ...more);
  const verify = (...more: string[]): Promise<Ran<{ findings: Finding[] }>> =>
    bench.run('verify', '--target-org', 'uat', ...more);
  const repoint = (): Promise<Ran<unknown>> => bench.run('repoint', '--target-org', 'uat', '--no-prompt');
  const list = (): Promise<string> => readFile(join(bench.directory, 'hand-off', 'old-environment.md'), 'utf8');

  /** The rows of the list: where, by whom. */
  const listed = async (): Promise<Array<[where: string, who: string]>> =>
    (await list())
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2)
      .map((line) =>
        line
          .replaceAll('\\', '')
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim())
      )
      .map(([type, name, field, , , who]) => [
        [type, name, ...(/^line \d+$/.test(field) ? [] : [field])].join(' › '),
        who,
      ]);

  /** Requests that no other line sends. */
  const ownRequests = async (): Promise<string[]> =>
    (await bench.requests())
      .map(({ path, query = '' }) => `${path} ${decodeURIComponent(query)}`)
      .filter((sent) => /tooling\/search|LightningComponentResource|AuraDefinition/.test(sent));

  it('Given a new environment, When prepared, Then the list has everything that was planted, with old, new and who', async () => {
    bench = await Workbench.start({ scenario: 'migration' });
    const prepared = await migrate();
    expect(told(prepared)).to.deep.equal(['warn Traces of the old environment']);
    const rows = await listed();
    expect(rows.filter(([, who]) => who === 'repoint changes it').map(([where]) => where)).to.have.members(BEFORE);
    expect(rows.filter(([, who]) => who === 'by hand').map(([where]) => where)).to.have.members([
      ...STATIC,
      ...BY_HAND,
    ]);
    const { host } = new URL(bench.url);
    const text = await list();
    expect(text).to.contain(`http://${host}/ui/configure`).and.contain(`https://${NEW}/ui/configure`);
    expect(text).to.contain('line 3').and.contain('static resources').and.not.contain('abc123');
  });

  it('Given a new environment, When repointed, Then only static places are left, each told with what to put there', async () => {
    bench = await Workbench.start({ scenario: 'migration' });
    await migrate();
    await bench.refresh();
    const early = told(await verify());
    expect(early).to.include('fail NamedCredential › Logik_UAT › endpoint');
    await repoint();
    await bench.forgetRequests();
    const verified = await verify();
    expect(told(verified)).to.have.members(STATIC.map((target) => `fail ${target}`));
    const { host } = new URL(bench.url);
    expect(own(verified).find(({ target }) => target.includes('CpqEnvironments'))).to.include({
      expected: `https://${NEW}`,
      actual: `http://${host} (line 3)`,
    });
    expect(await ownRequests()).to.have.length(3);
  });

  it('Given an org where no code spells it out, When repointed and verified, Then no trace is left and it passes', async () => {
    bench = await Workbench.start({ scenario: 'cpq-api' });
    await migrate();
    await bench.refresh();
    await repoint();
    const verified = await verify();
    expect(told(verified)).to.deep.equal(['pass Traces of the old environment']);
    expect(own(verified)[0].actual).to.contain('Apex and Visualforce (searched)').and.contain('Flows (0)');
  });

  it('Given a renamed environment, When prepared and verified, Then the old name is looked for as well', async () => {
    bench = await Workbench.start({ scenario: 'migration' });
    await prepare('--data-strategy', 'repoint', '--new-host', NEW);
    expect((await listed()).length).to.equal(BEFORE.length + STATIC.length + BY_HAND.length);
    await bench.refresh();
    await repoint();
    expect(told(await verify('--only', 'old-environment'))).to.have.members(STATIC.map((target) => `fail ${target}`));
  });

  it('Given no new host yet, When prepared and verified, Then what to put there is TBD and nothing is claimed', async () => {
    bench = await Workbench.start({ scenario: 'migration' });
    await prepare(...bench.decommission);
    expect(await list())
      .to.contain('TBD (not told yet)')
      .and.contain('once logik.newHost is told');
    await bench.refresh();
    const found = own(await verify());
    expect(found.map(({ expected }) => expected)).to.deep.equal(found.map(() => null));
    expect(found.map(({ target }) => target)).to.include.members(STATIC);
  });

  it('Given code and flows that the login may not see, When verified, Then each is a step for people and nothing passes', async () => {
    bench = await Workbench.start({ scenario: 'cpq-api' });
    await migrate();
    await bench.refresh();
    await repoint();
    await bench.restrict('sandbox', ['ApexTrigger', 'LightningComponentResource', 'AuraDefinition']);
    const found = own(await verify());
    expect(found.map(({ status, target }) => `${status} ${target}`)).to.deep.equal([
      'manual Apex and Visualforce › ApexTrigger',
      'manual Lightning web components',
      'manual Aura components',
    ]);
    for (const { hint } of found) expect(hint).to.contain(new URL(bench.url).host);
  });

  for (const [what, status, errorCode] of [
    ['a search that is refused with a code of its own', 403, 'SEARCH_IS_OFF'],
    ['a search that is said to be malformed', 400, 'MALFORMED_SEARCH'],
  ] as const) {
    it(`Given ${what}, When verified, Then the search is a step for people and every other line is judged`, async () => {
      bench = await Workbench.start({ scenario: 'cpq-api' });
      await migrate();
      await bench.refresh();
      await repoint();
      const body = [{ message: 'no', errorCode }];
      await bench.fault({ path: '/services/data/*/tooling/search', times: 9, action: { status, body } });
      const verified = await verify();
      expect(verified.error).to.equal(undefined);
      expect(told(verified)).to.deep.equal(
        ['ApexClass', 'ApexTrigger', 'ApexPage', 'ApexComponent'].map((type) => `manual Apex and Visualforce › ${type}`)
      );
      expect(verified.result?.findings.some(({ item }) => item === 'logik-tenant')).to.equal(true);
    });
  }

  it('Given no browser for the configurator, When verified, Then that is a warning of its own and nothing passes', async () => {
    bench = await Workbench.start();
    await migrate();
    await bench.refresh();
    await repoint();
    expect(told(await verify())).to.deep.equal(['warn External Configurator URL']);
  });

  it('Given a plain repoint, When prepared and verified, Then it is skipped and nothing is searched or written', async () => {
    bench = await Workbench.start({ scenario: 'migration' });
    expect(told(await prepare('--data-strategy', 'repoint'))).to.deep.equal(['skip Traces of the old environment']);
    expect(await ownRequests()).to.deep.equal([]);
    expect(await list().catch(({ code }: { code: string }) => code)).to.equal('ENOENT');
    await bench.refresh();
    expect(told(await verify())).to.deep.equal(['skip Traces of the old environment']);
    await repoint();
    expect(told(await verify())).to.deep.equal(['skip Traces of the old environment']);
    expect(await ownRequests()).to.deep.equal([]);
  });
});
