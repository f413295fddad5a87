import { expect } from 'chai';
import { TestLogik, upload } from './testLogik.ts';

const BLUEPRINTS = '/api/admin/v2/blueprints';
const TABLES = '/api/managedTables/v1/managedTables';
type List = { content: Array<{ name: string; variableName: string }>; totalElements: number };
type Products = { content: Array<{ partnerProductId: string; blueprintVariableName: string }> };

describe('Given the second, new Logik environment', function () {
  this.timeout(20_000);
  let logik: TestLogik;
  beforeEach(async () => {
    logik = await TestLogik.start();
    for (const base of ['/logik', '/logik-new']) await logik.control('POST', base, { jobMs: 5 });
  });
  afterEach(() => logik.running.close());

  it('When it is looked at, Then it is elsewhere, empty, and knows its own key only', async () => {
    const { logikNewUrl, logikUrl } = logik.running.simulation.login('sandbox');
    expect(logikNewUrl).not.to.equal(logikUrl);
    const at = logik.newUrl;
    for (const path of [BLUEPRINTS, TABLES]) {
      expect((await logik.admin<List>('GET', path, { at })).body, path).to.include({ totalElements: 0 });
    }
    const key = logik.running.simulation.logik.adminApiKey;
    expect((await logik.admin('GET', BLUEPRINTS, { at, key })).status).to.equal(401);
    expect((await logik.admin('GET', '/services/data', { at })).status).to.equal(404);
    const log = (await logik.control<Array<{ org: string }>>('GET', '/requests')).body;
    expect(log.at(-1)).to.include({ org: 'logikNew' });
  });

  it('When a backup of the old one is imported, Then blueprints, products and tables can be read back', async () => {
    const at = logik.newUrl;
    const { body } = await logik.admin('POST', '/api/admin/v1/bulk/blueprints/export', { body: ['hydraPump'] });
    await logik.over(`/api/admin/v1/job/${body.id}`);
    const zip = (await logik.file(`/api/admin/v2/bulk/export/${body.id}`)).bytes;
    const blueprints = upload('export.zip', zip, 'GENERIC_IMPORT');
    const job = (await logik.admin('POST', '/api/admin/v2/uploadFile', { body: blueprints, at })).body;
    expect(await logik.over(`/api/admin/v1/job/${job.id}`, { at })).to.include({ status: 'COMPLETED' });
    const list = (await logik.admin<List>('GET', BLUEPRINTS, { at })).body;
    expect(list.content.map((one) => one.variableName)).to.deep.equal(['hydraPump']);
    const products = (await logik.admin<Products>('GET', '/api/admin/v1/configurableProducts', { at })).body.content;
    const expected = ['HX-100', 'HX-200'].map((code) => logik.productId(code));
    expect(products.map((one) => one.partnerProductId)).to.have.members(expected);
    const history = '/api/admin/v1/blueprints/hydraPump/deployments?page=0&size=1&sort=modified%2CDESC';
    const deployments = await logik.admin<List>('GET', history, { at });
    expect(deployments.body, 'an import deploys nothing').to.include({ totalElements: 0 });

    const columns = ['region', 'price'].map((name) => ({ name, type: 'text', description: '' }));
    await logik.admin('POST', TABLES, { body: { name: 'prices', description: '', columns }, at });
    const table = upload('rows.csv', 'region,price\n"a ""b""",1\n', 'TABLE_IMPORT');
    const path = '/api/managedTables/v2/managedTables/prices';
    const second = (await logik.admin('POST', path, { body: table, at })).body;
    await logik.over(`/api/managedTables/v2/job/${second.id}`, { at });
    const rows = await logik.admin<{ content: object[] }>('GET', '/api/managedTables/v2/managedTables/prices', { at });
    expect(rows.body.content[0]).to.include({ region: 'a "b"', price: '1' });
    expect((await logik.admin<List>('GET', BLUEPRINTS)).body.totalElements, 'the old one').to.equal(4);
  });

  it('When it is in trouble, Then the old one is not', async () => {
    await logik.control('POST', '/logik-new', { gone: true });
    expect((await logik.admin('GET', BLUEPRINTS, { at: logik.newUrl })).status).to.equal(404);
    expect((await logik.admin('GET', BLUEPRINTS)).status).to.equal(200);
  });

  it('When someone changes a table in Logik Admin, Then it is as given, with the date that was given', async () => {
    const table = {
      name: 't',
      columns: [{ name: 'a', type: 'text' }],
      rows: [['1']],
      modified: '2030-01-01T00:00:00Z',
    };
    expect((await logik.control('POST', '/logik-new/tables', table)).status).to.equal(201);
    const { body } = await logik.admin<{ dateModified: string }>('GET', `${TABLES}/t/metadata`, { at: logik.newUrl });
    expect(body.dateModified).to.equal('2030-01-01T00:00:00.000+00:00');
    expect((await logik.control('POST', '/logik-new/tables', { name: 't' })).status).to.equal(400);
  });
});
