import { expect } from 'chai';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Answers } from '../../src/checklist/answers/index.ts';
import { inDays, Workbench } from '../support/workbench.ts';
import { expectRefused, filesBelow, run, writesTo } from './hostile.ts';

type Envelope<T> = { status: number; result: T };

describe('the refresh directory', () => {
  let bench: Workbench;
  const yamlPath = (): string => join(bench.directory, 'refresh.yaml');
  const yaml = (): Promise<string> => readFile(yamlPath(), 'utf8');
  const answers = async (): Promise<Answers> => parse(await yaml()) as Answers;
  beforeEach(async () => {
    bench = await Workbench.start();
    await bench.prepare();
  });
  afterEach(() => bench.close());

  it('Given a refresh.yaml that people edited, When prepare runs again, Then facts are new and every edit and comment stays', async () => {
    const edited = (await yaml())
      .replace(/^(\s*)provisioningEmail: .*$/m, '$1provisioningEmail: support@acme.example # ours, agreed in March')
      .replace(/^(\s*)newHost: .*$/m, '$1# waiting for the vendor\n$1newHost: acme-uat9.test01.logik.io')
      .concat('# the end\n');
    await writeFile(yamlPath(), edited);
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [
      { Id: (await bench.records('sandbox', 'LGK__ConfigurationTenant__c'))[0].Id, LGK__RfqQuoteLineLimit__c: 77 },
    ]);
    const { error } = await bench.run('prepare', '--target-org', 'uat');
    expect(error).to.equal(undefined);
    // The writer may set a comment at the end apart with an empty line.
    expect((await yaml()).replace(/\n+/g, '\n')).to.equal(edited.replace(/\n+/g, '\n'));
    expect(await readFile(join(bench.directory, 'baseline.json'), 'utf8')).to.include(
      '"LGK__RfqQuoteLineLimit__c": 77'
    );
    expect(await readFile(join(bench.directory, 'support-case.txt'), 'utf8')).to.include('acme-uat9.test01.logik.io');
  });

  it('Given flags and a refresh.yaml that differ, When prepare runs again, Then the flags win, and nothing else moves', async () => {
    await writeFile(yamlPath(), (await yaml()).replace(/^(\s*)date: .*$/m, '$1date: 2099-05-05 # moved twice'));
    await bench.run('prepare', '--target-org', 'uat', ...bench.decommission);
    expect(await yaml()).to.include('# moved twice');
    expect((await answers()).refresh).to.include({ date: '2099-05-05', dataStrategy: 'decommission' });
    await bench.run('prepare', '--target-org', 'uat', '--refresh-date', '2099-06-06');
    expect((await answers()).refresh.date).to.equal('2099-06-06');
    expect((await answers()).logik.adminUsers).to.have.length(2);
  });

  it('Given a day in refresh.yaml that has passed, When prepare runs again, Then it asks for a new one', async () => {
    await writeFile(yamlPath(), (await yaml()).replace(/^(\s*)date: .*$/m, `$1date: ${inDays(-3)}`));
    await expectRefused(bench, () => bench.run('prepare', '--target-org', 'uat'), {
      exitCode: 2,
      name: 'DateInThePastError',
      says: [inDays(-3)],
    });
  });

  it('Given production was asked once, When prepare runs again without --source-org, Then it is not forgotten', async () => {
    await bench.prepare('--source-org', 'prod');
    await bench.run('prepare', '--target-org', 'uat');
    expect(await readFile(join(bench.directory, 'baseline.json'), 'utf8')).to.include('https://acme.prod.logik.io');
  });

  it('Given the sandbox was refreshed, When prepare runs on its directory, Then it refuses to overwrite what the sandbox was', async () => {
    const { orgId } = await bench.refresh();
    const { error } = await expectRefused(bench, () => run(bench, 'prepare'), {
      exitCode: 1,
      name: 'BaselineWouldBeLostError',
      says: ['uat has been refreshed', '00DOv0000004UatMAE', orgId],
    });
    expect(error?.actions?.join()).to.include('--output-dir');
    expect((await run(bench, 'prepare', '--output-dir', 'next')).error).to.equal(undefined);
  });

  it('Given files that hold what an org is like, When prepare writes them, Then only their owner may read them', async () => {
    for (const file of Object.keys(await filesBelow(bench.directory))) {
      expect((await stat(join(bench.directory, file))).mode & 0o077, file).to.equal(0);
    }
    expect((await stat(bench.directory)).mode & 0o077).to.equal(0);
  });

  it('Given own templates for the case, When prepare runs, Then they make the case, escaped for their kind of text', async () => {
    await writeFile('ours.md.eta', '# <%= it.sandbox %>\n<%= it.adminUsers.join(" and ") %> | <%= it.orgId %>\n');
    await writeFile('ours.txt.eta', 'SANDBOX <%= it.sandbox %> ON <%= it.refreshDate %>\n');
    const { result, stdout } = await bench.prepare('--case-template', 'ours.md.eta', '--case-template', 'ours.txt.eta');
    expect(result?.files).to.include(join(bench.directory, 'support-case.md'));
    expect(await readFile(join(bench.directory, 'support-case.md'), 'utf8')).to.equal(
      '# uat\ndana.ortiz@acme.example.uat and kim.larsen@acme.example.uat | 00DOv0000004UatMAE\n'
    );
    expect(await readFile(join(bench.directory, 'support-case.txt'), 'utf8')).to.equal(
      `SANDBOX uat ON ${inDays(14)}\n`
    );
    expect(stdout).to.include(`SANDBOX uat ON ${inDays(14)}`);
  });

  it('Given --json, When each command runs, Then stdout is one JSON document of the promised shape', async () => {
    const json = async <T>(command: 'prepare' | 'repoint' | 'verify', ...args: string[]): Promise<Envelope<T>> => {
      const { stdout } = await bench.run(command, '--target-org', 'uat', ...args, '--json');
      return JSON.parse(stdout) as Envelope<T>;
    };
    type Shape = { findings: object[]; files: string[]; changes: object[]; summary: Record<string, number> };
    const prepared = await json<Shape>('prepare');
    expect(prepared.status).to.equal(0);
    expect(prepared.result.findings[0]).to.include.all.keys('item', 'target', 'status', 'expected', 'actual', 'hint');
    for (const file of prepared.result.files) await stat(file);
    await bench.refresh();

    const planned = await json<Shape>('repoint', '--dry-run');
    const expected = ['item', 'target', 'before', 'after', 'outcome'];
    expect(planned.result.changes[0]).to.include.all.keys(...expected);
    expect(planned.result.changes[0]).to.include({ before: 'https://acme.prod.logik.io', outcome: 'planned' });
    expect(planned.result.files).to.deep.equal([]);
    const applied = await json<Shape>('repoint', '--no-prompt');
    expect(applied.status).to.equal(68);
    expect(applied.result.changes[0])
      .to.include.all.keys(...expected)
      .and.include({ outcome: 'applied' });
    for (const file of applied.result.files) await stat(file);
    const verified = await json<Shape>('verify');
    expect(verified.status).to.equal(68);
    const { total, ...counts } = verified.result.summary;
    expect(total).to.equal(verified.result.findings.length);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).to.equal(total);
  });

  it('Given no terminal, When repoint has something to do, Then it neither asks nor applies; where it has not, it needs nobody', async () => {
    await bench.refresh();
    await expectRefused(bench, () => bench.run('repoint', '--target-org', 'uat'), {
      exitCode: 2,
      name: 'CannotAskError',
      says: ['no terminal', 'Nothing was written'],
    });
    await run(bench, 'repoint');
    await bench.forgetRequests();
    const again = await bench.run('repoint', '--target-org', 'uat');
    expect(again.error).to.equal(undefined);
    expect(again.result?.changes).to.deep.equal([]);
    expect(await writesTo(bench)).to.deep.equal([]);
  });

  it('Given --json without --no-prompt, When repoint and rollback have something to do, Then nothing is written, and the plan is in the answer', async () => {
    await bench.refresh();
    type Told = { status: number; name: string; actions: string[]; data: { changes: object[]; dryRun: boolean } };
    for (const command of ['repoint', 'rollback'] as const) {
      if (command === 'rollback') await run(bench, 'repoint');
      await bench.forgetRequests();
      const [dry, told] = [
        await bench.run(command, '--target-org', 'uat', '--json', '--dry-run'),
        await expectRefused(bench, () => bench.run(command, '--target-org', 'uat', '--json'), {
          exitCode: 2,
          name: 'CannotAskError',
          says: ['Nothing was written'],
        }),
      ];
      const { status, name, actions, data } = JSON.parse(told.stdout) as Told;
      expect([status, name, await writesTo(bench)]).to.deep.equal([2, 'CannotAskError', []]);
      expect(actions.join()).to.include('--no-prompt');
      expect(data.changes).to.have.length.above(0);
      expect(data).to.deep.equal(JSON.parse(JSON.stringify(dry.result)));
    }
  });

  it('Given a terminal and --json, When commands run, Then they never ask', async () => {
    const [input, output, ci] = [process.stdin.isTTY, process.stdout.isTTY, process.env.CI];
    delete process.env.CI;
    process.stdin.isTTY = true;
    process.stdout.isTTY = true;
    try {
      await rm(bench.directory, { recursive: true });
      const prepared = await bench.run('prepare', '--target-org', 'uat', '--json');
      expect(prepared.error?.name).to.equal('MissingAnswersError');
      await bench.prepare('--json');
      await bench.refresh();
      const repointed = await bench.run('repoint', '--target-org', 'uat', '--json');
      expect(repointed.error?.name).to.equal('CannotAskError');
      expect(await writesTo(bench)).to.deep.equal([]);
    } finally {
      Object.assign(process.stdin, { isTTY: input });
      Object.assign(process.stdout, { isTTY: output });
      if (ci !== undefined) process.env.CI = ci;
    }
  });
});
