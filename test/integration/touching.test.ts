import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import type { LogikRefreshRepointResult } from '../../src/commands/logik/refresh/repoint.ts';
import type { Ran, Workbench } from '../support/workbench.ts';
import { refreshed } from './hostile.ts';

type SimulatedRecord = Awaited<ReturnType<Workbench['records']>>[number];
type Repointed = Ran<LogikRefreshRepointResult>;

/** Configurable, new with the refresh, and last modified before Logik was connected again. */
const STALE = ['NX-100', 'NX-200', 'NX-300', 'NX-400'];

const DATES = ['LastModifiedDate', 'SystemModstamp', 'LastModifiedById'];
const withoutDates = (row: SimulatedRecord): object =>
  Object.fromEntries(Object.entries(row).filter(([field]) => !DATES.includes(field)));

describe('repoint --touch-products', () => {
  let bench: Workbench;
  beforeEach(async () => {
    ({ bench } = await refreshed({ scenario: 'catalog-drift' }));
  });
  afterEach(() => bench.close());

  const repoint = (...more: string[]): Promise<Repointed> =>
    bench.run('repoint', '--target-org', 'uat', ...(more.includes('--dry-run') ? [] : ['--no-prompt']), ...more);
  const health = async (): Promise<string | undefined> => {
    const { result } = await bench.run('verify', '--target-org', 'uat');
    return result?.findings.find(({ item }) => item === 'sync-health')?.status;
  };
  const touch = ({ result }: Repointed): LogikRefreshRepointResult['changes'] =>
    (result?.changes ?? []).filter(({ item }) => item === 'sync-health');
  const products = (): Promise<SimulatedRecord[]> => bench.records('sandbox', 'Product2');
  const touchedIn = (before: SimulatedRecord[], now: SimulatedRecord[]): unknown[] =>
    now
      .filter(
        ({ Id, LastModifiedDate }) => before.find((row) => row.Id === Id)?.['LastModifiedDate'] !== LastModifiedDate
      )
      .map((row) => row['ProductCode']);

  it('Given products that the sync would pass by, When nobody asks or it is a dry run, Then none is touched, and verify fails', async () => {
    const before = await products();
    expect(touch(await repoint())).to.deep.equal([]);
    const dry = await repoint('--dry-run', '--touch-products');
    expect(touch(dry).map(({ before: rows, after, outcome }) => [rows, after, outcome])).to.deep.equal([
      [STALE.length, 0, 'planned'],
    ]);
    expect(touch(dry)[0].reason).to.match(/about \d+ of the [\d,]+ API requests/);
    expect(await products()).to.deep.equal(before);
    expect(await health()).to.equal('fail');
  });

  it('Given the same, When asked for, Then exactly they are touched, no value of any record changes, and a second run plans nothing', async () => {
    const before = await products();
    const entries = await bench.records('sandbox', 'PricebookEntry');
    const ran = await repoint('--touch-products');
    expect(touch(ran).map(({ outcome }) => outcome)).to.deep.equal(['applied']);
    const now = await products();
    expect(touchedIn(before, now)).to.have.members(STALE);
    expect(now.map(withoutDates)).to.deep.equal(before.map(withoutDates));
    expect(await bench.records('sandbox', 'PricebookEntry')).to.deep.equal(entries);
    expect(await health()).to.equal('pass');
    expect(touch(await repoint('--touch-products'))).to.deep.equal([]);
  });

  it('Given products that somebody holds for a moment, When touched, Then they are tried again', async () => {
    await bench.control('POST', 'locks', { org: 'sandbox', object: 'Product2', every: 2, times: 1 });
    expect(touch(await repoint('--touch-products')).map(({ outcome }) => outcome)).to.deep.equal(['applied']);
    expect(await health()).to.equal('pass');
  });

  it('Given one product that is locked for good, When touched, Then the others are, the row is told with its reason, and a re-run does the rest', async () => {
    const before = await products();
    const locked = before.find((row) => row['ProductCode'] === 'NX-200');
    const log = join(bench.directory, 'reports', 'touch-failures.csv');
    await bench.control('POST', 'locks', { org: 'sandbox', ids: [locked?.Id], times: 50 });
    const ran = await repoint('--touch-products');
    expect(ran.exitCode).to.equal(68);
    const [change] = touch(ran);
    expect(change.outcome).to.equal('partial');
    expect(change.error).to.match(/UNABLE_TO_LOCK_ROW/);
    expect(ran.result?.files).to.include(log);
    const rows = parse<Record<string, string>>(await readFile(log), { columns: true });
    expect(rows.map(({ id, code }) => [id, code])).to.deep.equal([[locked?.Id, 'UNABLE_TO_LOCK_ROW']]);
    expect(touchedIn(before, await products())).to.have.members(STALE.filter((code) => code !== 'NX-200'));

    await bench.control('DELETE', 'locks');
    const again = await repoint('--touch-products');
    expect(touch(again).map(({ before: left, outcome }) => [left, outcome])).to.deep.equal([[1, 'applied']]);
    expect(parse(await readFile(log), { columns: true })).to.deep.equal([]);
    expect(await health()).to.equal('pass');
  });

  it('Given a touch among other changes, When rolled back, Then the others are, and products stay as they are', async () => {
    await repoint('--touch-products');
    const touched = await products();
    const back = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(back.error).to.equal(undefined);
    expect(await products()).to.deep.equal(touched);
  });

  it('Given enough products for a bulk job, When touched, Then one job does it, and no value changes', async () => {
    const old = '2020-01-01T00:00:00.000+0000';
    const many = Array.from({ length: 2100 }, (_, at) => ({
      Name: `Bulk ${at}`,
      ProductCode: `BULK-${at}`,
      IsActive: true,
      LGK__IsConfigurable__c: true,
      LastModifiedDate: old,
    }));
    await bench.setRecords('sandbox', 'Product2', many);
    const before = await products();
    await bench.forgetRequests();
    const ran = await repoint('--touch-products');
    expect(touch(ran).map(({ before: rows, outcome, error }) => [rows, outcome, error])).to.deep.equal([
      [2100 + STALE.length, 'applied', null],
    ]);
    const jobs = (await bench.requests()).filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/jobs/ingest')
    );
    expect(jobs).to.have.length(1);
    const now = await products();
    expect(touchedIn(before, now)).to.have.length(2100 + STALE.length);
    expect(now.map(withoutDates)).to.deep.equal(before.map(withoutDates));
  });

  it('Given a whole run, When its files are read, Then no token is in any of them', async () => {
    await repoint('--touch-products');
    await bench.run('verify', '--target-org', 'uat');
    const entries = await readdir(bench.directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    expect(files.length).to.be.above(20);
    for (const file of files) expect(await readFile(file, 'latin1'), file).not.to.match(/00D\w{12,15}!|Bearer /);
  });
});
