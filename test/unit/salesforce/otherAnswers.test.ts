import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Connection as JsforceConnection } from '@jsforce/jsforce-node';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import type { OrgError } from '../../../src/salesforce/errors.ts';
import { orgGuard, orgHttp } from '../../../src/salesforce/http.ts';
import { metadataReader } from '../../../src/salesforce/metadata.ts';
import { timeAt } from '../../../src/salesforce/orgClock.ts';
import { caught } from '../support/caught.ts';

const SECRET = '00D000000000001!SESSION.that.nobody.else.sees';
const GET = { method: 'GET', path: '/services/data/v62.0/limits', asked: 'the limits' } as const;
const PATCH = { ...GET, method: 'PATCH', body: { A: 1 } } as const;

describe('Answers that are not what was asked for', () => {
  const servers: Server[] = [];
  const earlier = process.env.SF_LOGIK_REQUEST_TIMEOUT;

  const serve = async (listener: RequestListener): Promise<{ connection: Connection; url: string }> => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connection = new JsforceConnection({ instanceUrl: url, accessToken: SECRET, version: '62.0' });
    return { connection: Object.assign(connection, { getApiVersion: () => '62.0' }) as unknown as Connection, url };
  };

  afterEach(() => {
    if (earlier === undefined) delete process.env.SF_LOGIK_REQUEST_TIMEOUT;
    else process.env.SF_LOGIK_REQUEST_TIMEOUT = earlier;
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    let body = '';
    for await (const part of request) body += String(part);
    return body;
  };

  for (const status of [301, 302, 303, 307, 308])
    it(`Given a ${status} to another host, when anything is sent, then the other host hears nothing of it`, async () => {
      const heard: string[] = [];
      const other = await serve((request, response) => {
        void bodyOf(request).then((body) => {
          heard.push(`${request.method} ${JSON.stringify(request.headers)} ${body}`);
          response.end('{}');
        });
      });
      const { connection } = await serve((_, response) => {
        response.writeHead(status, { location: `${other.url}/frontdoor.jsp?sid=${SECRET}` }).end();
      });
      const http = orgHttp(connection, 'uat');
      const soap = metadataReader(connection, orgGuard(connection, 'uat'), 'uat');
      for (const send of [
        () => http(GET),
        () => http(PATCH),
        () => http({ ...GET, method: 'POST', body: { A: 1 } }),
        () => http({ ...GET, method: 'PUT', csv: 'Id\n' }),
        () => soap.list('RemoteSiteSetting'),
      ]) {
        const error = await caught(send);
        expect(error).to.include({ name: 'OrgMovedError', errorCode: 'REDIRECTED' });
        expect(`${error.message} ${(error as OrgError).actions?.join()}`).not.to.contain('SESSION');
        expect(error.message).to.contain(new URL(other.url).host);
      }
      expect(heard).to.deep.equal([]);
    });

  it('Given a 307 within the host, when it is sent, then it arrives with its body; a circle ends', async () => {
    const got: string[] = [];
    const { connection } = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        if (request.url === '/services/data/circle')
          response.writeHead(307, { location: '/services/data/circle' }).end();
        else if (request.url === '/services/data/new') {
          got.push(`${request.method} ${body}`);
          response.setHeader('content-type', 'application/json').end('{"ok":true}');
        } else response.writeHead(307, { location: '/services/data/new' }).end();
      });
    });
    const http = orgHttp(connection, 'uat');
    expect(await http(PATCH)).to.deep.equal({ ok: true });
    expect(got).to.deep.equal(['PATCH {"A":1}']);
    expect(await caught(() => http({ ...GET, path: '/services/data/circle' }))).to.include({ errorCode: 'REDIRECTED' });
  });

  it('Given a proper 503 and a 429, when they stay, then they are told as what they are, with the pause they ask for', async () => {
    let status = 503;
    const { connection } = await serve((_, response) => {
      response.writeHead(status, { 'retry-after': '120' }).end();
    });
    const http = orgHttp(connection, 'uat');
    const away = await caught(() => http(PATCH));
    expect(away.name).to.equal('OrgMaintenanceError');
    expect(away.message).to.contain('not available').and.to.contain('120 s').and.not.to.contain('not an API response');
    status = 429;
    const busy = await caught(() => http(PATCH));
    expect(busy.name).to.equal('OrgBusyError');
    expect(busy.message).to.contain('too many requests').and.to.contain('120 s').and.not.to.contain('refused');
  });

  it('Given a body that cannot be unpacked, when it is read, then it is no answer, and not a refusal', async () => {
    const { connection } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
      response.end(Buffer.concat([gzipSync('{"ok":true}').subarray(0, 12), Buffer.from('no gzip at all')]));
    });
    expect((await caught(() => orgHttp(connection, 'uat')(PATCH))).name).to.equal('OrgUnreadableError');
  });

  it('Given an org that answers no write, when many are sent, then two are waited for, and the rest is not sent', async () => {
    process.env.SF_LOGIK_REQUEST_TIMEOUT = '0.2';
    let arrived = 0;
    const { connection } = await serve((request, response) => {
      if (request.method === 'GET') response.setHeader('content-type', 'application/json').end('{}');
      else arrived += 1;
    });
    const http = orgHttp(connection, 'uat');
    const names: string[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      names.push((await caught(() => http(PATCH))).name);
      await http(GET);
    }
    expect(names).to.deep.equal([
      'OrgTimeoutError',
      'OrgTimeoutError',
      'OrgSilentError',
      'OrgSilentError',
      'OrgSilentError',
    ]);
    expect(arrived).to.equal(2);
  });

  it('Given an org that answers no read, when many follow one another, then only the first has all the time', async () => {
    process.env.SF_LOGIK_REQUEST_TIMEOUT = '1';
    let silent = true;
    const { connection } = await serve((request, response) => {
      if (!silent || request.url?.endsWith('v62.0'))
        setTimeout(() => response.setHeader('content-type', 'application/json').end('{}'), silent ? 0 : 600);
    });
    const http = orgHttp(connection, 'uat');
    silent = false;
    await http(GET);
    silent = true;
    const began = performance.now();
    for (let turn = 0; turn < 4; turn += 1) expect((await caught(() => http(GET))).name).to.equal('OrgTimeoutError');
    expect(performance.now() - began).to.be.within(1700, 3000);
  });

  it('Given an org whose clock is ahead, when it answers, then the time is the org’s; small differences are none', async () => {
    let ahead = 3_600_000;
    const { connection, url } = await serve((_, response) => {
      response.writeHead(200, { date: new Date(Date.now() + ahead).toUTCString(), 'content-type': 'application/json' });
      response.end('{}');
    });
    await orgHttp(connection, 'uat')(GET);
    expect(timeAt(url).getTime() - Date.now()).to.be.within(3_595_000, 3_605_000);
    ahead = -1000;
    await orgHttp(connection, 'uat')(GET);
    expect(Math.abs(timeAt(url).getTime() - Date.now())).to.be.below(50);
  });
});
