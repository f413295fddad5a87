import { expect } from 'chai';
import { refreshed } from './hostile.ts';

const TENANT = 'LGK__ConfigurationTenant__c';
const PRODUCTION = 'https://acme.prod.logik.io';

describe('a sandbox whose environment stands on profile and user rows only', () => {
  it('Given all of them name one, When it is refreshed and repointed, Then configurator, trusted URL and remote site lead there, and nothing to production', async () => {
    const { bench, login } = await refreshed({ scenario: 'rows-only' });
    const { logikUrl } = login;
    try {
      const planned = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
      expect(planned.error).to.equal(undefined);
      const after = (item: string): unknown[] =>
        planned.result?.changes.filter((change) => change.item === item).map((change) => change.after) ?? [];
      expect(after('external-configurator')).to.deep.equal([`${logikUrl}/ui/configure`]);
      expect(after('remote-site')).to.deep.equal([logikUrl]);
      expect(after('logik-tenant')).to.include(logikUrl);

      const repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(repointed.result?.findings.filter(({ status }) => status === 'fail')).to.deep.equal([]);
      const rows = await bench.records('sandbox', TENANT);
      const urls = rows.flatMap((row) => [row.LGK__RuntimeUrl__c, row.LGK__AdministrationUrl__c]);
      expect(urls).to.include(logikUrl).and.not.include(PRODUCTION);
      const sites = await bench.records('sandbox', 'CspTrustedSite');
      expect(sites.map(({ EndpointUrl }) => EndpointUrl)).to.include(logikUrl);
      expect((await bench.records('sandbox', 'RemoteProxy')).map(({ EndpointUrl }) => EndpointUrl)).to.deep.equal([
        logikUrl,
      ]);
      const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(again.result?.changes).to.deep.equal([]);
    } finally {
      await bench.close();
    }
  });
});
