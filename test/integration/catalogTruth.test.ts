import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import type { LogikRefreshVerifyResult } from '../../src/commands/logik/refresh/verify.ts';
import { Workbench } from '../support/workbench.ts';
import { writesTo } from './hostile.ts';

type Row = Record<string, string>;
type SimulatedRecord = Awaited<ReturnType<Workbench['records']>>[number];
type Catalog = Record<'Product2' | 'Pricebook2' | 'PricebookEntry' | 'ProductSellingModel', SimulatedRecord[]>;
type Truth = { mapped: Map<string, string>; missing: string[]; fresh: string[]; ambiguous: string[] };

const OBJECTS = ['Product2', 'Pricebook2', 'PricebookEntry'] as const;
const LIKE: Record<string, RegExp> = { Product2: /^Products/, Pricebook2: /^Price books/, PricebookEntry: /entries/i };

const catalogOf = async (bench: Workbench): Promise<Catalog> => {
  const objects = [...OBJECTS, 'ProductSellingModel'];
  const tables = await Promise.all(objects.map((object) => bench.records('sandbox', object).catch(() => [])));
  return Object.fromEntries(objects.map((object, at) => [object, tables[at]])) as Catalog;
};

/** What tells a row apart, said here a second time in words of the README. */
const keyIn = (catalog: Catalog, object: (typeof OBJECTS)[number], row: SimulatedRecord): string => {
  const told = (field: string): string | undefined => (row[field] ? `${field} ${String(row[field])}` : undefined);
  if (object === 'Product2')
    return told('ExternalId') ?? told('ProductCode') ?? told('StockKeepingUnit') ?? told('Name') ?? '';
  if (object === 'Pricebook2') return row['IsStandard'] === true ? 'standard' : (told('Name') ?? '');
  const product = catalog.Product2.find(({ Id }) => Id === row['Product2Id']);
  const book = catalog.Pricebook2.find(({ Id }) => Id === row['Pricebook2Id']);
  return JSON.stringify([
    product && keyIn(catalog, 'Product2', product),
    book && keyIn(catalog, 'Pricebook2', book),
    row['CurrencyIsoCode'] ?? null,
    catalog.ProductSellingModel.find(({ Id }) => Id === row['ProductSellingModelId'])?.['Name'] ?? null,
  ]);
};

const truthOf = (former: Catalog, now: Catalog, object: (typeof OBJECTS)[number]): Truth => {
  const group = (catalog: Catalog): Map<string, string[]> =>
    new Map(
      [...Map.groupBy(catalog[object], (row) => keyIn(catalog, object, row))].map(([key, rows]) => [
        key,
        rows.map(({ Id }) => Id),
      ])
    );
  const [old, fresh] = [group(former), group(now)];
  const truth: Truth = { mapped: new Map(), missing: [], fresh: [], ambiguous: [] };
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(key) ?? [], fresh.get(key) ?? []];
    if (was.length === 1 && is.length === 1) truth.mapped.set(was[0], is[0]);
    else if (is.length === 0) truth.missing.push(...was);
    else if (was.length === 0) truth.fresh.push(...is);
    else truth.ambiguous.push(...was, ...is);
  }
  return truth;
};

