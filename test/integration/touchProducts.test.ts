import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { parseDocument } from 'yaml';
import type { LogikRefreshRepointResult } from '../../src/commands/logik/refresh/repoint.ts';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { expectRefusal, expectRefused, writesTo } from './hostile.ts';

type SimulatedRecord = Awaited<ReturnType<Workbench['records']>>[number];

const MESSAGE = 'Frozen: ask the product team, "please"';
const TENANT = 'LGK__ConfigurationTenant__c';
/** Everything but products, whose records a touch must leave alone to the last date. */
const OTHERS = ['Pricebook2', 'PricebookEntry', 'User', 'SBQQ__ProductOption__c', TENANT];
const DATES = ['LastModifiedDate', 'SystemModstamp', 'LastModifiedById'];

const keyOf = (row: SimulatedRecord): string => {
  const field = ['ExternalId', 'ProductCode', 'StockKeepingUnit', 'Name'].find((name) => row[name]);
  return `${field} ${String(row[field ?? 'Id'])}`;
};
const withoutDates = (rows: SimulatedRecord[]): object[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([field]) => !DATES.includes(field))));
const ids = (rows: SimulatedRecord[]): string[] => rows.map(({ Id }) => Id);
const idsIn = (text: string | null | undefined): string[] => text?.match(/01t\w{15}/g) ?? [];

/** Those whose dates moved. */
const moved = (before: SimulatedRecord[], now: SimulatedRecord[]): string[] => {
  const dates = new Map(before.map((row) => [row.Id, row['LastModifiedDate']]));
  return ids(now.filter((row) => dates.get(row.Id) !== row['LastModifiedDate']));
};

