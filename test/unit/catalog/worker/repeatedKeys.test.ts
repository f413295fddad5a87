import { join } from 'node:path';
import { expect } from 'chai';
import { DEFAULT_KEYS, type NaturalKeys } from '../../../../src/catalog/objects.ts';
import type { JudgedNow } from '../../../../src/catalog/types.ts';
import { judgeNow } from '../../../../src/catalog/worker/judge.ts';
import { SAMPLE } from '../../../../src/catalog/worker/tally.ts';
import { csvIn, entry, loaded, priceBook, product, type Load, type Values } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';

const temporary = directories();
let workspace: string;
beforeEach(async () => {
  workspace = await temporary.make();
});
afterEach(temporary.clear);

const judged = async (load: Load, keys: Partial<NaturalKeys> = {}): Promise<JudgedNow> => {
  const database = await loaded(workspace, load);
  try {
    return await judgeNow(database, {
      workspace,
      keys: { ...DEFAULT_KEYS, ...keys },
      configurable: undefined,
      priceBooks: [],
      room: 'reports',
    });
  } finally {
    database.close();
  }
};
const listed = (): Promise<Values[]> => csvIn(join(workspace, 'repeated-keys.csv'));

describe('rows that share their key', () => {
  it('Given different keys, when the catalog is judged, then there is none, and the file is empty', async () => {
    const { repeated, files } = await judged({ now: { Product2: [product('1', { ProductCode: 'A' }), product('2')] } });
    expect(repeated.map(({ object, keys, rows, keyless }) => [object, keys, rows, keyless])).to.deep.equal([
      ['Product2', 0, 0, 0],
      ['Pricebook2', 0, 0, 0],
    ]);
    expect(files.map(({ isEmpty }) => isEmpty)).to.deep.equal([true]);
  });

  it('Given two keys that are repeated, when judged, then keys and rows are counted and named, by ID', async () => {
    const Product2 = ['A', 'B', 'A', 'C', 'B', 'B'].map((ProductCode, at) => product(`${6 - at}`, { ProductCode }));
    const { repeated, files } = await judged({ now: { Product2 } });
    expect(repeated[0]).to.include({ keys: 2, rows: 5, keyless: 0 });
    expect(repeated[0].sample.map(({ key, id }) => `${key} ${id}`)).to.deep.equal([
      'ProductCode A 4',
      'ProductCode A 6',
      'ProductCode B 1',
      'ProductCode B 2',
      'ProductCode B 5',
    ]);
    expect(files).to.deep.equal([
      { from: join(workspace, 'repeated-keys.csv'), room: 'reports', name: 'repeated-keys.csv' },
    ]);
  });

  it('Given the same value in different fields, when judged, then these are no repeated keys', async () => {
    const Product2 = [
      product('1', { ProductCode: 'A' }),
      product('2', { Name: 'A' }),
      product('3', { ExternalId: 'A' }),
    ];
    expect((await judged({ now: { Product2 } })).repeated[0].rows).to.equal(0);
  });

  it('Given rows without any key, when judged, then they are counted apart and named', async () => {
    const rows = [product('1', { Name: '' }), product('2', { Name: ' ' }), product('3')];
    const { repeated } = await judged({ now: { Product2: rows } });
    expect(repeated[0]).to.include({ keys: 0, rows: 0, keyless: 2 });
    expect((await listed()).map(({ id, key }) => [id, key])).to.deep.equal([
      ['1', ''],
      ['2', ''],
    ]);
  });

  it('Given a key that thousands share, when judged, then every one of them is in the file, and Node warns of nothing', async () => {
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', note);
    const Name = `Kit "🧰", ${'x'.repeat(200)}`;
    const Product2 = Array.from({ length: 14_000 }, (_, at) => product(String(at), { ProductCode: 'same', Name }));
    const { repeated } = await judged({ now: { Product2 } });
    process.off('warning', note);
    expect(repeated[0]).to.include({ keys: 1, rows: 14_000 });
    expect(repeated[0].sample).to.have.length(SAMPLE);
    const rows = await listed();
    expect(new Set(rows.map(({ id }) => id)).size).to.equal(14_000);
    expect(rows[0]).to.include({ object: 'Product2', key: 'ProductCode same', name: Name });
    expect(warnings).to.deep.equal([]);
  });

  it('Given doubles among price books, when judged, then they are found; the standard one is no double', async () => {
    const Pricebook2 = [
      priceBook('1', { Name: 'EMEA' }),
      priceBook('2', { Name: 'EMEA' }),
      priceBook('3', { Name: 'EMEA', IsStandard: 'true' }),
    ];
    expect((await judged({ now: { Pricebook2 } })).repeated[1]).to.include({ keys: 1, rows: 2 });
  });

  it('Given a shorter key for entries, when judged, then entries that share it are found; by default none is looked for', async () => {
    const now = {
      Product2: [product('p', { ProductCode: 'A' })],
      Pricebook2: [priceBook('b')],
      PricebookEntry: [
        entry('1', 'p', 'b', { CurrencyIsoCode: 'EUR' }),
        entry('2', 'p', 'b', { CurrencyIsoCode: 'USD' }),
        entry('3', 'gone', 'b', { CurrencyIsoCode: 'USD' }),
      ],
    };
    const { repeated } = await judged({ now }, { PricebookEntry: ['Product2Id', 'Pricebook2Id'] });
    expect(repeated.map(({ object }) => object)).to.deep.equal(['Product2', 'Pricebook2', 'PricebookEntry']);
    expect(repeated[2]).to.include({ keys: 1, rows: 2, keyless: 1 });
    workspace = await temporary.make();
    expect((await judged({ now })).repeated.map(({ object }) => object)).to.deep.equal(['Product2', 'Pricebook2']);
  });

  it('Given doubles only before the refresh, when the org of now is judged, then they are no matter', async () => {
    const Product2 = [product('1', { ProductCode: 'A' }), product('2', { ProductCode: 'A' })];
    expect((await judged({ before: { Product2 } })).repeated[0].rows).to.equal(0);
  });
});
