import { expect } from 'chai';
import type { Json } from '../../model.ts';
import { startClient } from '../../rest/testClient.ts';
import type { TestClient } from '../../rest/testClient.ts';
import { TestJobs } from '../testJobs.ts';

describe('Given bulk query jobs', () => {
  let client: TestClient;
  let jobs: TestJobs;
  before(async () => {
    client = await startClient({ products: 120, entriesPerProduct: 2 });
    jobs = new TestJobs(client);
  });
  after(() => client.simulator.close());
  beforeEach(() => jobs.reset());

  it('When one is created, Then it goes from state to state and tells what it did', async () => {
    await jobs.behave({ delayMs: 200 });
    const created = await jobs.query('select id from product2');
    expect(created.status).to.equal(200);
    expect(created.json).to.include({ operation: 'query', object: 'Product2', state: 'UploadComplete' });
    expect(created.json).to.include({ contentType: 'CSV', lineEnding: 'LF', columnDelimiter: 'COMMA', apiVersion: 65 });
    expect(created.json)
      .to.have.property('id')
      .that.matches(/^750\w{15}$/);
    const { id } = created.json as { id: string };
    const early = await client.get(`/jobs/query/${id}/results`);
    expect([early.status, early.json]).to.have.nested.property('[1][0].errorCode', 'INVALIDJOBSTATE');
    const states = new Set<string>();
    for (let state = ''; state !== 'JobComplete'; states.add(state)) {
      ({ state } = (await client.get(`/jobs/query/${id}`)).json as { state: string });
    }
    expect([...states]).to.deep.equal(['UploadComplete', 'InProgress', 'JobComplete']);
    const done = (await client.get(`/jobs/query/${id}`)).json as { [key: string]: Json };
    expect(done).to.include({ jobType: 'V2Query', retries: 0, numberRecordsProcessed: await total('Product2') });
    expect(done['totalProcessingTime']).to.be.greaterThan(70);
    expect(String(done['systemModstamp']) >= String(done['createdDate'])).to.equal(true);
  });

  const total = async (object: string): Promise<number> =>
    ((await client.query(`SELECT COUNT() FROM ${object}`)).json as { totalSize: number }).totalSize;

  it('When results are read by pages, Then each has the header, and locators lead through all rows to null', async () => {
    const info = await jobs.queried('SELECT Id, Product2.Name FROM PricebookEntry');
    const seen: string[] = [];
    let locator: string | null = null;
    const sizes: number[] = [];
    do {
      const where: string = locator === null ? '' : `&locator=${locator}`;
      const page = await client.get(`/jobs/query/${String(info['id'])}/results?maxRecords=100${where}`);
      expect(page.headers.get('content-type')).to.equal('text/csv');
      const [header, ...rows] = page.text.trimEnd().split('\n');
      expect(header).to.equal('"Id","Product2.Name"');
      expect(page.headers.get('sforce-numberofrecords')).to.equal(String(rows.length));
      sizes.push(rows.length);
      seen.push(...rows);
      locator = page.headers.get('sforce-locator');
    } while (locator !== 'null');
    expect(sizes.slice(0, -1).every((size) => size === 100)).to.equal(true);
    expect(new Set(seen).size).to.equal(await total('PricebookEntry'));
    const whole = await jobs.results(info, 'results');
    expect(whole.trimEnd().split('\n').slice(1)).to.deep.equal(seen);
  });

  it('When values are special, Then they are written as Salesforce writes them', async () => {
    const values = { Name: 'He said "hi", then;\nleft 🚀', ProductCode: 'BULK-CSV', IsActive: false };
    const created = await client.call('POST', '/sobjects/Product2', values);
    const { id } = created.json as { id: string };
    const where = `FROM Product2 WHERE Id = '${id}'`;
    const [row] = await client.records(`SELECT CreatedDate ${where}`);
    const info = await jobs.queried(`SELECT name, ISACTIVE, Family, CreatedDate ${where}`);
    const stamp = String(row?.['CreatedDate']).replace('+0000', 'Z');
    expect(await jobs.results(info, 'results')).to.equal(
      `"Name","IsActive","Family","CreatedDate"\n"He said ""hi"", then;\nleft 🚀","false","","${stamp}"\n`
    );
    const odd = await jobs.queried(`SELECT Id, ProductCode ${where}`, { columnDelimiter: 'CARET', lineEnding: 'CRLF' });
    expect(odd).to.include({ columnDelimiter: 'CARET', lineEnding: 'CRLF' });
    expect(await jobs.results(odd, 'results')).to.equal(`"Id"^"ProductCode"\r\n"${id}"^"BULK-CSV"\r\n`);
  });

  it('When numbers have decimals, Then they look as Java prints them', async () => {
    const [entry] = await client.records('SELECT Id FROM PricebookEntry LIMIT 1');
    const id = String(entry?.['Id']);
    const shown: string[] = [];
    for (const UnitPrice of [250, 0.5, 16147805824397, 12345678.5]) {
      await client.call('PATCH', `/sobjects/PricebookEntry/${id}`, { UnitPrice });
      const info = await jobs.queried(`SELECT UnitPrice FROM PricebookEntry WHERE Id = '${id}'`);
      shown.push((await jobs.results(info, 'results')).split('\n')[1] ?? '');
    }
    expect(shown).to.deep.equal(['"250.0"', '"0.5"', '"1.6147805824397E13"', '"1.23456785E7"']);
  });

  const refused: Array<[string, string, RegExp]> = [
    ['SELECT Id FROM Product2 WHERE', 'MALFORMED_QUERY', /unexpected token/],
    ['SELECT Nope FROM Product2', 'INVALID_FIELD', /No such column 'Nope'/],
    ['SELECT Id FROM Nope__c', 'INVALID_TYPE', /'Nope__c' is not supported/],
    [
      'SELECT Id, (SELECT Id FROM PricebookEntries) FROM Product2',
      'API_ERROR',
      /Aggregate Relationships not supported/,
    ],
    ['SELECT COUNT() FROM Product2', 'API_ERROR', /Aggregate Relationships not supported/],
    ['SELECT Family, COUNT(Id) FROM Product2 GROUP BY Family', 'API_ERROR', /Aggregate Relationships/],
    ['SELECT Id FROM Product2 LIMIT 10 OFFSET 5', 'API_ERROR', /OFFSET/],
    ['SELECT FIELDS(ALL) FROM Product2 LIMIT 200', 'API_ERROR', /FIELDS/],
    ['SELECT QualifiedApiName FROM EntityDefinition', 'INVALIDENTITY', /not supported by the Bulk API/],
    ['SELECT Id, id FROM Product2', 'INVALID_FIELD', /duplicate field selected/],
    ['', 'MALFORMED_QUERY', /query string has to be specified/],
  ];
  for (const [soql, code, words] of refused) {
    it(`When the query is "${soql}", Then no job is created: ${code}`, async () => {
      const { status, json } = await jobs.query(soql);
      const [error] = json as Array<{ errorCode: string; message: string }>;
      expect([status, error?.errorCode]).to.deep.equal([400, code]);
      expect(error?.message).to.match(words);
    });
  }

  it('When a job, locator or page size does not exist, Then it is refused', async () => {
    const info = await jobs.queried('SELECT Id FROM Product2');
    const path = `/jobs/query/${String(info['id'])}`;
    expect((await client.get('/jobs/query/750000000000001AAA')).status).to.equal(404);
    expect((await client.get('/jobs/query/750000000000001AAA/results')).json).to.have.nested.property(
      '[0].errorCode',
      'NOT_FOUND'
    );
    for (const query of ['locator=MTIzNDU2', 'locator=null', 'maxRecords=0', 'maxRecords=ten']) {
      expect((await client.get(`${path}/results?${query}`)).status, query).to.equal(400);
    }
    expect((await jobs.query('SELECT Id FROM User', { columnDelimiter: 'DOT' })).status).to.equal(400);
    expect((await jobs.query('SELECT Id FROM User', { operation: 'insert' })).status).to.equal(400);
  });

  it('When a job is aborted or deleted, Then its results are gone and its state decides what is allowed', async () => {
    await jobs.behave({ delayMs: 5_000 });
    const { id } = (await jobs.query('SELECT Id FROM User')).json as { id: string };
    expect((await client.call('DELETE', `/jobs/query/${id}`)).status).to.equal(400);
    const aborted = await client.call('PATCH', `/jobs/query/${id}`, { state: 'Aborted' });
    expect(aborted.json).to.include({ id, state: 'Aborted' });
    expect((await client.get(`/jobs/query/${id}/results`)).status).to.equal(400);
    expect((await client.call('DELETE', `/jobs/query/${id}`)).status).to.equal(204);
    expect((await client.get(`/jobs/query/${id}`)).status).to.equal(404);
    await jobs.behave({ delayMs: 0 });
    const info = await jobs.queried('SELECT Id FROM User');
    const late = await client.call('PATCH', `/jobs/query/${String(info['id'])}`, { state: 'Aborted' });
    expect(late.json).to.deep.equal([
      { errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Completed Job not allowed' },
    ]);
  });

  it('When deleted records are asked for, Then only queryAll has them', async () => {
    const { id } = (await client.call('POST', '/sobjects/Product2', { Name: 'Gone' })).json as { id: string };
    await client.call('DELETE', `/sobjects/Product2/${id}`);
    const soql = 'SELECT Id, IsDeleted FROM Product2';
    const some = await jobs.queried(soql);
    const all = await jobs.queried(soql, { operation: 'queryAll' });
    expect(await jobs.results(some, 'results')).not.to.include(id);
    expect(await jobs.results(all, 'results')).to.include(`"${id}","true"`);
  });

  it('When jobs are told to fail or to be aborted, Then they end so', async () => {
    await jobs.behave({ failJob: { object: 'product2', message: 'InternalServerError : no luck' } });
    const failed = await jobs.queried('SELECT Id FROM Product2');
    expect(failed).to.include({ state: 'Failed', errorMessage: 'InternalServerError : no luck' });
    expect(await jobs.queried('SELECT Id FROM User')).to.include({ state: 'JobComplete' });
    await jobs.behave({ failJob: null, abortedByAdmin: true });
    expect(await jobs.queried('SELECT Id FROM Product2')).to.include({ state: 'Aborted', numberRecordsProcessed: 0 });
    await jobs.behave({ abortedByAdmin: false, abortAfterRecords: 3 });
    expect(await jobs.queried('SELECT Id FROM Product2')).to.include({ state: 'Aborted', numberRecordsProcessed: 3 });
    const wrongs: Array<{ [key: string]: Json }> = [
      { nope: 1 },
      { delayMs: -1 },
      { lockRows: { every: 0 } },
      { failJob: {} },
    ];
    for (const wrong of wrongs) {
      expect((await jobs.behave(wrong)).status, JSON.stringify(wrong)).to.equal(400);
    }
  });

  it('When jobs are listed, Then filters narrow them and each tells its type', async () => {
    const info = await jobs.queried('SELECT Id FROM User');
    const listed = async (query: string): Promise<Array<{ [key: string]: Json }>> =>
      ((await client.get(`/jobs/query?${query}`)).json as { records: Array<{ [key: string]: Json }> }).records;
    // In no order.
    expect((await listed('')).find(({ id }) => id === info['id'])).to.include({ jobType: 'V2Query' });
    expect(await listed('jobType=V2Query&concurrencyMode=parallel&isPkChunkingEnabled=false')).not.to.have.length(0);
    for (const none of ['jobType=Classic', 'concurrencyMode=serial', 'isPkChunkingEnabled=true']) {
      expect(await listed(none), none).to.deep.equal([]);
    }
    expect((await client.get('/jobs/query?queryLocator=01g000000000000AAA-1000')).status).to.equal(400);
  });

  it('When pages are asked for at once, Then their links together hold every row once', async () => {
    await jobs.behave({ pageSize: 50 });
    const info = await jobs.queried('SELECT Id FROM PricebookEntry');
    let next: string | null = `/jobs/query/${String(info['id'])}/resultPages`;
    const links: string[] = [];
    while (next) {
      const { json } = await client.get(next);
      const page = json as { resultChunks: Array<{ resultLink: string }>; nextRecordsUrl: string | null };
      links.push(...page.resultChunks.map(({ resultLink }) => resultLink));
      next = page.nextRecordsUrl;
    }
    const pages = await Promise.all(links.map((link) => client.get(link)));
    const ids = pages.flatMap(({ text }) => text.trimEnd().split('\n').slice(1));
    expect(ids).to.have.length(await total('PricebookEntry'));
    expect(new Set(ids).size).to.equal(ids.length);
  });
});
