import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Org } from '@salesforce/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import type { Moved } from '../../src/refresh/plan/moved.ts';
import type { PlanContent } from '../../src/refresh/plan/schema.ts';
import type { Plan } from '../../src/refresh/plan/plan.ts';
import { rollback } from '../../src/refresh/rollback/index.ts';
import { logikAccess } from '../../src/cli/logikAccess.ts';
import { openOrg } from '../../src/salesforce/open.ts';
import { writeAnswers } from '../support/preservedRun.ts';
import { FEW, PRESERVE, recordsScenario } from '../support/recordsScenario.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';

const DANA = 'dana.ortiz@acme.example.uat';

type Write = { object?: string; write: boolean; path: string; method: string };

const NOBODY = { confirm: () => Promise.resolve(false), jsonEnabled: () => true };

const movedIn = ({ error }: Ran<unknown>): Moved[] => (error?.data as { moved: Moved[] } | undefined)?.moved ?? [];

describe('what a plan is bound to', function () {
  this.timeout(240_000);
  let bench: Workbench;
  let path: string;
  const given = { key: process.env.LOGIK_ADMIN_API_KEY, host: process.env.LOGIK_ADMIN_HOST };

  const restored = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  afterEach(async () => {
    restored('LOGIK_ADMIN_API_KEY', given.key);
    restored('LOGIK_ADMIN_HOST', given.host);
    await bench.close();
  });

  const writes = async (): Promise<Write[]> =>
    (await bench.requests()).filter(
      ({ write, method, path: of }) => write && !(method === 'POST' && /export$/.test(of))
    );
  const planFile = (...args: string[]): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '-o', 'uat', '--plan-file', path, ...args);
  const content = async (): Promise<PlanContent> =>
    (JSON.parse(await readFile(path, 'utf8')) as { plan: PlanContent }).plan;
  /** Applies the plan, and expects that it is refused with exactly this moved, and that nothing was written. */
  const isStale = async (why: string, ...expected: string[]): Promise<void> => {
    await bench.forgetRequests();
    const stale = await planFile('--no-prompt');
    expect(stale.error, why).to.include({ name: 'StalePlanError', exitCode: 1 });
    expect(
      movedIn(stale).map(({ item, target, what }) => `${item} ${target} ${what}`),
      why
    ).to.include.members(expected);
    for (const each of movedIn(stale)) expect(stale.error?.message, why).to.include(each.target);
    expect(await writes(), why).to.deep.equal([]);
  };

  describe('a plan that puts the backup of Logik back', () => {
    const TABLE = 'Steel prices';
    const COLUMNS = ['region', 'price'].map((name) => ({ name, type: 'text' }));
    const ROWS = [
      ['EMEA', '1'],
      ['APAC', '2'],
    ];
    const table = (name: string, rows: string[][], at = 'logik-new'): Promise<unknown> =>
      bench.control('POST', `${at}/tables`, { name, columns: COLUMNS, rows, modified: '2020-01-01T00:00:00Z' });
    const blueprint = (name: string): Promise<unknown> =>
      bench.control('POST', 'logik-new/blueprints', { variableName: 'hydraPump', name, modified: '2020-01-01' });

    beforeEach(async () => {
      bench = await Workbench.start();
      path = join(bench.home, 'plan.json');
      const keyOf = async (at: string): Promise<string> =>
        (await bench.control<{ key: string }>('POST', `${at}/keys`, { name: 'b', permissions: ['Read', 'Bulk'] })).key;
      for (const at of ['logik', 'logik-new']) await bench.control('POST', at, { jobMs: 5 });
      process.env.LOGIK_ADMIN_API_KEY = await keyOf('logik');
      const { url } = await bench.control<{ url: string }>('GET', 'logik-new');
      await table(TABLE, ROWS, 'logik');
      const prepared = await bench.run(
        'prepare',
        ...['-o', 'uat', '--refresh-date', inDays(14), ...bench.decommission],
        ...['--only', 'logik-backup,logik-tenant']
      );
      expect(prepared.error).to.equal(undefined);
      await bench.refresh();
      const yaml = join(bench.directory, 'refresh.yaml');
      const document = parseDocument(await readFile(yaml, 'utf8'));
      for (const name of ['administrationUrl', 'runtimeUrl']) document.setIn(['logik', name], url);
      document.setIn(['logik', 'backup', 'overwrite'], [TABLE]);
      await writeFile(yaml, document.toString());
      process.env.LOGIK_ADMIN_API_KEY = await keyOf('logik-new');
      process.env.LOGIK_ADMIN_HOST = url;
      await table(TABLE, [
        ['EMEA', '1'],
        ['APAC', 'other'],
      ]);
      const dry = await planFile('--dry-run', '--restore-logik', '--only', 'logik-backup');
      expect(dry.error).to.equal(undefined);
    });

    it('Given a table with as many rows as planned and one other value, or blueprints that came, When it is applied, Then it is stale with what moved, and what nobody planned moves nothing', async () => {
      const targets = (await content()).changes.map(({ target }) => target);
      expect(targets).to.include.members([`Managed table ${TABLE}`, 'Blueprints']);
      await table(TABLE, [
        ['EMEA', '1'],
        ['APAC', 'another'],
      ]);
      await isStale('one cell', `logik-backup Managed table ${TABLE} before`);
      await table(TABLE, ROWS);
      await isStale('somebody put it back', `logik-backup Managed table ${TABLE} gone`);
      await table(TABLE, [
        ['EMEA', '1'],
        ['APAC', 'other'],
      ]);
      // As it was planned: the approval holds, whatever happens to tables that are none of the backup.
      await table('Nobody planned this', [['EMEA', '9']]);
      const again = await planFile('--dry-run', '--restore-logik', '--only', 'logik-backup');
      expect((await content()).changes.map(({ target }) => target)).to.deep.equal(targets);
      await blueprint('Somebody made it');
      await isStale('a blueprint', 'logik-backup Blueprints before');
      expect(again.error).to.equal(undefined);
      expect((await planFile('--dry-run', '--restore-logik', '--only', 'logik-backup')).error).to.equal(undefined);
      await bench.setRecords('sandbox', 'Account', [{ Name: 'Somebody Ltd' }]);
      await table('Nobody planned this', [['EMEA', '10']]);
      const applied = await planFile('--no-prompt');
      expect(applied.error).to.equal(undefined);
      expect(applied.result?.changes.find(({ target }) => target === `Managed table ${TABLE}`)?.outcome).to.equal(
        'applied'
      );
    });

    it('Given a file of the backup that changed, When it is applied, Then it is stale', async () => {
      const manifest = join(bench.directory, 'preserved/logik/manifest.json');
      type Parts = { parts: Array<{ name: string; file: string }> };
      const { parts } = JSON.parse(await readFile(manifest, 'utf8')) as Parts;
      const { file = '' } = parts.find(({ name }) => name === TABLE) ?? {};
      await appendFile(join(bench.directory, file), 'more,9\n');
      await isStale('a file', `logik-backup Managed table ${TABLE} gone`);
    });

    /** A rollback that is at its question while `meanwhile` happens; a plan that moved is declined. */
    const roll = async (meanwhile: () => Promise<unknown>): Promise<{ asked: Plan[]; moved: readonly Moved[] }> => {
      const asked: Plan[] = [];
      let told: readonly Moved[] = [];
      const org = openOrg(await Org.create({ aliasOrUsername: 'uat' }), { label: 'uat', browser: {} });
      await rollback({
        org,
        directory: bench.directory,
        logik: await logikAccess(NOBODY, { 'ask-logik-credentials': false }, { unasked: true }),
        dryRun: false,
        approve: async (plan, moved) => {
          asked.push(plan);
          told = moved ?? [];
          if (moved === undefined) await meanwhile();
          return moved === undefined;
        },
      }).finally(() => org.close());
      return { asked, moved: told };
    };

    it('Given a rollback at its question, When a table that it would put back changes behind an equal number, or the journal does, Then what moved is shown and nothing is written; anything else moves nothing', async () => {
      expect((await planFile('--no-prompt')).error).to.equal(undefined);
      await table(TABLE, [
        ['EMEA', '1'],
        ['APAC', '3'],
      ]);
      // Somebody's rows stand there: nothing is taken back of them.
      const theirs = await roll(() => Promise.resolve());
      expect(theirs.asked[0].changes.map(({ target }) => target)).to.not.include(`Managed table ${TABLE}`);
      await table(TABLE, ROWS);
      await bench.forgetRequests();
      const { asked, moved } = await roll(() =>
        table(TABLE, [
          ['EMEA', '1'],
          ['APAC', '4'],
        ])
      );
      expect(asked[0].changes.map(({ target }) => target)).to.include(`Managed table ${TABLE}`);
      expect(moved.map(({ item, target, what }) => `${item} ${target} ${what}`)).to.deep.equal([
        `logik-backup Managed table ${TABLE} gone`,
      ]);
      await table(TABLE, ROWS);
      const journal = join(bench.directory, 'journal.ndjson');
      const before = await readFile(journal, 'utf8');
      const run = await roll(async () => {
        const last = before.trimEnd().split('\n').at(-1) ?? '';
        const entry = JSON.parse(last) as { run: string };
        await appendFile(journal, `${JSON.stringify({ ...entry, run: `${entry.run.slice(0, -1)}x` })}\n`);
      });
      expect(run.asked).to.have.length(2);
      expect(run.moved.map(({ what, target }) => `${what} ${target}`)).to.include('option runs');
      await writeFile(journal, before);
      expect(await writes()).to.deep.equal([]);
      const fine = await roll(async () => {
        await bench.setRecords('sandbox', 'Account', [{ Name: 'Somebody Ltd' }]);
        await table('Nobody planned this', [['EMEA', '11']]);
      });
      expect(fine.asked).to.have.length(1);
      expect(await writes()).to.not.be.empty;
    });
  });

  describe('a plan that puts records and users back', () => {
    let home: string;
    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), 'binding-'));
      bench = await Workbench.start({ scenario: await recordsScenario(home, FEW) });
      path = join(bench.home, 'plan.json');
      await writeAnswers(bench, `preserve:\n  users: [${DANA}]\n  records:\n${PRESERVE.join('\n')}`);
      expect((await bench.prepare()).error).to.equal(undefined);
      await bench.refresh();
      const restoring = await bench.run('repoint', '-o', 'uat', '--no-prompt');
      expect(restoring.error).to.equal(undefined);
    });
    afterEach(() => rm(home, { recursive: true, force: true }));

    type Row = Record<string, unknown> & { Id: string };
    const row = async (object: string, name: string): Promise<Row> => {
      const found = (await bench.records('sandbox', object)).find(({ Name }) => Name === name);
      if (!found) throw new Error(`No ${object} ${name}.`);
      return found;
    };
    const set = (object: string, own: Row, fields: object): Promise<void> =>
      bench.setRecords('sandbox', object, [{ ...own, ...fields }]);

    it('Given records that differ, When one kept value moves behind an equal number of records, Then the plan is stale; a value that nobody kept moves nothing', async () => {
      const [lyon, oslo] = [await row('Site__c', 'Office Lyon'), await row('Site__c', 'Plant Lyon')];
      await set('Site__c', lyon, { Open__c: false });
      expect((await planFile('--dry-run')).error).to.equal(undefined);
      const before = await content();
      expect(before.changes.map(({ item, before: number }) => `${item} ${number}`)).to.include('records 1');
      // Another value of the same record, then another record instead of it: one record all the same.
      const line = await row('Asset_Line__c', 'Line 1');
      await set('Site__c', lyon, { Open__c: false, Product__c: null });
      await isStale('another value', 'records Site__c › rows to put back basis');
      await set('Site__c', lyon, {});
      await set('Site__c', oslo, { Open__c: true });
      await isStale('another record', 'records Site__c › rows to put back basis');
      await set('Site__c', oslo, {});
      await set('Site__c', lyon, { Open__c: false });
      await set('Asset_Line__c', line, { Note__c: 'somebody wrote this' });
      await isStale('another object', 'records Asset_Line__c › rows to put back new');
      await set('Asset_Line__c', line, {});
      const dana = (await bench.records('sandbox', 'User')).find(({ Username }) => Username === DANA);
      await bench.setRecords('sandbox', 'User', [{ ...dana, IsActive: false }]);
      const user = await bench.run('repoint', '-o', 'uat', '--plan-file', path, '--no-prompt');
      expect(user.error?.name).to.equal('StalePlanError');
      await bench.setRecords('sandbox', 'User', [{ ...dana, Title: 'Nobody keeps titles' }]);
      await bench.setRecords('sandbox', 'Site__c', [{ Name: 'New', Code__c: '99', Region__c: lyon.Region__c }]);
      const applied = await planFile('--no-prompt');
      expect(applied.error).to.equal(undefined);
      expect((await row('Site__c', 'Office Lyon')).Open__c).to.equal(true);
    });

    it('Given any change of kept and other values, When the plan is made anew, Then its hash moves with the first and with no other', async function () {
      this.timeout(600_000);
      const lyon = await row('Site__c', 'Office Lyon');
      const line = await row('Asset_Line__c', 'Line 2');
      await set('Site__c', lyon, { Open__c: false });
      await set('Asset_Line__c', line, { Note__c: 'changed' });
      const hash = async (): Promise<string | undefined> =>
        (await bench.run('repoint', '-o', 'uat', '--dry-run', '--only', 'records,test-users')).result?.planHash;
      const known = await hash();
      const note = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }).map((text) => `n ${text}`.trim());
      const other = { object: 'Account', own: { Id: '', Name: 'Other' } };
      const edit = fc.oneof(
        note.map((text) => ({
          kept: text !== 'changed',
          object: 'Asset_Line__c',
          own: line,
          fields: { Note__c: text },
        })),
        fc.constant({ kept: true, object: 'Site__c', own: lyon, fields: { Open__c: false, Product__c: null } }),
        note.map((text) => ({ kept: false, object: other.object, own: undefined, fields: { Name: text } }))
      );
      await fc.assert(
        fc.asyncProperty(edit, async ({ kept, object, own, fields }) => {
          const before = own && (await bench.records('sandbox', object)).find(({ Id }) => Id === own.Id);
          await bench.setRecords('sandbox', object, [{ ...own, ...fields }]);
          const now = await hash();
          if (before) await bench.setRecords('sandbox', object, [before]);
          expect(now === known, `${object} ${JSON.stringify(fields)}`).to.equal(!kept);
        }),
        { numRuns: Number(process.env.PLAN_RUNS ?? '4'), seed: 12, endOnFailure: true }
      );
    });
  });
});
