import { expect } from 'chai';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench } from '../support/workbench.ts';
import { expectRefused, refreshed, run, writesTo } from './hostile.ts';

const PRODUCTION = 'https://acme.prod.logik.io';
const TENANT = 'LGK__ConfigurationTenant__c';

const urlsIn = async (bench: Workbench, org: 'sandbox' | 'production'): Promise<unknown[]> =>
  (await bench.records(org, TENANT)).flatMap((row) => [row.LGK__RuntimeUrl__c, row.LGK__AdministrationUrl__c]);

for (const [name, flags] of [
  ['whose production was asked', ['--source-org', 'prod']],
  ['whose production nobody asked', []],
] as const) {
  describe(`a refreshed sandbox ${name}`, () => {
    let bench: Workbench;
    let logikUrl: string;
    before(async () => {
      const start = await refreshed({ prepare: [...flags] });
      bench = start.bench;
      ({ logikUrl } = start.login);
    });
    after(() => bench.close());

    it('Given it points at production, When verify and repoint look, Then that is the first thing they say, and the loudest', async () => {
      const verified = await bench.run('verify', '--target-org', 'uat');
      expect(verified.exitCode).to.equal(1);
      expect(verified.result?.findings[0]).to.include({
        item: 'logik-tenant',
        status: 'fail',
        severity: 'critical',
        actual: PRODUCTION,
        expected: logikUrl,
      });
      expect(verified.stdout.indexOf('PRODUCTION')).to.be.within(0, verified.stdout.indexOf('org-identity'));
      for (const format of ['json', 'junit', 'markdown', 'tap']) {
        const { stdout } = await run(bench, 'verify', '--result-format', format);
        expect(stdout.indexOf(PRODUCTION), format).to.be.within(0, stdout.indexOf('Organization ID'));
      }
      const planned = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
      expect(planned.result?.changes[0]).to.include({
        item: 'logik-tenant',
        severity: 'critical',
        before: PRODUCTION,
        after: logikUrl,
        outcome: 'planned',
      });
    });

    it('Given somebody types its URL, When repoint runs right after the refresh, Then it refuses and keeps it nowhere', async () => {
      for (const flag of ['--logik-url', '--runtime-url', '--admin-url']) {
        await expectRefused(bench, () => run(bench, 'repoint', flag, PRODUCTION), {
          exitCode: 1,
          name: 'UrlIsProductionError',
          says: ['acme.prod.logik.io', 'production'],
        });
      }
    });

    it('Given the sandbox is repointed already, When somebody types its URL, Then it is refused all the same', async () => {
      await run(bench, 'repoint');
      expect(await urlsIn(bench, 'sandbox')).to.deep.equal([logikUrl, logikUrl]);
      await expectRefused(bench, () => run(bench, 'repoint', '--logik-url', PRODUCTION), {
        exitCode: 1,
        name: 'UrlIsProductionError',
        says: ['acme.prod.logik.io'],
      });
      expect(await urlsIn(bench, 'sandbox')).to.not.include(PRODUCTION);
      expect(await urlsIn(bench, 'production')).to.deep.equal([PRODUCTION, PRODUCTION]);
      const requests = await bench.control<Array<{ org: string; write: boolean }>>('GET', 'requests');
      expect(requests.filter(({ org, write }) => org === 'production' && write)).to.deep.equal([]);
    });

    it('Given another environment for the sandbox, When repoint sets it, Then verify expects it and sees no production', async () => {
      const url = 'https://acme-uat9.test01.logik.io';
      const repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--logik-url', url);
      expect(repointed.exitCode).to.equal(68);
      expect(await urlsIn(bench, 'sandbox')).to.deep.equal([url, url]);
      const verified = await bench.run('verify', '--target-org', 'uat');
      expect(
        verified.result?.findings.filter(({ severity, status }) => severity === 'critical' && status === 'fail')
      ).to.deep.equal([]);
      const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(again.result?.changes).to.deep.equal([]);
    });
  });
}

