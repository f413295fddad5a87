import { expect } from 'chai';
import { TestJobs } from '../bulk/testJobs.ts';
import type { Json } from '../model.ts';
import { startClient } from '../rest/testClient.ts';
import type { Reply, TestClient } from '../rest/testClient.ts';

type Fields = { [key: string]: Json };

describe('Given records that another transaction holds', () => {
  let client: TestClient;
  let ids: string[];
  before(async () => {
    client = await startClient({ products: 20 });
    ids = (await client.records("SELECT Id FROM Product2 WHERE ProductCode LIKE 'GEN-%'")).map(({ Id }) => String(Id));
  });
  after(() => client.simulator.close());
  afterEach(() => client.call('DELETE', '/__simulator/locks'));

  const hold = (lock: Fields): Promise<Reply> => client.call('POST', '/__simulator/locks', { org: 'sandbox', ...lock });
  const patch = (id: string): Promise<Reply> => client.call('PATCH', `/sobjects/Product2/${id}`, { Description: 'x' });
  const collection = async (some: string[], allOrNone = false): Promise<Json[]> => {
    const records = some.map((id) => ({ attributes: { type: 'Product2' }, id, Description: 'x' }));
    const { json } = await client.call('PATCH', '/composite/sobjects', { allOrNone, records });
    return (json as Fields[]).map((result) => result['success'] ?? null);
  };

  it('When one is written, Then it fails as often as told, in the words of the API', async () => {
    const [id = '', other = ''] = ids;
    await hold({ ids: [id.slice(0, 15)], times: 2 });
    const message = `unable to obtain exclusive access to this record or 1 records: ${id}`;
    const refused = await patch(id);
    expect(refused.status).to.equal(400);
    expect(refused.json).to.deep.equal([{ message, errorCode: 'UNABLE_TO_LOCK_ROW', fields: [] }]);
    expect((await patch(other)).status).to.equal(204);
    expect((await client.call('DELETE', `/sobjects/Product2/${id}`)).status).to.equal(400);
    expect((await patch(id)).status).to.equal(204);
  });

  it('When collections and bulk jobs write, Then they meet the same locks, and each attempt counts', async () => {
    const [, , a = '', b = ''] = ids;
    await hold({ ids: [a], times: 3 });
    expect(await collection([a, b])).to.deep.equal([false, true]);
    expect(await collection([a, b], true)).to.deep.equal([false, false]);
    const jobs = new TestJobs(client);
    const update = { object: 'Product2', operation: 'update' };
    const info = await jobs.ingested(update, `Id,Description\n${a},y\n${b},y\n`);
    expect(info).to.include({ numberRecordsProcessed: 2, numberRecordsFailed: 1 });
    expect(await jobs.results(info, 'failedResults')).to.include(
      'UNABLE_TO_LOCK_ROW:unable to obtain exclusive access'
    );
    expect(await collection([a, b])).to.deep.equal([true, true]);
  });

  it('When every third product is held, Then the same ones fail until they are through', async () => {
    await hold({ object: 'product2', every: 3, times: 2 });
    const some = ids.slice(4, 10);
    const third = [true, true, false, true, true, false];
    expect(await collection(some)).to.deep.equal(third);
    const { json } = await client.get('/__simulator/locks');
    expect(json).to.deep.equal({
      production: [],
      sandbox: [{ lock: { object: 'Product2', every: 3, times: 2 }, left: left([some[2], some[5]]) }],
    });
    expect(await collection(some)).to.deep.equal(third);
    expect(await collection(some)).to.deep.equal(some.map(() => true));
    expect((await patch(some[0] ?? '')).status).to.equal(204);
  });

  const left = (held: Array<string | undefined>): Json =>
    Object.fromEntries(held.map((id) => [String(id).slice(0, 15), 1]));

  for (const lock of [
    {},
    { ids: [] },
    { ids: ['a'], every: 2 },
    { every: 2 },
    { object: 'X', every: 2 },
    { ids: ['a'], times: 0 },
  ]) {
    it(`When a lock is ${JSON.stringify(lock)}, Then it is refused`, async () => {
      expect((await hold(lock as Fields)).status).to.equal(400);
      expect((await hold({ ids: ['a'], org: 'uat' })).status).to.equal(400);
    });
  }
});
