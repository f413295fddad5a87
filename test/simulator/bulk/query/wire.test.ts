import { expect } from 'chai';
import type { Json } from '../../model.ts';
import { startClient } from '../../rest/testClient.ts';
import type { TestClient } from '../../rest/testClient.ts';
import { TestJobs } from '../testJobs.ts';

describe('Given bulk query jobs on the wire', () => {
  let client: TestClient;
  let jobs: TestJobs;
  before(async () => {
    client = await startClient({ products: 120, entriesPerProduct: 2 });
    jobs = new TestJobs(client);
  });
  after(() => client.simulator.close());
  beforeEach(() => jobs.reset());

  it('When faults are armed on the results, Then a client meets them', async () => {
    const info = await jobs.queried('SELECT Id, Name FROM Product2');
    const path = `/jobs/query/${String(info['id'])}/results`;
    const arm = (action: Json): Promise<unknown> =>
      client.call('POST', '/__simulator/faults', { path: '*/results', action });
    await arm({ status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] });
    expect((await client.get(path)).status).to.equal(401);
    const breaking: Json[] = [{ truncateBody: true }, { drop: 'before' }, { drop: 'after' }];
    for (const action of breaking) {
      await arm(action);
      const outcome = await client.get(path).then(
        () => 'answered',
        () => 'broken'
      );
      expect(outcome, JSON.stringify(action)).to.equal('broken');
    }
    expect((await client.get(path)).status).to.equal(200);
  });

  it('When a client hangs up in the middle of a page, Then the log still has the request, once', async () => {
    const info = await jobs.queried('SELECT Id FROM Product2');
    const path = `${client.api}/jobs/query/${String(info['id'])}/results`;
    const entries = async (): Promise<unknown[]> =>
      ((await client.get('/__simulator/requests')).json as Array<{ path: string }>).filter(
        (each) => each.path === path
      );
    const abort = new AbortController();
    const headers = { Authorization: `Bearer ${client.token}`, 'Accept-Encoding': 'identity' };
    const page = await fetch(`${client.simulator.url}${path}`, { headers, signal: abort.signal });
    expect(page.status).to.equal(200);
    abort.abort();
    for (let round = 0; round < 100 && (await entries()).length === 0; round += 1)
      await client.get('/__simulator/bulk');
    expect(await entries()).to.have.length(1);
  });

  it('When there are more than a thousand jobs, Then the list goes on behind its link', async () => {
    for (let batch = 0; batch < 10; batch += 1) {
      await Promise.all(Array.from({ length: 101 }, () => jobs.query('SELECT Id FROM Organization')));
    }
    const ids: string[] = [];
    let next: string | null = '/jobs/query?jobType=V2Query';
    let pages = 0;
    for (; next; pages += 1) {
      const { json } = await client.get(next);
      const page = json as { records: Array<{ id: string }>; nextRecordsUrl: string | null; done: boolean };
      ids.push(...page.records.map(({ id }) => id));
      expect(page.done).to.equal(page.nextRecordsUrl === null);
      next = page.nextRecordsUrl;
    }
    expect(pages).to.equal(2);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.length).to.be.greaterThan(1009);
  });

  it('When jobs were created and read, Then the log has each request, and none as a write', async () => {
    const info = await jobs.queried('SELECT Id FROM User');
    const text = await jobs.results(info, 'results');
    await client.call('DELETE', `/jobs/query/${String(info['id'])}`);
    const log = (await client.get('/__simulator/requests')).json as Array<{ [key: string]: Json }>;
    expect(log.map(({ method }) => method)).to.include.members(['POST', 'GET', 'DELETE']);
    expect(log.filter(({ write }) => write)).to.deep.equal([]);
    const page = log.find(({ path }) => String(path).endsWith('/results'));
    expect(page).to.include({ status: 200, org: 'sandbox' });
    expect(page?.['responseBytes']).to.be.within(20, text.length);
    const limits = (await client.get('/limits')).json as { [key: string]: { Max: number; Remaining: number } };
    expect(limits['DailyBulkV2QueryJobs']?.Remaining).to.be.lessThan(limits['DailyBulkV2QueryJobs']?.Max ?? 0);
  });
});
