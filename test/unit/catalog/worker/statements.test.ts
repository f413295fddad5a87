import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { CatalogDatabase } from '../../../../src/catalog/worker/database.ts';
import { DEFAULT_KEYS } from '../../../../src/catalog/objects.ts';
import { entryKeyParts, sharedFields, sidedRows } from '../../../../src/catalog/worker/statements.ts';
import { readableKey } from '../../../../src/catalog/worker/keys.ts';
import { caught } from '../../support/caught.ts';
import { entry, loaded, priceBook, product, shaped, type Load, type Rows } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';

const temporary = directories();
let workspace: string;
let database: CatalogDatabase | undefined;
beforeEach(async () => {
  workspace = await temporary.make();
});
afterEach(async () => {
  database?.close();
  database = undefined;
  await temporary.clear();
});
const open = async (load: Load): Promise<CatalogDatabase> => (database = await loaded(workspace, load));

const ENTRY_KEY = DEFAULT_KEYS.PricebookEntry;
/** Side, readable key and ID of each row. */
const keysOf = (of: CatalogDatabase, object = 'PricebookEntry', entryKey = ENTRY_KEY): unknown[] =>
  [...of.rows(sidedRows(of, object, { fields: ['Id'], entryKey }))].map(({ side, natural_key: key, Id }) => [
    side === 0 ? 'before' : 'now',
    key === null ? null : readableKey(String(key)),
    Id,
  ]);

const BOOK = priceBook('b', { IsStandard: 'true' });
const priced = (own: Record<string, string>, more: Rows = {}): Rows => ({
  Product2: [product('p', { ProductCode: 'A' })],
  Pricebook2: [BOOK],
  PricebookEntry: [entry('e', 'p', 'b', own)],
  ...more,
});

describe('the database of a catalog', () => {
  it('Given a workspace, when the database is opened, then it is for its owner only, and no second one takes its place', async () => {
    await open({});
    expect((await stat(join(workspace, 'catalog.sqlite'))).mode & 0o777).to.equal(0o600);
    expect(await caught(() => loaded(workspace, {}))).to.include({ code: 'EEXIST' });
  });

  it('Given odd names, when they are loaded, then statements neither break nor lose a character', async () => {
    const names = ['O\'Neil "x"', 'a;\nDROP TABLE now_Product2', '🧰', 'x'.repeat(32_000)];
    const db = await open({ now: { Product2: names.map((Name, at) => product(String(at), { Name })) } });
    expect([...db.rows('SELECT "Name" FROM now_Product2 ORDER BY "Id"')].map(({ Name }) => Name)).to.deep.equal(names);
  });

  it('Given a name that is no API name, when a table is made of it, then it is refused', async () => {
    const db = await open({});
    for (const [object, field] of [
      ['X" (a); --', 'Id'],
      ['Other', 'a" TEXT'],
    ]) {
      expect((await caught(() => db.loader('now', shaped(object, [field])))).name).to.equal('RangeError');
    }
  });

  it('Given two orgs with other fields, when both are loaded, then only what both have is shared', async () => {
    const db = await open({
      before: { Product2: [{ Id: '1', Name: 'a', Family: 'f' }] },
      now: { Product2: [{ Id: '1', ExternalId: 'x', Name: 'a' }] },
    });
    expect(sharedFields(db, 'Product2')).to.deep.equal(['Id', 'Name']);
    expect(db.has('now', 'ProductSellingModel')).to.equal(false);
  });
});