describe('products that Logik would never pick up', () => {
  let bench: Workbench;
  let room: string;
  let scenario: string;
  /** The sandbox's products before the refresh. */
  let former: SimulatedRecord[];
  afterEach(() => bench.close());

  before(async () => {
    room = await mkdtemp(join(tmpdir(), 'scenario-'));
    scenario = join(room, 'frozen.json');
    const rule = { object: 'Product2', when: { field: 'Family', op: '=', value: 'Frozen' }, message: MESSAGE };
    await writeFile(scenario, JSON.stringify({ extends: 'catalog-drift', production: { validationRules: [rule] } }));
  });
  after(() => rm(room, { recursive: true, force: true }));

  const products = (): Promise<SimulatedRecord[]> => bench.records('sandbox', 'Product2');
  const start = async (prepareMore: (started: Workbench) => Promise<void> = async () => undefined): Promise<void> => {
    bench = await Workbench.start({ scenario });
    await bench.prepare();
    await prepareMore(bench);
    former = await products();
    await bench.refresh();
  };
  const configure = async (path: string[], value: unknown): Promise<void> => {
    const file = join(bench.directory, 'refresh.yaml');
    const yaml = parseDocument(await readFile(file, 'utf8'));
    yaml.setIn(path, value);
    await writeFile(file, String(yaml));
  };
  const repoint = (...more: string[]): Promise<Ran<LogikRefreshRepointResult>> =>
    bench.run('repoint', '--target-org', 'uat', ...(more.includes('--dry-run') ? [] : ['--no-prompt']), ...more);
  const touch = async (
    ...more: string[]
  ): Promise<{ change?: LogikRefreshRepointResult['changes'][number]; exitCode: number }> => {
    const { result, exitCode } = await repoint('--touch-products', ...more);
    return { change: result?.changes.find(({ item }) => item === 'sync-health'), exitCode };
  };
  const health = async (): Promise<{ finding: Finding | undefined; exitCode: number }> => {
    const { result, exitCode } = await bench.run('verify', '--target-org', 'uat');
    return { finding: result?.findings.find(({ item }) => item === 'sync-health'), exitCode };
  };
  const failures = async (): Promise<Array<Record<string, string>>> =>
    parse(await readFile(join(bench.directory, 'reports', 'touch-failures.csv'), 'utf8'), { columns: true });

  const setFamily = (rows: SimulatedRecord[], Family: string): Promise<void> =>
    bench.setRecords(
      'sandbox',
      'Product2',
      ids(rows).map((Id) => ({ Id, Family }))
    );
  /** The truth: configurable, not there before, older than the connection. */
  const stale = async (
    connected: Date,
    known: (row: SimulatedRecord) => boolean = (row) => former.some((other) => keyOf(other) === keyOf(row))
  ): Promise<SimulatedRecord[]> =>
    (await products()).filter(
      (row) =>
        row['LGK__IsConfigurable__c'] === true &&
        !known(row) &&
        new Date(String(row['LastModifiedDate'])).getTime() < connected.getTime()
    );
  const product = (code: string, more: object = {}): object => ({
    Name: code,
    ProductCode: code,
    IsActive: true,
    LGK__IsConfigurable__c: true,
    LastModifiedDate: '2021-05-01T10:00:00.000+0000',
    ...more,
  });

  it('Given old, late, inactive and plain products that are new, When touched, Then exactly those behind the connection are, no value changes, and a rollback is none for them', async () => {
    await start();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().replace('Z', '+0000');
    await bench.setRecords('sandbox', 'Product2', [
      product('OLD-1', { IsActive: false, Description: ' "a",\r\n🛢️ ' }),
      product('LATE-1', { LastModifiedDate: tomorrow }),
      product('PLAIN-1', { LGK__IsConfigurable__c: false }),
    ]);
    const wanted = await stale(new Date());
    expect(wanted.map((row) => row['ProductCode']))
      .to.include('OLD-1')
      .and.not.include.members(['LATE-1', 'PLAIN-1']);
    const before = await products();
    await bench.forgetRequests();
    const dry = await touch('--dry-run');
    expect(dry.change).to.include({ before: wanted.length, after: 0, outcome: 'planned' });
    expect(await writesTo(bench)).to.deep.equal([]);
    const untouched = await repoint();
    expect(untouched.result?.changes.map(({ item }) => item)).to.not.include('sync-health');
    expect(await products()).to.deep.equal(before);
    const failing = await health();
    expect(failing.finding?.status).to.equal('fail');
    expect(idsIn(failing.finding?.hint)).to.have.members(ids(wanted));
    expect(failing.exitCode).to.equal(1);
    const tables = await Promise.all(OTHERS.map((object) => bench.records('sandbox', object)));
    await bench.forgetRequests();
    expect((await touch()).change).to.include({ before: wanted.length, outcome: 'applied', error: null });
    expect(await writesTo(bench)).to.have.length(1);
    const now = await products();
    expect(moved(before, now)).to.have.members(ids(wanted));
    expect(withoutDates(now)).to.deep.equal(withoutDates(before));
    expect(await Promise.all(OTHERS.map((object) => bench.records('sandbox', object)))).to.deep.equal(tables);
    expect((await health()).finding?.status).to.equal('pass');
    const back = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(back.error).to.equal(undefined);
    const undone = back.result?.changes.filter(({ outcome }) => outcome === 'applied').map(({ item }) => item);
    expect(undone).to.include('logik-tenant').and.not.include('sync-health');
    expect(await products()).to.deep.equal(now);
  });
  it('Given products that a validation rule refuses and others that are locked for a moment, When touched, Then only the refused are left, each with its reason, until the rule lets them through', async () => {
    await start();
    const wanted = await stale(new Date());
    const [held, ...frozen] = wanted.slice(0, 3);
    await setFamily(frozen, 'Frozen');
    await bench.control('POST', 'locks', { org: 'sandbox', ids: [held.Id], times: 2 });
    const before = await products();
    const { change, exitCode } = await touch();
    expect(change).to.include({ before: wanted.length, outcome: 'partial' });
    expect(change?.error).to.contain(`FIELD_CUSTOM_VALIDATION_EXCEPTION: ${MESSAGE}`).and.contain(`(${frozen.length})`);
    expect(exitCode).to.equal(68);
    const told = await failures();
    expect(told.map(({ id, name, code }) => [id, name, code])).to.have.deep.members(
      frozen.map((row) => [row.Id, row['Name'], 'FIELD_CUSTOM_VALIDATION_EXCEPTION'])
    );
    for (const { message } of told) expect(message).to.contain(MESSAGE);
    const done = await products();
    expect(moved(before, done)).to.have.members(ids(wanted.filter((row) => !frozen.includes(row))));
    expect(idsIn((await health()).finding?.hint)).to.have.members(ids(frozen));
    const again = await touch();
    expect(again.change).to.include({ before: frozen.length, outcome: 'failed' });
    expect(again.exitCode).to.equal(1);
    expect(await products()).to.deep.equal(done);
    await setFamily(frozen, 'Hardware');
    expect((await touch()).change).to.include({ before: frozen.length, outcome: 'applied' });
    expect(moved(done, await products())).to.have.members(ids(frozen));
    expect(await failures()).to.deep.equal([]);
    expect((await health()).finding?.status).to.equal('pass');
  });

  it('Given thousands, some locked, some refused, and at first an org that ignores unchanged saves, When touched by bulk, Then only what moved counts', async () => {
    await start();
    const many = Array.from({ length: 2050 }, (_, at) =>
      product(`MANY-${at}`, at % 500 === 7 ? { Family: 'Frozen' } : {})
    );
    await bench.setRecords('sandbox', 'Product2', many);
    const before = await products();
    const wanted = await stale(new Date());
    const frozen = wanted.filter((row) => row['Family'] === 'Frozen');
    await bench.control('POST', 'bulk', { ignoreUnchanged: true });
    const ignored = await touch();
    expect(ignored.change).to.include({ before: wanted.length, outcome: 'failed' });
    expect(await products()).to.deep.equal(before);
    await bench.control('POST', 'bulk', { ignoreUnchanged: false });
    await bench.control('POST', 'locks', { org: 'sandbox', object: 'Product2', every: 100, times: 1 });
    await bench.forgetRequests();
    expect((await touch()).change).to.include({ before: wanted.length, outcome: 'partial' });
    const writes = await writesTo(bench);
    expect(writes.filter((request) => /^POST .*\/jobs\/ingest$/.test(request))).to.have.length(1);
    expect((await failures()).map(({ id }) => id)).to.have.members(ids(frozen));
    const now = await products();
    expect(moved(before, now)).to.have.members(ids(wanted.filter((row) => !frozen.includes(row))));
    expect(withoutDates(now)).to.deep.equal(withoutDates(before));
  });

  it('Given refresh.yaml that names the connection, or Partner Id, When planned, Then the truth is counted by them', async () => {
    await start();
    const planned = async (): Promise<unknown> => (await touch('--dry-run')).change?.before ?? 0;
    const moment = new Date(Date.now() - 100 * 86_400_000);
    const older = await stale(moment);
    expect(older.length)
      .to.be.above(0)
      .and.below((await stale(new Date())).length);
    await configure(['logik', 'reconnectedAt'], moment.toISOString());
    expect(await planned()).to.equal(older.length);
    await configure(['logik', 'reconnectedAt'], null);
    await configure(['logik', 'productIdField'], 'partner-id');
    const byId = await stale(new Date(), (row) => former.some(({ Id }) => Id === row.Id));
    expect(byId.length).to.be.above(older.length);
    expect(await planned()).to.equal(byId.length);
  });

  it('Given a touchField that the org does not know, or that cannot be changed, When planned, Then the error names the key, and nothing is written; one that it knows is used', async () => {
    await start();
    for (const field of ['Nope__c', 'CreatedDate']) {
      await configure(['catalog', 'touchField'], field);
      await expectRefused(bench, () => repoint('--touch-products'), {
        exitCode: 2,
        name: 'UnknownTouchFieldError',
        says: [field, 'refresh.yaml', 'catalog.touchField'],
      });
      const dry = await repoint('--touch-products', '--dry-run');
      expectRefusal(dry, { exitCode: 2, name: 'UnknownTouchFieldError', says: [field] });
    }
    await configure(['catalog', 'touchField'], 'Description');
    expect((await touch('--dry-run')).change?.before).to.equal((await stale(new Date())).length);
  });

  it('Given a Logik Tenant that somebody repointed by hand, When products are touched, Then verify accepts it, also a moment later', async () => {
    let settings: object = {};
    await start(async (started) => {
      const [row] = await started.records('sandbox', TENANT);
      settings = Object.fromEntries(Object.entries(row).filter(([field]) => field.startsWith('LGK__')));
    });
    const [{ Id }] = await bench.records('sandbox', TENANT);
    await bench.setRecords('sandbox', TENANT, [{ ...settings, Id, LGK__RuntimeClientToken__c: null }]);
    const { result } = await repoint('--touch-products');
    const touched = result?.changes.filter(({ item }) => ['logik-tenant', 'sync-health'].includes(item));
    expect(touched?.map(({ item, outcome }) => `${item} ${outcome}`)).to.deep.equal(['sync-health applied']);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await health()).finding?.status).to.equal('pass');
    expect((await touch()).change).to.equal(undefined);
  });

  it('Given a key that many products lack, When planned, Then those that kept their ID are known, as in the ID map', async () => {
    const kept = { Id: '01t5e00000KEEPAAA0', ...product('KEEP-1') };
    await start(async (started) => {
      await started.setRecords('sandbox', 'Product2', [kept]);
      await started.setRecords('production', 'Product2', [kept]);
      await configure(['catalog', 'keys', 'Product2'], ['ExternalId']);
      expect((await started.prepare()).exitCode).to.equal(0);
    });
    const wanted = await stale(new Date(), (row) =>
      former.some((other) => other.Id === row.Id || (row['ExternalId'] && other['ExternalId'] === row['ExternalId']))
    );
    await bench.run('verify', '--target-org', 'uat');
    const map = await readFile(join(bench.directory, 'id-map', 'Product2.csv'), 'utf8');
    expect(map).to.match(new RegExp(`KEEP-1,${kept.Id},${kept.Id},unchanged`));
    expect((await touch('--dry-run')).change?.before).to.equal(wanted.length);
  });
});
