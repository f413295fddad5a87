import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { checklist } from '../../src/checklist/index.ts';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { expectRefused, filesBelow, MINIMAL, run, type Command } from './hostile.ts';

type Reading = { status: string; facts?: unknown; reason?: string; at?: string };
type Record_ = { preparedAt: string; items: Record<string, Reading>; production: { items: Record<string, Reading> } };

const baselineOf = async (bench: Workbench): Promise<Record_> =>
  JSON.parse(await readFile(join(bench.directory, 'baseline.json'), 'utf8')) as Record_;

const ofItem = (findings: readonly Finding[] | undefined, id: string): Finding[] =>
  (findings ?? []).filter(({ item }) => item === id);

const PREPARE_AGAIN = ['--target-org', 'uat', ...MINIMAL.prepare];

describe('--only and --skip before the refresh', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  it('Given a line that is not in the checklist, when any command gets it, then it is a usage error that lists the lines', async () => {
    for (const command of ['prepare', 'verify', 'repoint'] as Command[]) {
      for (const flag of ['--only', '--skip']) {
        const { error } = await expectRefused(bench, () => run(bench, command, flag, 'trusted-url', 'trusted-urls'), {
          exitCode: 2,
          name: 'UnknownItemError',
          says: [`${flag} trusted-urls: the checklist has no such line`],
        });
        for (const { id } of checklist) expect(error?.actions?.join()).to.include(id);
      }
    }
  });

  it('Given both flags, a line that cannot be left out, or one that the command has nothing to do with, when a command gets them, then it refuses', async () => {
    const both = await run(bench, 'prepare', '--only', 'policy', '--skip', 'target');
    expect(
      both.exitCode === 2 || both.error?.exitCode === 2 || /cannot also be provided/.test(both.error?.message ?? '')
    ).to.equal(true);
    expect(both.result).to.equal(undefined);
    await expectRefused(bench, () => run(bench, 'prepare', '--skip', 'org-identity'), {
      exitCode: 2,
      name: 'AlwaysItemError',
      says: ['org-identity'],
    });
    await bench.prepare();
    await expectRefused(bench, () => run(bench, 'verify', '--only', 'policy'), {
      exitCode: 2,
      name: 'IdleItemError',
      says: ['--only policy: verify has nothing to do with this line'],
    });
  });

  it('Given an earlier prepare, when another looks at one line only, then the record of all others stays, dated', async () => {
    await bench.prepare('--source-org', 'prod');
    const before = await baselineOf(bench);
    const kept = await filesBelow(join(bench.directory, 'catalog'));
    const { result, stdout, exitCode } = await bench.run(
      'prepare',
      ...PREPARE_AGAIN,
      '--source-org',
      'prod',
      '--only',
      'trusted-url'
    );
    const after = await baselineOf(bench);
    expect(exitCode).to.equal(0);
    expect([...new Set(result?.findings.map(({ item }) => item))]).to.have.members(['org-identity', 'trusted-url']);
    for (const { id } of checklist.filter(({ id: one }) => one !== 'org-identity' && one !== 'trusted-url'))
      expect(after.items[id], id).to.deep.equal(
        before.items[id].status === 'read' ? { ...before.items[id], at: before.preparedAt } : before.items[id]
      );
    expect(after.items['trusted-url'].at).to.equal(undefined);
    expect(Object.keys(after.production.items)).to.have.members(Object.keys(before.production.items));
    expect(await filesBelow(join(bench.directory, 'catalog'))).to.deep.equal(kept);
    expect(result?.selection.complete).to.equal(false);
    expect(result?.selection.leftOut).to.deep.include({ item: 'logik-tenant', recordedAt: before.preparedAt });
    expect(stdout).to.include(`as recorded on ${before.preparedAt.slice(0, 10)}: target, policy`);
  });

  it('Given lines that were left out twice, when prepare ran in between, then they still are dated from when they were read', async () => {
    await bench.prepare();
    const { preparedAt } = await baselineOf(bench);
    await bench.run('prepare', ...PREPARE_AGAIN, '--only', 'trusted-url');
    await bench.run('prepare', ...PREPARE_AGAIN, '--skip', 'logik-tenant');
    const { items } = await baselineOf(bench);
    expect(items['logik-tenant'].at).to.equal(preparedAt);
    expect(items['trusted-url'].at).to.equal(undefined);
  });

  it('Given no earlier prepare, when one leaves lines out, then it says that they are not recorded, and so does verify later', async () => {
    const { result, stdout } = await bench.prepare('--skip', 'packages', 'remote-site');
    expect(result?.selection.leftOut).to.deep.equal([
      { item: 'packages', recordedAt: null },
      { item: 'remote-site', recordedAt: null },
    ]);
    expect(stdout).to.include('never recorded: packages, remote-site').and.include('run prepare again without');
    await bench.refresh();
    const verified = await bench.run('verify', '--target-org', 'uat');
    const [finding] = ofItem(verified.result?.findings, 'packages').filter(({ target }) => target === 'baseline');
    expect(finding).to.include({ status: 'manual' });
    expect(finding.hint).to.include('was told to leave this line out');
  });

  it('Given a line that needs what another keeps, when prepare looks at it only, then the other is kept with it, and they fit', async () => {
    await bench.prepare();
    await bench.setRecords('sandbox', 'Product2', [{ Name: 'Another one', ProductCode: 'ANOTHER-1', IsActive: true }]);
    const { result } = await bench.run('prepare', ...PREPARE_AGAIN, '--only', 'id-map');
    expect(ofItem(result?.findings, 'catalog')).to.deep.equal([]);
    await bench.refresh();
    const { result: verified } = await bench.run('verify', '--target-org', 'uat', '--only', 'id-map,catalog');
    expect(verified?.findings.filter(({ actual }) => actual === 'could not be read')).to.deep.equal([]);
  });
});

