import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { parse as parseYaml, parseDocument } from 'yaml';
import type { Finding } from '../../src/checklist/item.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';
import { filesBelow } from './hostile.ts';

type LogikLogin = { url: string; key: string; newUrl: string; newKey: string };
type Part = { kind: string; name: string; file: string; sha256: string; rows: number };
type Manifest = { environment: string; complete: boolean; parts: Part[] };
type State = { tables: Array<{ name: string; rows: number }>; blueprints: object[]; jobs: Array<{ jobType: string }> };
type Page = { content: Array<Record<string, unknown>>; totalElements: number };

/** The least that a backup and its way back need. */
const LEAST = { name: 'backup', permissions: ['Read', 'Bulk'] };

const TABLE = 'Größe & "Preis", 東京 v2';
const ROWS = [
  ['=1+1', 'First line\nsecond "line"\r\n', '000123'],
  ['  kept  ', '', ''],
  ['', 'a;b,c\td', '🚚'],
];

const DECOMMISSION = ['--target-org', 'uat', '--refresh-date', inDays(14)];

describe('the backup of the Logik environment', function () {
  this.timeout(60_000);
  let bench: Workbench;
  let login: LogikLogin;
  const given = process.env.LOGIK_ADMIN_API_KEY;

  beforeEach(async () => {
    bench = await Workbench.start();
    const keyOf = async (at: string): Promise<string> =>
      (await bench.control<{ key: string }>('POST', `${at}/keys`, LEAST)).key;
    const urlOf = async (at: string): Promise<string> => (await bench.control<{ url: string }>('GET', at)).url;
    const [old, fresh] = ['logik', 'logik-new'];
    login = { url: await urlOf(old), key: await keyOf(old), newUrl: await urlOf(fresh), newKey: await keyOf(fresh) };
    process.env.LOGIK_ADMIN_API_KEY = login.key;
    for (const at of [old, fresh]) await bench.control('POST', at, { jobMs: 10 });
    const columns = ['one', 'two', 'three'].map((name) => ({ name, type: 'text' }));
    await bench.control('POST', 'logik/tables', { name: TABLE, columns, rows: ROWS, modified: '2026-01-01T00:00:00Z' });
  });
  afterEach(async () => {
    if (given === undefined) delete process.env.LOGIK_ADMIN_API_KEY;
    else process.env.LOGIK_ADMIN_API_KEY = given;
    delete process.env.LOGIK_ADMIN_HOST;
    await bench.close();
  });

  const prepare = (...more: string[]): ReturnType<Workbench['prepare']> =>
    bench.prepare('--only', 'logik-backup,logik-tenant', ...more);
  const inDirectory = (path: string): string => join(bench.directory, path);
  const manifest = async (): Promise<Manifest> =>
    JSON.parse(await readFile(inDirectory('preserved/logik/manifest.json'), 'utf8')) as Manifest;
  const ours = (ran: Ran<{ findings: Finding[] }>): Finding[] =>
    (ran.result?.findings ?? []).filter(({ item }) => item === 'logik-backup');
  const told = (ran: Ran<{ findings: Finding[] }>): string[] =>
    ours(ran).map(({ status, target }) => `${status} ${target}`);
  const state = (at = 'logik'): Promise<State> => bench.control('GET', at);
  const exportsAsked = async (): Promise<string[]> =>
    (await bench.requests())
      .filter(({ method, path }) => method === 'POST' && /export$/.test(path))
      .map(({ path }) => path);

  /** The rows of a table as the environment's own pages show them. */
  const rowsOf = async (table: string, at = login.url, key = login.key): Promise<unknown[][]> => {
    const url = `${at}/api/managedTables/v2/managedTables/${encodeURIComponent(table)}?size=1000`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
    if (!response.ok) throw new Error(`${response.status} ${table}`);
    const { content } = (await response.json()) as Page;
    return content.map(({ ID: _1, DATE_CREATED: _2, DATE_MODIFIED: _3, ...cells }) => Object.values(cells));
  };

  /** Refreshes, and lets the refresh directory know of the new environment. */
  const decommissioned = async (): Promise<void> => {
    const prepared = await bench.run(
      'prepare',
      ...DECOMMISSION,
      ...bench.decommission,
      '--only',
      'logik-backup,logik-tenant'
    );
    expect(prepared.error).to.equal(undefined);
    await bench.refresh();
    await setAnswer(['logik', 'administrationUrl'], login.newUrl);
    await setAnswer(['logik', 'runtimeUrl'], login.newUrl);
    process.env.LOGIK_ADMIN_API_KEY = login.newKey;
    // Nobody but refresh.yaml names the new environment: whoever sets its key says that it is for that host.
    process.env.LOGIK_ADMIN_HOST = login.newUrl;
  };
  const setAnswer = async (path: string[], value: unknown): Promise<void> => {
    const document = parseDocument(await readFile(inDirectory('refresh.yaml'), 'utf8'));
    document.setIn(path, value);
    await writeFile(inDirectory('refresh.yaml'), document.toString());
  };
  const restore = (
    ...more: string[]
  ): Promise<
    Ran<{
      findings: Finding[];
      changes: Array<{ target: string; outcome: string; error: string | null; warning: string | null }>;
    }>
  > => bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'logik-backup', '--restore-logik', ...more);
  const verify = (): ReturnType<typeof bench.run<'verify'>> =>
    bench.run('verify', '--target-org', 'uat', '--only', 'logik-backup');

  it('Given a key, When prepare runs, Then every table and all blueprints are kept as the environment holds them, and no file has the key', async () => {
    const prepared = await prepare();
    expect(prepared.exitCode, JSON.stringify(ours(prepared))).to.equal(0);
    expect(told(prepared)).to.deep.equal(['pass Backup of the Logik environment']);
    const { tables, blueprints } = await state();
    const { parts, complete, environment } = await manifest();
    expect({ complete, environment }).to.deep.equal({ complete: true, environment: login.url });
    expect(parts.filter(({ kind }) => kind === 'table').map(({ name }) => name)).to.have.members(
      tables.map(({ name }) => name)
    );
    expect(parts.find(({ kind }) => kind === 'blueprints')?.rows).to.equal(blueprints.length);
    for (const { kind, name, file, rows } of parts.filter((part) => part.kind === 'table')) {
      const [, ...kept] = parse(await readFile(inDirectory(file), 'utf8'));
      expect(kept, kind + name).to.deep.equal(await rowsOf(name));
      expect(rows).to.equal(tables.find((table) => table.name === name)?.rows);
    }
    const files = await filesBelow(bench.home);
    for (const [path, content] of Object.entries(files)) expect(content, path).not.to.contain(login.key);
    expect(prepared.stdout + prepared.stderr).not.to.contain(login.key);
    expect(Object.keys(files).some((path) => path.includes('.work.'))).to.equal(false);
  });

  it('Given a job that fails, When prepare runs again, Then only these are exported again', async () => {
    await bench.control('POST', 'logik', { jobFails: ['pumpPrices'] });
    const first = await prepare();
    expect(first.exitCode).to.equal(68);
    expect(told(first)).to.include('fail Managed table pumpPrices').and.to.have.length(2);
    await bench.control('POST', 'logik', { jobFails: [] });
    await bench.forgetRequests();
    const again = await prepare();
    expect(again.exitCode, again.stderr).to.equal(0);
    expect(await exportsAsked()).to.deep.equal(['/api/managedTables/v3/managedTables/pumpPrices/export']);
    expect((await manifest()).complete).to.equal(true);
  });

  it('Given exports that are complete and counted errors or warnings, When prepare runs, Then the first are not kept and the others warn, with the messages', async () => {
    const counts = (error: number, warning: number): object => ({ success: 1, error, warning, total: 1 + error });
    await bench.control('POST', 'logik', {
      jobResults: {
        'TABLE_EXPORT pumpPrices': { success: true, counts: counts(2, 0), messages: ['Row 3 cannot be read'] },
        'TABLE_EXPORT shippingTexts': { success: true, counts: counts(0, 1), messages: ['A column has no type'] },
      },
      tableFile: 'zip',
    });
    const prepared = await prepare();
    expect(told(prepared)).to.include.members(['fail Managed table pumpPrices', 'warn Managed table shippingTexts']);
    const hints = ours(prepared).map(({ hint }) => hint ?? '');
    expect(hints.join('\n')).to.contain('2 of 3 failed: Row 3 cannot be read').and.to.contain('A column has no type');
  });

  it('Given downloads that break off in the middle, When prepare runs again, Then it goes on, and no half file is kept', async () => {
    await bench.fault({
      path: '/api/managedTables/v2/job/*/file',
      times: 20,
      after: 1,
      action: { truncateBody: true },
    });
    const first = await prepare();
    expect(first.exitCode).to.equal(68);
    const failed = told(first).filter((each) => each.startsWith('fail'));
    expect(failed.length).to.be.within(1, (await state()).tables.length - 1);
    await bench.control('DELETE', 'faults');
    await bench.forgetRequests();
    const again = await prepare();
    expect(again.exitCode, again.stderr).to.equal(0);
    expect(await exportsAsked()).to.have.length(failed.length);
    for (const { name, file } of (await manifest()).parts.filter(({ kind }) => kind === 'table')) {
      expect(parse(await readFile(inDirectory(file), 'utf8')).slice(1), name).to.deep.equal(await rowsOf(name));
    }
  });

  it('Given limits on requests and jobs, When prepare runs, Then it waits as told, and the backup is complete', async () => {
    await bench.control('POST', 'logik', { jobLimit: { atOnce: 1, retryAfterSeconds: 1 } });
    const prepared = await prepare();
    expect(prepared.exitCode, JSON.stringify(told(prepared))).to.equal(0);
    expect((await manifest()).complete).to.equal(true);
    expect((await bench.requests()).some(({ status }) => status === 429)).to.equal(true);
  });

  it('Given no key, When the environment ends, Then prepare says that its backup is required, and the gate is shut unless it is waived', async () => {
    delete process.env.LOGIK_ADMIN_API_KEY;
    const kept = await prepare();
    expect([kept.exitCode, ...told(kept)]).to.deep.equal([0, 'skip Backup of the Logik environment']);
    const run = (...more: string[]): ReturnType<typeof bench.run<'prepare'>> =>
      bench.run('prepare', ...DECOMMISSION, ...bench.decommission, ...more);
    const open = await run();
    expect([open.exitCode, ...told(open)]).to.deep.equal([68, 'fail Backup of the Logik environment']);
    expect((await run('--gate')).exitCode).to.equal(1);
    const waiver = { item: 'logik-backup', target: null, reason: 'Empty', owner: 'Dana Ortiz', until: inDays(30) };
    await setAnswer(['waivers'], [waiver]);
    const waived = await run('--gate');
    expect([waived.exitCode, ...told(waived)]).to.deep.equal([0, 'skip Backup of the Logik environment']);
  });

  it('Given a new, empty environment, When the backup is restored, Then it holds what the old one held, and verify and a second run agree', async () => {
    await decommissioned();
    expect(told(await verify())).to.include.members(['manual Blueprints', `manual Managed table ${TABLE}`]);
    const without = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'logik-backup');
    expect(without.result?.changes).to.deep.equal([]);
    const dry = await restore('--dry-run');
    expect(dry.result?.changes.length).to.be.above(3);
    expect((await state('logik-new')).tables).to.deep.equal([]);

    const restored = await restore();
    expect(restored.result?.changes.map(({ target, outcome }) => `${outcome} ${target}`)).to.deep.equal(
      dry.result?.changes.map(({ target }) => `applied ${target}`)
    );
    const before = await state();
    const after = await state('logik-new');
    expect(after.tables.map(({ name, rows }) => [name, rows])).to.have.deep.members(
      before.tables.map(({ name, rows }) => [name, rows])
    );
    expect(after.blueprints).to.have.length(before.blueprints.length);
    expect(await rowsOf(TABLE, login.newUrl, login.newKey)).to.deep.equal(ROWS);
    expect(told(await verify())).to.deep.equal(['pass Files of the backup', 'pass Logik environment']);
    expect((await restore()).result?.changes).to.deep.equal([]);
    for (const [path, content] of Object.entries(await filesBelow(bench.home)))
      expect(content, path).not.to.contain(login.newKey).and.not.to.contain(login.key);
  });

  it('Given newer rows in the new environment, When restoring, Then they stay and are counted, until refresh.yaml names the table; rollback brings them back', async () => {
    await decommissioned();
    const columns = ['region', 'grade', 'price'].map((name) => ({ name, type: 'text' }));
    const newer = [['EMEA', 'New', '1']];
    await bench.control('POST', 'logik-new/tables', { name: 'pumpPrices', columns, rows: newer });
    const there = (): Promise<unknown[][]> => rowsOf('pumpPrices', login.newUrl, login.newKey);
    const restored = await restore();
    expect(await there()).to.deep.equal(newer);
    const finding = ours(restored).find(({ target }) => target === 'Managed table pumpPrices');
    expect(finding?.status).to.equal('manual');
    expect(finding?.hint).to.contain('1 rows stand there').and.to.contain('48 rows of the backup');

    await setAnswer(['logik', 'backup', 'overwrite'], ['pumpPrices']);
    const forced = await restore();
    expect(forced.result?.changes.map(({ target, outcome }) => `${outcome} ${target}`)).to.deep.equal([
      'applied Managed table pumpPrices',
    ]);
    expect(await there()).to.have.length(48);
    const rolledBack = await bench.run('rollback', '--target-org', 'uat', '--no-prompt', '--last-run');
    expect(rolledBack.exitCode, JSON.stringify(rolledBack.result?.findings) + rolledBack.stderr).to.equal(0);
    expect(await there()).to.deep.equal(newer);
  });

  const importsAsked = async (): Promise<string[]> =>
    (await bench.requests())
      .filter(({ method, path, write }) => write && method !== 'GET' && /^\/api\//.test(path) && !/export$/.test(path))
      .map(({ method, path }) => `${method} ${path}`);

  it('Given a job that is over and counted errors, When restoring, Then it is partial or failed with the messages, and rollback puts back what was there', async () => {
    await decommissioned();
    const columns = ['region', 'grade', 'price'].map((name) => ({ name, type: 'text' }));
    const earlier = [['EMEA', 'New', '1']];
    await bench.control('POST', 'logik-new/tables', { name: 'pumpPrices', columns, rows: earlier });
    await setAnswer(['logik', 'backup', 'overwrite'], ['pumpPrices']);
    const counts = (success: number, error: number): object => ({ success, error, warning: 1, total: success + error });
    await bench.control('POST', 'logik-new', {
      jobResults: {
        pumpPrices: { success: true, counts: counts(2, 46), messages: ['Row 3 has no grade'] },
        hydraPump: { success: false, counts: counts(0, 4), messages: ['hydraPump has no layout'] },
        shippingTexts: { success: true, counts: counts(1000, 0), messages: ['A column is unused'] },
      },
    });
    await bench.forgetRequests();
    const restored = await restore();
    const outcome = (target: string): { outcome: string; error: string | null; warning: string | null } | undefined =>
      restored.result?.changes.find((change) => change.target === target);
    expect(outcome('Managed table pumpPrices')).to.include({ outcome: 'partial' });
    expect(outcome('Managed table pumpPrices')?.error).to.contain('46 of 48 failed: Row 3 has no grade');
    expect(outcome('Blueprints')).to.include({ outcome: 'failed' });
    expect(outcome('Blueprints')?.error).to.contain('hydraPump has no layout');
    expect(outcome('Managed table shippingTexts')).to.include({ outcome: 'applied', error: null });
    expect(outcome('Managed table shippingTexts')?.warning).to.contain('A column is unused');
    expect(restored.exitCode).to.equal(68);
    const base = '/api/managedTables/v2/managedTables';
    expect(await importsAsked())
      .to.include.members([`PUT ${base}/pumpPrices`, `POST ${base}/shippingTexts`, 'POST /api/admin/v2/uploadFile'])
      .and.not.to.include(`POST ${base}/pumpPrices`);

    await bench.control('POST', 'logik-new', { jobResults: null });
    await bench.forgetRequests();
    await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(await rowsOf('pumpPrices', login.newUrl, login.newKey)).to.deep.equal(earlier);
    expect(await importsAsked()).to.deep.equal([`PUT ${base}/pumpPrices`]);
  });

  it('Given a backup that the version before made, When it is restored, Then tables are made, and that their types are unknown is told', async () => {
    await decommissioned();
    for (const path of ['preserved/logik/manifest.json', 'baseline.json']) {
      const content = await readFile(inDirectory(path), 'utf8');
      const without = JSON.stringify(JSON.parse(content), (key, value: unknown) =>
        key === 'columns' && Array.isArray(value) && JSON.stringify(value).includes('"type"') ? undefined : value
      );
      await writeFile(inDirectory(path), without);
    }
    const restored = await restore();
    const table = restored.result?.changes.find(({ target }) => target === 'Managed table pumpPrices');
    expect(table).to.include({ outcome: 'applied' });
    expect(table?.warning).to.contain('type text');
  });

  it('Given blueprints and new tables were restored, When rolling back, Then each is named as staying', async () => {
    await decommissioned();
    await restore();
    const rolledBack = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(rolledBack.exitCode).to.equal(68);
    expect(told(rolledBack)).to.include.members(['manual Blueprints', 'manual Managed table pumpPrices']);
    expect((await state('logik-new')).tables).to.have.length((await state()).tables.length);
  });

  it('Given a file that somebody changed or removed, When restoring, Then it fails and is never sent', async () => {
    await decommissioned();
    const { parts } = await manifest();
    const fileOf = (name: string): string => parts.find((part) => part.name === name)?.file ?? '';
    await writeFile(inDirectory(fileOf('pumpPrices')), 'region,grade,price\nEMEA,Evil,0\n');
    await rm(inDirectory(fileOf('shippingTexts')));
    const restored = await restore();
    expect(told(restored)).to.include.members([`fail ${fileOf('pumpPrices')}`, `fail ${fileOf('shippingTexts')}`]);
    const names = (await state('logik-new')).tables.map(({ name }) => name);
    expect(names).to.include(TABLE).and.not.to.include('pumpPrices').and.not.to.include('shippingTexts');
  });

  it('Given an environment that is kept, When it changed after the backup, Then verify says so and repoint leaves it alone', async () => {
    await prepare();
    await bench.refresh();
    const columns = [{ name: 'productCode', type: 'text' }];
    await bench.control('POST', 'logik/tables', { name: 'discontinued', columns, rows: [['HX-1']] });
    await bench.forgetRequests();
    const verified = await verify();
    expect(told(verified)).to.include('warn Managed table discontinued');
    expect(await exportsAsked()).to.deep.equal(['/api/managedTables/v3/managedTables/discontinued/export']);
    expect((await restore()).result?.changes).to.deep.equal([]);
    expect(await rowsOf('discontinued')).to.deep.equal([['HX-1']]);
  });

  it('Given refresh.yaml, When it is new, Then it explains how the backup is taken', async () => {
    await prepare();
    const content = await readFile(inDirectory('refresh.yaml'), 'utf8');
    expect((parseYaml(content) as { logik: { backup: object } }).logik.backup).to.deep.equal({
      parallel: 4,
      overwrite: [],
    });
  });
});