describe('a sandbox whose production nobody asked, told of another environment', () => {
  it('Given --logik-url right after the refresh, When repoint, verify and a second environment follow, Then nothing of it is taken for production', async () => {
    // A version of Salesforce CPQ that shows the configurator's URL to the API: prepare reads it too.
    const { bench } = await refreshed({ scenario: 'cpq-api' });
    const critical = (findings: Finding[] | undefined): Finding[] =>
      (findings ?? []).filter(({ severity, status }) => severity === 'critical' && status !== 'pass');
    try {
      for (const url of ['https://acme-uat9.test01.logik.io', 'https://cpq.uat.example']) {
        const { exitCode, result, stdout } = await bench.run(
          'repoint',
          '--target-org',
          'uat',
          '--no-prompt',
          '--logik-url',
          url
        );
        expect(exitCode, stdout).to.equal(68);
        expect(result?.findings.filter(({ status }) => status === 'fail')).to.deep.equal([]);
      }
      const verified = await bench.run('verify', '--target-org', 'uat');
      expect(critical(verified.result?.findings)).to.deep.equal([]);
      const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(again.result?.changes).to.deep.equal([]);
      await expectRefused(bench, () => run(bench, 'repoint', '--logik-url', PRODUCTION), {
        exitCode: 1,
        name: 'UrlIsProductionError',
        says: ['acme.prod.logik.io'],
      });
    } finally {
      await bench.close();
    }
  });
});

describe('production named in refresh.yaml', () => {
  it('Given a sandbox whose production was asked, and its URL in refresh.yaml, When repoint and verify run, Then it never counts as what is wanted', async () => {
    const { bench } = await refreshed({ prepare: ['--source-org', 'prod'] });
    const path = join(bench.directory, 'refresh.yaml');
    const yaml = await readFile(path, 'utf8');
    await writeFile(path, yaml.replace(/runtimeUrl: null/, `runtimeUrl: ${PRODUCTION}`));
    await run(bench, 'repoint');
    expect(await writesTo(bench)).to.satisfy((all: string[]) => all.every((one) => !one.includes(TENANT)));
    const verified = await bench.run('verify', '--target-org', 'uat');
    expect(verified.exitCode).to.equal(1);
    expect(verified.result?.findings[0]).to.include({ severity: 'critical', actual: PRODUCTION });
    await bench.close();
  });
});

describe('an org that the refresh directory does not belong to', () => {
  it('Given the record of one sandbox, When verify, repoint and prepare meet another one, Then they refuse and name both', async () => {
    const bench = await Workbench.start();
    const scenario = join(bench.home, 'qa.json');
    await writeFile(
      scenario,
      JSON.stringify({
        $schema: './scenario.schema.json',
        description: 'Another sandbox.',
        extends: 'standard',
        sandbox: { organization: { Id: '00DOv0000009QaaMAE' }, sandboxName: 'qa' },
      })
    );
    const { startSimulator } = await import('../simulator/server.ts');
    const other = await startSimulator({ scenario });
    try {
      await bench.prepare();
      await bench.login('qa', { ...other.simulation.login('sandbox') });
      for (const [command, name] of [
        ['verify', 'ForeignOrgError'],
        ['repoint', 'ForeignOrgError'],
      ] as const) {
        await expectRefused(bench, () => bench.run(command, '--target-org', 'qa', '--dir', bench.directory), {
          exitCode: 1,
          name,
          says: [bench.directory, '00DOv0000004UatMAE', '00DOv0000009QaaMAE'],
        });
      }
      await expectRefused(
        bench,
        () =>
          bench.run('prepare', '--target-org', 'qa', '--output-dir', bench.directory, '--refresh-date', '2099-01-01'),
        { exitCode: 1, name: 'DirectoryOfAnotherOrgError', says: ['uat', '00DOv0000009QaaMAE'] }
      );
      const answer = await fetch(`${other.url}/__simulator/requests`);
      const served = (await answer.json()) as Array<{ write: boolean }>;
      expect(served.filter(({ write }) => write)).to.deep.equal([]);
    } finally {
      await other.close();
      await bench.close();
    }
  });
});