describe('--only and --skip after the refresh', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.start();
    await bench.prepare('--source-org', 'prod');
    await bench.refresh();
  });
  after(() => bench.close());

  const plan = async (...more: string[]): Promise<Ran<{ changes: object[]; findings: Finding[] }>> =>
    bench.run('repoint', '--target-org', 'uat', '--dry-run', ...more);

  it('Given each line alone, when verify looks at it, then it says what it says among all others', async () => {
    const { result: all } = await bench.run('verify', '--target-org', 'uat');
    for (const { id } of checklist.filter(({ onlyBeforeRefresh }) => !onlyBeforeRefresh)) {
      const { result } = await bench.run('verify', '--target-org', 'uat', '--only', id);
      expect(ofItem(result?.findings, id), id).to.deep.equal(ofItem(all?.findings, id));
      const others = result?.findings.filter(({ item }) => item !== id && item !== 'org-identity');
      expect(others, id).to.deep.equal([]);
    }
  });

  it('Given lines alone or left out, when repoint plans, then it plans for the selected ones what it plans for them among all', async () => {
    const { result: all } = await plan();
    const changes = (all?.changes ?? []) as Array<{ item: string }>;
    for (const item of new Set(changes.map((change) => change.item))) {
      const { result } = await plan('--only', item);
      expect(result?.changes, item).to.deep.equal(changes.filter((change) => change.item === item));
      const { result: rest } = await plan('--skip', item);
      expect(rest?.changes, item).to.deep.equal(changes.filter((change) => change.item !== item));
    }
  });

  it("Given production's URL on the command line, when repoint leaves the Logik Tenant out, then it refuses all the same", async () => {
    await expectRefused(
      bench,
      () => run(bench, 'repoint', '--logik-url', 'https://acme.prod.logik.io', '--only', 'trusted-url'),
      {
        exitCode: (await run(bench, 'repoint', '--logik-url', 'https://acme.prod.logik.io')).exitCode,
        name: 'UrlIsProductionError',
        says: [],
      }
    );
  });

  it('Given one line, when verify looks at it, then it asks the org for less', async () => {
    await bench.forgetRequests();
    await bench.run('verify', '--target-org', 'uat', '--only', 'packages');
    const requests = await bench.requests();
    expect(requests).to.have.length.below(7);
    const few = JSON.stringify(requests);
    expect(few).not.to.include('CspTrustedSite').and.not.include('FROM Product2').and.not.include('FROM User');
  });

  it('Given selected lines that all hold, when verify has looked, then no report looks like a full pass', async () => {
    const { result, stdout, exitCode } = await bench.run(
      'verify',
      '--target-org',
      'uat',
      '--only',
      'packages',
      'org-identity'
    );
    expect(exitCode).to.equal(0);
    expect(result?.selection).to.include({ complete: false });
    expect(result?.selection.lines).to.deep.equal(['org-identity', 'packages']);
    expect(stdout).to.match(/Looked at only: org-identity, packages\. All others of the \d+ lines were left out/);
    expect(stdout).to.include('Verify all of it').and.not.include('the gate is open');
    const report = (name: string): Promise<string> => readFile(join(bench.directory, 'reports', name), 'utf8');
    expect((JSON.parse(await report('verify.json')) as { selection: object }).selection).to.deep.equal(
      result?.selection
    );
    for (const name of ['verify.md', 'verify-junit.xml', 'verify.tap'])
      expect(await report(name), name).to.match(/Not looked at: \d+ of \d+ lines were left out/);
    expect(await report('verify.tap')).to.match(/ok \d+ - logik-tenant # SKIP/);
    expect(await report('verify-junit.xml')).to.match(
      /<testcase classname="logik.refresh.logik-tenant" name="logik-tenant">\s*<skipped/
    );
    const full = await bench.run('verify', '--target-org', 'uat');
    expect(full.result?.selection).to.deep.include({ complete: true, leftOut: [] });
    expect(full.stdout).not.to.include('left out');
    const most = await bench.run('verify', '--target-org', 'uat', '--skip', 'remote-site');
    expect(most.stdout).to.match(
      /Not looked at: 1 of \d+ lines were left out, and nothing is said of them: remote-site/
    );
  });

  it('Given a line that is left out, when somebody vouches for it, then that is refused', async () => {
    await expectRefused(
      bench,
      () => run(bench, 'verify', '--skip', 'runtime-clients', '--attest', 'runtime-clients=made by hand'),
      { exitCode: 2, name: 'AttestLeftOutError', says: ['runtime-clients'] }
    );
  });

  it('Given some lines, when repoint applies them, then others stay as they are, and the case update waits for a look at all', async () => {
    const { result, stdout } = await bench.run(
      'repoint',
      '--target-org',
      'uat',
      '--no-prompt',
      '--only',
      'trusted-url'
    );
    expect(new Set(result?.changes.map(({ item }) => item))).to.deep.equal(new Set(['trusted-url']));
    expect(result?.changes.map(({ outcome }) => outcome)).to.satisfy((all: string[]) =>
      all.every((o) => o === 'applied')
    );
    expect(stdout).to.include('lines were left out').and.include('Looked at only: org-identity, trusted-url.');
    expect(result?.files.join()).not.to.include('support-case-update');
    const { result: rest } = await plan();
    expect(rest?.changes.map((change) => (change as { item: string }).item))
      .to.include('logik-tenant')
      .and.not.include('trusted-url');
  });
});
