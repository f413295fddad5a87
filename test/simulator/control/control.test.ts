import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';
import type { LoggedRequest } from './requestLog.ts';

describe('Given the control endpoints', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient();
  });
  after(() => client.simulator.close());
  beforeEach(async () => {
    await client.call('DELETE', '/__simulator/faults');
    await client.call('DELETE', '/__simulator/restrict');
    await client.call('DELETE', '/__simulator/requests');
  });

  const log = async (): Promise<LoggedRequest[]> =>
    (await client.get('/__simulator/requests')).json as unknown as LoggedRequest[];
  const arm = async (fault: Json): Promise<void> => {
    expect((await client.call('POST', '/__simulator/faults', fault)).status).to.equal(201);
  };
  const broken = async (call: Promise<unknown>): Promise<boolean> =>
    call.then(
      () => false,
      () => true
    );
  const accounts = async (name: string): Promise<number> =>
    (await client.records(`SELECT Id FROM Account WHERE Name = '${name}'`)).length;

  it('When requests were served, Then the log tells who, what and how much, but not of itself', async () => {
    await client.query("SELECT Id FROM User WHERE Name = 'a b'");
    await client.get('/limits', { Authorization: '' });
    await client.call('POST', '/sobjects/Account', { Name: 'Logged' });
    await client.get('/api/admin/v2/blueprints');
    const [query, anonymous, create, logik, ...more] = await log();
    expect(more).to.deep.equal([]);
    const { username } = client.simulator.simulation.login('sandbox');
    expect(query).to.include({
      seq: 1,
      method: 'GET',
      path: `${client.api}/query`,
      org: 'sandbox',
      user: username,
      status: 200,
      write: false,
    });
    expect(query?.query).to.equal("q=SELECT Id FROM User WHERE Name = 'a b'");
    expect(query?.responseBytes).to.be.greaterThan(20);
    expect(anonymous).to.include({ org: null, user: null, status: 401, write: false });
    expect(create).to.include({ status: 201, write: true, requestBytes: '{"Name":"Logged"}'.length });
    expect(logik).to.include({ org: 'logik', user: null });
  });

  it('When composites are served, Then they list their parts and are writes only if a part is', async () => {
    const read = { method: 'GET', url: `${client.api}/limits`, referenceId: 'r' };
    const write = {
      method: 'PATCH',
      url: `${client.api}/sobjects/Account/001000000000001AAA`,
      referenceId: 'w',
      body: { Name: 'x' },
    };
    await client.call('POST', '/composite', { compositeRequest: [read] });
    await client.call('POST', '/composite', { compositeRequest: [read, write] });
    await client.call('POST', '/composite/batch', { batchRequests: [{ method: 'GET', url: 'v65.0/limits' }] });
    await client.call('POST', '/composite/sobjects/User', { ids: ['005000000000001AAA'], fields: ['Id'] });
    const entries = await log();
    expect(entries.map((entry) => entry.write)).to.deep.equal([false, true, false, false]);
    expect(entries[1]?.subrequests).to.deep.equal([
      { method: 'GET', path: read.url, status: 200 },
      { method: 'PATCH', path: write.url, status: 404 },
    ]);
  });

  it('When a fault answers a status, Then it does so as often as it was armed, after those it lets pass', async () => {
    await arm({
      method: 'GET',
      path: '/services/data/v*/limits',
      after: 1,
      times: 2,
      action: { status: 503, body: '<html>Maintenance</html>', headers: { 'Retry-After': '1' } },
    });
    const replies = [
      await client.get('/limits'),
      await client.get('/limits'),
      await client.get('/limits'),
      await client.get('/limits'),
    ];
    expect(replies.map((reply) => reply.status)).to.deep.equal([200, 503, 503, 200]);
    expect(replies[1]?.text).to.equal('<html>Maintenance</html>');
    expect(replies[1]?.headers.get('retry-after')).to.equal('1');
    expect((await client.get('/__simulator/faults')).json).to.deep.equal([]);
  });

  it('When a fault is armed for a regular expression on the query, Then other requests pass', async () => {
    await arm({
      path: '/^.*FROM OauthToken.*$/',
      action: { status: 403, body: [{ errorCode: 'API_DISABLED', message: 'off' }] },
    });
    expect((await client.query('SELECT Id FROM User')).status).to.equal(200);
    expect((await client.query('SELECT Id FROM OauthToken')).status).to.equal(403);
  });

  it('When a connection is dropped before or after a write, Then only the latter took effect', async () => {
    await arm({ method: 'POST', path: '*/sobjects/Account', action: { drop: 'before' } });
    expect(await broken(client.call('POST', '/sobjects/Account', { Name: 'Dropped' }))).to.equal(true);
    expect(await accounts('Dropped')).to.equal(0);
    await arm({ method: 'POST', path: '*/sobjects/Account', action: { drop: 'after' } });
    expect(await broken(client.call('POST', '/sobjects/Account', { Name: 'Dropped' }))).to.equal(true);
    expect(await accounts('Dropped')).to.equal(1);
    const posts = (await log()).filter((entry) => entry.method === 'POST');
    expect(posts.map(({ status, write }) => [status, write])).to.deep.equal([
      [0, true],
      [0, true],
    ]);
  });

  it('When a body is truncated or an answer delayed, Then the client notices', async () => {
    await arm({ path: '*/limits', action: { truncateBody: true } });
    expect(await broken(client.get('/limits'))).to.equal(true);
    await arm({ path: '*/limits', action: { delayMs: 150 } });
    const start = performance.now();
    expect((await client.get('/limits')).status).to.equal(200);
    expect(performance.now() - start).to.be.greaterThan(140);
  });

  it('When half of a body is said to be all of it, or what is no gzip to be gzip, Then HTTP is content and the reader is not', async () => {
    await arm({ path: '*/limits', action: { cutBody: true } });
    const { status, text } = await client.get('/limits');
    expect(status).to.equal(200);
    expect(() => JSON.parse(text) as unknown).to.throw();
    await arm({
      path: '*/limits',
      action: { status: 200, body: 'plain', headers: { 'content-encoding': 'gzip' }, asItIs: true },
    });
    expect(await broken(client.get('/limits'))).to.equal(true);
  });

  it('When a body drips, Then it comes whole in the end', async () => {
    await arm({ path: '*/limits', action: { status: 200, body: 'slow', asItIs: true } });
    await arm({ path: '*/query', action: { dripMs: 1 } });
    expect((await client.get('/limits')).text).to.equal('slow');
    const start = performance.now();
    expect((await client.query('SELECT Id FROM Organization')).status).to.equal(200);
    expect(performance.now() - start).to.be.greaterThan(50);
  });

  it('When a fault makes no sense, Then it is refused with a sentence', async () => {
    const faults: Json[] = [{}, { path: '/x' }, { path: '/^($/', action: { drop: 'before' } }, []];
    for (const fault of faults) {
      const { status, json } = await client.call('POST', '/__simulator/faults', fault);
      expect(status).to.equal(400);
      expect(json).to.have.property('error').that.is.a('string');
    }
  });

  it('When permissions are taken away over HTTP, Then the org denies, until they are given back', async () => {
    await client.call('POST', '/__simulator/restrict', { org: 'sandbox', deny: ['User.Email'], readOnly: ['Account'] });
    expect((await client.query('SELECT Email FROM User')).status).to.equal(400);
    const refused = await client.call('POST', '/sobjects/Account', { Name: 'No' });
    expect(refused).to.have.nested.property('json[0].errorCode', 'INSUFFICIENT_ACCESS_OR_READONLY');
    await client.call('DELETE', '/__simulator/restrict');
    expect((await client.query('SELECT Email FROM User')).status).to.equal(200);
    expect((await client.call('POST', '/__simulator/restrict', { org: 'x' })).status).to.equal(400);
  });

  it('When rows are seeded, Then new ones are added and known ones merged', async () => {
    const path = '/__simulator/records/production/Account';
    const [row] = (await client.call('POST', path, [{ Name: 'Seed', Industry: 'Energy' }])).json as Array<{
      Id: string;
    }>;
    expect(row?.Id).to.match(/^001\w{15}$/);
    await client.call('POST', path, { Id: row?.Id ?? '', Name: 'Seed 2' });
    const rows = (await client.get(path)).json as Array<{ Id: string; Name: string; Industry: string }>;
    expect(rows.filter(({ Id }) => Id === row?.Id)).to.have.length(1);
    expect(rows.find(({ Id }) => Id === row?.Id)).to.include({ Name: 'Seed 2', Industry: 'Energy' });
    expect((await client.call('POST', path, { Nope: 1 })).status).to.equal(400);
    expect((await client.get('/__simulator/records/production/Nope')).status).to.equal(400);
  });

  it('When the sandbox is refreshed, Then logins tell the new session and the old one is dead', async () => {
    const old = client.token;
    const facts = (await client.call('POST', '/__simulator/refresh')).json;
    const logins = (await client.get('/__simulator/logins')).json as {
      sandbox: { accessToken: string; orgId: string };
    };
    expect(facts).to.deep.include(logins.sandbox);
    expect((await client.get('/limits', { Authorization: `Bearer ${old}` })).status).to.equal(401);
    expect((await client.get('/limits')).status).to.equal(200);
  });
});

describe('Given a simulator with latency', () => {
  it('When a request is made, Then it takes that long, but control does not', async () => {
    const client = await startClient({ latencyMs: 120 });
    try {
      const time = async (path: string): Promise<number> => {
        const start = performance.now();
        await client.get(path);
        return performance.now() - start;
      };
      expect(await time('/limits')).to.be.greaterThan(110);
      expect(await time('/__simulator/requests')).to.be.lessThan(110);
    } finally {
      await client.simulator.close();
    }
  });
});
