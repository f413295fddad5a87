import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { chromiumPath } from '../support/browser.ts';
import { Workbench } from '../support/workbench.ts';

describe('prepare, run again', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  const preparedAt = async (): Promise<string> =>
    (JSON.parse(await readFile(join(bench.directory, 'baseline.json'), 'utf8')) as { preparedAt: string }).preparedAt;

  const items = async (): Promise<Record<string, { facts: unknown }>> =>
    (
      JSON.parse(await readFile(join(bench.directory, 'baseline.json'), 'utf8')) as {
        items: Record<string, { facts: unknown }>;
      }
    ).items;

  it('Given setup pages were read once, When there is no browser the next time, Then what was read stays, with a warning', async () => {
    const none = process.env.CHROME_BIN;
    process.env.CHROME_BIN = await chromiumPath();
    await bench.prepare();
    const before = await items();
    const earlier = await preparedAt();
    process.env.CHROME_BIN = none;
    const { result } = await bench.prepare();
    const after = await items();
    for (const id of ['external-configurator', 'email-deliverability']) {
      expect(after[id], id).to.deep.equal({ ...before[id], at: earlier });
      expect(result?.findings.find(({ item, target }) => item === id && target === 'earlier reading')).to.include({
        status: 'warn',
        actual: `as read on ${earlier.slice(0, 10)}`,
      });
    }
  });

  it('Given no source org, When prepare runs, Then it says that production was not recorded; with one, it does not', async () => {
    const said = async (...more: string[]): Promise<string> =>
      JSON.stringify((await bench.prepare(...more)).result?.findings);
    expect(await said()).to.contain('give --source-org so that it is recognised for sure');
    expect(await said('--source-org', 'prod')).not.to.contain('recognised for sure');
  });

  it("Given production's host in the tenant, When prepare runs without a source org, Then it warns and settling comes first where something fails", async () => {
    const [{ Id }] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [
      { Id, LGK__RuntimeUrl__c: 'https://acme.prod.logik.io', LGK__AdministrationUrl__c: 'https://acme.prod.logik.io' },
    ]);
    const { result, stdout } = await bench.prepare();
    expect(
      result?.findings.filter(({ actual, status }) => actual === 'acme.prod.logik.io' && status === 'warn')
    ).to.have.length(1);
    expect(stdout.includes('Next: settle what failed and run prepare again')).to.equal((result?.summary.fail ?? 0) > 0);
  });
});
