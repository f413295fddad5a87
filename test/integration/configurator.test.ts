import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { chromiumPath } from '../support/browser.ts';
import { Workbench } from '../support/workbench.ts';

type Settings = { externalConfiguratorUrl: string; emailDeliverability: string };

const PRODUCTION = 'https://acme.prod.logik.io/ui/configure';

describe('what has no API', () => {
  let bench: Workbench;
  afterEach(() => bench.close());

  const start = async (scenario: string | undefined, browser: boolean): Promise<void> => {
    bench = await Workbench.start({ scenario });
    if (browser) process.env.CHROME_BIN = await chromiumPath();
    await bench.prepare();
    await bench.refresh();
  };
  const settings = (): Promise<Settings> => bench.control('GET', 'settings/sandbox');
  const of = (item: string, findings: readonly Finding[] | undefined): Finding[] =>
    (findings ?? []).filter((finding) => finding.item === item);

  it('Given a policy for email, When repoint runs, Then the access level is set on its page and verify passes it', async () => {
    await start(undefined, true);
    const path = join(bench.directory, 'refresh.yaml');
    const yaml = await readFile(path, 'utf8');
    await writeFile(path, yaml.replace('communications: null', 'communications: none'));
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect((await settings()).emailDeliverability).to.equal('none');
    const { result } = await bench.run('verify', '--target-org', 'uat');
    expect(of('email-deliverability', result?.findings).map(({ status }) => status)).to.deep.equal(['pass']);
  });

  it('Given a page whose save silently does not take, When repoint reads it again, Then the change has failed', async () => {
    await start(undefined, true);
    await bench.control('POST', 'pages', { ignoreSave: true });
    const { result } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    const changes = (result?.changes ?? []).filter(({ item }) => item === 'external-configurator');
    expect(changes.map(({ outcome, before }) => [outcome, before])).to.deep.equal([['failed', PRODUCTION]]);
    expect((await settings()).externalConfiguratorUrl).to.equal(PRODUCTION);
  });

  it('Given no browser, When repoint runs, Then the lines are manual, with value and place, and browserforce.json holds them', async () => {
    await start(undefined, false);
    const { result } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    const [url] = of('external-configurator', result?.findings).filter(({ status }) => status === 'manual');
    expect(url).to.include({ severity: 'critical', expected: `${bench.url}/ui/configure` });
    expect(url.hint).to.include('Additional Settings').and.include(`${bench.url}/ui/configure`);
    const handOff = JSON.parse(await readFile(join(bench.directory, 'browserforce.json'), 'utf8')) as object;
    expect(handOff).to.have.nested.property(
      'settings.salesforceCpqConfig.additionalSettings.externalConfiguratorUrl',
      `${bench.url}/ui/configure`
    );
  });

  it('Given an org without Salesforce CPQ, When verify runs, Then the line does not apply, with the reason', async () => {
    await start('no-cpq', false);
    const { result } = await bench.run('verify', '--target-org', 'uat');
    const [line] = of('external-configurator', result?.findings);
    expect(line).to.include({ status: 'skip' });
    expect(line.hint).to.include('not installed');
  });

  it('Given a version that shows the value by API, When repoint runs without a browser, Then the API is used', async () => {
    await start('cpq-api', false);
    const { result } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    const changes = (result?.changes ?? []).filter(({ item }) => item === 'external-configurator');
    expect(changes.map(({ outcome }) => outcome)).to.deep.equal(['applied']);
    expect((await settings()).externalConfiguratorUrl).to.equal(`${bench.url}/ui/configure`);
  });

  it("Given Logik's page for communities as launcher, When repoint runs, Then it is kept, and verify says so", async () => {
    await start('community', true);
    const { result } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect((await settings()).externalConfiguratorUrl).to.equal('/apex/LGK__CpqConfiguration');
    const [, url] = of('external-configurator', result?.findings);
    expect(url).to.include({ status: 'pass', actual: '/apex/LGK__CpqConfiguration' });
    expect(url.hint).to.include('launcher');
  });
});
