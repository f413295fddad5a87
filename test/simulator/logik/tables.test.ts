import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { TestLogik, upload } from './testLogik.ts';

const TABLES = '/api/managedTables/v1/managedTables';
const JOB = '/api/managedTables/v2/job';
type List = { content: Array<{ name: string; columns: object[] }>; totalElements: number; last: boolean };

describe('Given the Logik environment’s managed tables', function () {
  this.timeout(20_000);
  let logik: TestLogik;
  before(async () => {
    logik = await TestLogik.start({ tables: 120, tableRows: 2500 });
    await logik.control('POST', '/logik', { jobMs: 5 });
  });
  after(() => logik.running.close());

  const csv = async (name: string): Promise<string> => {
    const { status, body } = await logik.admin('POST', `/api/managedTables/v3/managedTables/${name}/export`, {
      body: {},
    });
    expect(status).to.equal(200);
    expect(body).to.deep.include({ jobType: 'TABLE_EXPORT', status: 'STARTED', finished: null });
    expect(await logik.over(`${JOB}/${body.id}`)).to.include({ status: 'COMPLETED' });
    return strFromU8((await logik.file(`${JOB}/${body.id}/file`)).bytes);
  };

  it('When tables are listed, Then they come in pages of 100 by name, with columns and dates', async () => {
    const first = (await logik.admin<List>('GET', TABLES)).body;
    expect(first).to.include({ totalElements: 123, last: false });
    expect(first.content).to.have.length(100);
    expect(first.content[0]).to.have.all.keys(
      ...['name', 'description', 'columns', 'dateCreated', 'dateModified', 'lastModifiedBy']
    );
    const second = (await logik.admin<List>('GET', `${TABLES}?page=1&size=100`)).body;
    const names = [...first.content, ...second.content].map(({ name }) => name);
    expect(names).to.include.members(['pumpPrices', 'shippingTexts', 'discontinued', 'generated_0120']);
    expect(second.last).to.equal(true);
  });

  it('When a table with awkward texts is exported, Then a CSV reader gets every cell as it is', async () => {
    const rows = parse(await csv('shippingTexts'));
    const { columns, rows: kept } = logik.running.simulation.logik.own.tables.get('shippingTexts');
    expect(rows).to.deep.equal([columns.map(({ name }) => name), ...kept.from(0)]);
    expect(rows.flat()).to.include('First line\nsecond line\r\nthird line').and.to.include('Größe: 12 µm · 東京 · 🚚');
  });

  it('When an empty table is exported, Then its CSV is the line of its columns', async () => {
    expect(await csv('discontinued')).to.equal('productCode\n');
  });

  it('When a generated table is exported twice, Then all rows are there and the same', async () => {
    const text = await csv('generated_0007');
    expect(parse(text)).to.have.length(2501);
    expect(await csv('generated_0007')).to.equal(text);
    expect(await csv('pumpPrices')).to.match(/^region,grade,price\n/);
  });

  it('When exports are ZIPs, Then the file holds the CSV', async () => {
    const plain = await csv('pumpPrices');
    await logik.control('POST', '/logik', { tableFile: 'zip' });
    const { body } = await logik.admin('POST', '/api/managedTables/v3/managedTables/pumpPrices/export', { body: {} });
    await logik.over(`${JOB}/${body.id}`);
    const files = unzipSync((await logik.file(`${JOB}/${body.id}/file`)).bytes);
    expect(strFromU8(files['pumpPrices.csv'] ?? new Uint8Array())).to.equal(plain);
    await logik.control('POST', '/logik', { tableFile: null });
  });

  it('When a table’s rows are read, Then they have IDs and come in pages', async () => {
    type Rows = { content: Array<Record<string, unknown>>; totalElements: number };
    const { body } = await logik.admin<Rows>(
      'GET',
      '/api/managedTables/v2/managedTables/generated_0001?page=2&size=50'
    );
    expect(body.totalElements).to.equal(2500);
    expect(body.content).to.have.length(50);
    expect(body.content[0]).to.include({ ID: 101 }).and.to.include.keys('DATE_MODIFIED', 'region', 'price');
    const { columns } = (await logik.admin<{ columns: object[] }>('GET', `${TABLES}/pumpPrices/metadata`)).body;
    expect(columns[0]).to.deep.equal({ name: 'region', type: 'text', description: 'Sales region', orderNumber: 1 });
  });

  it('When a table is made and filled, Then PUT replaces its rows and POST puts rows behind them', async () => {
    const part = {
      name: 'made',
      description: '',
      columns: [
        { name: 'a', type: 'text' },
        { name: 'b', type: 'number' },
      ],
    };
    expect((await logik.admin('POST', TABLES, { body: part })).status).to.equal(201);
    expect((await logik.admin('POST', TABLES, { body: part })).status).to.equal(400);
    const path = '/api/managedTables/v2/managedTables/made';
    const rowsAfter = async (method: string, text: string): Promise<string> => {
      const { status, body } = await logik.admin(method, path, { body: upload('made.csv', text, 'TABLE_IMPORT') });
      expect(status).to.equal(201);
      expect(await logik.over(`${JOB}/${body.id}`)).to.have.property('status', 'COMPLETED');
      return csv('made');
    };
    expect(await rowsAfter('PUT', 'a,b\nx,1\n')).to.equal('a,b\nx,1\n');
    expect(await rowsAfter('POST', 'b,a\n2,y\n')).to.equal('a,b\nx,1\ny,2\n');
    expect(await rowsAfter('PUT', 'a,b\n')).to.equal('a,b\n');
  });

  it('When a table is to be imported that is not there, Then the answer is 404', async () => {
    const body = upload('x.csv', 'a\n1\n', 'TABLE_IMPORT');
    expect((await logik.admin('POST', '/api/managedTables/v2/managedTables/none', { body })).status).to.equal(404);
  });

  it('When several tables are imported at once, Then the answer is 202, and those that were missing are made', async () => {
    const zip = zipSync({ 'discontinued.csv': strToU8('productCode\nHX-1\n'), 'fresh.csv': strToU8('a\n1\n2\n') });
    const { status, body } = await logik.admin('POST', '/api/managedTables/v2/managedTables', {
      body: upload('tables.zip', zip, 'MANAGED_TABLES_IMPORT_UPSERT'),
    });
    expect(status).to.equal(202);
    expect(await logik.over(`${JOB}/${body.id}`)).to.deep.include({
      status: 'COMPLETED',
      result: { success: true, counts: { success: 3, error: 0, warning: 0, total: 3 }, messages: [] },
    });
    expect(await csv('fresh')).to.equal('a\n1\n2\n');
  });

  it('When a job is to have errors, Then only what it counts as done is done', async () => {
    const counts = { success: 1, error: 1, warning: 0, total: 2 };
    const result = { success: true, counts, messages: ['Row 2'] };
    await logik.control('POST', '/logik', { jobResults: { pumpPrices: result } });
    const { body } = await logik.admin('PUT', '/api/managedTables/v2/managedTables/pumpPrices', {
      body: upload('x.csv', 'region,grade,price\na,b,1\nc,d,2\n', 'TABLE_IMPORT'),
    });
    const job = await logik.over(`${JOB}/${body.id}`);
    expect(job).to.have.property('status', 'COMPLETED');
    expect(job).to.have.property('result').that.deep.includes(result);
    await logik.control('POST', '/logik', { jobResults: null });
    expect(await csv('pumpPrices')).to.equal('region,grade,price\na,b,1\n');
  });

  it('When an upload has a column that the table lacks, Then its job is COMPLETED, nothing came, and the rows stay', async () => {
    const before = await csv('pumpPrices');
    const { body } = await logik.admin('PUT', '/api/managedTables/v2/managedTables/pumpPrices', {
      body: upload('x.csv', 'region,colour\na,b\n', 'TABLE_IMPORT'),
    });
    const job = await logik.over(`${JOB}/${body.id}`);
    expect(job).to.have.property('status', 'COMPLETED');
    expect(job).to.have.property('result').that.includes({ success: false });
    expect(await csv('pumpPrices')).to.equal(before);
  });

  for (const [method, path] of [
    ['GET', TABLES],
    ['POST', '/api/managedTables/v3/managedTables/pumpPrices/export'],
    ['GET', `${JOB}/1`],
    ['GET', `${JOB}/1/file`],
  ] as const) {
    it(`When ${method} ${path} has a key without Bulk, Then the answer is 403`, async () => {
      const body = { name: 'reader', permissions: ['Read'] };
      const { key } = (await logik.control<{ key: string }>('POST', '/logik/keys', body)).body;
      const answer = await logik.admin(method, path, { key, ...(method === 'POST' ? { body: {} } : {}) });
      expect(answer.status).to.equal(403);
    });
  }

  it('When a table is not there, or a job is of the other API, Then the answer is 404', async () => {
    const path = '/api/managedTables/v3/managedTables/none/export';
    expect((await logik.admin('POST', path, { body: {} })).status).to.equal(404);
    const { body } = await logik.admin('POST', '/api/admin/v1/bulk/blueprints/export', { body: ['hydraPump'] });
    expect((await logik.admin('GET', `${JOB}/${body.id}`)).status).to.equal(404);
  });
});
