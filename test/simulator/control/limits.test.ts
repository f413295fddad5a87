import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';

type Limit = { Max: number; Remaining: number };

describe('Given a daily limit of API calls', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient({});
  });
  after(() => client.simulator.close());

  const limit = async (): Promise<Limit> =>
    ((await client.call('GET', '/limits')).json as { DailyApiRequests: Limit }).DailyApiRequests;
  const set = async (body: Json): Promise<number> => (await client.call('POST', '/__simulator/limits', body)).status;

  it('When it is set, Then limits tells it, and each call takes one of what is left, down to none', async () => {
    expect((await limit()).Max).to.equal(15_000);
    expect(await set({ org: 'sandbox', max: 100, remaining: 3 })).to.equal(201);
    expect(
      [await limit(), await limit(), await limit(), await limit()].map(({ Remaining }) => Remaining)
    ).to.deep.equal([2, 1, 0, 0]);
    expect((await limit()).Max).to.equal(100);
    const { json } = await client.call('GET', '/__simulator/limits');
    expect(json).to.deep.include({ sandbox: { max: 100, remaining: 0 } });
  });

  it('When only what is left is set, Then the limit stays', async () => {
    await set({ org: 'sandbox', max: 200 });
    await set({ org: 'sandbox', remaining: 50 });
    expect(await limit()).to.deep.equal({ Max: 200, Remaining: 49 });
  });

  const wrong: Json[] = [
    {},
    { org: 'both' },
    { org: 'sandbox', max: -1 },
    { org: 'sandbox', max: 5, remaining: 6 },
    { org: 'sandbox', remaining: 'few' },
  ];
  for (const body of wrong) {
    it(`When ${JSON.stringify(body)} is asked for, Then it is refused`, async () => {
      expect(await set(body)).to.equal(400);
    });
  }
});
