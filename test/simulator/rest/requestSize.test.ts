import { expect } from 'chai';
import { TestClient } from './testClient.ts';
import { startSimulator } from '../server.ts';

describe('the size of requests', () => {
  let client: TestClient;
  before(async () => {
    client = new TestClient(await startSimulator());
  });
  after(() => client.simulator.close());

  const statement = (length: number): string => `SELECT Id FROM User WHERE Username = '${'x'.repeat(length)}'`;

  it('Given a URI below 16,384 bytes together with the headers, When asked, Then it is answered', async () => {
    expect((await client.query(statement(14_000))).status).to.equal(200);
  });

  it('Given a URI that is longer, When asked, Then it is 414', async () => {
    expect((await client.query(statement(17_000))).status).to.equal(414);
  });

  it('Given headers that make it longer, When asked, Then it is 431', async () => {
    expect((await client.query(statement(12_500), { 'X-Long': 'x'.repeat(4000) })).status).to.equal(431);
  });

  it('Given a long statement in a body, When a job is made of it, Then it is taken', async () => {
    const query = { operation: 'query', query: statement(20_000) };
    expect((await client.call('POST', '/jobs/query', query)).status).to.equal(200);
  });
});
