import { expect } from 'chai';
import type { OrgData, SfRecord, Table } from '../model.ts';
import { field, id, lookupField, object, orgOf } from './fixture.ts';
import { runQuery } from './index.ts';

const ROWS = 1_000_000;
const BOOKS = 1_000;
const OPTIONS = { api: 'rest', apiVersion: '65.0' } as const;

function lazyTable(
  prefix: string,
  size: number,
  make: (number: number) => Omit<SfRecord, 'Id'>
): Table & { read: number } {
  const table = {
    size,
    read: 0,
    *rows(): Generator<SfRecord> {
      for (let number = 0; number < size; number += 1) {
        table.read += 1;
        yield { Id: id(prefix, number), ...make(number) };
      }
    },
    get: (wanted: string): SfRecord | undefined => {
      const number = Number(wanted.slice(3, 15));
      if (!wanted.startsWith(prefix) || !(number < size)) return undefined;
      table.read += 1;
      return { Id: id(prefix, number), ...make(number) };
    },
  };
  return table;
}

function bigOrg(): { org: OrgData; entries: Table & { read: number } } {
  const entries = lazyTable('01u', ROWS, (number) => ({
    Name: `Entry ${number}`,
    UnitPrice: number % 100,
    Pricebook2Id: id('01s', number % BOOKS),
  }));
  const books = lazyTable('01s', BOOKS, (number) => ({ Name: `Book ${number}` }));
  const definitions = [
    object('Pricebook2', '01s', [field('Name')]),
    object('PricebookEntry', '01u', [
      field('Name'),
      field('UnitPrice', 'currency'),
      { ...lookupField('Pricebook2Id', 'Pricebook2'), childRelationshipName: 'PricebookEntries' },
    ]),
  ];
  return { org: orgOf(definitions, { PricebookEntry: entries, Pricebook2: books }), entries };
}

function timed<T>(work: () => T): { result: T; ms: number } {
  const started = performance.now();
  const result = work();
  return { result, ms: performance.now() - started };
}

describe('SOQL engine: a million rows', () => {
  it('Given a lazy table, When 2000 rows are taken, Then no other row is made', () => {
    const { org, entries } = bigOrg();
    const { result, ms } = timed(() => [...runQuery('SELECT Id FROM PricebookEntry LIMIT 2000', org, OPTIONS).records]);
    expect(result).to.have.length(2000);
    expect(entries.read).to.equal(2000);
    expect(ms).to.be.lessThan(500);
  });

  it('Given a lazy table, When all is selected, Then the size is known at once and pages are made when read', () => {
    const { org, entries } = bigOrg();
    const outcome = runQuery('SELECT Id FROM PricebookEntry', org, OPTIONS);
    expect([outcome.totalSize, entries.read]).to.deep.equal([ROWS, 0]);
    expect(outcome.page(0, 2000).at(-1)?.Id).to.equal(id('01u', 1999));
    expect(outcome.page(2000, 2000).at(-1)?.Id).to.equal(id('01u', 3999));
    expect(entries.read).to.equal(4000);
    expect(outcome.page(ROWS - 1, 2000).map(({ Id }) => Id)).to.deep.equal([id('01u', ROWS - 1)]);
  });

  it('Given a filter and a LIMIT, When enough is found, Then the scan stops', () => {
    const { org, entries } = bigOrg();
    expect(runQuery('SELECT Id FROM PricebookEntry WHERE UnitPrice = 5 LIMIT 10', org, OPTIONS).totalSize).to.equal(10);
    expect(entries.read).to.be.lessThan(1000);
  });

  it('Given IDs in the filter, When queried, Then they are looked up, not searched', () => {
    const { org, entries } = bigOrg();
    const wanted = [id('01u', 999_999), id('01u', 5).slice(0, 15), id('01u', ROWS)].map((one) => `'${one}'`);
    const soql = `SELECT Name FROM PricebookEntry WHERE Id IN (${wanted.join(',')}) AND UnitPrice != 7`;
    expect([...runQuery(soql, org, OPTIONS).records].map(({ Name }) => Name)).to.deep.equal([
      'Entry 5',
      'Entry 999999',
    ]);
    expect(entries.read).to.be.lessThan(10);
  });

  it('Given a filter over everything, When scanned and read by pages, Then it takes seconds at most', () => {
    const { org } = bigOrg();
    const soql = "SELECT Id, Pricebook2.Name FROM PricebookEntry WHERE UnitPrice < 50 AND Name LIKE 'entry%9'";
    const { result, ms } = timed(() => {
      const outcome = runQuery(soql, org, OPTIONS);
      return { size: outcome.totalSize, last: outcome.page(outcome.totalSize - 1, 2000).at(-1) };
    });
    expect(result.size).to.equal(50_000);
    expect(result.last?.Id).to.equal(id('01u', 999_949));
    expect(ms).to.be.lessThan(10_000);
  });

  it('Given everything, When sorted, grouped, counted and nested, Then each takes seconds at most', () => {
    const { org } = bigOrg();
    const run = (soql: string): { result: unknown[]; ms: number } =>
      timed(() => runQuery(soql, org, OPTIONS).page(0, 1));
    const sorted = run('SELECT Id FROM PricebookEntry ORDER BY UnitPrice DESC, Name LIMIT 1');
    const grouped = run('SELECT Pricebook2Id, COUNT(Id) n FROM PricebookEntry GROUP BY Pricebook2Id');
    const nested = run('SELECT Id, (SELECT Id FROM PricebookEntries LIMIT 2) FROM Pricebook2');
    expect(sorted.result[0]).to.include({ Id: id('01u', 100_099) });
    expect(grouped.result[0]).to.include({ Pricebook2Id: id('01s', 0), n: ROWS / BOOKS });
    expect(nested.result[0]).to.have.nested.property('PricebookEntries.totalSize', 2);
    expect(Math.max(sorted.ms, grouped.ms, nested.ms)).to.be.lessThan(15_000);
  }).timeout(60_000);
});
