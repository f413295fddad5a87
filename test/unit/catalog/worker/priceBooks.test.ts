import { expect } from 'chai';
import { PRODUCT_OPTION } from '../../../../src/catalog/objects.ts';
import { priceBookHealth, type PriceBookHealth } from '../../../../src/catalog/worker/priceBooks.ts';
import { SAMPLE } from '../../../../src/catalog/worker/tally.ts';
import { entry, loaded, priceBook, product, type Rows, type Values } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';

const CONFIGURABLE = 'LGK__IsConfigurable__c';
const temporary = directories();
afterEach(temporary.clear);

const healthOf = async (
  now: Rows,
  own: Partial<Parameters<typeof priceBookHealth>[2]> = {}
): Promise<PriceBookHealth> => {
  const database = await loaded(await temporary.make(), { now });
  try {
    return priceBookHealth(database, 'now', { configurable: CONFIGURABLE, named: [], ...own });
  } finally {
    database.close();
  }
};
const without = ({ withoutEntry }: PriceBookHealth): unknown[] =>
  withoutEntry.map(({ priceBook: name, count }) => [name, count.rows, count.sample.map(({ id }) => id).join()]);

const STANDARD = priceBook('std', { Name: 'Standard', IsStandard: 'true' });
const configurable = (id: string, own: Values = {}): Values => product(id, { [CONFIGURABLE]: 'true', ...own });

describe('priceBookHealth', () => {
  for (const [IsActive, state] of [
    ['true', 'active'],
    ['false', 'inactive'],
  ]) {
    it(`Given a standard price book that is ${state}, when judged, then that is said`, async () => {
      expect((await healthOf({ Pricebook2: [{ ...STANDARD, IsActive }] })).standard).to.equal(state);
    });
  }

  it('Given no standard price book, when judged, then it is absent, and no product is held against it', async () => {
    const health = await healthOf({ Pricebook2: [priceBook('b')], Product2: [configurable('1')] });
    expect(health).to.deep.include({ standard: 'absent', withoutEntry: [] });
  });

  it('Given configurable products with and without an active entry, when judged, then those without are named', async () => {
    const health = await healthOf({
      Pricebook2: [STANDARD, priceBook('other')],
      Product2: [
        configurable('priced'),
        configurable('bare'),
        configurable('switched off', { IsActive: 'false' }),
        configurable('entry off'),
        configurable('elsewhere'),
        product('not configurable'),
      ],
      PricebookEntry: [
        entry('1', 'priced', 'std'),
        entry('2', 'entry off', 'std', { IsActive: 'false' }),
        entry('3', 'elsewhere', 'other'),
      ],
    });
    expect(without(health)).to.deep.equal([['Standard', 3, 'bare,elsewhere,entry off']]);
  });

  it('Given options of bundles, when judged, then they need an entry too, after the configurable ones', async () => {
    const rows = { Pricebook2: [STANDARD], Product2: [product('a option'), configurable('z'), product('b other')] };
    const options = { [PRODUCT_OPTION]: [{ Id: 'o', SBQQ__OptionalSKU__c: 'a option' }] };
    const health = await healthOf({ ...rows, ...options });
    expect(without(health)).to.deep.equal([['Standard', 2, 'z,a option']]);
    expect(health.options).to.equal(true);
    expect((await healthOf(rows)).options).to.equal(false);
  });

  it('Given price books that refresh.yaml names, when judged, then each is looked at, once, and unknown ones are told', async () => {
    const health = await healthOf(
      {
        Pricebook2: [STANDARD, priceBook('e', { Name: "EMEA's" }), priceBook('x', { Name: 'Not asked' })],
        Product2: [configurable('1')],
        PricebookEntry: [entry('1', '1', 'std')],
      },
      { named: ["EMEA's", 'Standard', 'Gone'] }
    );
    expect(without(health)).to.deep.equal([
      ['Standard', 0, ''],
      ["EMEA's", 1, '1'],
    ]);
    expect(health.unknown).to.deep.equal(['Gone']);
  });

  it('Given no Logik package, when judged, then only options need an entry', async () => {
    const rows = { Pricebook2: [STANDARD], Product2: [configurable('1')] };
    expect(without(await healthOf(rows))).to.deep.equal([['Standard', 1, '1']]);
    expect(without(await healthOf(rows, { configurable: undefined }))).to.deep.equal([['Standard', 0, '']]);
  });

  it('Given more products than are named, when judged, then all count', async () => {
    const Product2 = Array.from({ length: SAMPLE + 3 }, (_, at) => configurable(String(at)));
    const [{ count }] = (await healthOf({ Pricebook2: [STANDARD], Product2 })).withoutEntry;
    expect([count.rows, count.sample.length]).to.deep.equal([SAMPLE + 3, SAMPLE]);
    expect(count.sample[0]).to.include({ configurable: true, note: null });
  });

  it('Given active entries in inactive price books, when judged, then they are counted by price book', async () => {
    const health = await healthOf({
      Pricebook2: [
        STANDARD,
        priceBook('off', { IsActive: 'false', Name: 'Old' }),
        priceBook('empty', { IsActive: 'false' }),
      ],
      PricebookEntry: [
        entry('1', 'p', 'off'),
        entry('2', 'q', 'off'),
        entry('3', 'r', 'off', { IsActive: 'false' }),
        entry('4', 'p', 'std'),
      ],
    });
    expect(health.inInactive).to.deep.equal([{ priceBook: 'Old', rows: 2 }]);
  });
});
