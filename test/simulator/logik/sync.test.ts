import { expect } from 'chai';
import { TestLogik } from './testLogik.ts';

type Report = { ok: boolean; problem: string | null; brought: Record<string, number> };
type Row = Record<string, string | number>;
const APP = 'Logik API User Connected App';
const SYNC_USER = 'logik.sync@acme.example.uat';

describe('Given the Logik environment’s product sync', function () {
  this.timeout(20_000);
  let logik: TestLogik;
  beforeEach(async () => {
    logik = await TestLogik.start({ products: 50 });
  });
  afterEach(() => logik.running.close());

  const sync = async (): Promise<Report> => (await logik.control<Report>('POST', '/logik/sync')).body;
  const refresh = (): Promise<unknown> => logik.control('POST', '/refresh', {});
  const connect = (username = SYNC_USER): Promise<{ status: number }> =>
    logik.control('POST', '/logik/refresh-token-user', { username });
  /** Changes a product as a user does, a moment after the last pull. */
  const touch = async (code: string): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { simulation } = logik.running;
    const { accessToken } = simulation.login('sandbox');
    const id = logik.productId(code);
    const response = await fetch(`${logik.url}/services/data/v65.0/sobjects/Product2/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Description: 'touched' }),
    });
    expect(response.status).to.equal(204);
    return id;
  };
  const rows = async (object: string): Promise<Row[]> =>
    (await logik.control<Row[]>('GET', `/records/sandbox/${object}`)).body;

  it('When nothing was changed, Then a sync brings nothing', async () => {
    expect(await sync()).to.deep.include({ ok: true, brought: { Product2: 0, Pricebook2: 0, PricebookEntry: 0 } });
  });

  it('When the sandbox is refreshed, Then the sync fails until someone of the new org is the refresh token user', async () => {
    await refresh();
    const dead = await sync();
    expect(dead).to.include({ ok: false, problem: 'The refresh token is for an org that is gone.' });
    expect(await rows('OauthToken')).to.deep.equal([]);
    expect((await connect()).status).to.equal(200);
    expect((await sync()).ok).to.equal(true);
  });

  it('When it is connected after a refresh, Then touched products appear and untouched ones never do', async () => {
    await refresh();
    await connect();
    expect((await sync()).brought).to.include({ Product2: 0 });
    const untouched = logik.productId('HX-200');
    const touched = await touch('HX-100');
    const generated = await touch('GEN-000011');
    expect((await sync()).brought).to.include({ Product2: 2 });
    const message = async (id: string): Promise<unknown> => (await logik.session(id)).body['errorMessage'];
    expect(await message(untouched)).to.contain(`Product ${untouched} is not available in cache`);
    expect(await message(touched)).to.equal(`Product ${touched} is not a Configurable Product`);
    expect(await message(generated)).to.equal(`Product ${generated} is not a Configurable Product`);
    expect((await sync()).brought, 'the next time').to.include({ Product2: 0 });
  });

  it('When products are also given their new Ids, Then a touched one opens a session', async () => {
    await refresh();
    await connect();
    const id = await touch('HX-100');
    await sync();
    expect((await logik.control('POST', '/logik/products', {})).body).to.deep.equal({ changed: 4 });
    expect((await logik.session(id)).status).to.equal(200);
    expect((await logik.session(logik.productId('HX-200'))).body['errorMessage']).to.contain('not available in cache');
  });

  it('When it syncs, Then the org shows bulk jobs, the token’s use and a login of that user', async () => {
    await refresh();
    const before = Date.now();
    await connect();
    await sync();
    const { sandbox } = logik.running.simulation;
    const [user] = sandbox.table('User').withValue('Username', SYNC_USER);
    const [token, ...others] = await rows('OauthToken');
    expect(others).to.deep.equal([]);
    expect(token).to.include({ AppName: APP, UserId: user?.Id, UseCount: 2 });
    expect(Date.parse(String(token?.['LastUsedDate']))).to.be.at.least(before);
    const logins = await rows('LoginHistory');
    expect(logins.at(-1)).to.include({ UserId: user?.Id, Status: 'Success', Application: APP });
    const headers = { authorization: `Bearer ${logik.running.simulation.login('sandbox').accessToken}` };
    const list = (await (await fetch(`${logik.url}/services/data/v65.0/jobs/query`, { headers })).json()) as {
      records: Row[];
    };
    expect(list.records.map((job) => job['object'])).to.have.members(['Product2', 'Pricebook2', 'PricebookEntry']);
    for (const job of list.records) {
      expect(job).to.include({ createdById: user?.Id, state: 'JobComplete', operation: 'query' });
      expect(Date.parse(String(job['systemModstamp']))).to.be.at.least(before);
    }
  });

  it('When the user is unknown, frozen or inactive, or the token was revoked, Then there is no sync', async () => {
    expect((await connect('nobody@acme.example')).status).to.equal(400);
    const { sandbox, logik: environment } = logik.running.simulation;
    const userId = environment.connection.user?.userId ?? '';
    const user = sandbox.table('User').get(userId);
    sandbox.load('User', { ...user, IsActive: false });
    expect((await sync()).problem).to.contain('inactive');
    expect((await connect()).status).to.equal(400);
    sandbox.load('User', { ...user, IsActive: true });
    for (const row of await rows('OauthToken')) sandbox.table('OauthToken').remove(String(row['Id']), false, '');
    expect((await sync()).problem).to.contain('revoked');
    await logik.control('DELETE', '/logik/refresh-token-user');
    expect((await sync()).problem).to.contain('no refresh token user');
  });

  it('When an interval is set, Then it syncs by itself, until the interval is taken back', async () => {
    type State = { syncs: Report[] };
    await logik.control('POST', '/logik', { syncIntervalMs: 20 });
    const count = async (): Promise<number> => (await logik.control<State>('GET', '/logik')).body.syncs.length;
    const deadline = Date.now() + 5_000;
    while ((await count()) < 2 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await count()).to.be.at.least(2);
    await logik.control('POST', '/logik', { syncIntervalMs: null });
    const stopped = await count();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await count()).to.equal(stopped);
  });

  it('When it is a new environment’s first sync, Then everything comes, generated products too', async () => {
    await logik.control('POST', '/logik-new/refresh-token-user', { username: SYNC_USER });
    const { body } = await logik.control<Report>('POST', '/logik-new/sync');
    const { sandbox, logikNew } = logik.running.simulation;
    expect(body.brought['Product2']).to.equal(sandbox.table('Product2').size);
    expect(logikNew.own.productCache.get(logik.productId('GEN-000050'))).to.include({ productCode: 'GEN-000050' });
    expect((await logik.control<Report>('POST', '/logik-new/sync')).body.brought).to.include({ Product2: 0 });
  });
});
