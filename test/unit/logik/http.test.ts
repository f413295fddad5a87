import { inspect } from 'node:util';
import { expect } from 'chai';
import { MockAgent } from 'undici';
import { isLogikError, type LogikError } from '../../../src/logik/errors.ts';
import { anyHost } from '../support/anyHost.ts';
import { openLogik } from '../../../src/logik/index.ts';
import type { LogikAdmin } from '../../../src/logik/types.ts';
import { breakOff, drop, html, json, LogikServer, page, redirect, refused } from '../support/logikServer.ts';

const KEY = 'lgk-admin-Zx81-never-shown';
const CREDENTIALS = { adminKey: KEY, runtimeToken: null };
const BLUEPRINT = { variableName: 'pump', name: 'Pump', modified: '2026-11-01T00:00:00Z' };

const failureOf = async (asking: Promise<unknown>): Promise<LogikError> => {
  try {
    await asking;
  } catch (error) {
    if (isLogikError(error)) {
      expect(inspect(error, { depth: null, showHidden: true }), 'the key').not.to.contain(KEY);
      return error;
    }
    throw error;
  }
  throw new Error('It did not fail.');
};

describe('a request to a Logik environment', () => {
  let server: LogikServer;
  let admin: LogikAdmin;
  const seconds = process.env.SF_LOGIK_REQUEST_TIMEOUT;

  before(async () => {
    server = await LogikServer.start();
    const opened = openLogik(CREDENTIALS, anyHost).admin(server.url);
    if (!opened) throw new Error('There is a key.');
    admin = opened;
  });
  after(() => server.close());
  afterEach(() => {
    if (seconds === undefined) delete process.env.SF_LOGIK_REQUEST_TIMEOUT;
    else process.env.SF_LOGIK_REQUEST_TIMEOUT = seconds;
  });

  it('Given a key, When something is read, Then the key is in one header, and nowhere in the URL', async () => {
    server.answer(page([BLUEPRINT]));
    expect(await admin.probe()).to.deep.equal({ blueprints: 1 });
    const [{ url, headers }] = server.served;
    expect(url).to.equal('/api/admin/v2/blueprints?page=0&size=1&sort=modified%2CDESC');
    expect(headers.authorization).to.equal(`Bearer ${KEY}`);
    expect(Object.entries(headers).filter(([, value]) => String(value).includes(KEY))).to.have.length(1);
  });

  for (const status of [429, 502, 503, 504]) {
    it(`Given ${status} first, When something is read, Then it is read again`, async () => {
      server.answer(refused(status, 'Not now'), page([BLUEPRINT]));
      expect(await admin.probe()).to.deep.equal({ blueprints: 1 });
      expect(server.served).to.have.length(2);
    });
  }

  it('Given Retry-After, When a read is repeated, Then so much later and not before', async () => {
    server.answer(refused(429, 'Slow down', { 'retry-after': '1' }), page([BLUEPRINT]));
    const began = performance.now();
    await admin.probe();
    expect(performance.now() - began).to.be.within(950, 4000);
  });

  it('Given a Retry-After that nobody waits for, When something is read, Then it is not asked again before its time', async () => {
    server.answer(refused(429, 'Slow down', { 'retry-after': '3600' }));
    const error = await failureOf(admin.probe());
    expect(error).to.include({ problem: 'LogikRateLimited', name: 'LogikRateLimitedError', status: 429 });
    expect(error.message).to.contain('3600 seconds');
    expect(server.served).to.have.length(1);
  });

  it('Given 503 again and again, When something is read, Then that is said after four times', async () => {
    server.answer(html('Scheduled maintenance', 503));
    const error = await failureOf(admin.probe());
    expect(error.problem).to.equal('LogikUnavailable');
    expect(error.message).to.contain('"Scheduled maintenance"').and.not.to.contain('secret source');
    expect(server.served).to.have.length(4);
  });

  it('Given a dropped connection, When something is read, Then again; When something begins, Then never', async () => {
    server.answer(drop, page([BLUEPRINT]));
    await admin.probe();
    server.answer(drop);
    expect((await failureOf(admin.exportTable('prices'))).problem).to.equal('LogikUnreachable');
    expect(server.served).to.have.length(1);
  });

  it('Given a job, When it is refused with 429, Then it is begun again; with 503, Then not', async () => {
    server.answer(refused(429, 'Too many jobs'), json({ id: 7, status: 'STARTED' }));
    expect(await admin.exportTable('prices')).to.deep.equal({
      id: '7',
      status: 'STARTED',
      message: null,
      counts: null,
    });
    expect(server.served.map(({ method, body }) => `${method} ${body}`)).to.deep.equal(['POST {}', 'POST {}']);
    server.answer(refused(503, 'Busy'));
    expect((await failureOf(admin.exportTable('prices'))).problem).to.equal('LogikUnavailable');
    expect(server.served).to.have.length(1);
  });

  it('Given an answer that breaks off, When it is a read, Then it is asked as a whole once more, and no more', async () => {
    server.answer(breakOff('{"content":['), page([BLUEPRINT]));
    expect(await admin.probe()).to.deep.equal({ blueprints: 1 });
    expect(server.served.map(({ headers }) => headers.range)).to.deep.equal([undefined, undefined]);
    server.answer(breakOff('{"content":['));
    const error = await failureOf(admin.probe());
    expect(error.problem).to.equal('LogikUnreachable');
    expect(error.message).to.contain('before it was complete');
    expect(server.served).to.have.length(2);
  });

  it('Given no answer, When the time is up, Then that is said', async () => {
    process.env.SF_LOGIK_REQUEST_TIMEOUT = '0.5';
    server.answer(() => undefined);
    const error = await failureOf(admin.probe());
    expect(error.problem).to.equal('LogikTimeout');
    expect(error.actions?.join()).to.contain('SF_LOGIK_REQUEST_TIMEOUT');
  });

  it('Given an answer that drips for ever, When all of the time is up, Then it ends', async () => {
    process.env.SF_LOGIK_REQUEST_TIMEOUT = '0.3';
    const drips: NodeJS.Timeout[] = [];
    server.answer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      drips.push(setInterval(() => response.write(' '), 50));
    });
    expect((await failureOf(admin.probe())).problem).to.equal('LogikTimeout');
    drips.forEach(clearInterval);
  });

  for (const status of [302, 303, 307, 304]) {
    it(`Given ${status}, with a place to go to or without, When something is read or begins, Then the key is not accepted, and nothing is followed`, async () => {
      for (const answer of [redirect('/login?next=secret', status), json({}, status)]) {
        server.answer(answer, page([BLUEPRINT]));
        const error = await failureOf(admin.probe());
        expect(error).to.include({ problem: 'LogikUnauthorized', status });
        expect(error.message)
          .to.contain('does not accept')
          .and.to.contain(`HTTP ${status}`)
          .and.not.to.contain('next=');
        expect(server.served).to.have.length(1);
        server.answer(answer, json({ id: 'a', status: 'STARTED' }));
        expect((await failureOf(admin.exportTable('prices'))).problem).to.equal('LogikUnauthorized');
        expect(server.served).to.have.length(1);
      }
    });
  }

  for (const [status, problem, words] of [
    [302, 'LogikUnauthorized', 'does not accept'],
    [307, 'LogikUnauthorized', 'does not accept'],
    [301, 'LogikRedirected', 'for good'],
    [308, 'LogikRedirected', 'for good'],
  ] as const) {
    it(`Given ${status} to another host, When something is read, Then the host is named, and the key never goes there`, async () => {
      const other = await LogikServer.start();
      try {
        for (const [path, same] of [
          ['/login', false],
          ['/api/admin/v2/blueprints', true],
        ] as const) {
          server.answer(redirect(`${other.url}${path}?page=0`, status));
          const error = await failureOf(admin.probe());
          const { host } = new URL(other.url);
          expect(error.problem).to.equal(problem);
          expect(error.message).to.contain(words).and.to.contain(host).and.to.contain('withheld');
          expect(error.movedTo).to.deep.equal({ host, same });
        }
        expect(other.served).to.deep.equal([]);
      } finally {
        await other.close();
      }
    });
  }

  for (const body of [
    { errorCode: 'LGK-1', errorMessage: 'No luck' },
    { errorMessage: 'No luck', timestamp: '2026-11-21T00:00:00Z' },
    { errorCode: 17 },
    { errorMessage: { text: 'No luck' } },
    { errorMessage: 'No luck', content: [], last: true },
  ]) {
    it(`Given 200 with ${JSON.stringify(body)}, When something is read, Then it is a refusal`, async () => {
      server.answer(json(body));
      const error = await failureOf(admin.probe());
      expect(error).to.include({ problem: 'LogikRefused', status: 200 });
      expect(error.message).to.match(/No luck|17/);
      expect((await failureOf(admin.exportTable('prices'))).problem).to.equal('LogikRefused');
    });
  }

  it('Given 200 with an error that is empty, When something is read, Then it is an answer', async () => {
    server.answer(page([BLUEPRINT], { errorCode: null, errorMessage: ' ' }));
    expect(await admin.probe()).to.deep.equal({ blueprints: 1 });
  });

  it('Given an answer without end, When it is read, Then no more than 16 MB of it', async () => {
    let sent = 0;
    server.answer((response) => {
      const piece = Buffer.alloc(1024 * 1024, 0x20);
      const more = (): void => {
        if (response.destroyed) return;
        sent += 1;
        response.write(piece, more);
      };
      more();
    });
    const error = await failureOf(admin.probe());
    expect(error.problem).to.equal('LogikTooLarge');
    expect(error.message).to.contain('16 MB');
    expect(sent).to.be.below(64);
  });

  for (const [came, words] of [
    ['', 'an empty answer'],
    ['<html><title>Sign in\u001b[2J</title>', '"Sign in [2J"'],
    ['nothing of the kind', 'nothing of the kind'],
  ]) {
    it(`Given ${JSON.stringify(came)} with status 200, When it is read, Then it is said what came`, async () => {
      server.answer((response) => response.end(came));
      const error = await failureOf(admin.probe());
      expect(error.problem).to.equal('LogikUnreadable');
      expect(error.message).to.contain(words);
    });
  }

  it("Given a refusal, When it is told, Then with Logik's code and words: one line, bounded, without the key", async () => {
    for (const [status, problem] of [
      [400, 'LogikRefused'],
      [401, 'LogikUnauthorized'],
      [403, 'LogikForbidden'],
      [404, 'LogikNotFound'],
      [410, 'LogikNotFound'],
      [500, 'LogikRefused'],
    ] as const) {
      server.answer(refused(status, `TypeError:\u001b[31m ${KEY}\u202e\nBearer abc ${'x'.repeat(5000)}`));
      const error = await failureOf(admin.probe());
      expect(error).to.include({ problem, status, errorCode: 'LGK-1', exitCode: 1 });
      expect(error.message).to.match(/LGK-1.*<redacted>.*Bearer <redacted>/);
      expect(error.message).not.to.match(/[\p{Cc}\u202e]|TypeError/u);
      expect(error.message.length).to.be.below(600);
      expect(error.actions).to.not.be.empty;
    }
  });

  it('Given a refusal larger than any, When it is told, Then its start says enough', async () => {
    server.answer((response) => response.writeHead(403).end('no '.repeat(1_000_000)));
    expect((await failureOf(admin.probe())).problem).to.equal('LogikForbidden');
  });

  it('Given a URL that is not https, When something is asked, Then nobody is called', async () => {
    for (const url of ['http://acme.test01.logik.io', 'ftp://x', 'acme', 'https://user:pw@acme.test01.logik.io']) {
      const error = await failureOf(openLogik(CREDENTIALS, anyHost).admin(url)?.probe() ?? Promise.resolve());
      expect(error.problem, url).to.equal('LogikBadUrl');
      expect(error.message).not.to.contain('pw@');
    }
  });
});

