import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromiumPath } from '../support/browser.ts';
import { Workbench } from '../support/workbench.ts';

describe('the main job', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
    process.env.CHROME_BIN = await chromiumPath();
  });
  afterEach(() => bench.close());

  it('Given a refreshed sandbox, When it is repointed and the manual steps are attested, Then the gate opens and a second run plans nothing', async () => {
    const prepared = await bench.prepare();
    expect(prepared.error, prepared.stderr).to.equal(undefined);
    const { orgId, logikUrl } = await bench.refresh();

    const broken = await bench.run('verify', '--target-org', 'uat');
    expect(broken.exitCode).to.equal(1);
    expect(broken.result?.findings[0]).to.include({
      item: 'logik-tenant',
      status: 'fail',
      severity: 'critical',
      actual: 'https://acme.prod.logik.io',
      expected: logikUrl,
    });

    const repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect(repointed.exitCode).to.equal(68);
    expect(repointed.result?.changes.map(({ outcome }) => outcome)).to.satisfy(
      (all: string[]) => all.length > 0 && all.every((one) => one === 'applied')
    );
    const [tenant] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    expect(tenant).to.include({ LGK__RuntimeUrl__c: logikUrl, LGK__AdministrationUrl__c: logikUrl });
    const page = await bench.control<{ externalConfiguratorUrl: string }>('GET', 'settings/sandbox');
    expect(page.externalConfiguratorUrl).to.equal(`${logikUrl}/ui/configure`);
    expect(await readFile(join(bench.directory, 'support-case-update.md'), 'utf8')).to.include(orgId);

    const looked = await bench.run('verify', '--target-org', 'uat');
    const attested = (looked.result?.findings ?? [])
      .filter(({ status }) => status === 'manual')
      .flatMap(({ item, target }) => ['--attest', `${item}:${target}=done, case 4711`]);
    expect(attested).to.have.length(10);
    const verified = await bench.run('verify', '--target-org', 'uat', ...attested);
    expect(verified.exitCode, verified.stdout).to.equal(0);

    const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect(again.result?.changes).to.deep.equal([]);
    expect(again.exitCode).to.equal(0);
  });
});
