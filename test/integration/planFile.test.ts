import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { dataDigest } from '../../src/refresh/plan/canonical.ts';
import type { Moved } from '../../src/refresh/plan/moved.ts';
import type { PlanContent } from '../../src/refresh/plan/schema.ts';
import { REPOSITORY } from '../support/sf.ts';
import { Workbench, type Login, type Ran } from '../support/workbench.ts';

type File = { hash: string; plan: PlanContent };

describe('a plan in a file', () => {
  let bench: Workbench;
  let path: string;
  let login: Login;
  beforeEach(async () => {
    bench = await Workbench.start();
    await bench.prepare();
    login = await bench.refresh();
    path = join(bench.home, 'plan.json');
  });
  afterEach(() => bench.close());

  const repoint = (...args: string[]): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '--target-org', 'uat', '--plan-file', path, ...args);
  const written = async (): Promise<File> => JSON.parse(await readFile(path, 'utf8')) as File;
  const writes = async (): Promise<unknown[]> => (await bench.requests()).filter(({ write }) => write);
  const movedIn = ({ error }: Ran<unknown>): Moved[] => (error?.data as { moved: Moved[] } | undefined)?.moved ?? [];
  const somebodyWrites = async (value: string): Promise<void> => {
    const rows = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    await bench.setRecords(
      'sandbox',
      'LGK__ConfigurationTenant__c',
      rows.map((row) => ({ ...row, LGK__RuntimeUrl__c: value }))
    );
  };

  it('Given a dry run, When it writes its plan twice, Then nothing is changed, the files are the same bytes, and no secret is in them', async () => {
    await bench.forgetRequests();
    const dry = await repoint('--dry-run');
    expect(dry.error).to.equal(undefined);
    expect(dry.exitCode).to.equal(0);
    expect(dry.result?.files).to.deep.equal([path, join(bench.home, 'plan.md')]);
    const files = (): Promise<string[]> =>
      Promise.all(['plan.json', 'plan.md'].map((name) => readFile(join(bench.home, name), 'utf8')));
    const [json, markdown] = await files();
    const { hash, plan } = JSON.parse(json) as File;
    expect(hash).to.equal(dry.result?.planHash).and.to.equal(dataDigest(plan));
    expect(plan.org).to.equal(login.orgId);
    expect(plan.changes).to.have.length(dry.result?.changes.length ?? 0);
    const [, , summary] = markdown.split('\n');
    expect(summary).to.match(/^\*\*\d+ to change, \d+ of them away from production\*\*$/);
    expect(markdown).to.include(hash).and.to.include('sf logik refresh repoint --target-org uat --plan-file plan.json');
    expect(json + markdown).not.to.include(login.accessToken.split('!')[1]);
    const schema = JSON.parse(await readFile(join(REPOSITORY, 'templates', 'plan.schema.json'), 'utf8')) as object;
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(JSON.parse(json)), JSON.stringify(validate.errors)).to.equal(true);
    expect((await repoint('--dry-run')).result?.planHash).to.equal(hash);
    expect(await files()).to.deep.equal([json, markdown]);
    expect(await writes()).to.deep.equal([]);
  });

  it('Given an approved plan, When it is applied with --json, Then all of it is, without a question, and afterwards it is stale', async () => {
    await repoint('--dry-run');
    const { plan } = await written();
    const applied = await repoint('--json');
    expect(applied.error).to.equal(undefined);
    expect(applied.result?.changes.map(({ item, target, after }) => ({ item, target, after }))).to.have.deep.members(
      plan.changes.map(({ item, target, after }) => ({ item, target, after }))
    );
    expect(applied.result?.changes.filter(({ outcome }) => outcome !== 'applied')).to.deep.equal([]);
    await bench.forgetRequests();
    const again = await repoint('--no-prompt');
    expect(again.error).to.include({ name: 'StalePlanError', exitCode: 1 });
    expect(movedIn(again).map(({ what }) => what)).to.deep.equal(plan.changes.map(() => 'gone'));
    expect(await writes()).to.deep.equal([]);
  });

  it('Given an approved plan, When a planned value moves, Then it is refused with what moved; When something else does, Then it is applied', async () => {
    await repoint('--dry-run', '--touch-products');
    await somebodyWrites('https://somebody.test01.logik.io');
    await bench.forgetRequests();
    const stale = await repoint('--no-prompt');
    expect(stale.error?.name).to.equal('StalePlanError');
    expect(movedIn(stale).find(({ what }) => what === 'before')).to.include({
      item: 'logik-tenant',
      planned: 'https://acme.prod.logik.io',
      now: 'https://somebody.test01.logik.io',
    });
    expect(stale.error?.message).to.include('https://somebody.test01.logik.io');
    expect(await writes()).to.deep.equal([]);
    await somebodyWrites('https://acme.prod.logik.io');
    await bench.setRecords('sandbox', 'Account', [{ Name: 'Somebody Ltd' }]);
    const other = await bench.records('sandbox', 'User');
    await bench.setRecords('sandbox', 'User', [{ ...other.at(-1), Title: 'Something else' }]);
    const applied = await repoint('--no-prompt');
    expect(applied.error).to.equal(undefined);
    expect(applied.result?.changes.filter(({ outcome }) => outcome !== 'applied')).to.deep.equal([]);
  });

  it('Given any change of the org, When the plan is made anew, Then its hash is another where a planned value was touched, and the same where none was', async function () {
    this.timeout(600_000);
    await repoint('--dry-run');
    const { hash, plan } = await written();
    const records = plan.changes.flatMap(({ write }) =>
      write.kind === 'record' && write.id !== null && !write.secret ? [write] : []
    );
    expect(records.length).to.be.above(2);
    const rowOf = async (object: string, id: string): Promise<Record<string, unknown>> =>
      (await bench.records('sandbox', object)).find((row) => row.Id === id) ?? {};
    const value = fc.oneof(
      fc.constantFrom('https://one.test01.logik.io', 'https://two.test02.logik.io'),
      fc.nat({ max: 99 }).map((number) => `nobody${number}@example.com`)
    );
    const planned = fc.record({ isPlanned: fc.constant(true), write: fc.constantFrom(...records), value });
    const other = fc.record({
      isPlanned: fc.constant(false),
      write: fc.constantFrom(
        ...records.map(({ object, id }) => ({ object, id, field: object === 'User' ? 'Title' : 'Name' })),
        { object: 'Account', id: null, field: 'Name' },
        { object: 'Contact', id: null, field: 'LastName' }
      ),
      value,
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(planned, other), async ({ isPlanned, write: { object, id, field }, value: now }) => {
        const before = id === null ? {} : await rowOf(object, id);
        const isFlag = typeof before[field] === 'boolean';
        await bench.setRecords('sandbox', object, [{ ...before, [field]: isFlag ? !before[field] : now }]);
        try {
          const { result } = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
          expect(result?.planHash === hash, `${object}.${field}`).to.equal(!isPlanned);
        } finally {
          if (id !== null) await bench.setRecords('sandbox', object, [before]);
        }
      }),
      { numRuns: Number(process.env.PLAN_RUNS ?? '8'), seed: 12, endOnFailure: true }
    );
  });

  it('Given a plan with options, When it is applied, Then they are its own; other ones on the command line are refused', async () => {
    const url = 'https://acme-uat2.test01.logik.io';
    expect((await repoint('--dry-run', '--logik-url', url, '--only', 'logik-tenant,trusted-url')).error).to.equal(
      undefined
    );
    const { plan } = await written();
    expect(plan.options).to.deep.include({ runtimeUrl: url, administrationUrl: url });
    for (const flags of [
      ['--touch-products'],
      ['--logik-url', 'https://other.test01.logik.io'],
      ['--skip', 'trusted-url'],
      ['--only', 'trusted-url'],
    ]) {
      const refused = await repoint('--no-prompt', ...flags);
      expect(refused.error, flags.join(' ')).to.include({ name: 'PlanFlagsError', exitCode: 2 });
    }
    const applied = await repoint('--no-prompt', '--only', 'logik-tenant,trusted-url', '--logik-url', url);
    expect(applied.error).to.equal(undefined);
    expect(new Set(applied.result?.changes.map(({ item }) => item))).to.deep.equal(
      new Set(['logik-tenant', 'trusted-url'])
    );
    expect(await readFile(join(bench.directory, 'refresh.yaml'), 'utf8')).to.include(url);
  });

  it('Given a plan file that is edited, foreign, of another org, a pipe or not there, When it is applied, Then each is refused by name and nothing is written', async () => {
    await repoint('--dry-run');
    const json = await readFile(path, 'utf8');
    const { plan } = JSON.parse(json) as File;
    const edited = JSON.stringify({
      ...JSON.parse(json),
      plan: { ...plan, options: { ...plan.options, touchProducts: true } },
    });
    const foreign = { ...plan, org: '00D000000000001AAA' };
    const other = JSON.stringify({ ...JSON.parse(json), plan: foreign, hash: dataDigest(foreign) });
    const [change] = plan.changes;
    const twice = json.replace('"severity"', `"before": "https://harmless.example", "severity"`);
    const cases: Array<[string, string]> = [
      [edited, 'EditedPlanError'],
      [twice, 'EditedPlanError'],
      [json.replace(JSON.stringify(change.target), '"other"'), 'EditedPlanError'],
      [other, 'PlanOfAnotherOrgError'],
      [json.replace('"schemaVersion": 1', '"schemaVersion": 2'), 'NewerFileError'],
      [json.replace('logik-refresh-plan', 'something'), 'ForeignFileError'],
      [json.slice(0, -20), 'DamagedFileError'],
      [json.replace('"restoreLogik"', '"restoreLogic"'), 'DamagedFileError'],
      ['['.repeat(200_000), 'DamagedFileError'],
    ];
    await bench.forgetRequests();
    for (const [content, name] of cases) {
      await writeFile(path, content);
      expect((await repoint('--no-prompt')).error?.name, content.slice(0, 200)).to.equal(name);
    }
    const pipe = join(bench.home, 'pipe');
    spawnSync('mkfifo', [pipe]);
    for (const [file, name] of [
      [pipe, 'NotAPlanFileError'],
      [bench.home, 'NotAPlanFileError'],
      ['/dev/zero', 'NotAPlanFileError'],
      [join(bench.home, 'none'), 'NoPlanFileError'],
    ]) {
      const refused = await bench.run('repoint', '--target-org', 'uat', '--plan-file', file, '--no-prompt');
      expect(refused.error?.name, file).to.equal(name);
    }
    const yaml = join(bench.directory, 'refresh.yaml');
    const kept = join(bench.directory, 'baseline.json');
    for (const [file, name] of [
      [yaml, 'PlanFileNameError'],
      [kept, 'PlanFileTakenError'],
    ]) {
      const refused = await bench.run('repoint', '--target-org', 'uat', '--plan-file', file, '--dry-run');
      expect(refused.error, file).to.include({ name, exitCode: 2 });
    }
    expect(await writes()).to.deep.equal([]);
  });

  it('Given a record that is made anew, When the plan is applied, Then it is stale for the record that it was made from', async () => {
    await repoint('--dry-run');
    const baseline = join(bench.directory, 'baseline.json');
    const content = await readFile(baseline, 'utf8');
    await writeFile(baseline, content.replace(/"preparedAt": "\d{4}/, '"preparedAt": "2024'));
    const stale = await repoint('--no-prompt');
    expect(stale.error?.name).to.equal('StalePlanError');
    expect(movedIn(stale).map(({ what }) => what)).to.include('baseline');
    await writeFile(baseline, content.replaceAll('\n', '\r\n'));
    expect((await repoint('--dry-run')).result?.planHash).to.equal((await written()).hash);
  });
});
