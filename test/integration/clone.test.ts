import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench } from '../support/workbench.ts';

describe('a sandbox that is a clone of another sandbox', () => {
  it('Given production says so, When prepared, refreshed and verified, Then its source is told, and it is not compared with production as if that were it', async () => {
    const bench = await Workbench.start();
    try {
      const [uat] = await bench.records('production', 'SandboxInfo');
      await bench.setRecords('production', 'SandboxInfo', [{ SandboxName: 'dev', LicenseType: 'DEVELOPER' }]);
      const dev = (await bench.records('production', 'SandboxInfo')).find(({ SandboxName }) => SandboxName === 'dev');
      await bench.setRecords('production', 'SandboxInfo', [{ Id: uat.Id, SourceId: dev?.Id }]);
      const prepared = await bench.prepare('--source-org', 'prod');
      expect(prepared.error).to.equal(undefined);
      const of = (findings: Finding[] | undefined, item: string): Finding[] =>
        (findings ?? []).filter((finding) => finding.item === item);
      expect(of(prepared.result?.findings, 'target')).to.satisfy((all: Finding[]) =>
        all.some(({ status, actual }) => status === 'warn' && actual === 'dev')
      );
      expect(await readFile(join(bench.directory, 'support-case.md'), 'utf8')).to.not.include('prod.logik.io');
      expect(await readFile(join(bench.directory, 'refresh-ticket.md'), 'utf8')).to.include('sandbox dev of');

      const { logikUrl } = await bench.refresh();
      // What the other sandbox had comes along, not what production has.
      const [tenant] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
      const theirs = 'https://acme-dev.test01.logik.io';
      await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [
        {
          Id: tenant.Id,
          LGK__RuntimeUrl__c: theirs,
          LGK__AdministrationUrl__c: theirs,
          LGK__RuntimeClientToken__c: 'token-of-dev',
        },
      ]);
      const { result } = await bench.run('verify', '--target-org', 'uat');
      const tenantFindings = of(result?.findings, 'logik-tenant');
      expect(tenantFindings.filter(({ actual }) => actual === theirs)).to.satisfy(
        (all: Finding[]) =>
          all.length > 0 && all.every(({ status, severity }) => status === 'fail' && severity === 'normal')
      );
      // Another token than production's is no proof that somebody set a new one: it came from the other sandbox.
      expect(tenantFindings.find(({ target }) => /Token/.test(target))).to.include({
        status: 'manual',
        evidence: null,
      });
      const planned = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
      expect(of(planned.result?.findings, 'logik-tenant').every(({ severity }) => severity === 'normal')).to.equal(
        true
      );
      expect(planned.result?.changes.filter(({ item }) => item === 'logik-tenant')[0]).to.include({
        before: theirs,
        after: logikUrl,
        severity: 'normal',
      });
    } finally {
      await bench.close();
    }
  });
});
