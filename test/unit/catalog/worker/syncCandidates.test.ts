import { expect } from 'chai';
import { syncCandidates, type ProductIdField } from '../../../../src/catalog/worker/syncCandidates.ts';
import { loaded, product, type Load, type Values } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';

const CONFIGURABLE = 'LGK__IsConfigurable__c';
const temporary = directories();
afterEach(temporary.clear);

const configurable = (id: string, own: Values = {}): Values => product(id, { [CONFIGURABLE]: 'true', ...own });
const candidates = async (
  before: Values[],
  now: Values[],
  by: ProductIdField | null = null,
  more: Load = {}
): Promise<string[]> => {
  const database = await loaded(await temporary.make(), {
    before: { Product2: before },
    now: { Product2: now },
    ...more,
  });
  try {
    return syncCandidates(database, CONFIGURABLE, by).map(({ id }) => id);
  } finally {
    database.close();
  }
};

describe('syncCandidates', () => {
  const known = configurable('1', { ProductCode: 'A' });
  const again = configurable('2', { ProductCode: 'A' });

  it('Given a product that the sandbox had under another ID, when matched by key, then Logik has it', async () => {
    for (const by of [null, 'product-code', 'external-id'] as const) {
      expect(await candidates([known], [again], by)).to.deep.equal([]);
    }
  });

  it('Given the same, when Logik matches by Partner Id, then the new ID is one that it does not have', async () => {
    expect(await candidates([known], [again], 'partner-id')).to.deep.equal(['2']);
    expect(await candidates([known], [{ ...known, ProductCode: 'other' }], 'partner-id')).to.deep.equal([]);
  });

  it('Given new products, when looked for, then only those that Logik configures are candidates, by ID', async () => {
    const now = [configurable('4', { ProductCode: 'D' }), configurable('3', { ProductCode: 'C' }), product('5')];
    expect(await candidates([known], now)).to.deep.equal(['3', '4']);
  });

  it('Given a product that the sandbox had and Logik did not configure, when it is configured now, then Logik had it', async () => {
    expect(await candidates([product('1', { ProductCode: 'A' })], [again])).to.deep.equal([]);
  });

  it('Given products without a key, when looked for, then nobody is taken for another', async () => {
    const nameless = { Name: '' };
    expect(await candidates([configurable('1', nameless)], [configurable('2', nameless)])).to.deep.equal(['2']);
  });

  it('Given an empty sandbox, when looked for, then all are candidates, with key, name and date', async () => {
    const database = await loaded(await temporary.make(), {
      now: { Product2: [configurable('1', { ProductCode: 'A', LastModifiedDate: '2026-03-01T08:00:00.000+0000' })] },
    });
    const found = syncCandidates(database, CONFIGURABLE, null);
    // Asked again after products were touched.
    expect(syncCandidates(database, CONFIGURABLE, null)).to.deep.equal(found);
    database.close();
    expect(found).to.deep.equal([
      { id: '1', key: 'ProductCode A', name: 'Product 1', lastModified: '2026-03-01T08:00:00.000Z' },
    ]);
  });
});
