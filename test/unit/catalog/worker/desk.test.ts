import { expect } from 'chai';
import { DEFAULT_KEYS } from '../../../../src/catalog/objects.ts';
import { openDesk, type Desk } from '../../../../src/catalog/worker/desk.ts';
import type { ProgressEvent } from '../../../../src/catalog/progress.ts';
import { caught } from '../../support/caught.ts';
import { csvOf, entry, NO_SUFFIX, priceBook, product, putKept, shaped, type Values } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';

const temporary = directories();
let workspace: string;
let desk: Desk;
let events: ProgressEvent[];
beforeEach(async () => {
  workspace = await temporary.make();
  events = [];
  desk = await openDesk(workspace, NO_SUFFIX, (event) => events.push(event));
});
afterEach(async () => {
  desk.close();
  await temporary.clear();
});

const fill = async (object: string, rows: Values[]): Promise<void> => {
  desk.begin(shaped(object, Object.keys(rows[0])), false);
  await desk.piece(object, Buffer.from(csvOf(rows)));
  await desk.finish(object, 'rest');
};
const keep = async (directory: string, object: string, rows: Values[]): Promise<void> => {
  const shape = shaped(object, Object.keys(rows[0]));
  await desk.loadKept(directory, await putKept(directory, { object, fields: shape.fields }, csvOf(rows)), shape.key);
};

describe('the desk', () => {
  it('Given a kept catalog and one of now, when compared, then IDs can be looked up', async () => {
    const directory = await temporary.make();
    const [old, fresh] = ['01t000000000001AAA', '01t000000000002AAA'];
    await keep(directory, 'Product2', [product(old, { ProductCode: 'A' })]);
    await keep(directory, 'Pricebook2', [priceBook('b')]);
    await keep(directory, 'PricebookEntry', [entry('e', old, 'b')]);
    await fill('Product2', [product(fresh, { ProductCode: 'A' })]);
    await fill('Pricebook2', [priceBook('b')]);
    await fill('PricebookEntry', [entry('e', fresh, 'b')]);
    const { tallies } = await desk.compare({
      keys: DEFAULT_KEYS,
      configurable: undefined,
      productIdField: null,
      totals: {},
    });
    expect(tallies.map(({ unchangedIds, changedIds }) => [unchangedIds, changedIds])).to.deep.equal([
      [0, 1],
      [1, 0],
      [1, 0],
    ]);
    expect(desk.lookUp([old], DEFAULT_KEYS.PricebookEntry).get(old.slice(0, 15))?.newId).to.equal(fresh);
  });

  it('Given a kept file that was edited to what is no date, when loaded, then it is its checksum that is told', async () => {
    const directory = await temporary.make();
    const shape = shaped('Product2', ['Id', 'LastModifiedDate']);
    const csv = csvOf([{ Id: '1', LastModifiedDate: 'yesterday' }]);
    const kept = await putKept(directory, { object: 'Product2', fields: shape.fields }, csv, {
      sha256: '0'.repeat(64),
    });
    const problem = await caught(() => desk.loadKept(directory, kept, ['Id']));
    expect(problem).to.deep.include({ key: 'DamagedCatalog' });
    expect((problem as unknown as { values: { detail: string } }).values.detail).to.equal('checksum');
  });

  it('Given a large kept file, when loaded, then it tells how far it is', async () => {
    const rows = Array.from({ length: 20_500 }, (_, at) => ({ Id: String(at), Name: 'x' }));
    await keep(await temporary.make(), 'Profile', rows);
    expect(events).to.deep.equal(
      [10_000, 20_000].map((done) => ({ stage: 'load', object: 'Profile', rows: done, total: 20_500 }))
    );
  });

  it('Given an object that was not announced, when a piece of it comes, then that is a mistake', async () => {
    expect((await caught(() => desk.piece('Product2', Buffer.from('x')))).message).to.contain('Product2');
  });
});