describe('the key of an entry', () => {
  it('Given other IDs of product and price book, when entries are keyed, then they have the keys of these', async () => {
    const db = await open({
      before: priced({}),
      now: {
        Product2: [product('p2', { ProductCode: 'A' })],
        Pricebook2: [priceBook('b2', { IsStandard: 'true', Name: 'Standardpreisbuch' })],
        PricebookEntry: [entry('e2', 'p2', 'b2')],
      },
    });
    expect(keysOf(db)).to.deep.equal([
      ['before', 'ProductCode A › IsStandard', 'e'],
      ['now', 'ProductCode A › IsStandard', 'e2'],
    ]);
  });

  it('Given an entry whose product or price book was not read, when keyed, then it has none, and no other is lost', async () => {
    const now = priced(
      {},
      { PricebookEntry: [entry('e', 'p', 'b'), entry('f', 'gone', 'b'), entry('g', 'p', 'gone')] }
    );
    const db = await open({ before: {}, now });
    expect(keysOf(db)).to.have.deep.members([
      ['now', 'ProductCode A › IsStandard', 'e'],
      ['now', null, 'f'],
      ['now', null, 'g'],
    ]);
  });

  it('Given currencies on both sides, when keyed, then they are part of the key', async () => {
    const db = await open({ before: priced({ CurrencyIsoCode: 'EUR' }), now: priced({ CurrencyIsoCode: 'USD' }) });
    expect(keysOf(db).map((row) => (row as string[])[1])).to.deep.equal([
      'ProductCode A › IsStandard › EUR',
      'ProductCode A › IsStandard › USD',
    ]);
  });

  for (const [side, load] of [
    ['before', { before: priced({ CurrencyIsoCode: 'EUR' }), now: priced({}) }],
    ['now', { before: priced({}), now: priced({ CurrencyIsoCode: 'EUR' }) }],
  ] as Array<[string, Load]>) {
    it(`Given currencies only ${side}, when keyed, then they are no part of the key, so that entries meet`, async () => {
      const db = await open(load);
      expect(entryKeyParts(db, ENTRY_KEY)).to.deep.equal(['Product2Id', 'Pricebook2Id']);
      expect(keysOf(db).map((row) => (row as string[])[1])).to.deep.equal(Array(2).fill('ProductCode A › IsStandard'));
    });
  }

  const model = (id: string, name = 'Yearly'): Rows => ({ ProductSellingModel: [{ Id: id, Name: name }] });
  it('Given selling models with other IDs, when keyed, then they meet by name', async () => {
    const db = await open({
      before: priced({ ProductSellingModelId: 'm1' }, model('m1')),
      now: priced({ ProductSellingModelId: 'm2' }, model('m2')),
    });
    expect(keysOf(db).map((row) => (row as string[])[1])).to.deep.equal(
      Array(2).fill('ProductCode A › IsStandard › Name Yearly')
    );
  });

  it('Given an entry without a selling model, when keyed, then that is a key of its own', async () => {
    const both = [
      entry('e', 'p', 'b', { ProductSellingModelId: '' }),
      entry('f', 'p', 'b', { ProductSellingModelId: 'm' }),
    ];
    const rows = priced({}, { ...model('m'), PricebookEntry: both });
    const db = await open({ before: rows, now: rows });
    expect(keysOf(db)).to.have.length(4);
    expect(new Set(keysOf(db).map((row) => (row as string[])[1]))).to.deep.equal(
      new Set(['ProductCode A › IsStandard › ', 'ProductCode A › IsStandard › Name Yearly'])
    );
  });

  it('Given selling models whose names were not read, when keyed, then their IDs keep no two entries apart', async () => {
    const db = await open({
      before: priced({ ProductSellingModelId: 'm1' }),
      now: priced({ ProductSellingModelId: 'm2' }),
    });
    expect(entryKeyParts(db, ENTRY_KEY)).to.deep.equal(['Product2Id', 'Pricebook2Id']);
  });

  it('Given a key of which these orgs have no field, when keyed, then entries are known by their ID only', async () => {
    const db = await open({ before: priced({}), now: priced({}) });
    expect(keysOf(db, 'PricebookEntry', ['CurrencyIsoCode'])).to.deep.equal([
      ['before', null, 'e'],
      ['now', null, 'e'],
    ]);
  });

  it('Given a field that people chose, when keyed, then its value is the key', async () => {
    const db = await open({ before: priced({ Code__c: 'X' }), now: priced({ Code__c: '' }) });
    expect(keysOf(db, 'PricebookEntry', ['Code__c']).map((row) => (row as string[])[1])).to.deep.equal(['', 'X']);
  });
});

describe('rows of both sides', () => {
  it('Given products in any order, when they are read, then they are sorted by key, then ID, then side', async () => {
    const rows = [
      product('3', { ProductCode: 'B' }),
      product('2', { ProductCode: 'A' }),
      product('1', { ProductCode: 'A' }),
    ];
    const db = await open({ before: { Product2: rows }, now: { Product2: rows } });
    expect(keysOf(db, 'Product2')).to.deep.equal(
      [
        ['A', '1'],
        ['A', '2'],
        ['B', '3'],
      ].flatMap(([code, id]) => ['before', 'now'].map((side) => [side, `ProductCode ${code}`, id]))
    );
  });
});
