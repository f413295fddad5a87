import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import type { Summary } from '../../src/checklist/finding.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';
import { expectRefused, MINIMAL, run } from './hostile.ts';

type Waiver = { item: string; target?: string; reason?: string; until?: string };
type Judged = { findings: Finding[]; summary: Summary; files: string[] };

const URL_TARGET = 'org default › Runtime Configuration URL';

describe('waivers', () => {
  let bench: Workbench;
  afterEach(() => bench.close());

  const waive = async (...waivers: Waiver[]): Promise<void> => {
    const path = join(bench.directory, 'refresh.yaml');
    const given = waivers.map((waiver) => ({
      reason: 'The <b>pilot</b> | needs it # so',
      owner: 'Release board',
      until: inDays(30),
      ...waiver,
    }));
    const yaml = await readFile(path, 'utf8');
    await writeFile(path, yaml.replace(/^waivers:.*$/m, `waivers: ${JSON.stringify(given)}`));
  };
  const verify = (...more: string[]): Promise<Ran<Judged>> => bench.run('verify', '--target-org', 'uat', ...more);
  const of = (ran: Ran<Judged>, id: string): Finding[] =>
    (ran.result?.findings ?? []).filter(({ item }) => item === id);

  describe('after the refresh', () => {
    beforeEach(async () => {
      bench = await Workbench.start();
      await bench.prepare('--source-org', 'prod');
      await bench.refresh();
    });

    it('Given a waiver for one finding, when verify runs, then it is waived, still critical and first, and everything else stays', async () => {
      const before = await verify();
      await waive({ item: 'logik-tenant', target: URL_TARGET });
      const after = await verify();
      const [found] = of(after, 'logik-tenant').filter(({ target }) => target === URL_TARGET);
      expect(found).to.deep.include({ status: 'skip', severity: 'critical' });
      expect(found.waiver).to.deep.equal({
        was: 'fail',
        reason: 'The <b>pilot</b> | needs it # so',
        owner: 'Release board',
        until: inDays(30),
      });
      expect(after.result?.findings[0]).to.deep.equal(found);
      expect(after.result?.findings.slice(1)).to.deep.equal(before.result?.findings.slice(1));
      expect(after.result?.summary).to.include({ waived: 1, fail: (before.result?.summary.fail ?? 0) - 1 });
      expect(after.exitCode).to.equal(1);
      expect(after.stdout).to.include('PRODUCTION, waived').and.include('1 waived');
    });

    it('Given everything waived, when verify runs, then the gate opens, strict too, and every report shows each waiver', async () => {
      const { result } = await verify();
      const open = (result?.findings ?? []).filter(({ status }) => ['fail', 'warn', 'manual'].includes(status));
      await waive(...[...new Set(open.map(({ item }) => item))].map((item) => ({ item })));
      const after = await verify('--strict');
      expect(after.exitCode).to.equal(0);
      expect(after.result?.summary).to.include({ fail: 0, warn: 0, manual: 0, waived: open.length });
      const report = (name: string): Promise<string> => readFile(join(bench.directory, 'reports', name), 'utf8');
      const count = (text: string): number => text.split('waived until').length - 1;
      expect(count(after.stdout)).to.equal(open.length);
      expect(after.stdout).to.include(
        `waived until ${inDays(30)} by Release board: The <b>pilot</b> | needs it # so (was: FAIL)`
      );
      expect(count(await report('verify.md'))).to.equal(open.length);
      expect(await report('verify.md'))
        .to.include('## Waived')
        .and.include('📝 waived')
        .and.not.include('<b>');
      expect(count(await report('verify-junit.xml'))).to.equal(open.length);
      expect(await report('verify-junit.xml'))
        .to.include('failures="0"')
        .and.not.include('<failure');
      expect(count(await report('verify.tap'))).to.equal(open.length);
      expect(await report('verify.tap')).not.to.match(/^not ok/m);
      const json = JSON.parse(await report('verify.json')) as Judged;
      expect(json.findings.filter(({ waiver }) => waiver)).to.have.length(open.length);
      const listed = await bench.run('checklist', '--dir', bench.directory);
      expect(listed.result?.items.find(({ id }) => id === 'logik-tenant')?.state?.waived).to.be.above(0);
    });

    it('Given an expired waiver and one that covers nothing, when verify and repoint run, then the one changes nothing and fails, the other warns', async () => {
      const before = await verify();
      await waive(
        { item: 'logik-tenant', until: inDays(-1), reason: 'old' },
        { item: 'trusted-url', target: 'no such target' }
      );
      for (const ran of [await verify(), await bench.run('repoint', '--target-org', 'uat', '--dry-run')]) {
        expect(of(ran, 'logik-tenant').filter(({ target }) => !target.startsWith('waiver'))).to.deep.equal(
          of(before, 'logik-tenant')
        );
        const [expired] = of(ran, 'logik-tenant').filter(({ target }) => target.startsWith('waiver'));
        expect(expired).to.include({
          status: 'fail',
          target: 'waiver of the whole line',
          actual: `expired on ${inDays(-1)}`,
        });
        expect(expired.hint).to.include('Release board').and.include('take the waiver out');
        const [idle] = of(ran, 'trusted-url').filter(({ target }) => target.startsWith('waiver'));
        expect(idle).to.include({ status: 'warn', target: 'waiver of no such target' });
      }
    });

    it('Given a waiver until today, when verify runs, then it counts', async () => {
      await waive({ item: 'logik-tenant', until: inDays(0) });
      expect((await verify()).result?.summary.waived).to.be.above(0);
    });

    it('Given an outstanding step that is waived, when somebody vouches for it, then the word counts and not the waiver', async () => {
      await waive({ item: 'runtime-clients' });
      expect(of(await verify(), 'runtime-clients').every(({ status, waiver }) => status === 'skip' && waiver)).to.equal(
        true
      );
      const after = await verify('--attest', 'runtime-clients=made by hand');
      const [attested] = of(after, 'runtime-clients');
      expect(attested).to.deep.include({ status: 'pass', waiver: null });
      expect(attested.attestation?.note).to.equal('made by hand');
    });

    it('Given waived failures, when repoint runs, then what is left no longer counts them, and the plan stays whole', async () => {
      const plan = async (): Promise<Ran<Judged & { changes: object[] }>> =>
        bench.run('repoint', '--target-org', 'uat', '--dry-run');
      const before = await plan();
      await waive({ item: 'runtime-clients' }, { item: 'logik-tenant' });
      const after = await plan();
      expect(after.result?.changes).to.deep.equal(before.result?.changes);
      expect(of(after, 'logik-tenant').filter(({ status }) => status === 'fail')).to.deep.equal([]);
      expect(after.result?.summary.waived).to.be.above(1);
    });

    it('Given a waiver for an item that is none, when any command reads it, then it is a usage error that names the line', async () => {
      await waive({ item: 'trusted-url' }, { item: 'trusted-urls' });
      const yaml = await readFile(join(bench.directory, 'refresh.yaml'), 'utf8');
      const line = yaml.split('\n').findIndex((each) => each.startsWith('waivers:')) + 1;
      for (const command of ['verify', 'repoint'] as const) {
        const { error } = await expectRefused(bench, () => run(bench, command), {
          exitCode: 2,
          name: 'UnknownWaiverItemError',
          says: [`refresh.yaml:${line}: waivers[1].item: the checklist has no line trusted-urls`],
        });
        expect(error?.actions?.join()).to.include('stale-ids');
      }
    });
  });

  describe('before the refresh', () => {
    beforeEach(async () => {
      bench = await Workbench.start();
      await bench.prepare();
    });
    const prepare = (...more: string[]): Promise<Ran<Judged>> =>
      bench.run('prepare', '--target-org', 'uat', ...MINIMAL.prepare, ...more);

    it('Given a policy that is not kept, when it is waived, then prepare shows it and its gate opens', async () => {
      await bench.run('prepare', '--target-org', 'uat', '--refresh-date', inDays(1), '--data-strategy', 'repoint');
      const soon = (): Promise<Ran<Judged>> =>
        bench.run(
          'prepare',
          '--target-org',
          'uat',
          '--refresh-date',
          inDays(1),
          '--data-strategy',
          'repoint',
          '--gate'
        );
      const before = await soon();
      expect(before.exitCode).to.equal(1);
      await waive({ item: 'policy' });
      const after = await soon();
      expect(after.exitCode).to.equal(0);
      expect(after.result?.summary.waived).to.be.above(0);
      expect(after.stdout).to.include('waived until').and.include('was: FAIL');
    });

    it('Given waivers without anything to cover, when prepare runs, then only those that are due warn, and the expired fail', async () => {
      await waive(
        { item: 'uncommitted-work', target: 'nothing' },
        // Without the source org the line was not looked at whole: nobody can say that this covers nothing.
        { item: 'target', target: 'nothing' },
        { item: 'trusted-url', target: 'nothing' },
        { item: 'records', until: inDays(-3) }
      );
      const ran = await prepare();
      const notice = (id: string): Finding | undefined => of(ran, id).find(({ target }) => target.startsWith('waiver'));
      expect(notice('uncommitted-work')?.status).to.equal('warn');
      expect(notice('target')).to.equal(undefined);
      expect(notice('trusted-url')?.status).to.equal('skip');
      expect(notice('records')?.status).to.equal('fail');
      expect(ran.exitCode).to.equal(0);
      const verified = await verify();
      expect(of(verified, 'target')).to.deep.equal([]);
    });
  });
});
