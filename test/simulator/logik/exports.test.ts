import { expect } from 'chai';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { parse } from 'yaml';
import { TestLogik, upload, type JobInfo } from './testLogik.ts';

const EXPORT = '/api/admin/v1/bulk/blueprints/export';
type Problem = { errorCode: string; errorMessage: string; timestamp: string };

describe('Given the Logik environment’s blueprint jobs', function () {
  this.timeout(20_000);
  let logik: TestLogik;
  before(async () => {
    logik = await TestLogik.start();
  });
  after(() => logik.running.close());
  afterEach(() => logik.control('DELETE', '/logik'));

  const exported = async (names: string[]): Promise<{ [path: string]: Uint8Array }> => {
    const { body } = await logik.admin('POST', EXPORT, { body: names });
    expect(await logik.over(`/api/admin/v1/job/${body.id}`)).to.include({ status: 'COMPLETED' });
    const { bytes } = await logik.file(`/api/admin/v2/bulk/export/${body.id}`);
    return unzipSync(bytes);
  };

  it('When blueprints are exported, Then a job starts, takes its time, and leaves a ZIP with all of them', async () => {
    await logik.control('POST', '/logik', { jobMs: 120 });
    const started = performance.now();
    const { status, body } = await logik.admin('POST', EXPORT, { body: ['hydraPump', 'controller'] });
    expect(status).to.equal(200);
    expect(body)
      .to.include.keys('id', 'created', 'modified', 'jobType', 'status')
      .and.to.include({ status: 'STARTED' });
    expect((await logik.admin('GET', `/api/admin/v2/bulk/export/${body.id}`)).status).to.equal(400);
    const job = await logik.over(`/api/admin/v1/job/${body.id}`);
    expect(job).to.include({ id: body.id, status: 'COMPLETED' });
    expect(job.finished).to.be.a('string');
    expect(performance.now() - started).to.be.greaterThan(110);
    const { bytes, headers } = await logik.file(`/api/admin/v2/bulk/export/${body.id}`);
    expect(headers.get('content-type')).to.equal('application/octet-stream');
    expect(headers.get('content-disposition')).to.contain('export.zip');
    const files = unzipSync(bytes);
    expect(Object.keys(files)).to.include.members([
      'blueprint.yaml',
      'blueprints/hydraPump.yaml',
      'blueprints/controller.yaml',
      'fields/hydraPump.field1.yaml',
      'rules/hydraPump.rule1.yaml',
    ]);
    const head = parse(strFromU8(files['blueprint.yaml'] ?? new Uint8Array())) as { blueprints: object[] };
    expect(head.blueprints.map((one) => (one as { variableName: string }).variableName)).to.deep.equal([
      'hydraPump',
      'controller',
    ]);
    expect(head.blueprints[0]).to.have.deep.property('products', [
      { id: logik.productId('HX-100') },
      { id: logik.productId('HX-200') },
    ]);
  });

  it('When the same blueprint is exported twice, Then both files are the same bytes', async () => {
    expect(await exported(['hydraSkid'])).to.deep.equal(await exported(['hydraSkid']));
  });

  it('When a blueprint is imported into an environment that has it, Then it keeps what the file lacks', async () => {
    const files = await exported(['controller']);
    const rule = 'rules/controller.rule1.yaml';
    const zip: { [path: string]: Uint8Array } = { ...files };
    zip[rule] = new TextEncoder().encode('variableName: controller.rule1\nactive: false\n');
    delete zip['rules/controller.rule2.yaml'];
    const { body } = await logik.admin('POST', '/api/admin/v2/uploadFile', {
      body: upload('controller.zip', zipSync(zip), 'GENERIC_IMPORT'),
    });
    expect(body).to.include({ jobType: 'GENERIC_IMPORT', status: 'STARTED' });
    expect(await logik.over(`/api/admin/v1/job/${body.id}`)).to.include({ status: 'COMPLETED' });
    const after = await exported(['controller']);
    expect(Object.keys(after)).to.have.members(Object.keys(files));
    expect(strFromU8(after[rule] ?? new Uint8Array())).to.contain('active: false');
  });

  it('When an import ends as the vendor’s page words it, Then its status is SUCCESS', async () => {
    await logik.control('POST', '/logik', { importEndsAs: 'SUCCESS', jobMs: 5 });
    const { status, result } = await imported('pilot.zip', zipSync(await exported(['pilot'])));
    expect(status).to.equal('SUCCESS');
    expect(result).to.deep.equal({ success: true, counts: counted(1), messages: [] });
  });

  const counted = (success: number, error = 0): object => ({ success, error, warning: 0, total: success + error });
  type Ended = JobInfo & { result?: { success: boolean; counts: object; messages: string[] } };
  const imported = async (name: string, bytes: Uint8Array | string): Promise<Ended> => {
    const { body } = await logik.admin('POST', '/api/admin/v2/uploadFile', {
      body: upload(name, bytes, 'GENERIC_IMPORT'),
    });
    return logik.over(`/api/admin/v1/job/${body.id}`);
  };

  it('When what is imported is no ZIP of blueprints, or has a folder around it, Then its job is COMPLETED and nothing came', async () => {
    await logik.control('POST', '/logik', { jobMs: 5 });
    const files = await exported(['controller']);
    const nested = Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`export/${path}`, bytes]));
    for (const [name, bytes] of [
      ['x.zip', 'no zip at all'],
      ['nested.zip', zipSync(nested)],
      ['discontinued.csv', 'productCode\nHX-1\n'],
    ] as const) {
      const { status, result } = await imported(name, bytes);
      expect(status, name).to.equal('COMPLETED');
      expect(result).to.deep.include({ success: false, counts: counted(0, 1) });
      expect(result?.messages.join()).to.match(/no ZIP|blueprint.yaml was not found/);
    }
    expect(logik.running.simulation.logik.own.tables.get('discontinued').rows.size).to.equal(0);
  });

  it('When a job is to have a result, Then it is COMPLETED with it, and does no more than it says', async () => {
    const jobResults = { controller: { success: false, messages: ['Bad field'] } };
    await logik.control('POST', '/logik', { jobMs: 5, jobResults });
    const before = logik.running.simulation.logik.own.blueprints.find('controller')?.modified;
    const { status, result } = await imported('controller.zip', zipSync(await exported(['controller'])));
    expect(status).to.equal('COMPLETED');
    expect(result).to.deep.include({ success: false, messages: ['Bad field'] });
    expect(logik.running.simulation.logik.own.blueprints.find('controller')?.modified).to.equal(before);
  });

  it('When a ZIP is larger than 75 MB, Then it is refused before any job', async () => {
    const { status } = await logik.admin('POST', '/api/admin/v2/uploadFile', {
      body: upload('large.zip', new Uint8Array(75 * 1024 * 1024 + 1), 'GENERIC_IMPORT'),
    });
    expect(status).to.equal(413);
  });

  it('When a job is to fail, Then it ends as FAILED and has no file', async () => {
    await logik.control('POST', '/logik', { jobFails: ['pilot'], jobMs: 5 });
    const failing = (await logik.admin('POST', EXPORT, { body: ['hydraPump', 'pilot'] })).body;
    expect(await logik.over(`/api/admin/v1/job/${failing.id}`)).to.include({ status: 'FAILED' });
    expect((await logik.file(`/api/admin/v2/bulk/export/${failing.id}`)).status).to.equal(400);
  });

  const wrong: Array<[what: string, method: string, path: string, body: unknown, status: number]> = [
    ['an unknown blueprint', 'POST', EXPORT, ['nothing'], 404],
    ['no list of names', 'POST', EXPORT, { names: [] }, 400],
    ['an empty list', 'POST', EXPORT, [], 400],
    ['a job that is not there', 'GET', '/api/admin/v1/job/9999', undefined, 404],
    ['a job that is no number', 'GET', '/api/admin/v1/job/none', undefined, 404],
    ['an upload that is no form', 'POST', '/api/admin/v2/uploadFile', {}, 400],
    ['an upload of another type', 'POST', '/api/admin/v2/uploadFile', upload('a.zip', 'x', 'TABLE_IMPORT'), 400],
    ['an endpoint that is not documented', 'GET', '/api/admin/v1/settings', undefined, 404],
    ['a method that is not documented', 'DELETE', '/api/admin/v2/blueprints', undefined, 404],
  ];
  for (const [what, method, path, body, status] of wrong) {
    it(`When a request has ${what}, Then the answer is ${status} with the vendor’s error body`, async () => {
      const answer = await logik.admin<Problem>(method, path, { body });
      expect(answer.status).to.equal(status);
      expect(answer.body.errorCode).to.match(/^LGK-[0-9A-F]{25}$/);
      expect(answer.body).to.have.all.keys('errorCode', 'errorMessage', 'timestamp');
    });
  }

  it('When the key lacks Bulk, has expired or is gone, Then the answer is 403 or 401; Admin may do everything', async () => {
    const make = async (permissions: string[], expires?: string): Promise<string> =>
      (await logik.control<{ key: string }>('POST', '/logik/keys', { name: 'temporary', permissions, expires })).body
        .key;
    const ask = async (key: string, path = EXPORT): Promise<number> =>
      (await logik.admin('POST', path, { body: ['hydraPump'], key })).status;
    const weak = await make(['Read', 'Edit', 'Deploy']);
    expect(await ask(weak)).to.equal(403);
    expect(await ask(weak, '/api/admin/v2/uploadFile')).to.equal(403);
    const strong = await make(['Admin']);
    expect(await ask(strong)).to.equal(200);
    expect(await ask(weak), 'a key that was replaced').to.equal(401);
    expect(await ask(await make(['Admin'], '2020-01-01T00:00:00Z'))).to.equal(401);
    const last = await make(['Bulk']);
    expect((await logik.control('DELETE', '/logik/keys/temporary')).status).to.equal(204);
    expect(await ask(last)).to.equal(401);
  });

  it('When more jobs run than are allowed at once, Then the next is answered 429 with Retry-After', async () => {
    // Jobs of the tests before this one may still run.
    for (const { id } of logik.running.simulation.logik.jobs.all) await logik.over(`/api/admin/v1/job/${id}`);
    await logik.control('POST', '/logik', { jobMs: 150, jobLimit: { atOnce: 2, retryAfterSeconds: 3 } });
    const start = (): Promise<{ status: number; headers: Headers; body: JobInfo }> =>
      logik.admin('POST', EXPORT, { body: ['hydraPump'] });
    const [first, second, third] = [await start(), await start(), await start()];
    expect([first.status, second.status, third.status]).to.deep.equal([200, 200, 429]);
    expect(third.headers.get('retry-after')).to.equal('3');
    await logik.over(`/api/admin/v1/job/${second.body.id}`);
    expect((await start()).status).to.equal(200);
  });
});
