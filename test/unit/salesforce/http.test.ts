import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection as JsforceConnection } from '@jsforce/jsforce-node';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { OrgError } from '../../../src/salesforce/errors.ts';
import { decoded } from '../../../src/salesforce/bytes.ts';
import { orgHttp, type RawAnswer } from '../../../src/salesforce/http.ts';
import { caught } from '../support/caught.ts';
import { connectionStub } from '../support/connection.ts';

const GET = { method: 'GET', path: '/services/data/v62.0/limits', asked: 'the limits' } as const;

const failing = (failure: Error): Promise<OrgError> =>
  caught(() =>
    orgHttp(
      connectionStub(() => {
        throw failure;
      }).connection,
      'uat'
    )(GET)
  ) as Promise<OrgError>;

/** An error as jsforce makes it of Salesforce's error body. */
const salesforce = (errorCode: string, message: string): Error => Object.assign(new Error(message), { errorCode });

/** An error as undici makes it of a socket's: the code is in the cause. */
const fetchFailed = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) });

describe('orgHttp', () => {
  const cases: Array<[string, Error, string, string]> = [
    [
      'an expired session',
      salesforce('INVALID_SESSION_ID', 'Session expired'),
      'SessionExpiredError',
      'INVALID_SESSION_ID',
    ],
    ['a bare 401', salesforce('ERROR_HTTP_401', 'Unauthorized'), 'SessionExpiredError', 'ERROR_HTTP_401'],
    ['403 Bad_OAuth_Token', salesforce('ERROR_HTTP_403', 'Bad_OAuth_Token'), 'SessionExpiredError', 'ERROR_HTTP_403'],
    ['a refused connection', fetchFailed('ECONNREFUSED'), 'OrgUnreachableError', 'ECONNREFUSED'],
    ['an unknown host', fetchFailed('ENOTFOUND'), 'OrgUnreachableError', 'ENOTFOUND'],
    ['a dropped connection', fetchFailed('UND_ERR_SOCKET'), 'OrgUnreachableError', 'UND_ERR_SOCKET'],
    [
      'an HTML maintenance page',
      salesforce('ERROR_HTTP_503', '<html>Down</html>'),
      'OrgMaintenanceError',
      'ERROR_HTTP_503',
    ],
    ['a missing object', salesforce('NOT_FOUND', 'no such'), 'OrgRefusedError', 'NOT_FOUND'],
  ];
  for (const [name, failure, kind, code] of cases) {
    it(`Given ${name}, when a request is sent, then it ends in ${kind} with the code`, async () => {
      const error = await failing(failure);
      expect(error).to.be.instanceOf(OrgError);
      expect(error).to.include({ name: kind, errorCode: code });
      expect(error.message).to.contain('uat');
    });
  }

  it('Given an error of the network, when it becomes ours, then no "TypeError" is left in it, for sf exits with 10 then', async () => {
    const error = await failing(fetchFailed('ECONNREFUSED'));
    expect([error.name, error.message, error.stack, String(error.cause)].join()).not.to.contain('TypeError');
  });

  for (const body of ['<html>maintenance</html>', '{"records":[{"Id":']) {
    it(`Given the body ${body} with status 200, when a request is sent, then it is no answer`, async () => {
      const error = await caught(() => orgHttp(connectionStub(() => body).connection, 'uat')(GET));
      expect(error.name).to.equal('OrgUnreadableError');
    });
  }

  it('Given an empty body, as a PATCH is answered, when a request is sent, then that is an answer', async () => {
    expect(await orgHttp(connectionStub(() => '').connection, 'uat')({ ...GET, method: 'PATCH', body: {} })).to.equal(
      ''
    );
  });

  it('Given reads, a batch of reads and writes, when they are sent, then only reads may be retried', async () => {
    const { connection, options } = connectionStub(() => ({}));
    const http = orgHttp(connection, 'uat');
    await http(GET);
    await http({ ...GET, method: 'POST', body: {}, repeatable: true });
    await http({ ...GET, method: 'POST', body: {} });
    await http({ ...GET, method: 'PATCH', body: {} });
    expect(options.map(({ retry }) => retry.methods)).to.deep.equal([['GET'], ['POST'], [], []]);
  });
});