for (const scenario of ['catalog-drift', 'multi-currency', 'selling-models']) {
  describe(`what became of the catalog of ${scenario}`, () => {
    let bench: Workbench;
    let former: Catalog;
    let now: Catalog;
    let result: LogikRefreshVerifyResult;

    before(async () => {
      bench = await Workbench.start({ scenario });
      former = await catalogOf(bench);
      const prepared = await bench.prepare();
      if (prepared.error) throw prepared.error;
      await bench.refresh();
      now = await catalogOf(bench);
      await bench.forgetRequests();
      const verified = await bench.run('verify', '--target-org', 'uat');
      if (!verified.result) throw verified.error ?? new Error('no result');
      result = verified.result;
    });
    after(() => bench.close());

    const csvOf = async (...path: string[]): Promise<Row[]> =>
      parse<Row>(await readFile(join(bench.directory, ...path)), { columns: true });
    const of = (item: string, like: RegExp): LogikRefreshVerifyResult['findings'] =>
      result.findings.filter((finding) => finding.item === item && like.test(finding.target));

    for (const object of OBJECTS) {
      it(`Given ${object} before and after, When verified, Then the ID map is the truth, as CSV and as NDJSON`, async () => {
        const truth = truthOf(former, now, object);
        const rows = await csvOf('id-map', `${object}.csv`);
        const withStatus = (...wanted: string[]): Row[] => rows.filter(({ status }) => wanted.includes(status));
        expect(withStatus('mapped', 'unchanged').map(({ oldId, newId }) => `${oldId} ${newId}`)).to.have.members(
          [...truth.mapped].map((pair) => pair.join(' '))
        );
        expect(withStatus('unchanged').every(({ oldId, newId }) => oldId === newId)).to.equal(true);
        expect(withStatus('missing').map(({ oldId }) => oldId)).to.have.members(truth.missing);
        expect(withStatus('new').map(({ newId }) => newId)).to.have.members(truth.fresh);
        expect(withStatus('ambiguous').map(({ oldId, newId }) => oldId || newId)).to.have.members(truth.ambiguous);
        const lines = (await readFile(join(bench.directory, 'id-map', `${object}.ndjson`), 'utf8')).trim().split('\n');
        const told = lines.map((line) => JSON.parse(line) as Record<string, string | null>);
        expect(
          told.map((line) => Object.fromEntries(Object.entries(line).map(([name, value]) => [name, value ?? ''])))
        ).to.deep.equal(rows);
      });

      it(`Given ${object} before and after, When verified, Then missing and new rows are counted in findings and all in the file`, async () => {
        const truth = truthOf(former, now, object);
        const differences = (await csvOf('reports', 'catalog-differences.csv')).filter(
          (row) => row['object'] === object
        );
        const ids = (kind: string, field: string): string[] =>
          differences.filter((row) => row['kind'] === kind).map((row) => row[field]);
        expect(ids('missing', 'oldId')).to.have.members(truth.missing);
        expect(ids('new', 'newId')).to.have.members(truth.fresh);
        const missing = of('catalog', LIKE[object]).find(({ target }) => /missing/.test(target));
        expect(missing?.status ?? 'none').to.equal(truth.missing.length > 0 ? 'warn' : 'none');
        expect(Number.parseInt(String(missing?.actual ?? '0'), 10)).to.equal(truth.missing.length);
      });
    }

    it('Given every field that is compared, When verified, Then each difference is told with both values', async () => {
      const differences = await csvOf('reports', 'catalog-differences.csv');
      const fields = {
        Product2: ['Name', 'ProductCode', 'ExternalId', 'Family', 'IsActive', 'LGK__IsConfigurable__c'],
        Pricebook2: ['Name', 'IsActive', 'IsStandard'],
        PricebookEntry: ['UnitPrice', 'IsActive', 'UseStandardPrice'],
      };
      const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
      for (const object of OBJECTS) {
        const rows = (catalog: Catalog): Map<string, SimulatedRecord> =>
          new Map(catalog[object].map((row) => [row.Id, row]));
        const [old, fresh] = [rows(former), rows(now)];
        const expected = [...truthOf(former, now, object).mapped].flatMap(([oldId, newId]) =>
          fields[object].flatMap((field) => {
            const [one, other] = [text(old.get(oldId)?.[field]), text(fresh.get(newId)?.[field])];
            return one === other ? [] : [`${oldId} ${field} ${one} ${other}`];
          })
        );
        const told = differences
          .filter(
            (row) => row['object'] === object && row['kind'] === 'changed' && fields[object].includes(row['field'])
          )
          .map((row) => `${row['oldId']} ${row['field']} ${row['before']} ${row['after']}`);
        expect(told, object).to.have.members(expected);
        if (object === 'Product2') {
          const gone = expected.filter((line) => / IsActive true false$/.test(line)).length;
          const finding = of('catalog', /^Products › deactivated/).at(0);
          expect(Number.parseInt(String(finding?.actual ?? '0'), 10)).to.equal(gone);
        }
      }
    });

    it('Given the whole run, When its requests are looked at, Then verify wrote nothing', async () => {
      expect(await writesTo(bench)).to.deep.equal([]);
    });
  });
}