describe('a Logik environment that cannot be reached', () => {
  const mocked = async (code: string): Promise<LogikError> => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent
      .get('https://acme.test01.logik.io')
      .intercept({ path: () => true })
      .replyWithError(Object.assign(new Error(`${code} for ${KEY}`), { code }))
      .persist();
    const admin = openLogik(CREDENTIALS, anyHost, agent).admin('https://acme.test01.logik.io');
    return failureOf(admin?.probe() ?? Promise.resolve());
  };

  for (const [code, words] of [
    ['CERT_HAS_EXPIRED', 'expired'],
    ['CERT_NOT_YET_VALID', 'not valid yet'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'this machine does not know'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'another host'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ]) {
    it(`Given ${code}, When it is told, Then in words, with what to do`, async () => {
      const error = await mocked(code);
      expect(error.problem).to.equal('LogikCertificate');
      expect(error.message).to.contain(words);
      expect(error.actions?.join()).to.contain('NODE_EXTRA_CA_CERTS');
    });
  }

  for (const [code, words] of [
    ['ENOTFOUND', 'not known'],
    ['ECONNREFUSED', 'nobody listens'],
    ['UND_ERR_CONNECT_TIMEOUT', 'no connection'],
    ['EHOSTUNREACH', 'EHOSTUNREACH'],
  ]) {
    it(`Given ${code}, When it is told, Then in words, with the proxy variables`, async () => {
      const error = await mocked(code);
      expect(error.problem).to.equal('LogikUnreachable');
      expect(error.message).to.contain(words);
      expect(error.actions?.join()).to.contain('NO_PROXY');
    });
  }
});
