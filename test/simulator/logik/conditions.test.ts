import { expect } from 'chai';
import { TestLogik } from './testLogik.ts';

const BLUEPRINTS = '/api/admin/v2/blueprints';
type List = { content: Array<{ variableName: string }> };
type Logged = { path: string; org: string | null; user: string | null; write: boolean };

describe('Given a Logik environment that is in trouble', function () {
  this.timeout(20_000);
  let logik: TestLogik;
  before(async () => {
    logik = await TestLogik.start();
  });
  after(() => logik.running.close());
  afterEach(() => logik.control('DELETE', '/logik'));

  it('When it is gone, Then everything is 404, the orgs answer, and it comes back', async () => {
    await logik.control('POST', '/logik', { gone: true });
    for (const path of [BLUEPRINTS, '/ui/configure', '/refreshToken']) {
      expect((await logik.admin('GET', path)).status, path).to.equal(404);
    }
    expect((await logik.session(logik.productId('HX-100'))).status).to.equal(404);
    expect((await fetch(`${logik.url}/services/data`)).status).to.equal(200);
    await logik.control('POST', '/logik', { gone: null });
    expect((await logik.admin('GET', BLUEPRINTS)).status).to.equal(200);
  });

  it('When it was renamed, Then every path leads to the same path elsewhere', async () => {
    await logik.control('POST', '/logik', { redirectTo: 'http://127.0.0.1:9' });
    const answer = await logik.admin('GET', `${BLUEPRINTS}?page=0`);
    expect(answer.status).to.equal(302);
    expect(answer.headers.get('location')).to.equal(`http://127.0.0.1:9${BLUEPRINTS}?page=0`);
  });

  it('When another tenant took its place, Then blueprints, products and tables are others', async () => {
    const ours = (await logik.admin<List>('GET', BLUEPRINTS)).body.content.map((one) => one.variableName);
    await logik.control('POST', '/logik', { otherTenant: true });
    const theirs = (await logik.admin<List>('GET', BLUEPRINTS)).body.content.map((one) => one.variableName);
    expect(theirs).to.have.length(1).and.not.to.include.members(ours);
    expect((await logik.session(logik.productId('HX-100'))).body['errorMessage']).to.contain('cache');
  });

  it('When there are too many requests, Then the next are 429 with Retry-After, until the window has passed', async () => {
    await logik.control('POST', '/logik', { rateLimit: { requests: 2, perMs: 150, retryAfterSeconds: 1 } });
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push(await logik.admin('GET', BLUEPRINTS));
    expect(statuses.map(({ status }) => status)).to.deep.equal([200, 200, 429]);
    expect(statuses[2]?.headers.get('retry-after')).to.equal('1');
    await new Promise((resolve) => setTimeout(resolve, 170));
    expect((await logik.admin('GET', BLUEPRINTS)).status).to.equal(200);
  });

  it('When it is slow, Then answers wait', async () => {
    await logik.control('POST', '/logik', { latencyMs: 120 });
    const started = performance.now();
    await logik.admin('GET', BLUEPRINTS);
    expect(performance.now() - started).to.be.greaterThan(110);
  });

  it('When answers are huge, Then they are that long and say the same', async () => {
    const usual = (await logik.admin('GET', BLUEPRINTS)).body;
    await logik.control('POST', '/logik', { hugeBody: 3_000_000 });
    const response = await fetch(logik.url + BLUEPRINTS, {
      headers: { authorization: `Bearer ${logik.running.simulation.logik.adminApiKey}` },
    });
    const text = await response.text();
    expect(text).to.have.length(3_000_000);
    expect(JSON.parse(text)).to.deep.equal(usual);
  });

  it('When a change is wrong, Then it is refused and nothing changes', async () => {
    for (const change of [{ gnoe: true }, { gone: 'yes' }, { jobMs: -1 }, { rateLimit: { requests: 1 } }, []]) {
      expect((await logik.control('POST', '/logik', change)).status, JSON.stringify(change)).to.equal(400);
    }
    expect((await logik.control('GET', '/logik')).body['behaviour']).to.include({ gone: false, jobMs: 150 });
  });

  it('When a runtime client is made in Logik Admin, Then its token works from its origins, to the letter', async () => {
    const client = { name: 'storefront', origins: ['https://shop.acme.example'] };
    const { status, body } = await logik.control<{ token: string }>('POST', '/logik/clients', client);
    expect(status).to.equal(201);
    const ask = async (origin: string): Promise<number> =>
      (await logik.session(logik.productId('HX-100'), { authorization: `Bearer ${body.token}`, origin })).status;
    expect(await ask('https://shop.acme.example')).to.equal(200);
    expect(await ask('https://shop.acme.example/')).to.equal(403);
    await logik.control('DELETE', '/logik/clients/storefront');
    expect(await ask('https://shop.acme.example')).to.equal(401);
    expect((await logik.control('POST', '/logik/clients', { name: 'x' })).status).to.equal(400);
    expect((await logik.control('POST', '/logik/keys', { name: 'x', permissions: ['Fly'] })).status).to.equal(400);
  });

  it('When a runtime client has a wildcard, Then every host below it is let in, and no other', async () => {
    const client = { name: 'storefront', origins: ['*.salesforce.com'] };
    const { body } = await logik.control<{ token: string }>('POST', '/logik/clients', client);
    const ask = async (origin: string): Promise<number> =>
      (await logik.session(logik.productId('HX-100'), { authorization: `Bearer ${body.token}`, origin })).status;
    expect(await ask('https://acme--uat.sandbox.my.salesforce.com')).to.equal(200);
    for (const origin of ['https://salesforce.com', 'https://evilsalesforce.com', 'http://a.salesforce.com']) {
      expect(await ask(origin), origin).to.equal(403);
    }
    await logik.control('DELETE', '/logik/clients/storefront');
  });

  it('When a client has expired, Then its token is refused with 403, without a word', async () => {
    const client = { name: 'old', origins: [logik.url], expires: '2020-01-01T00:00:00Z' };
    const { body } = await logik.control<{ token: string }>('POST', '/logik/clients', client);
    const answer = await logik.session(logik.productId('HX-100'), { authorization: `Bearer ${body.token}` });
    expect([answer.status, answer.body]).to.deep.equal([403, '']);
  });

  it('When a client is for transactions, Then it needs a user and the own host of the environment', async () => {
    const client = { name: 'tm', origins: ['https://a.example'], permission: 'Transaction', userId: '005x' };
    const make = async (own: object): Promise<number> =>
      (await logik.control('POST', '/logik/clients', { ...client, ...own })).status;
    expect(await make({})).to.equal(400);
    expect(await make({ origins: [logik.url], userId: '' })).to.equal(400);
    expect(await make({ origins: [logik.url, 'https://a.example'] })).to.equal(201);
  });

  it('When sessions were started, Then they are counted and listed, and refused ones are not', async () => {
    await logik.control('DELETE', '/logik/sessions');
    const id = logik.productId('HX-100');
    await logik.session(id);
    await logik.session(id, { authorization: 'Bearer wrong' });
    await logik.session('01t000000000001AAA');
    const { body } = await logik.control<{ count: number; sessions: object[] }>('GET', '/logik/sessions');
    expect(body.count).to.equal(1);
    expect(body.sessions[0]).to.include({ productId: id, client: 'CPQ portal', origin: logik.url });
  });

  it('When a blueprint is undeployed, Then its products open no session', async () => {
    const id = logik.productId('CTL-1');
    await logik.control('POST', '/logik/blueprints', { variableName: 'controller', deployed: false });
    expect((await logik.session(id)).body['errorMessage']).to.equal('Blueprint controller is not deployed');
    await logik.control('POST', '/logik/blueprints', { variableName: 'controller', deployed: true });
    expect((await logik.session(id)).status).to.equal(200);
  });

  it('When requests are logged, Then they are Logik’s, by the name of the key, and no secret is anywhere', async () => {
    await logik.control('DELETE', '/requests');
    await logik.admin('GET', BLUEPRINTS);
    await logik.session(logik.productId('HX-100'));
    await logik.admin('POST', '/api/admin/v1/bulk/blueprints/export', { body: ['hydraPump'] });
    await logik.admin('POST', '/api/admin/v2/uploadFile', { body: new FormData() });
    const log = (await logik.control<Logged[]>('GET', '/requests')).body;
    expect(log.map(({ org, user, write }) => [org, user, write])).to.deep.equal([
      ['logik', 'release automation', false],
      ['logik', 'CPQ portal', false],
      ['logik', 'release automation', false],
      ['logik', 'release automation', true],
    ]);
    const { adminApiKey, runtimeToken } = logik.running.simulation.logik;
    const state = JSON.stringify([(await logik.control('GET', '/logik')).body, log]);
    expect(state).not.to.contain(adminApiKey).and.not.to.contain(runtimeToken);
    expect(JSON.stringify((await logik.control('GET', '/logik')).body)).to.contain('"name":"release automation"');
  });
});
