import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { filesBelow, writesTo } from './hostile.ts';

type SimulatedRecord = Awaited<ReturnType<Workbench['records']>>[number];
type ObjectName = 'Product2' | 'Pricebook2' | 'PricebookEntry';
type Catalog = Record<ObjectName, SimulatedRecord[]>;
type Line = Record<'object' | 'kind' | 'key' | 'name' | 'oldId' | 'newId' | 'field' | 'before' | 'after', string>;
type Judged = { findings: Finding[] };
/** Rows of one kind: the ID that a finding names a row by, and what else it must say of it. */
type Told = Array<{ id: string; says: string; configurable: boolean }>;
type Truth = { lines: Line[]; counts: Record<'same' | 'other' | 'new', number>; told: Record<string, Told> };

/** The fields of README and docs/catalog.md, said a second time. */
const COMPARED: Record<ObjectName, string[]> = {
  Product2: [
    'Name',
    'ProductCode',
    'ExternalId',
    'Family',
    'StockKeepingUnit',
    'IsActive',
    'LGK__IsConfigurable__c',
    'SBQQ__ExternallyConfigurable__c',
  ],
  Pricebook2: ['Name', 'IsActive', 'IsStandard'],
  PricebookEntry: ['UnitPrice', 'IsActive', 'UseStandardPrice'],
};
const OBJECTS = Object.keys(COMPARED) as ObjectName[];
const NAMES: Record<ObjectName, string> = {
  Product2: 'Products',
  Pricebook2: 'Price books',
  PricebookEntry: 'Price book entries',
};

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

const keyIn = (catalog: Catalog, object: ObjectName, row?: SimulatedRecord): string => {
  const field = (name: string): string[] => (row?.[name] ? [`${name} ${text(row[name]).trim()}`] : []);
  if (object === 'Product2')
    return ['ExternalId', 'ProductCode', 'StockKeepingUnit', 'Name'].flatMap(field).at(0) ?? '';
  if (object === 'Pricebook2') return row?.['IsStandard'] === true ? 'IsStandard' : field('Name').join();
  const of = (other: ObjectName, id: string): string =>
    keyIn(
      catalog,
      other,
      catalog[other].find(({ Id }) => Id === row?.[id])
    );
  return [of('Product2', 'Product2Id'), of('Pricebook2', 'Pricebook2Id')].join(' › ');
};

/** What became of one object's rows, worked out from the records themselves. */
const truthOf = (object: ObjectName, before: Catalog, now: Catalog): Truth => {
  const grouped = (catalog: Catalog): Map<string, SimulatedRecord[]> =>
    Map.groupBy(catalog[object], (row) => keyIn(catalog, object, row));
  const [old, fresh] = [grouped(before), grouped(now)];
  const truth: Truth = {
    lines: [],
    counts: { same: 0, other: 0, new: 0 },
    told: { missing: [], new: [], changed: [], deactivated: [], 'not told apart': [] },
  };
  const tell = (kind: string, row: SimulatedRecord, says = ''): void => {
    truth.told[kind].push({ id: row.Id, says, configurable: row['LGK__IsConfigurable__c'] === true });
  };
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(key) ?? [], fresh.get(key) ?? []];
    const line = (kind: string, row: SimulatedRecord, given: Partial<Line>): void => {
      const name = object === 'PricebookEntry' ? '' : text(row['Name']);
      const empty = { oldId: '', newId: '', field: '', before: '', after: '' };
      truth.lines.push({ object, kind, key, name, ...empty, ...given });
    };
    const oneSided = was.length === 0 ? 'new' : 'missing';
    if (was.length === 1 && is.length === 1) {
      const [[one], [other]] = [was, is];
      truth.counts[one.Id === other.Id ? 'same' : 'other'] += 1;
      const fields = COMPARED[object].filter((field) => text(one[field]) !== text(other[field]));
      for (const field of fields) {
        const [oldId, newId] = [one.Id, other.Id];
        line('changed', other, { oldId, newId, field, before: text(one[field]), after: text(other[field]) });
      }
      const off = fields.includes('IsActive') && other['IsActive'] === false;
      if (off) tell('deactivated', other);
      const others = fields.filter((field) => !(off && field === 'IsActive'));
      const notes = others.map((field) => `${field} ${text(one[field]) || '–'} → ${text(other[field]) || '–'}`);
      if (others.length > 0) tell('changed', other, notes.join(', '));
    } else {
      const isOpen = was.length > 0 && is.length > 0;
      for (const row of was) line(isOpen ? 'ambiguous' : oneSided, row, { oldId: row.Id });
      for (const row of is) line(isOpen ? 'ambiguous' : oneSided, row, { newId: row.Id });
      for (const row of isOpen ? is : [...was, ...is]) tell(isOpen ? 'not told apart' : oneSided, row);
      if (oneSided === 'new') truth.counts.new += is.length;
    }
  }
  return truth;
};

