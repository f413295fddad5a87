import { expect } from 'chai';
import { DEFAULT_KEYS } from '../../../../src/catalog/objects.ts';
import { lookUp, type FormerId } from '../../../../src/catalog/worker/lookUp.ts';
import { entry, idOf, loaded, priceBook, product, type Load } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';

const temporary = directories();
afterEach(temporary.clear);

const found = async (load: Load, ...ids: string[]): Promise<Map<string, FormerId>> => {
  const database = await loaded(await temporary.make(), load);
  try {
    return lookUp(database, ids, DEFAULT_KEYS.PricebookEntry);
  } finally {
    database.close();
  }
};
const [OLD, NEW, OTHER] = [1, 2, 3].map((number) => idOf('01t', number));
const [OLD_BOOK, NEW_BOOK] = [1, 2].map((number) => idOf('01s', number));
const [OLD_ENTRY, NEW_ENTRY, MORE] = [1, 2, 3].map((number) => idOf('01u', number));
const coded = { ProductCode: 'A' };
const short = (id: string): string => id.slice(0, 15);

describe('lookUp', () => {
  it('Given an old ID of a product, in 15 or 18 characters, when looked up, then the new one is told', async () => {
    const load = { before: { Product2: [product(OLD, coded)] }, now: { Product2: [product(NEW, coded)] } };
    const former = { object: 'Product2', key: 'ProductCode A', newId: NEW, isCurrent: false };
    for (const id of [OLD, short(OLD)]) expect(await found(load, id)).to.deep.equal(new Map([[short(OLD), former]]));
  });

  it('Given an ID that the org still has, when looked up, then nothing is wrong with it', async () => {
    const both = { Product2: [product(OLD, coded)] };
    expect((await found({ before: both, now: both }, OLD)).get(short(OLD))).to.include({ isCurrent: true, newId: OLD });
  });

  it('Given IDs that differ in their case only, when looked up, then each is itself', async () => {
    const [lower, upper] = ['01t00000000000aAAA', '01t00000000000AAAA'];
    const load = {
      before: { Product2: [product(lower, { ProductCode: 'a' }), product(upper, { ProductCode: 'A' })] },
      now: { Product2: [product(NEW, { ProductCode: 'a' })] },
    };
    const answer = await found(load, lower, upper);
    expect(answer.get(short(lower))).to.include({ newId: NEW });
    expect(answer.get(short(upper))).to.include({ newId: null });
  });

  it('Given a row that is gone, or that two might be, or that has no key, when looked up, then there is no new ID', async () => {
    const old = product(OLD, coded);
    const twins = [product(NEW, coded), product(OTHER, coded)];
    expect((await found({ before: { Product2: [old] } }, OLD)).get(short(OLD))).to.include({ newId: null });
    expect((await found({ before: { Product2: [old] }, now: { Product2: twins } }, OLD)).get(short(OLD))).to.include({
      newId: null,
      isCurrent: false,
    });
    const nameless = [OLD, NEW].map((id) => ({ Product2: [product(id, { Name: '' })] }));
    expect((await found({ before: nameless[0], now: nameless[1] }, OLD)).get(short(OLD))).to.include({
      key: '',
      newId: null,
    });
  });

  it('Given an ID that the sandbox did not have, of no known object, or no ID at all, when looked up, then it is left out', async () => {
    const load = { before: { Product2: [product(OLD, coded)] }, now: { Product2: [product(NEW, coded)] } };
    expect(await found(load, NEW, '00Q000000000001AAA', "01t' OR '1'='1", '', '005000000000001AAA')).to.deep.equal(
      new Map()
    );
  });

  it('Given users and profiles, when looked up, then they are translated by username and name', async () => {
    const load: Load = {
      before: {
        User: [{ Id: idOf('005', 1), Username: 'A@acme.example.UAT' }],
        Profile: [{ Id: idOf('00e', 1), Name: 'Sales' }],
      },
      now: {
        User: [{ Id: idOf('005', 2), Username: 'a@acme.example.uat2' }],
        Profile: [{ Id: idOf('00e', 2), Name: 'Sales' }],
      },
      suffix: { before: 'uat', now: 'uat2' },
    };
    const answer = await found(load, idOf('005', 1), idOf('00e', 1));
    expect([...answer.values()].map(({ newId }) => newId)).to.deep.equal([idOf('005', 2), idOf('00e', 2)]);
  });

  describe('of an entry', () => {
    const before = (own = {}): Load['before'] => ({
      Product2: [product(OLD, coded)],
      Pricebook2: [priceBook(OLD_BOOK, { Name: 'B' })],
      PricebookEntry: [entry(OLD_ENTRY, OLD, OLD_BOOK, own)],
    });
    const now = (...entries: Array<ReturnType<typeof entry>>): Load['now'] => ({
      Product2: [product(NEW, coded)],
      Pricebook2: [priceBook(NEW_BOOK, { Name: 'B' })],
      PricebookEntry: entries,
    });

    it('Given the same product and price book under other IDs, when looked up, then the new entry is told', async () => {
      const answer = await found({ before: before(), now: now(entry(NEW_ENTRY, NEW, NEW_BOOK)) }, OLD_ENTRY);
      expect(answer.get(short(OLD_ENTRY))).to.include({ object: 'PricebookEntry', newId: NEW_ENTRY, isCurrent: false });
    });

    it('Given entries in several currencies, when looked up, then the currency tells which one it is', async () => {
      const load = {
        before: before({ CurrencyIsoCode: 'EUR' }),
        now: now(
          entry(MORE, NEW, NEW_BOOK, { CurrencyIsoCode: 'USD' }),
          entry(NEW_ENTRY, NEW, NEW_BOOK, { CurrencyIsoCode: 'EUR' })
        ),
      };
      expect((await found(load, OLD_ENTRY)).get(short(OLD_ENTRY))).to.include({ newId: NEW_ENTRY });
    });

    it('Given an entry whose product was not read, when looked up, then there is no new ID', async () => {
      const load = { before: { ...before(), Product2: [] }, now: now(entry(NEW_ENTRY, NEW, NEW_BOOK)) };
      expect((await found(load, OLD_ENTRY)).get(short(OLD_ENTRY))).to.include({ newId: null });
    });
  });

  it('Given many IDs, none of which the org has any more, when looked up, then it takes no time to speak of', async () => {
    const many = Array.from({ length: 4000 }, (_, at) => at);
    const side = (offset: number): Load['now'] => ({
      Product2: many.map((at) => product(idOf('01t', at + offset), { ProductCode: `P-${at}` })),
    });
    const load = { before: side(0), now: side(500_000) };
    const began = performance.now();
    const answer = await found(load, ...many.map((at) => idOf('01t', at)));
    expect(answer.size).to.equal(4000);
    expect(answer.get(short(idOf('01t', 7)))?.newId).to.equal(idOf('01t', 500_007));
    expect(performance.now() - began).to.be.below(1500);
  });
});