describe('orgHttp on a real socket', () => {
  let server: Server;
  const earlier = process.env.SF_LOGIK_REQUEST_TIMEOUT;

  const serve = async (listener: RequestListener): Promise<Connection> => {
    server = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const instanceUrl = `http://127.0.0.1:${port}`;
    return new JsforceConnection({ instanceUrl, accessToken: 'x', version: '62.0' }) as unknown as Connection;
  };

  afterEach(() => {
    if (earlier === undefined) delete process.env.SF_LOGIK_REQUEST_TIMEOUT;
    else process.env.SF_LOGIK_REQUEST_TIMEOUT = earlier;
    server.closeAllConnections();
    server.close();
  });

  it('Given an org that never answers, when the time is up, then the error is a timeout', async () => {
    process.env.SF_LOGIK_REQUEST_TIMEOUT = '0.2';
    const connection = await serve(() => undefined);
    const error = await caught(() => orgHttp(connection, 'uat')(GET));
    expect(error.name).to.equal('OrgTimeoutError');
    expect(error.message).not.to.contain('30 minutes');
  });

  it('Given a maintenance page that comes once, when a read is sent, then it is sent again and succeeds', async () => {
    let served = 0;
    const connection = await serve((_, response) => {
      served += 1;
      response.writeHead(served === 1 ? 503 : 200, { 'content-type': 'application/json' });
      response.end(served === 1 ? '<html>Down</html>' : '{"ok":true}');
    });
    expect(await orgHttp(connection, 'uat')(GET)).to.deep.equal({ ok: true });
    expect(served).to.equal(2);
  });

  it('Given a 503, when a write is sent, then it is sent once only', async () => {
    let served = 0;
    const connection = await serve((_, response) => {
      served += 1;
      response.writeHead(503, { 'content-type': 'text/html' }).end('<html>Down</html>');
    });
    const error = await caught(() => orgHttp(connection, 'uat')({ ...GET, method: 'PATCH', body: { A: 1 } }));
    expect(error.name).to.equal('OrgMaintenanceError');
    expect(served).to.equal(1);
  });

  it('Given an answer that is wanted as bytes, when it comes, then it is whole and unparsed, with its headers', async () => {
    const body = '"Id","Name"\n"01t1","a ""b"",\n😀"\n';
    let accept: string | undefined;
    const connection = await serve((request, response) => {
      accept = request.headers.accept;
      response.writeHead(200, { 'content-type': 'text/csv', 'Sforce-Locator': 'MTAw' }).end(body);
    });
    const answer = await orgHttp(connection, 'uat')<RawAnswer>({ ...GET, raw: 'text/csv' });
    expect(decoded(answer.bytes)).to.equal(body);
    expect(answer.headers).to.include({ 'sforce-locator': 'MTAw', 'content-type': 'text/csv' });
    expect(accept).to.equal('text/csv');
  });

  it('Given a refusal of what is wanted as bytes, when it comes, then it is an error with its code', async () => {
    const connection = await serve((_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('[{"errorCode":"INVALIDJOBSTATE","message":"no"}]');
    });
    const error = await caught(() => orgHttp(connection, 'uat')({ ...GET, raw: 'text/csv' }));
    expect(error).to.include({ errorCode: 'INVALIDJOBSTATE', scope: 'item' });
  });

  it('Given an empty answer that is wanted as bytes, when it comes, then there are none', async () => {
    const connection = await serve((_, response) => void response.writeHead(204).end());
    expect((await orgHttp(connection, 'uat')<RawAnswer>({ ...GET, raw: 'text/csv' })).bytes).to.have.length(0);
  });

  it('Given CSV to upload, when it is sent, then it arrives as it is, and a dropped connection sends it once only', async () => {
    const bodies: string[] = [];
    const connection = await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        bodies.push(`${request.headers['content-type']} ${Buffer.concat(parts).toString()}`);
        response.destroy();
      });
    });
    const error = await caught(() => orgHttp(connection, 'uat')({ ...GET, method: 'PUT', csv: '"Id"\n"ä"\n' }));
    expect(error.name).to.equal('OrgUnreachableError');
    expect(bodies).to.deep.equal(['text/csv; charset=UTF-8 "Id"\n"ä"\n']);
  });

  it('Given a request that may take longer, when the usual time is up, then it is still waited for', async () => {
    process.env.SF_LOGIK_REQUEST_TIMEOUT = '0.1';
    const connection = await serve((_, response) => {
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'), 300);
    });
    expect(await orgHttp(connection, 'uat')({ ...GET, extraMs: 5000 })).to.deep.equal({ ok: true });
  });
});
