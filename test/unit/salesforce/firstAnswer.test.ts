import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection as JsforceConnection } from '@jsforce/jsforce-node';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { bounds } from '../../../src/salesforce/firstAnswer.ts';
import { orgHttp } from '../../../src/salesforce/http.ts';
import { sendAllThisWay } from '../../../src/salesforce/transport.ts';
import { troubleOf, waitsNow } from '../../../src/waits.ts';
import { caught } from '../support/caught.ts';

const GET = { method: 'GET', path: '/services/data/v62.0/limits', asked: 'the limits' } as const;
const DOWN = '<html><title>Down for maintenance</title></html>';

describe('the first answer of an org', () => {
  const { firstAnswerMs } = bounds;
  let server: Server;
  let served: string[];

  const serve = async (listener: RequestListener): Promise<Connection> => {
    served = [];
    server = createServer((request, response) => {
      served.push(request.url ?? '');
      listener(request, response);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const instanceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connection = new JsforceConnection({ instanceUrl, accessToken: 'x', version: '62.0' });
    return Object.assign(connection, { getApiVersion: () => '62.0' }) as unknown as Connection;
  };
  const timed = async <T>(act: () => Promise<T>): Promise<{ value: T; ms: number }> => {
    const began = performance.now();
    const value = await act();
    return { value, ms: performance.now() - began };
  };

  beforeEach(() => {
    bounds.firstAnswerMs = 900;
    sendAllThisWay();
  });
  afterEach(() => {
    delete process.env.SF_LOGIK_REQUEST_TIMEOUT;
    bounds.firstAnswerMs = firstAnswerMs;
    server.closeAllConnections();
    server.close();
  });

  it('Given nobody who changed it, when it is looked at, then asking again takes less than 15 s', () => {
    expect(firstAnswerMs).to.be.below(15_000);
    server = createServer();
  });

  it('Given an org in maintenance, when several ask one after the other, then they share one budget, whoever asks', async () => {
    const connection = await serve((_, response) => response.writeHead(503, { 'content-type': 'text/html' }).end(DOWN));
    const { ms } = await timed(async () => {
      // As core asks for the org's API versions, on jsforce's own way.
      await caught(() => connection.request('/services/data'));
      const error = await caught(() => orgHttp(connection, 'uat')(GET));
      expect(error).to.include({ name: 'OrgMaintenanceError', scope: 'run' });
      expect(error.message).to.contain('503');
    });
    expect(ms).to.be.within(200, 1500);
    const before = served.length;
    expect(await caught(() => orgHttp(connection, 'uat')(GET))).to.include({ name: 'OrgMaintenanceError' });
    expect(served).to.have.length(before);
  });

  it('Given an org that is slow with its 503, when it is asked again, then that is cut at the end of the budget', async () => {
    const connection = await serve((_, response) => {
      setTimeout(() => response.writeHead(503, { 'content-type': 'text/html' }).end(DOWN), 500);
    });
    const { value, ms } = await timed(() => caught(() => orgHttp(connection, 'uat')(GET)));
    expect(value.message).to.contain('503');
    expect(ms).to.be.below(1400);
  });

  it('Given an org that takes connections and says nothing, when it is asked, then that ends with the budget, for all who ask', async () => {
    const connection = await serve(() => undefined);
    const { value, ms } = await timed(async () => {
      await caught(() => connection.request('/services/data'));
      return caught(() => orgHttp(connection, 'uat')(GET));
    });
    expect(value).to.include({ name: 'OrgTimeoutError', scope: 'run' });
    expect(ms).to.be.within(800, 1500);
    expect(served).to.have.length(1);
  });

  it('Given a slow org and somebody who gave it more time, when it answers after the budget, then that is no failure', async () => {
    process.env.SF_LOGIK_REQUEST_TIMEOUT = '5';
    const connection = await serve((_, response) => {
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'), 1200);
    });
    expect(await orgHttp(connection, 'uat')(GET)).to.deep.equal({ ok: true });
  });

  it('Given a maintenance that ends in time, when it is asked again, then the run goes on', async () => {
    const connection = await serve((_, response) => {
      if (served.length < 3) response.writeHead(503, { 'content-type': 'text/html' }).end(DOWN);
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
    expect(await orgHttp(connection, 'uat')(GET)).to.deep.equal({ ok: true });
  });

  for (const [asked, least, most] of [
    ['0.4', 400, 800],
    ['3600', 0, 300],
  ] as const) {
    it(`Given Retry-After: ${asked}, when it is asked again, then it is kept where that is within the bound`, async () => {
      const connection = await serve((_, response) => {
        if (served.length < 2) response.writeHead(503, { 'content-type': 'text/html', 'retry-after': asked }).end(DOWN);
        else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      });
      const { value, ms } = await timed(() => orgHttp(connection, 'uat')(GET).catch((error: Error) => error.name));
      expect(ms).to.be.within(least, most);
      expect(value).to.deep.equal(asked === '3600' ? 'OrgMaintenanceError' : { ok: true });
    });
  }

  it('Given an org that has answered, when one read meets a 503 for good, then that read is missing and the run goes on', async () => {
    const connection = await serve((request, response) => {
      const isBad = request.url?.includes('Bad') ?? false;
      response.writeHead(isBad ? 503 : 200, { 'content-type': isBad ? 'text/html' : 'application/json' });
      response.end(isBad ? DOWN : '{"ok":true}');
    });
    const http = orgHttp(connection, 'uat');
    await http(GET);
    const error = await caught(() => http({ ...GET, path: '/services/data/v62.0/Bad', asked: 'Bad' }));
    expect(error).to.include({ name: 'OrgMaintenanceError', scope: 'item' });
    expect(error.message).to.contain('Bad').and.contain('answers other requests');
    expect(served.filter((url) => url.includes('Bad'))).to.have.length.above(1);
    expect(await http(GET)).to.deep.equal({ ok: true });
  });

  it('Given an org that has answered and goes away, when it is asked, then the run ends', async () => {
    let away = false;
    const connection = await serve((_, response) => {
      response.writeHead(away ? 503 : 200, { 'content-type': away ? 'text/html' : 'application/json' });
      response.end(away ? DOWN : '{"ok":true}');
    });
    const http = orgHttp(connection, 'uat');
    await http(GET);
    away = true;
    expect(await caught(() => http(GET))).to.include({ name: 'OrgMaintenanceError', scope: 'run' });
  });

  it('Given an org that says it is away in its own words, when one read is answered so, then the run ends', async () => {
    const connection = await serve((request, response) => {
      const isBad = request.url?.includes('Bad') ?? false;
      response.writeHead(isBad ? 503 : 200, { 'content-type': 'application/json' });
      response.end(isBad ? '[{"errorCode":"SERVER_UNAVAILABLE","message":"busy"}]' : '{"ok":true}');
    });
    const http = orgHttp(connection, 'uat');
    await http(GET);
    const error = await caught(() => http({ ...GET, path: '/services/data/v62.0/Bad' }));
    expect(error).to.include({ name: 'OrgMaintenanceError', scope: 'run' });
  });

  it('Given an org that is asked again, when somebody looks, then what is waited for is known, and why', async () => {
    const connection = await serve((_, response) => response.writeHead(503, { 'content-type': 'text/html' }).end(DOWN));
    const asking = caught(() => orgHttp(connection, 'uat')(GET));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [wait] = waitsNow();
    expect(wait).to.include({ who: 'uat', what: 'the limits' });
    expect(troubleOf(wait)).to.equal('maintenance (503)');
    await asking;
    expect(waitsNow()).to.deep.equal([]);
    expect(troubleOf(wait)).to.equal(undefined);
  });
});

describe('a session that ran out', () => {
  let server: Server;
  let asked: string[];
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** An org that answers `refuse` to every token but `good`; renewals bring `renewed`. */
  const serve = async (
    refuse: { status: number; type: string; body: string },
    renewed: string
  ): Promise<{ connection: Connection; renewals: () => number }> => {
    asked = [];
    let renewals = 0;
    server = createServer((request, response) => {
      asked.push(request.headers.authorization ?? '');
      if (request.headers.authorization === 'Bearer good')
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      else response.writeHead(refuse.status, { 'content-type': refuse.type }).end(refuse.body);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const instanceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connection = new JsforceConnection({
      instanceUrl,
      accessToken: 'old',
      version: '62.0',
      refreshFn: (_, callback) => {
        renewals += 1;
        callback(null, renewed);
      },
    }) as unknown as Connection;
    return { connection, renewals: () => renewals };
  };

  const spellings: Array<[string, { status: number; type: string; body: string }]> = [
    [
      'REST',
      {
        status: 401,
        type: 'application/json',
        body: '[{"errorCode":"INVALID_SESSION_ID","message":"Session expired"}]',
      },
    ],
    [
      'REST, with the status of a gateway,',
      {
        status: 403,
        type: 'application/json',
        body: '[{"message":"Session expired or invalid", "errorCode" : "INVALID_SESSION_ID"}]',
      },
    ],
    ['the OpenID endpoints', { status: 403, type: 'text/html;charset=UTF-8', body: 'Bad_OAuth_Token' }],
    [
      'the older Bulk API',
      {
        status: 400,
        type: 'application/json',
        body: '{"exceptionCode":"InvalidSessionId","exceptionMessage":"Unable to find session from given session id"}',
      },
    ],
  ];
  for (const [who, refusal] of spellings) {
    it(`Given what ${who} says, when the refresh token is good, then it is renewed once and the read goes on`, async () => {
      const { connection, renewals } = await serve(refusal, 'good');
      expect(await orgHttp(connection, 'uat')(GET)).to.deep.equal({ ok: true });
      expect(renewals()).to.equal(1);
      expect(asked).to.deep.equal(['Bearer old', 'Bearer good']);
    });

    it(`Given what ${who} says to the new session too, when it is read, then that ends in one clear error, not in a circle`, async () => {
      const { connection, renewals } = await serve(refusal, 'bad');
      const error = await caught(() => orgHttp(connection, 'uat')(GET));
      expect(error).to.include({ name: 'SessionExpiredError', scope: 'run' });
      expect(renewals()).to.equal(1);
    });
  }
});
