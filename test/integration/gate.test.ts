import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { create } from 'xmlbuilder2';
import type { LogikRefreshVerifyResult } from '../../src/commands/logik/refresh/verify.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { expectRefused, filesBelow, refreshed, run } from './hostile.ts';

describe('verify as a gate', () => {
  let bench: Workbench;
  beforeEach(async () => {
    ({ bench } = await refreshed());
    await run(bench, 'repoint');
  });
  afterEach(() => bench.close());

  const verify = (...more: string[]): Promise<Ran<LogikRefreshVerifyResult>> =>
    bench.run('verify', '--target-org', 'uat', ...more);
  const outstanding = async (): Promise<string[]> =>
    ((await verify()).result?.findings ?? [])
      .filter(({ status }) => status === 'manual')
      .map(({ item, target }) => `${item}:${target}`);
  const attestAll = async (): Promise<string[]> =>
    (await outstanding()).flatMap((step) => ['--attest', `${step}=done, case "4711" & <b>more</b> | #1`]);

  it('Given bad attestations, When verify runs, Then it refuses and keeps none of them', async () => {
    for (const given of ['nonsense=done', 'runtime-clients', '=done']) {
      const { error } = await expectRefused(bench, () => verify('--attest', given), {
        exitCode: 2,
        name: 'BadAttestationError',
        says: [`--attest ${given} does not read ITEM="note" or ITEM:STEP="note"`],
      });
      expect(error?.actions?.join()).to.include('refresh-token-user');
    }
    for (const given of ['runtime-clients=', 'runtime-clients=   ', 'runtime-clients=done']) {
      await expectRefused(bench, () => verify('--attest', given), {
        exitCode: 2,
        name: 'ShortNoteError',
        says: ['runtime-clients', 'needs a note of more than a word'],
      });
    }
  });

  it('Given two apps to connect, When one word is given for both, Then neither is ticked; named, each is by itself, and counts as attested', async () => {
    const before = (await verify()).result?.summary;
    const { error } = await expectRefused(bench, () => verify('--attest', 'connected-apps=installed both, case 4711'), {
      exitCode: 2,
      name: 'AmbiguousAttestationError',
      says: ['connected-apps has 2 outstanding manual steps'],
    });
    expect(error?.actions?.join()).to.include('--attest "connected-apps:Logik Connected App=…"');
    const { result } = await verify('--attest', 'connected-apps:Logik Connected App=installed, case 4711');
    const apps = (result?.findings ?? []).filter(({ item }) => item === 'connected-apps');
    expect(apps.filter(({ attestation }) => attestation).map(({ target }) => target)).to.deep.equal([
      'Logik Connected App',
    ]);
    expect(apps.filter(({ status }) => status === 'manual')).to.have.length(1);
    expect(result?.summary).to.include({ pass: before?.pass, attested: 1, manual: (before?.manual ?? 0) - 1 });
  });

  it('Given a good word and a bad one, When verify runs, Then the good one is recorded, the reports are written, and the exit code says usage', async () => {
    const ran = await verify(
      '--json',
      '--attest',
      'runtime-clients=storefront made, case 1',
      '--attest',
      'org-identity=trust me'
    );
    expect(ran.exitCode).to.equal(2);
    expect(ran.error?.name).to.equal('SomeAttestationsRefusedError');
    expect(ran.error?.message).to.include('1 of 2').and.include('org-identity has no outstanding manual step');
    const { findings } = (JSON.parse(ran.stdout) as { data: LogikRefreshVerifyResult }).data;
    expect(findings.find(({ attestation }) => attestation)?.attestation?.note).to.equal('storefront made, case 1');
    const again = await verify();
    expect(again.result?.summary.attested).to.equal(1);
  });

  it('Given an attested step, When it is taken back, Then it is outstanding again, and stays on record', async () => {
    await verify('--attest', 'runtime-clients=storefront made, case 1');
    const { result, stdout } = await verify('--unattest', 'runtime-clients');
    expect(result?.summary.attested).to.equal(0);
    expect(stdout).not.to.include('storefront made');
    const kept = await readFile(join(bench.directory, 'attestations.json'), 'utf8');
    expect(kept).to.include('storefront made').and.include('"withdrawn"');
    await expectRefused(bench, () => verify('--unattest', 'runtime-clients'), {
      exitCode: 2,
      name: 'NothingToUnattestError',
      says: ['nobody attested that'],
    });
  });

  it('Given manual steps, When all are attested, Then the gate opens, stays open, and every report says who vouched', async () => {
    expect((await verify()).exitCode).to.equal(68);
    expect((await verify('--strict')).exitCode).to.equal(1);
    const attested = await verify(...(await attestAll()));
    expect(attested.result?.summary).to.include({ fail: 0, manual: 0 });
    expect((await verify()).exitCode).to.equal(0);
    for (const format of ['human', 'json', 'junit', 'markdown', 'tap']) {
      const { stdout } = await verify('--result-format', format);
      expect(stdout, format).to.include('release.manager@acme.example.uat').and.include('4711');
    }
  });

  it('Given attestations of one refresh, When the sandbox is refreshed again, Then they no longer count', async () => {
    await verify(...(await attestAll()));
    await bench.refresh();
    await run(bench, 'repoint');
    const again = await verify();
    expect(again.exitCode).to.equal(68);
    expect(again.result?.findings.every(({ attestation }) => attestation === null)).to.equal(true);
  });

  it('Given a failure beside attested steps, When verify runs, Then the attestation does not hide it', async () => {
    const steps = await attestAll();
    const [row] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [
      { Id: row.Id, LGK__RuntimeUrl__c: 'https://other.test01.logik.io' },
    ]);
    const { exitCode, result } = await verify(...steps);
    expect(exitCode).to.equal(1);
    expect(result?.findings.filter(({ status }) => status === 'fail').map(({ target }) => target)).to.deep.equal([
      'org default › Runtime Configuration URL',
      'Logik Tenant other.test01.logik.io › URL',
    ]);
  });

  it('Given a token of the sync app that was used in the refreshed org, When verify runs, Then that is evidence, and nobody has to vouch', async () => {
    const user = (await bench.records('sandbox', 'User')).find(({ Username }) =>
      /^logik\.sync@/.test(String(Username))
    );
    await bench.setRecords('sandbox', 'OauthToken', [
      {
        AppName: 'Logik API User Connected App',
        UserId: user?.Id,
        LastUsedDate: new Date().toISOString(),
        UseCount: 3,
      },
    ]);
    const { result } = await verify();
    const reset = result?.findings.find(({ target }) => target === 'Refresh Token Username in Logik Admin');
    expect(reset?.status).to.equal('pass');
    expect(reset?.evidence).to.include('Logik API User Connected App');
    await expectRefused(bench, () => verify('--attest', 'refresh-token-user=reset in Logik'), {
      exitCode: 2,
      name: 'NothingToAttestError',
      says: ['refresh-token-user'],
    });
  });

  it('Given --output-dir, When verify runs, Then every report is there, readable by its own kind of reader, and nowhere else', async () => {
    await verify(...(await attestAll()));
    const before = await filesBelow(bench.directory);
    const reports = join(bench.home, 'ci', 'reports');
    const { result } = await verify('--output-dir', 'ci/reports');
    const findings = result?.findings ?? [];
    const maps = join(bench.directory, 'id-map');
    const files = result?.files ?? [];
    const reported = files.filter((file) => dirname(file) === reports);
    const others = files.filter((file) => dirname(file) !== reports);
    expect(reported.map((file) => basename(file))).to.include.members([
      'verify.json',
      'verify.md',
      'verify-junit.xml',
      'verify.tap',
    ]);
    expect(others.map((file) => dirname(file))).to.satisfy((all: string[]) => all.every((file) => file === maps));
    expect(await filesBelow(bench.directory)).to.deep.equal(before);
    const read = (file: string): Promise<string> => readFile(join(reports, file), 'utf8');
    expect((JSON.parse(await read('verify.json')) as { findings: object[] }).findings).to.have.length(findings.length);
    const junit = create(await read('verify-junit.xml'))
      .root()
      .toObject() as {
      testsuites: { '@tests': string; '@failures': string };
    };
    expect(junit.testsuites).to.include({ '@tests': String(findings.length), '@failures': '0' });
    const tap = (await read('verify.tap')).split('\n');
    expect(tap[0]).to.equal('TAP version 13');
    expect(tap.filter((line) => /^(not )?ok \d+/.test(line))).to.have.length(findings.length);
    expect(tap).to.include(`1..${findings.length}`);
    const rows = (await read('verify.md')).split('\n').filter((line) => line.startsWith('|'));
    expect(rows).to.have.length(findings.length + 2);
    expect(new Set(rows.map((row) => row.replaceAll('\\|', '').split('|').length))).to.deep.equal(new Set([7]));
  });

  it('Given --result-format, When verify prints, Then stdout holds that report and nothing else', async () => {
    const print = async (format: string): Promise<string> => (await verify('--result-format', format)).stdout;
    expect(JSON.parse(await print('json'))).to.include.all.keys('findings', 'summary', 'org');
    expect(create(await print('junit')).root().node.nodeName).to.equal('testsuites');
    expect(await print('tap')).to.match(/^TAP version 13\n/);
    expect(await print('markdown')).to.match(/^# /);
  });
});

describe('verify before the refresh', () => {
  it('Given a sandbox that has not been refreshed, When verify runs, Then it fails and says so; so does repoint, with nothing to do', async () => {
    const bench = await Workbench.start();
    try {
      await bench.prepare();
      const { exitCode, result, stdout } = await bench.run('verify', '--target-org', 'uat');
      expect(exitCode).to.equal(1);
      expect(result?.recognised).to.match(/has not been refreshed/);
      expect(result?.findings.filter(({ status }) => status === 'fail').map(({ target }) => target)).to.deep.equal([
        'Organization ID',
      ]);
      expect(stdout).to.include('has not been refreshed');
      const repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(repointed.result?.changes).to.deep.equal([]);
      expect(repointed.exitCode).to.not.equal(0);
      expect(repointed.result?.files.join()).not.to.match(/journal|support-case-update/);
    } finally {
      await bench.close();
    }
  });
});
