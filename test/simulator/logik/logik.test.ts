import { expect } from 'chai';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { buildSimulation, type ScenarioSimulation } from '../scenario/index.ts';
import { registerLogik } from './index.ts';
import type { RuntimeSessions } from './runtimeSessions.ts';

const ORIGIN = 'http://127.0.0.1:7777';
const V2 = 'application/vnd.logik.cfg-v2+json';

type Body = {
  uuid: string;
  products: object[];
  errorMessage: string;
  content: Array<{ variableName: string; partnerProductId: string }>;
};

describe('the Logik environment', () => {
  let app: FastifyInstance;
  let simulation: ScenarioSimulation;
  beforeEach(async () => {
    simulation = buildSimulation('standard', { baseUrl: ORIGIN, products: 50 });
    app = Fastify();
    registerLogik(app, simulation);
    await app.ready();
  });
  afterEach(() => app.close());

  const productId = (code: string): string => {
    for (const row of simulation.sandbox.table('Product2').rows()) if (row['ProductCode'] === code) return row.Id;
    throw new Error(`There is no product ${code}.`);
  };
  const start = (id: string, headers: Record<string, string> = {}, payload?: string): Promise<LightMyRequestResponse> =>
    app.inject({
      method: 'POST',
      url: '/api',
      headers: {
        authorization: `Bearer ${simulation.logik.runtimeToken}`,
        origin: ORIGIN,
        'content-type': V2,
        ...headers,
      },
      payload:
        payload ??
        JSON.stringify({ sessionContext: { stateful: true }, partnerData: { product: { configuredProductId: id } } }),
    });
  const admin = (url: string, key = simulation.logik.adminApiKey): Promise<LightMyRequestResponse> =>
    app.inject({ url, headers: { authorization: `Bearer ${key}` } });

  it('Given a configurable product of the sandbox, When a session is started, Then it has a uuid and the product', async () => {
    const answer = await start(productId('HX-100'));
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers['content-type']).to.contain(V2);
    expect(answer.json<Body>().uuid).to.match(/^[0-9a-f-]{36}$/);
    expect(answer.json<Body>().products[0]).to.include({ partnerId: productId('HX-100'), productCode: 'HX-100' });
  });

  it('Given a session, When it is read by its uuid, Then it is the same', async () => {
    const session = (await start(productId('HX-100'))).json<Body>();
    const headers = { authorization: `Bearer ${simulation.logik.runtimeToken}`, origin: ORIGIN };
    expect((await app.inject({ url: `/api/${session.uuid}`, headers })).json<Body>()).to.deep.equal(session);
    expect((await app.inject({ url: '/api/none', headers })).statusCode).to.equal(404);
  });

  it('Given the top-level productId and content type application/json, When a session is started, Then it works too', async () => {
    const body = JSON.stringify({ productId: productId('CTL-1') });
    expect((await start('', { 'content-type': 'application/json' }, body)).statusCode).to.equal(200);
  });

  it('Given a product that the sync has not brought, When a session is started, Then the answer says so', async () => {
    const [product] = simulation.production.table('Product2').rows();
    const answer = await start(product?.Id ?? '');
    expect(answer.statusCode).to.equal(404);
    expect(answer.json<Body>()).to.have.all.keys('errorCode', 'errorMessage', 'timestamp');
    expect(answer.json<Body>().errorMessage).to.contain(`Product ${product?.Id} is not available in cache`);
  });

  const refused: Array<[what: string, headers: Record<string, string>, payload: string | undefined, status: number]> = [
    ['a body that is not JSON', {}, '{', 400],
    ['a body without a product', {}, '{"sessionContext":{"stateful":true}}', 400],
    ['a foreign content type', { 'content-type': 'text/plain' }, '{}', 415],
  ];
  for (const [what, headers, payload, status] of refused) {
    it(`Given ${what}, When a session is started, Then the answer is ${status} with Logik’s error body`, async () => {
      const answer = await start(productId('HX-100'), headers, payload);
      expect(answer.statusCode).to.equal(status);
      expect(answer.json<Body>()).to.have.all.keys('errorCode', 'errorMessage', 'timestamp');
    });
  }

  for (const [what, headers, status] of [
    ['a wrong token', { authorization: 'Bearer nonsense' }, 401],
    ['no token', { authorization: '' }, 401],
    ['an origin with a trailing slash', { origin: `${ORIGIN}/` }, 403],
    ['no origin', { origin: '' }, 403],
  ] as const) {
    it(`Given ${what}, When a session is started, Then the answer is ${status} without a word`, async () => {
      const answer = await start(productId('HX-100'), headers);
      expect([answer.statusCode, answer.body]).to.deep.equal([status, '']);
    });
  }

  const sessions = (): RuntimeSessions => simulation.logik.sessions;
  const body = (stateful: boolean): string =>
    JSON.stringify({ sessionContext: { stateful }, productId: productId('HX-100') });

  it('Given sessions that stay and one that does not, When they are ended, Then only the first can be', async () => {
    const headers = { authorization: `Bearer ${simulation.logik.runtimeToken}`, origin: ORIGIN };
    const [stays, goes] = [
      (await start('', {}, body(true))).json<Body>().uuid,
      (await start('', {}, body(false))).json<Body>().uuid,
    ];
    expect([sessions().count, sessions().open]).to.deep.equal([2, 1]);
    const end = async (uuid: string): Promise<number> =>
      (await app.inject({ method: 'DELETE', url: `/api/${uuid}`, headers })).statusCode;
    expect((await app.inject({ url: `/api/${goes}`, headers })).statusCode).to.equal(404);
    expect([await end(stays), await end(stays), await end(goes)]).to.deep.equal([204, 404, 404]);
    expect(sessions().open).to.equal(0);
    expect((await app.inject({ method: 'DELETE', url: `/api/${stays}` })).statusCode).to.equal(401);
  });

  it('Given an environment that refuses with 200, When a session is refused, Then the body alone says so', async () => {
    simulation.logik.change({ refusesWith200: true });
    const answer = await start('01t000000000001AAA');
    expect(answer.statusCode).to.equal(200);
    expect(answer.json<Body>()).to.have.all.keys('errorCode', 'errorMessage', 'timestamp');
    expect((await start(productId('HX-100'))).json<Body>().uuid).to.be.a('string');
  });

  it('Given an environment that keeps every session, When one is not to stay, Then it is refused', async () => {
    simulation.logik.change({ statefulOnly: true });
    expect((await start('', {}, body(false))).statusCode).to.equal(400);
    expect((await start('', {}, body(true))).statusCode).to.equal(200);
  });

  for (const [what, code] of [
    ['is not configurable', 'VLV-20'],
    ['has a blueprint that is not deployed', 'HX-300'],
    ['is generated and not configurable in Logik', 'GEN-000002'],
  ] as const) {
    it(`Given a product that ${what}, When a session is started, Then the answer is 404 for another reason`, async () => {
      const answer = await start(productId(code));
      expect(answer.statusCode).to.equal(404);
      expect(answer.json<Body>().errorMessage).not.to.contain('cache');
    });
  }

  it('Given an admin key, When blueprints are listed, Then pages are as asked for, newest first', async () => {
    const page = (await admin('/api/admin/v2/blueprints?page=0&size=3&sort=modified%2CDESC')).json<Body>();
    expect(page).to.include({
      totalElements: 4,
      totalPages: 2,
      size: 3,
      number: 0,
      numberOfElements: 3,
      first: true,
      last: false,
    });
    expect(page.content[0]).to.include({ variableName: 'pilot' });
    const second = (await admin('/api/admin/v2/blueprints?page=1&size=3&sort=modified%2CDESC')).json<Body>();
    expect(second).to.include({ number: 1, numberOfElements: 1, first: false, last: true });
    expect(second.content.map((one) => one.variableName)).to.deep.equal(['hydraSkid']);
  });

  it('Given an admin key, When configurable products are listed, Then they hold the sandbox’s 18-character IDs', async () => {
    const page = (await admin('/api/admin/v1/configurableProducts?page=0&size=100&sort=modified%2CDESC')).json<Body>();
    const ids = page.content.map((one) => one.partnerProductId);
    expect(ids).to.have.members(['HX-100', 'HX-200', 'HX-900', 'CTL-1', 'HX-300'].map(productId));
  });

  it('Given blueprints, When their deployments are asked for, Then they are a history, for keys with Deploy and whole queries', async () => {
    const key = simulation.logik.adminKeys.find(({ permissions }) => permissions.includes('Deploy'))?.key;
    const url = (name: string, query = 'page=0&size=100&sort=modified%2CDESC'): string =>
      `/api/admin/v1/blueprints/${name}/deployments?${query}`;
    const entry = { variableName: 'hydraPump', revision: 1 };
    expect((await admin(url('hydraPump'), key)).json<Body>().content[0]).to.include(entry);
    simulation.logik.own.blueprints.put({ variableName: 'hydraPump', deployed: false });
    expect((await admin(url('hydraPump'), key)).json<Body>().content, 'undeployed').to.have.length(1);
    simulation.logik.own.blueprints.put({ variableName: 'hydraPump', deployed: true });
    expect((await admin(url('hydraPump'), key)).json<Body>().content).to.have.length(2);
    expect((await admin(url('pilot'), key)).json<Body>()).to.include({ totalElements: 0, empty: true });
    expect((await admin(url('none'), key)).statusCode).to.equal(404);
    expect((await admin(url('hydraPump', 'page=0&size=100'), key)).statusCode).to.equal(400);
    const weak = await admin(url('hydraPump'));
    expect([weak.statusCode, weak.body]).to.deep.equal([403, '']);
  });

  it('Given an environment that sends keys elsewhere, When a wrong one is used, Then the answer is 302 without a body', async () => {
    for (const [badKeyLeadsTo, location] of [
      ['', undefined],
      ['/login', '/login'],
    ] as const) {
      simulation.logik.change({ badKeyLeadsTo });
      const answer = await admin('/api/admin/v2/blueprints', 'nonsense');
      expect([answer.statusCode, answer.headers.location, answer.body]).to.deep.equal([302, location, '']);
    }
    expect((await admin('/api/admin/v2/blueprints')).statusCode).to.equal(200);
  });

  it('Given a wrong key or one without Read, When the Admin API is called, Then it answers 401 or 403', async () => {
    expect((await admin('/api/admin/v2/blueprints', 'nonsense')).statusCode).to.equal(401);
    expect((await admin('/api/admin/v2/blueprints', simulation.logik.runtimeToken)).statusCode).to.equal(401);
    const weak = { ...simulation.logik.adminKeys[0], name: 'weak', key: 'weak-key-1', permissions: ['Bulk' as const] };
    (simulation.logik.adminKeys as Array<typeof weak>).push(weak);
    expect((await admin('/api/admin/v2/blueprints', 'weak-key-1')).statusCode).to.equal(403);
  });

  it('Given a bad page or sort, When blueprints are listed, Then the answer is 400', async () => {
    expect((await admin('/api/admin/v2/blueprints?page=-1')).statusCode).to.equal(400);
    expect((await admin('/api/admin/v2/blueprints?sort=nothing')).statusCode).to.equal(400);
  });

  for (const url of ['/ui/configure', '/ui/configure/01t000000000001AAA', '/refreshToken']) {
    it(`Given the page ${url}, When it is opened, Then it is HTML`, async () => {
      const answer = await app.inject({ url });
      expect(answer.statusCode).to.equal(200);
      expect(answer.headers['content-type']).to.contain('text/html');
    });
  }
});
