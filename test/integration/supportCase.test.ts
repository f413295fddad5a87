import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { LogikRefreshPrepareResult } from '../../src/commands/logik/refresh/prepare.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';
import { expectRefused, filesBelow } from './hostile.ts';

const PRODUCTION = 'acme.prod.logik.io';
const TENANT = 'LGK__ConfigurationTenant__c';
const CASES = ['support-case.md', 'support-case.txt', 'refresh-ticket.md'];
const BASE = ['--target-org', 'uat', '--refresh-date', inDays(14)];
const REPOINT = [...BASE, '--data-strategy', 'repoint'];
const SOURCE = ['--source-org', 'prod'];

describe('whose environment a support case names', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  /** The sandbox was never repointed, or names whatever else. */
  const names = async (host: string): Promise<void> => {
    const [{ Id }] = await bench.records('sandbox', TENANT);
    const url = `https://${host}`;
    await bench.setRecords('sandbox', TENANT, [{ Id, LGK__RuntimeUrl__c: url, LGK__AdministrationUrl__c: url }]);
  };
  const prepare = (...args: string[]): Promise<Ran<LogikRefreshPrepareResult>> => bench.run('prepare', ...args);
  const inDirectory = (name: string): Promise<string> => readFile(join(bench.directory, name), 'utf8');
  const answers = async (): Promise<{ refresh: Record<string, unknown>; logik: Record<string, unknown> }> =>
    parse(await inDirectory('refresh.yaml')) as Awaited<ReturnType<typeof answers>>;

  const expectNoCase = async ({ stdout, result }: Ran<LogikRefreshPrepareResult>): Promise<void> => {
    expect(stdout).not.to.contain('ready to paste');
    expect(stdout).not.to.contain('Gate: open');
    expect(result?.caseWithheld).to.equal(true);
    for (const name of CASES) expect(await inDirectory(name), name).to.match(/^DO NOT SEND\. /);
  };

  for (const [name, strategy] of [
    ['repoint', 'repoint'],
    ['decommission, confirmed or not', 'decommission'],
  ] as const) {
    it(`Given a sandbox that names production, which was asked, When prepare runs to ${name}, Then there is no case, the gate is shut, and an earlier case does not stay`, async () => {
      expect((await prepare(...REPOINT)).error).to.equal(undefined);
      expect(await inDirectory('support-case.md')).to.contain('Logik environment URL');
      await names(PRODUCTION);
      const ran = await prepare(...BASE, '--data-strategy', strategy, ...SOURCE, '--gate');
      expect(ran.exitCode).to.equal(1);
      await expectNoCase(ran);
      const told = ran.result?.findings.find(({ target }) => target === 'support case: the environment');
      expect(told).to.include({ item: 'logik-tenant', status: 'fail', severity: 'critical', actual: PRODUCTION });
      expect(ran.stdout).to.contain('Gate: shut (exit code 1)');
      const files = await filesBelow(bench.directory);
      const naming = Object.keys(files).filter(
        (file) => /case|ticket|hand-off/.test(file) && files[file].includes(PRODUCTION)
      );
      expect(naming).to.deep.equal([]);
      expect((await prepare(...BASE, '--data-strategy', strategy, ...SOURCE)).exitCode).to.equal(1);
    });
  }

  it('Given that finding is waived, When prepare runs as a gate, Then the gate stays shut and no case is written', async () => {
    await prepare(...REPOINT);
    await names(PRODUCTION);
    const path = join(bench.directory, 'refresh.yaml');
    const waiver = `waivers:\n  - {item: logik-tenant, target: null, reason: r, owner: o, until: ${inDays(30)}}\n`;
    await writeFile(path, (await readFile(path, 'utf8')).replace(/^waivers: \[\]\n/m, waiver));
    const ran = await prepare(...REPOINT, ...SOURCE, '--gate');
    expect(ran.exitCode).to.equal(1);
    await expectNoCase(ran);
  });

  it("Given an announced host, My Domain or organization ID that is production's, When prepare runs, Then there is no case", async () => {
    const [organization] = await bench.records('production', 'Organization');
    for (const [flag, value, target] of [
      ['--new-host', PRODUCTION, 'support case: the environment after the refresh'],
      ['--new-org-id', String(organization.Id), 'support case: organization ID after the refresh'],
    ]) {
      const ran = await prepare(...REPOINT, ...SOURCE, flag, value);
      expect(ran.exitCode, flag).to.equal(1);
      await expectNoCase(ran);
      expect(ran.result?.findings.map((each) => each.target)).to.include(target);
    }
  });

  for (const host of [PRODUCTION, 'acme.us01.logik.io', 'cpq.acme.example']) {
    it(`Given a sandbox that names ${host} and nobody asked production, When prepare runs as a gate, Then it asks for the source org and is not open`, async () => {
      await names(host);
      const ran = await prepare(...REPOINT, '--gate');
      expect(ran.exitCode).to.equal(68);
      await expectNoCase(ran);
      const told = ran.result?.findings.find(({ target }) => target === 'support case: the environment');
      expect(told).to.include({ status: 'manual', actual: host });
      expect(told?.hint).to.contain('--source-org');
      // Whoever names the host as the sandbox's own vouches for it, but not for production's sector.
      const vouched = await prepare(...REPOINT, '--current-host', host);
      expect(vouched.result?.caseWithheld).to.equal(host === PRODUCTION);
    });
  }

  it('Given a host for the runtime and another for the administration, When prepare runs, Then each is vouched for by a flag of its own, and both are kept', async () => {
    const [{ Id }] = await bench.records('sandbox', TENANT);
    const [run, admin] = ['run.acme.example', 'admin.acme.example'];
    const urls = { LGK__RuntimeUrl__c: `https://${run}`, LGK__AdministrationUrl__c: `https://${admin}` };
    await bench.setRecords('sandbox', TENANT, [{ Id, ...urls }]);
    const one = await prepare(...REPOINT, '--current-host', admin);
    await expectNoCase(one);
    const doubts = one.result?.findings.filter(({ target }) => target === 'support case: the environment');
    expect(doubts?.map(({ actual }) => actual)).to.deep.equal([run]);
    const both = await prepare(...REPOINT, '--current-host', admin, '--current-host', `https://${run}`);
    expect(both.result?.caseWithheld).to.equal(false);
    expect((await answers()).logik.currentHost).to.deep.equal([admin, run]);
    expect((await prepare(...BASE)).result?.caseWithheld).to.equal(false);
  });

  it("Given a host of a sandbox sector, or one that production's org does not name, When prepare runs, Then the case is written", async () => {
    for (const [host, flags] of [
      ['acme-uat.test02.logik.io', []],
      ['acme.us01.logik.io', SOURCE],
    ] as const) {
      await names(host);
      expect((await prepare(...REPOINT, ...flags)).result?.caseWithheld, host).to.equal(false);
      expect(await inDirectory('support-case.txt')).to.contain(host);
    }
  });

  it('Given decommission, When nobody types the host, or another one, Then nothing is written; when somebody does, it is kept', async () => {
    const [, , flag, host] = bench.decommission;
    const end = [...BASE, '--data-strategy', 'decommission'];
    await expectRefused(bench, () => prepare(...end), {
      exitCode: 2,
      name: 'DecommissionUnconfirmedError',
      says: [host],
    });
    await expectRefused(bench, () => prepare(...end, flag, 'acme-dev.test01.logik.io'), {
      exitCode: 2,
      name: 'DecommissionOtherHostError',
      says: ['--confirm-decommission', 'acme-dev.test01.logik.io', host],
    });
    expect((await prepare(...end, flag, host)).error).to.equal(undefined);
    expect((await answers()).refresh.confirmDecommission).to.equal(host);
    expect((await prepare(...BASE)).error).to.equal(undefined);
    await names('acme-uat.test01.logik.io');
    await expectRefused(bench, () => prepare(...BASE), {
      exitCode: 2,
      name: 'DecommissionOtherHostError',
      says: [/refresh\.yaml:\d+:\d+: refresh\.confirmDecommission/, host, 'acme-uat.test01.logik.io'],
    });
  });

  it('Given the source org in refresh.yaml, When prepare runs again without the flag, Then it is asked again; the flag beats it; a token is not kept', async () => {
    await prepare(...REPOINT, ...SOURCE);
    expect((await answers()).refresh.sourceOrg).to.equal('prod');
    await bench.forgetRequests();
    const again = await prepare(...BASE);
    const asked = await bench.control<Array<{ org: string }>>('GET', 'requests');
    expect(asked.some(({ org }) => org === 'production')).to.equal(true);
    expect(again.result?.findings.map(({ target }) => target)).to.include('Sandbox of prod');

    const path = join(bench.directory, 'refresh.yaml');
    await writeFile(path, (await readFile(path, 'utf8')).replace('sourceOrg: prod', 'sourceOrg: nobody'));
    await expectRefused(bench, () => prepare(...BASE), {
      exitCode: 2,
      name: 'UnknownSourceOrgError',
      says: ['nobody', /refresh\.yaml:\d+:\d+: refresh\.sourceOrg/],
    });
    const { accessToken, instanceUrl } = (
      await bench.control<Record<string, { accessToken: string; instanceUrl: string }>>('GET', 'logins')
    ).production;
    process.env.SF_ORG_INSTANCE_URL = instanceUrl;
    try {
      expect((await prepare(...BASE, '--source-org', accessToken)).error).to.equal(undefined);
    } finally {
      delete process.env.SF_ORG_INSTANCE_URL;
    }
    expect(await inDirectory('refresh.yaml')).not.to.contain('!');
    expect((await prepare(...BASE, ...SOURCE)).error).to.equal(undefined);
    expect((await answers()).refresh.sourceOrg).to.equal('prod');
  });

  it('Given several flags that cannot be right, When prepare runs, Then all are told at once, and no answer becomes a host', async () => {
    const { error } = await expectRefused(
      bench,
      () =>
        prepare(
          ...BASE,
          '--data-strategy',
          'repoint',
          '--new-host',
          'no',
          '--new-org-id',
          'yes',
          '--new-my-domain',
          'n'
        ),
      {
        exitCode: 2,
        name: 'BadAnswersError',
        says: ['--new-host https://no', '--new-org-id yes', '--new-my-domain https://n'],
      }
    );
    expect(error?.actions?.length).to.be.above(1);
    for (const host of ['no', '1', 'n.', 'acme..logik.io'])
      expect((await prepare(...REPOINT, '--new-host', host)).error?.name, host).to.equal('BadUrlError');
  });

  it('Given refresh.yaml with several mistakes, When prepare runs, Then each is told with line and column', async () => {
    await prepare(...REPOINT);
    const path = join(bench.directory, 'refresh.yaml');
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text.replace('newHost: null', 'newHost: no host').replace('newMyDomain: null', "newMyDomain: 'https://no'")
    );
    const lines = (await readFile(path, 'utf8')).split('\n');
    const at = (key: string): string => `${lines.findIndex((line) => line.trim().startsWith(key)) + 1}:3: `;
    await expectRefused(bench, () => prepare(...BASE), {
      exitCode: 1,
      name: 'DamagedYamlError',
      says: [`${at('newHost')}logik.newHost`, `${at('newMyDomain')}refresh.newMyDomain`],
    });
  });

  it('Given files that people edit in another encoding, When commands run, Then they are refused with the place, and stay as they are', async () => {
    await prepare(...REPOINT);
    const path = join(bench.directory, 'refresh.yaml');
    const text = (await readFile(path, 'utf8')).replace('waivers: []', '# Müller\nwaivers: []');
    const line = text.split('\n').indexOf('# Müller') + 1;
    for (const [bytes, name, says] of [
      [Buffer.from(text, 'latin1'), 'NotUtf8Error', `refresh.yaml:${line}:4: the byte FC`],
      [Buffer.from(`\ufeff${text}`, 'utf16le'), 'OtherEncodingError', 'UTF-16 (little endian)'],
      [Buffer.from(text, 'utf16le'), 'OtherEncodingError', 'UTF-16 (little endian)'],
    ] as const) {
      await writeFile(path, bytes);
      await expectRefused(bench, () => prepare(...BASE), { exitCode: 1, name, says: [says] });
      expect((await readFile(path)).equals(bytes)).to.equal(true);
    }
    await writeFile(path, `\ufeff${text}`);
    expect((await prepare(...BASE)).error).to.equal(undefined);
    expect(await inDirectory('refresh.yaml')).to.contain('Müller');
    await writeFile('ours.md.eta', Buffer.from('Grüße <%= it.sandbox %>', 'latin1'));
    const own = await prepare(...BASE, '--case-template', 'ours.md.eta');
    expect([own.error?.name, own.error?.message]).to.satisfy(
      ([kind, message]: string[]) => kind === 'NotUtf8Error' && message.includes('ours.md.eta:1:3')
    );
  });
});
