import { expect } from 'chai';
import type { Json } from '../../model.ts';
import { startClient } from '../../rest/testClient.ts';
import type { TestClient } from '../../rest/testClient.ts';
import { TestJobs } from '../testJobs.ts';

type Fields = { [key: string]: Json };

describe('Given bulk ingest jobs', () => {
  let client: TestClient;
  let jobs: TestJobs;
  let ids: string[];
  before(async () => {
    client = await startClient({ products: 450 });
    jobs = new TestJobs(client);
  });
  after(() => client.simulator.close());
  beforeEach(async () => {
    await jobs.reset();
    const soql = "SELECT Id FROM Product2 WHERE ProductCode LIKE 'GEN-%' LIMIT 450";
    ids = (await client.records(soql)).map(({ Id }) => String(Id));
  });

  const update = { object: 'Product2', operation: 'update' };
  const lines = (...rows: string[]): string => rows.map((row) => `${row}\n`).join('');
  const product = async (id: string): Promise<Fields> =>
    (await client.get(`/sobjects/Product2/${id}`)).json as unknown as Fields;

  it('When one is created, uploaded to and closed, Then each step answers as documented', async () => {
    const created = (await client.call('POST', '/jobs/ingest', update)).json as Fields;
    expect(created).to.include({ operation: 'update', object: 'Product2', state: 'Open', contentType: 'CSV' });
    const id = String(created['id']);
    expect(created['contentUrl']).to.equal(`services/data/v65.0/jobs/ingest/${id}/batches`);
    const early = await client.call('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });
    expect(early.json).to.have.nested.property('[0].errorCode', 'INVALIDJOBSTATE');
    const csv = lines('Id,Name', `${ids[0]},"Bulk, ""one"""`);
    const put = await jobs.put(id, csv);
    expect([put.status, put.text]).to.deep.equal([201, '']);
    expect((await jobs.put(id, csv)).text).to.match(/Found multiple contents for job/);
    expect((await client.get(`/jobs/ingest/${id}/successfulResults`)).status).to.equal(400);
    const closed = await client.call('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });
    expect(closed.json).to.include({ id, state: 'UploadComplete' });
    const info = await jobs.ended('ingest', id);
    expect(info).to.include({ state: 'JobComplete', jobType: 'V2Ingest', numberRecordsProcessed: 1 });
    expect(info).to.include({ numberRecordsFailed: 0, retries: 0, apexProcessingTime: 0 });
    expect(await jobs.results(info, 'successfulResults')).to.equal(
      `"sf__Id","sf__Created","Id","Name"\n"${ids[0]}","false","${ids[0]}","Bulk, ""one"""\n`
    );
    expect(await jobs.results(info, 'failedResults')).to.equal('"sf__Id","sf__Error","Id","Name"\n');
    expect(await jobs.results(info, 'unprocessedrecords')).to.equal('"Id","Name"\n');
    expect(await product(ids[0] ?? '')).to.include({ Name: 'Bulk, "one"' });
    expect((await client.call('PATCH', `/jobs/ingest/${id}`, { state: 'Aborted' })).json).to.deep.equal([
      { errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Completed Job not allowed' },
    ]);
    expect((await client.call('DELETE', `/jobs/ingest/${id}`)).status).to.equal(204);
    expect((await client.get(`/jobs/ingest/${id}`)).status).to.equal(404);
  });

  it('When values are empty or #N/A, Then they stay, or become null; and the modification date moves', async () => {
    const [id = ''] = ids;
    const before = await product(id);
    expect(before['Family']).to.be.a('string');
    await jobs.ingested(update, lines('Id,Family,ProductCode,IsActive', `${id},#N/A,,0`));
    const after = await product(id);
    expect(after).to.include({ Family: null, ProductCode: before['ProductCode'] ?? null, IsActive: false });
    expect(String(after['LastModifiedDate']) > String(before['LastModifiedDate'])).to.equal(true);
    expect(after['SystemModstamp']).to.equal(after['LastModifiedDate']);
  });

  it('When rows are bad, Then each fails with its reason and the others are saved', async () => {
    const rows = [
      `${ids[1]},Good,true`,
      '01t000000000001AAA,Missing,true',
      'nonsense,Malformed,true',
      `${ids[2]},#N/A,true`,
      `${ids[3]},Type,maybe`,
      `${ids[4]},${'x'.repeat(300)},true`,
      ',No id,true',
    ];
    const info = await jobs.ingested(update, lines('Id,Name,IsActive', ...rows));
    expect(info).to.include({ state: 'JobComplete', numberRecordsProcessed: 7, numberRecordsFailed: 6 });
    const errors = (await jobs.rows(info, 'failedResults')).map((line) => line.split('","')[1] ?? '');
    expect(errors[0]).to.equal('INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--');
    expect(errors[1]).to.match(/^MALFORMED_ID:.*nonsense:Id --$/);
    expect(errors[2]).to.equal('REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --');
    expect(errors[3]).to.match(/^INVALID_TYPE_ON_FIELD_IN_RECORD:.*maybe:IsActive --$/);
    expect(errors[4]).to.match(/^STRING_TOO_LONG:.*:Name --$/);
    expect(errors[5]).to.equal('MISSING_ARGUMENT:Id not specified in an update call:Id --');
    expect((await jobs.rows(info, 'successfulResults'))[0]).to.equal(`"${ids[1]}","false","${ids[1]}","Good","true"`);
  });

  it('When records are inserted and deleted in bulk, Then they appear and go', async () => {
    const names = Array.from({ length: 450 }, (_, index) => `Bulk insert ${index}`);
    const insert = await jobs.ingested({ object: 'Product2', operation: 'insert' }, lines('Name', ...names));
    const made = (await jobs.rows(insert, 'successfulResults')).map((line) => line.split('"')[1] ?? '');
    expect(new Set(made).size).to.equal(450);
    expect((await jobs.rows(insert, 'successfulResults'))[0]).to.match(/^"01t\w{15}","true","Bulk insert 0"$/);
    const remove = await jobs.ingested(
      { object: 'Product2', operation: 'delete' },
      lines('Id', ...made, made[0] ?? '')
    );
    expect(remove).to.include({ numberRecordsProcessed: 451, numberRecordsFailed: 1 });
    expect(await jobs.results(remove, 'failedResults')).to.include('ENTITY_IS_DELETED:entity is deleted:--');
    expect(await client.records("SELECT Id FROM Product2 WHERE Name LIKE 'Bulk insert%'")).to.have.length(0);
  });

  it('When records are upserted by an external ID, Then each is created once and then updated', async () => {
    const job = { object: 'Product2', operation: 'upsert', externalIdFieldName: 'ExternalId' };
    client.simulator.simulation.sandbox.define({
      ...client.simulator.simulation.sandbox.object('Product2')!,
      fields: [{ name: 'ExternalId', label: 'External ID', type: 'string', externalId: true, idLookup: true }],
    });
    const csv = (name: string): string => lines('ExternalId,Name', `X-1,${name}`, `X-2,${name}`, `,${name}`);
    const first = await jobs.ingested(job, csv('first'));
    expect(first).to.include({ numberRecordsFailed: 1, externalIdFieldName: 'ExternalId' });
    const second = await jobs.ingested(job, csv('second'));
    const created = async (info: Fields): Promise<string[]> =>
      (await jobs.rows(info, 'successfulResults')).map((line) => line.split('","')[1] ?? '');
    expect([await created(first), await created(second)]).to.deep.equal([
      ['true', 'true'],
      ['false', 'false'],
    ]);
    const rows = await client.records("SELECT Name FROM Product2 WHERE ExternalId LIKE 'X-%'");
    expect(rows.map(({ Name }) => Name)).to.deep.equal(['second', 'second']);
    const by = { object: 'PricebookEntry', operation: 'update' };
    const [entry] = await client.records('SELECT Id FROM PricebookEntry LIMIT 1');
    const via = await jobs.ingested(by, lines('Id,Product2.ExternalId', `${String(entry?.['Id'])},X-9`));
    expect(await jobs.results(via, 'failedResults')).to.match(/INVALID_FIELD/);
    const wrong = await jobs.ingested({ ...job, externalIdFieldName: 'Description' }, lines('Description,Name', 'a,b'));
    expect(wrong['errorMessage']).to.match(/does not match an External ID, Salesforce Id, or indexed field/);
  });

  const broken: Array<[string, string, Fields, RegExp]> = [
    ['an unknown column', 'Id,Nope\na,b\n', {}, /^InvalidBatch : InvalidBatch : Field name not found : Nope$/],
    ['another delimiter', 'Id;Name\na;b\n', {}, /^InvalidBatch : InvalidBatch : Field name not found : Id;Name$/],
    ['other line ends', 'Id,Name\r\na,b\r\n', {}, /^ClientInputError : LineEnding is invalid on user data\. .* is LF$/],
    ['LF for CRLF', 'Id,Name\na,b\n', { lineEnding: 'CRLF' }, /LineEnding is invalid on user data\. .* is CRLF$/],
    ['a ragged row', 'Id,Name\na,b,c\n', {}, /^InvalidBatch : Row 2 has 3 values/],
    ['a quote that never ends', 'Id,Name\na,"b\n', {}, /^InvalidBatch : Failed to parse CSV/],
    ['a column twice', 'Id,Name,name\na,b,c\n', {}, /^InvalidBatch : Duplicate field name : name$/],
  ];
  for (const [what, csv, more, message] of broken) {
    it(`When the upload has ${what}, Then the job fails and nothing is written`, async () => {
      const info = await jobs.ingested({ ...update, ...more }, csv);
      expect(info).to.include({ state: 'Failed', numberRecordsProcessed: 0 });
      expect(info['errorMessage']).to.match(message);
    });
  }

  it('When other formats are declared, Then they are read and results are written in them', async () => {
    const csv = `\uFEFFId|Name\r\n${ids[5]}|"a|b\r\nc"\r\n`;
    const info = await jobs.ingested({ ...update, columnDelimiter: 'PIPE', lineEnding: 'CRLF' }, csv);
    expect(info).to.include({ state: 'JobComplete', numberRecordsFailed: 0 });
    expect(await jobs.results(info, 'successfulResults')).to.equal(
      `"sf__Id"|"sf__Created"|"Id"|"Name"\r\n"${ids[5]}"|"false"|"${ids[5]}"|"a|b\r\nc"\r\n`
    );
  });

  it('When a job must not be, Then it is refused with the code of the API', async () => {
    const refused: Array<[Fields, string]> = [
      [{ object: 'Nope__c', operation: 'insert' }, 'INVALIDENTITY'],
      [{ object: 'Product2', operation: 'query' }, 'INVALIDJOB'],
      [{ object: 'Product2', operation: 'upsert' }, 'INVALIDJOB'],
      [{ object: 'Product2', operation: 'hardDelete' }, 'FEATURENOTENABLED'],
      [{ ...update, contentType: 'XML' }, 'INVALIDJOB'],
    ];
    for (const [body, code] of refused) {
      const { status, json } = await client.call('POST', '/jobs/ingest', body);
      expect([status, (json as Array<{ errorCode: string }>)[0]?.errorCode]).to.deep.equal([400, code]);
    }
    const id = await jobs.opened(update);
    const json = await client.call('PUT', `/jobs/ingest/${id}/batches`, 'Id\n', { 'Content-Type': 'text/plain' });
    expect(json.status).to.equal(400);
  });

  it('When a job and its data come in one multipart request, Then it runs at once', async () => {
    const part = (name: string, type: string, text: string): string =>
      `--BOUNDARY\r\nContent-Type: ${type}\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n${text}\r\n`;
    const csv = lines('Id,Name', `${ids[6]},"Line one`, '', 'line three"');
    const body = `${part('job', 'application/json', JSON.stringify(update))}${part('content', 'text/csv', csv)}--BOUNDARY--\r\n`;
    const type = { 'Content-Type': 'multipart/form-data; boundary=BOUNDARY' };
    const created = await client.call('POST', '/jobs/ingest', body, type);
    expect(created.json).to.include({ state: 'UploadComplete' });
    const info = await jobs.ended('ingest', String((created.json as Fields)['id']));
    expect(info).to.include({ state: 'JobComplete', numberRecordsProcessed: 1, numberRecordsFailed: 0 });
    expect(await product(ids[6] ?? '')).to.include({ Name: 'Line one\n\nline three' });
    const half = await client.call('POST', '/jobs/ingest', part('job', 'application/json', '{}'), type);
    expect(half.status).to.equal(400);
  });
});