const catalogFindings = ({ result }: Ran<Judged>): Finding[] =>
  (result?.findings ?? []).filter(({ item }) => item === 'catalog');

describe('a catalog that drifted, as the commands tell it', () => {
  let bench: Workbench;
  let now: Catalog;
  let truths: Record<ObjectName, Truth>;
  let runs: Record<'verify' | 'repoint', Ran<Judged>>;
  let writes: string[];
  let files: Array<Record<string, string>>;

  const catalogOf = async (): Promise<Catalog> => {
    const tables = await Promise.all(OBJECTS.map((object) => bench.records('sandbox', object)));
    return Object.fromEntries(OBJECTS.map((object, at) => [object, tables[at]])) as Catalog;
  };

  before(async () => {
    bench = await Workbench.start({ scenario: 'catalog-drift' });
    // More changes than a finding names, of a field that was emptied; the last ones read are those that Logik configures.
    const drifting = (Family: string | null): object[] =>
      Array.from({ length: 13 }, (_, at) => ({
        Id: `01t5e00000DRFT${at.toString(36)}`,
        Name: `Drift ${at}`,
        ProductCode: `DRIFT-${at}`,
        Family,
        IsActive: true,
        LGK__IsConfigurable__c: at > 10,
      }));
    await bench.setRecords('sandbox', 'Product2', drifting('Software'));
    await bench.setRecords('production', 'Product2', drifting(null));
    const before = await catalogOf();
    const prepared = await bench.prepare();
    if (prepared.error) throw prepared.error;
    await bench.refresh();
    now = await catalogOf();
    truths = Object.fromEntries(OBJECTS.map((object) => [object, truthOf(object, before, now)])) as typeof truths;
    files = [await filesBelow(bench.home)];
    const dry = await bench.run('repoint', '--target-org', 'uat', '--dry-run', '--json');
    files.push(await filesBelow(bench.home));
    runs = { repoint: dry, verify: await bench.run('verify', '--target-org', 'uat', '--json') };
    writes = await writesTo(bench);
  });
  after(() => bench.close());

  for (const command of ['verify', 'repoint'] as const) {
    for (const object of OBJECTS) {
      it(`Given ${object} before and after, When ${command} runs, Then its findings count and name the rows of each kind`, () => {
        const { told, counts } = truths[object];
        const found = catalogFindings(runs[command]).filter(({ target }) => target.startsWith(NAMES[object]));
        const whole = found.find(({ target }) => target === NAMES[object]);
        expect(whole?.status).to.equal('pass');
        expect(whole?.actual).to.equal(
          `${now[object].length} rows: ${counts.same} with the same ID, ${counts.other} with another one, ${counts.new} new`
        );
        for (const [kind, rows] of Object.entries(told)) {
          const finding = found.find(({ target }) => target === `${NAMES[object]} › ${kind}`);
          if (rows.length === 0) {
            expect(finding, kind).to.equal(undefined);
            continue;
          }
          expect(finding?.status, kind).to.equal(kind === 'new' ? 'pass' : 'warn');
          expect(finding?.actual, kind).to.equal(rows.length === 1 ? '1 row' : `${rows.length} rows`);
          const hint = finding?.hint ?? '';
          const named = rows.filter(({ id }) => hint.includes(id));
          expect(named, kind).to.have.length(Math.min(rows.length, 10));
          for (const row of rows.filter(({ configurable }) => configurable)) expect(named).to.include(row);
          for (const { id, says } of named) expect(hint).to.contain(says === '' ? `(${id})` : `(${id}): ${says}`);
          expect(hint.includes(`and ${rows.length - 10} more`), kind).to.equal(rows.length > 10);
        }
      });
    }
  }

  it('Given every kind of drift, When the truth is looked at, Then none of them is missing from it, so that the tests above tell', () => {
    const kinds = OBJECTS.flatMap((object) =>
      Object.entries(truths[object].told).flatMap(([kind, rows]) => (rows.length > 0 ? [`${object} ${kind}`] : []))
    );
    expect(kinds).to.have.members([
      ...['missing', 'new', 'changed', 'deactivated', 'not told apart'].map((kind) => `Product2 ${kind}`),
      ...['missing', 'new', 'deactivated'].map((kind) => `Pricebook2 ${kind}`),
      ...['missing', 'new', 'changed', 'deactivated', 'not told apart'].map((kind) => `PricebookEntry ${kind}`),
    ]);
    expect(truths.Product2.counts.same).to.be.above(0);
    expect(truths.Product2.told['changed'].length).to.be.above(10);
  });

  it('Given all that, When verified, Then catalog-differences.csv holds every difference, and nothing else', async () => {
    const csv = await readFile(join(bench.directory, 'reports', 'catalog-differences.csv'), 'utf8');
    const expected = OBJECTS.flatMap((object) => truths[object].lines);
    expect(parse<Line>(csv, { columns: true })).to.have.deep.members(expected);
  });

  it('Given drift alone, When verified, Then it fails no line; the run fails for what Logik and users stumble over', () => {
    const { result, exitCode } = runs.verify;
    expect(catalogFindings(runs.verify).map(({ status }) => status)).to.not.include('fail');
    expect(exitCode).to.equal(1);
    expect(result?.findings.filter(({ status }) => status === 'fail').map(({ item }) => item)).to.include.members([
      'sync-health',
      'pricebook-health',
    ]);
  });

  it('Given --json, When both ran, Then each printed one document with these findings, and nothing beside it', () => {
    for (const { stdout, stderr, result } of Object.values(runs)) {
      const printed = JSON.parse(stdout) as { result: Judged };
      expect(printed.result.findings).to.deep.equal(result?.findings);
      expect(stderr).not.to.match(/rows|Product2|…|read/i);
    }
  });

  it('Given a dry run and verify, When requests and files are looked at, Then the org was not written to, and the dry run left no file', () => {
    expect(writes).to.deep.equal([]);
    expect(files[1]).to.deep.equal(files[0]);
  });
});

describe('a large catalog on a terminal', () => {
  it('Given somebody watches, When verified, Then progress is told with counts, and none of it with --json', async () => {
    const bench = await Workbench.start({ products: 5000, entriesPerProduct: 4 });
    const was = { tty: process.stderr.isTTY, ci: process.env.CI };
    try {
      const prepared = await bench.prepare('--json');
      expect(prepared.exitCode, prepared.error?.message).to.equal(0);
      await bench.refresh();
      process.stderr.isTTY = true;
      delete process.env.CI;
      const quiet = await bench.run('verify', '--target-org', 'uat', '--json');
      const human = await bench.run('verify', '--target-org', 'uat');
      expect(quiet.stderr).not.to.match(/Reading|Comparing|\d rows|PricebookEntry/);
      expect(() => JSON.parse(quiet.stdout) as unknown).not.to.throw();
      expect(human.stderr).to.match(/(Reading|Loading|Comparing) .*: [\d,]+ of [\d,]+ rows/);
    } finally {
      process.stderr.isTTY = was.tty;
      if (was.ci !== undefined) process.env.CI = was.ci;
      await bench.close();
    }
  });
});
