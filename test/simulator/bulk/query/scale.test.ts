import { expect } from 'chai';
import { startClient } from '../../rest/testClient.ts';
import type { TestClient } from '../../rest/testClient.ts';
import { TestJobs } from '../testJobs.ts';

const FIELDS = 'Id, Name, ProductCode, Product2Id, Pricebook2Id, UnitPrice, IsActive, LastModifiedDate';
const SLOWEST = 60_000;

describe('Given bulk query jobs over a million entries', function () {
  this.timeout(120_000);
  let client: TestClient;
  let jobs: TestJobs;
  before(async () => {
    client = await startClient({ products: 200_000, entriesPerProduct: 5 });
    jobs = new TestJobs(client);
  });
  after(() => client.simulator.close());

  it('When all are read page by page, Then each comes once, quickly, and memory stays bounded', async () => {
    const counted = performance.now();
    const { totalSize } = (await client.query('SELECT COUNT() FROM PricebookEntry')).json as { totalSize: number };
    expect(performance.now() - counted, 'milliseconds of COUNT()').to.be.lessThan(1_000);
    const started = performance.now();
    const info = await jobs.queried(`SELECT ${FIELDS} FROM PricebookEntry`);
    let [lines, told, peak] = [0, 0, 0];
    for (let locator: string | null = ''; locator !== 'null';) {
      const query: string = locator ? `?locator=${locator}` : '';
      const url = `${client.simulator.url}${client.api}/jobs/query/${String(info['id'])}/results${query}`;
      const page: Response = await fetch(url, {
        headers: { Authorization: `Bearer ${client.token}`, 'Accept-Encoding': 'identity' },
      });
      for await (const chunk of page.body ?? []) for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
      lines -= 1;
      told += Number(page.headers.get('sforce-numberofrecords'));
      locator = page.headers.get('sforce-locator');
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect([lines, told, info['numberRecordsProcessed']]).to.deep.equal([totalSize, totalSize, totalSize]);
    expect(performance.now() - started, 'milliseconds').to.be.lessThan(SLOWEST);
    expect(peak, 'bytes').to.be.lessThan(2 * 1024 ** 3);
  });

  it('When the last page is asked for first, Then it does not wait for the others', async () => {
    const info = await jobs.queried('SELECT Id FROM PricebookEntry');
    const first = await client.get(`/jobs/query/${String(info['id'])}/results?maxRecords=999990`);
    const locator = first.headers.get('sforce-locator') ?? '';
    const started = performance.now();
    const last = await client.get(`/jobs/query/${String(info['id'])}/results?locator=${locator}`);
    expect(last.headers.get('sforce-locator')).to.equal('null');
    expect(performance.now() - started, 'milliseconds').to.be.lessThan(1_000);
  });

  it('When products change while they are read, Then each still comes once', async () => {
    const info = await jobs.queried('SELECT Id, Name FROM Product2');
    const path = `/jobs/query/${String(info['id'])}/results?maxRecords=100000`;
    const ids = (text: string): string[] =>
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => line.slice(1, 19));
    const first = await client.get(path);
    const touched = [...ids(first.text).slice(0, 3)];
    for (const id of touched) await client.call('PATCH', `/sobjects/Product2/${id}`, { Name: 'Changed meanwhile' });
    const seen = ids(first.text);
    for (let locator = first.headers.get('sforce-locator'); locator !== 'null';) {
      const page = await client.get(`${path}&locator=${locator ?? ''}`);
      seen.push(...ids(page.text));
      locator = page.headers.get('sforce-locator');
    }
    expect(seen).to.have.length(Number(info['numberRecordsProcessed']));
    expect(new Set(seen).size).to.equal(seen.length);
  });
});
