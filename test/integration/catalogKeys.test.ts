import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { expectRefusal, filesBelow, run, type Command } from './hostile.ts';

type Row = Record<string, string>;
type Judged = { findings: Finding[] };

const DUPLICATES = 2300;
/** So many products share one key. */
const ALIKE = 1150;
const KEYLESS = 1200;
const KEYS = '01t5e0000';

const csvOf = async (...path: string[]): Promise<Row[]> => parse(await readFile(join(...path)), { columns: true });
const of = ({ result }: Ran<Judged>, item: string): Finding[] =>
  (result?.findings ?? []).filter((finding) => finding.item === item);
const idsOf = (rows: ReadonlyArray<{ Id?: string; id?: string }>): string[] => rows.map(({ Id, id = Id ?? '' }) => id);

/** The answers of an earlier prepare, with keys of somebody's choice. */
const chooseKeys = async (directory: string, object: string, fields: readonly string[]): Promise<void> => {
  const path = join(directory, 'refresh.yaml');
  const text = await readFile(path, 'utf8');
  const rest = text.replace(/^catalog:\n(?: .*\n)*/m, '');
  await writeFile(path, `${rest.trimEnd()}\ncatalog:\n  keys:\n    ${object}: [${fields.join(', ')}]\n`);
};

describe('natural keys', () => {
  let bench: Workbench;
  afterEach(() => bench.close());
  const start = async (scenario = 'standard'): Promise<void> => {
    bench = await Workbench.start({ scenario });
  };
  const verify = (): Promise<Ran<Judged>> => bench.run('verify', '--target-org', 'uat');

  describe('of fields that cannot be had', () => {
    const refused = async (command: Command, object: string, field: string): Promise<void> => {
      const before = await filesBelow(bench.home);
      const ran = await run(bench, command);
      expectRefusal(ran, {
        exitCode: 2,
        name: 'UnknownKeyFieldError',
        says: [object, field, 'refresh.yaml', `catalog.keys.${object}`],
      });
      expect(await filesBelow(bench.home)).to.deep.equal(before);
    };

    it('Given a key field that does not exist, When prepare runs, Then it refuses, names the key in refresh.yaml, and writes nothing', async () => {
      await start();
      await bench.prepare();
      for (const object of ['Product2', 'Pricebook2', 'PricebookEntry']) {
        await chooseKeys(bench.directory, object, ['Sku__c', 'Name']);
        await refused('prepare', object, 'Sku__c');
      }
    });

    it('Given a chosen key field that the login may not read, When prepare runs, Then it refuses and does not take the next one', async () => {
      await start();
      await bench.prepare();
      await bench.restrict('sandbox', ['Product2.StockKeepingUnit', 'Product2.Description']);
      await chooseKeys(bench.directory, 'Product2', ['Description', 'Name']);
      await refused('prepare', 'Product2', 'Description');
      await chooseKeys(bench.directory, 'Product2', ['StockKeepingUnit', 'Name']);
      await refused('prepare', 'Product2', 'StockKeepingUnit');
    });

    it('Given a key field that is gone after the refresh, When verify and repoint run, Then they refuse and the org stays as it is', async () => {
      await start();
      await bench.prepare();
      await chooseKeys(bench.directory, 'Product2', ['Description', 'Name']);
      expect((await bench.prepare()).exitCode).to.equal(0);
      await bench.refresh();
      await bench.restrict('sandbox', ['Product2.Description']);
      for (const command of ['verify', 'repoint'] as const) await refused(command, 'Product2', 'Description');
      expect((await bench.requests()).filter(({ write }) => write)).to.deep.equal([]);
    });

    it('Given a key that was chosen only after the refresh, When verify and repoint run, Then they name the field that was not kept, and the rest is done', async () => {
      await start();
      await bench.prepare();
      await bench.refresh();
      await chooseKeys(bench.directory, 'Product2', ['Description']);
      const verified = await verify();
      expect(verified.exitCode).to.equal(1);
      const [line] = of(verified, 'catalog');
      expect(line).to.include({ status: 'fail', actual: 'could not be read' });
      expect(line.hint).to.contain('Product2.Description').and.contain('catalog.keys.Product2');
      const repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(repointed.exitCode).to.equal(68);
      expect(repointed.result?.changes.every(({ outcome }) => outcome === 'applied')).to.equal(true);
    });

    it('Given a usual key field that only production shows, When verified, Then products are told by what both have', async () => {
      await start('catalog-drift');
      await bench.restrict('sandbox', ['Product2.ExternalId']);
      expect((await bench.prepare()).exitCode).to.equal(0);
      await bench.refresh();
      await bench.control('DELETE', 'restrict');
      await verify();
      const map = await csvOf(bench.directory, 'id-map', 'Product2.csv');
      const rows = map.filter(({ key }) => /HX-[12]00|ERP/.test(key));
      expect(rows.map(({ key, status }) => `${key} ${status}`)).to.have.members([
        'ProductCode HX-100 mapped',
        'ProductCode HX-200 mapped',
      ]);
    });
  });

  it('Given keys that thousands of products share or lack, When prepared and verified, Then each row is in the files and none is taken for another', async () => {
    await start();
    const same = (prefix: string): object[] => [
      ...Array.from({ length: DUPLICATES }, (_, index) => ({
        Id: `${prefix}D${String(index).padStart(5, '0')}AAA`,
        Name: `Twin ${index}`,
        ProductCode: `TWIN-${Math.floor(index / ALIKE)}`,
      })),
      ...Array.from({ length: KEYLESS }, (_, index) => ({
        Id: `${prefix}K${String(index).padStart(5, '0')}AAA`,
        Name: '',
        ProductCode: null,
      })),
    ];
    const [mine, theirs] = [same(KEYS), same('01t9x0000')] as Array<Array<{ Id: string }>>;
    await bench.setRecords('sandbox', 'Product2', mine);
    await bench.setRecords('production', 'Product2', theirs);

    const prepared = await bench.prepare();
    expect(prepared.exitCode, prepared.error?.message).to.equal(0);
    const warned = of(prepared, 'catalog').filter(({ target }) => target === 'Products › natural keys');
    expect(warned.map(({ status, actual }) => `${status}: ${actual}`)).to.deep.equal([
      'warn: 2,300 rows that share a key with another one (2 different keys)',
      'warn: 1,200 rows without any of the key fields',
    ]);
    expect(warned[0].hint)
      .to.match(/01t5e0000[DK]\d{5}AAA/)
      .and.contain('repeated-keys.csv');
    const listed = await csvOf(bench.directory, 'catalog', 'repeated-keys.csv');
    expect(idsOf(listed)).to.have.members(idsOf(mine));

    await bench.refresh();
    const verified = await verify();
    expect(of(verified, 'id-map').find(({ target }) => target === 'Products')?.status).to.equal('warn');
    const after = await csvOf(bench.directory, 'reports', 'repeated-keys.csv');
    expect(idsOf(after)).to.have.members(idsOf(theirs));
    const map = await csvOf(bench.directory, 'id-map', 'Product2.csv');
    const [old, fresh] = [
      map.filter(({ oldId }) => oldId.startsWith(KEYS)),
      map.filter(({ newId }) => newId.startsWith('01t9x')),
    ];
    expect(old.map(({ oldId }) => oldId)).to.have.members(idsOf(mine));
    expect(fresh.map(({ newId }) => newId)).to.have.members(idsOf(theirs));
    expect(old.filter(({ newId }) => newId !== '')).to.deep.equal([]);
    const whole = of(verified, 'catalog').find(({ target }) => target === 'Products');
    const records = (await bench.records('sandbox', 'Product2')).length.toLocaleString('en-US');
    expect(whole?.actual).to.match(new RegExp(`^${records} rows`));
    const apart = of(verified, 'catalog').find(({ target }) => target === 'Products › not told apart');
    expect(apart).to.include({ status: 'warn', actual: '2,300 rows' });
  });

  for (const [scenario, products] of [
    ['no-products', 0],
    ['one-product', 1],
  ] as const) {
    for (const threshold of ['1', '10000']) {
      it(`Given ${products} products read with a threshold of ${threshold}, When the whole job runs, Then every step counts them`, async () => {
        await start(scenario);
        const rows = `${products} row${products === 1 ? '' : 's'}`;
        const more = ['--bulk-threshold', threshold];
        const prepared = await bench.prepare(...more);
        expect(prepared.exitCode, prepared.error?.message).to.equal(0);
        const kept = of(prepared, 'catalog').find(({ target }) => target === 'Products');
        expect(kept?.actual).to.match(new RegExp(`^${rows}(, by Bulk API 2.0)?$`));
        expect(kept?.status).to.equal(products === 0 ? 'warn' : 'pass');
        await bench.refresh();
        const repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', ...more);
        expect(repointed.exitCode, repointed.error?.message).to.equal(68);
        expect(repointed.result?.changes.every(({ outcome }) => outcome === 'applied')).to.equal(true);
        const verified = await bench.run('verify', '--target-org', 'uat', ...more);
        expect(verified.exitCode, verified.error?.message).to.equal(68);
        expect(of(verified, 'catalog').find(({ target }) => target === 'Products')).to.include({
          // Nothing equals nothing: that proves nothing.
          status: products === 0 ? 'warn' : 'pass',
          expected: `${rows} before`,
          actual: `${rows}: 0 with the same ID, ${products} with another one, 0 new`,
        });
        expect(await csvOf(bench.directory, 'id-map', 'Product2.csv')).to.have.length(products);
      });
    }
  }

  it('Given keys that were repeated once and no longer are, When prepared again, Then no file of the earlier run tells otherwise', async () => {
    await start();
    const listed = join(bench.directory, 'catalog', 'repeated-keys.csv');
    const twins = ['A', 'B'].map((at) => ({ Id: `${KEYS}T0000${at}AAA`, Name: 'Twin', ProductCode: 'TWIN' }));
    await bench.setRecords('sandbox', 'Product2', twins);
    await bench.prepare();
    expect(idsOf(await csvOf(listed))).to.have.members(idsOf(twins));
    await bench.setRecords('sandbox', 'Product2', [{ ...twins[0], ProductCode: 'LONE' }]);
    const again = await bench.prepare();
    expect(again.error).to.equal(undefined);
    expect(await csvOf(listed)).to.deep.equal([]);
  });
});
