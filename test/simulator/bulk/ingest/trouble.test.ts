import { expect } from 'chai';
import type { Json } from '../../model.ts';
import { startClient } from '../../rest/testClient.ts';
import type { TestClient } from '../../rest/testClient.ts';
import { TestJobs } from '../testJobs.ts';

type Fields = { [key: string]: Json };

describe('Given bulk ingest jobs that do not go well', () => {
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

  it('When rows are locked, Then they fail as often as told, and go through after that', async () => {
    const csv = lines('Id,Name', `${ids[7]},L`, `${ids[8]},L`, `${ids[9]},L`);
    await jobs.behave({ lockRows: { ids: [ids[8] ?? ''], times: 2 } });
    const failures: Json[] = [];
    for (let round = 0; round < 3; round += 1) {
      const info = await jobs.ingested(update, csv);
      failures.push(info['numberRecordsFailed'] ?? null);
      if (round === 0) {
        expect(await jobs.results(info, 'failedResults')).to.match(
          /"UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: 01t\w+:--"/
        );
      }
    }
    expect(failures).to.deep.equal([1, 1, 0]);
    await jobs.behave({ lockRows: { every: 2 } });
    expect(await jobs.ingested(update, csv)).to.include({ numberRecordsFailed: 1 });
  });

  it('When a job is aborted or fails midway, Then the rest is unprocessed', async () => {
    const csv = lines('Id,Name', ...ids.map((id) => `${id},U`));
    await jobs.behave({ abortAfterRecords: 10 });
    const aborted = await jobs.ingested(update, csv);
    expect(aborted).to.include({ state: 'Aborted', numberRecordsProcessed: 10 });
    const left = await jobs.rows(aborted, 'unprocessedrecords');
    expect([left.length, left[0]]).to.deep.equal([ids.length - 10, `"${ids[10]}","U"`]);
    await jobs.behave({ abortAfterRecords: null, unprocessed: 5 });
    const failed = await jobs.ingested(update, csv);
    expect(failed).to.include({ state: 'Failed', numberRecordsProcessed: ids.length - 5 });
    expect(await jobs.rows(failed, 'unprocessedrecords')).to.have.length(5);
    await jobs.behave({ unprocessed: 0, failJob: { message: 'InternalServerError : no' } });
    expect(await jobs.rows(await jobs.ingested(update, csv), 'unprocessedrecords')).to.have.length(ids.length);
    await jobs.behave({ failJob: null, delayMs: 5_000 });
    const id = await jobs.opened(update);
    await jobs.put(id, csv);
    await client.call('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });
    const stopped = await client.call('PATCH', `/jobs/ingest/${id}`, { state: 'Aborted' });
    expect(stopped.json).to.include({ state: 'Aborted' });
    expect(await jobs.rows(await jobs.ended('ingest', id), 'unprocessedrecords')).to.have.length(ids.length);
  });

  it('When unchanged values are ignored, Then only a real change moves the modification date', async () => {
    const [id = ''] = ids.slice(20);
    const { Name, LastModifiedDate } = await product(id);
    const csv = (name: string): string => lines('Id,Name', `${id},${name}`);
    await jobs.behave({ ignoreUnchanged: true });
    expect(await jobs.ingested(update, csv(String(Name)))).to.include({ numberRecordsFailed: 0 });
    expect((await product(id))['LastModifiedDate']).to.equal(LastModifiedDate);
    await jobs.ingested(update, csv('Other'));
    expect((await product(id))['LastModifiedDate']).not.to.equal(LastModifiedDate);
  });

  it('When an upload loses its answer, or the session ends midway, Then what took effect is told by the job', async () => {
    const arm = (method: string, action: Json): Promise<unknown> =>
      client.call('POST', '/__simulator/faults', { method, path: '*/jobs/ingest/*', action });
    const id = await jobs.opened(update);
    const csv = lines('Id,Name', `${ids[30]},Once`);
    await arm('PUT', { drop: 'after' });
    const lost = await jobs.put(id, csv).then(
      () => 'answered',
      () => 'broken'
    );
    expect(lost).to.equal('broken');
    expect((await jobs.put(id, csv)).text).to.match(/Found multiple contents/);
    const expired = { errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' };
    await arm('PATCH', { status: 401, body: [expired] });
    const close = (): Promise<{ status: number }> =>
      client.call('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });
    expect((await close()).status).to.equal(401);
    expect((await client.get(`/jobs/ingest/${id}`)).json).to.include({ state: 'Open' });
    expect((await close()).status).to.equal(200);
    expect(await jobs.ended('ingest', id)).to.include({ state: 'JobComplete', numberRecordsProcessed: 1 });
  });

  it('When the user may not write, Then rows fail; and each request of a job is logged as what it is', async () => {
    await client.call('POST', '/__simulator/restrict', { org: 'sandbox', readOnly: ['Product2'] });
    const info = await jobs.ingested(update, lines('Id,Name', `${ids[0]},N`));
    expect(await jobs.results(info, 'failedResults')).to.include('INSUFFICIENT_ACCESS_OR_READONLY');
    const log = (await client.get('/__simulator/requests')).json as Array<Fields>;
    const writes = log.filter(({ write }) => write).map(({ method, path }) => `${String(method)} ${String(path)}`);
    const root = `${client.api}/jobs/ingest`;
    const id = String(info['id']);
    expect(writes).to.deep.equal([`POST ${root}`, `PUT ${root}/${id}/batches`, `PATCH ${root}/${id}`]);
    const listed = (await client.get('/jobs/ingest')).json as { records: Fields[]; done: boolean };
    expect(listed.done).to.equal(true);
    expect(listed.records[0]).to.include({ id, jobType: 'V2Ingest' });
  });
});
