import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { downloadTo } from '../../../src/logik/download.ts';
import { logikHttp } from '../../../src/logik/http.ts';
import { anyHost } from '../support/anyHost.ts';
import { openLogik } from '../../../src/logik/index.ts';
import type { LogikAdmin, LogikRuntime, RuntimeAnswer } from '../../../src/logik/types.ts';
import { breakOff, html, json, LogikServer, page, redirect, refused } from '../support/logikServer.ts';

const KEY = 'lgk-admin-Zx81-never-shown';
const ISO = '2026-11-01T00:00:00.000Z';

const nameOf = async (asking: Promise<unknown>): Promise<string> => {
  try {
    await asking;
  } catch (error) {
    if (error instanceof Error) return error.name;
  }
  throw new Error('It did not fail.');
};

/** As {@link anyHost}, for one way. */
const OPEN = { withheld: () => Promise.resolve(null), accepted: () => Promise.resolve() };

describe('the Admin API', () => {
  let server: LogikServer;
  let admin: LogikAdmin;
  let folder: string;

  before(async () => {
    [server, folder] = await Promise.all([LogikServer.start(), mkdtemp(join(tmpdir(), 'logik-admin-'))]);
    const opened = openLogik({ adminKey: KEY, runtimeToken: null }, anyHost).admin(server.url);
    if (!opened) throw new Error('There is a key.');
    admin = opened;
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const asked = (): string[] => server.served.map(({ method, url }) => `${method} ${url.split('?')[0]}`);

  it('Given several pages, When they are read, Then all rows, each once, and nothing behind the last page', async () => {
    const row = (name: string): object => ({ variableName: name, modified: ISO, more: { of: 'this' } });
    server.answer(
      json({ content: [row('a'), row('b')], last: false, totalElements: 3 }),
      json({ content: [row('b'), row('c')], last: true, totalElements: 3 })
    );
    expect(await admin.blueprints()).to.deep.equal(
      ['a', 'b', 'c'].map((name) => ({ name, variableName: name, modified: ISO }))
    );
    expect(server.served.map(({ url }) => new URL(url, server.url).searchParams.get('page'))).to.deep.equal(['0', '1']);
  });

  it('Given a list without an end, When its pages bring nothing new, Then it ends', async () => {
    server.answer(json({ content: [{ variableName: 'a' }], last: false }));
    expect(await admin.blueprints()).to.have.length(1);
    expect(server.served).to.have.length(2);
  });

  it('Given fewer rows than there should be, When the list is read, Then again; and never silently less', async () => {
    const some = json({ content: [{ variableName: 'a' }], last: true, totalElements: 2 });
    server.answer(
      some,
      json({ content: [{ variableName: 'a' }, { variableName: 'b' }], last: true, totalElements: 2 })
    );
    expect(await admin.blueprints()).to.have.length(2);
    server.answer(some);
    expect(await nameOf(admin.blueprints())).to.equal('LogikUnreadableError');
  });

  it('Given lists in other shapes, When they are read, Then what is documented of them counts', async () => {
    server.answer(
      json([
        { name: 'prices', dateModified: '2023-05-30T21:19:32.650+00:00' },
        { name: 'odd', dateModified: 'x' },
      ])
    );
    expect(await admin.managedTables()).to.deep.equal([
      { name: 'prices', modified: '2023-05-30T21:19:32.650Z', rows: null, columns: null },
      { name: 'odd', modified: null, rows: null, columns: null },
    ]);
    const column = { name: 'region', type: 'text', description: 'Sales', orderNumber: 1 };
    server.answer(
      page([
        { name: 'prices', columns: [column] },
        { name: 'odd', columns: [{ name: 'x', type: 'date' }] },
      ])
    );
    expect((await admin.managedTables()).map(({ columns }) => columns)).to.deep.equal([
      [{ name: 'region', type: 'text', description: 'Sales' }],
      null,
    ]);
    server.answer(
      page([
        { name: 'Pump', partnerProductId: '01t000000000001AAA', blueprintVariableName: 'pump' },
        { partnerProductId: '' },
      ])
    );
    expect(await admin.configurableProducts()).to.deep.equal([
      { name: 'Pump', partnerProductId: '01t000000000001AAA', blueprint: 'pump', modified: null },
      { name: '', partnerProductId: null, blueprint: null, modified: null },
    ]);
  });

  it('Given a history of deployments, When it is read, Then its latest entry is, by the parameters that are required', async () => {
    server.answer(page([{ revision: 2, created: ISO }, { revision: 1 }]));
    expect(await admin.lastDeployment('pump')).to.deep.equal({ at: ISO });
    expect(server.served[0].url).to.equal(
      '/api/admin/v1/blueprints/pump/deployments?page=0&size=1&sort=modified%2CDESC'
    );
    server.answer(page([{ revision: 2 }]));
    expect(await admin.lastDeployment('pump')).to.deep.equal({ at: null });
    server.answer(page([]));
    expect(await admin.lastDeployment('pump')).to.equal(null);
    server.answer(json({}));
    expect(await nameOf(admin.lastDeployment('pump'))).to.equal('LogikUnreadableError');
  });

  for (const wrong of [
    {},
    { content: 'x' },
    { content: [1] },
    { content: [{ name: 'no variable name' }] },
    null,
    'text',
  ]) {
    it(`Given ${JSON.stringify(wrong)}, When blueprints are read, Then that is no list of them`, async () => {
      server.answer(json(wrong));
      expect(await nameOf(admin.blueprints())).to.equal('LogikUnreadableError');
    });
  }

  it('Given names that would lead elsewhere, When they are part of a path, Then they do not', async () => {
    server.answer(json({ id: 1, status: 'STARTED' }));
    await admin.exportTable('a/../b?c#d é');
    expect(asked()).to.deep.equal(['POST /api/managedTables/v3/managedTables/a%2F..%2Fb%3Fc%23d%20%C3%A9/export']);
    for (const name of ['.', '..', '']) expect(await nameOf(admin.exportTable(name))).to.equal('LogikRefusedError');
    expect(server.served).to.have.length(1);
  });

  const counts = { success: 1, error: 0, warning: 0, total: 1 };
  for (const [answer, status, message] of [
    [{ status: 'STARTED' }, 'STARTED', null],
    [{ status: 'QUEUED', finished: null }, 'STARTED', null],
    [{ status: 'STARTED', result: { success: false } }, 'STARTED', null],
    [{ status: 'COMPLETED' }, 'COMPLETED', null],
    [{ status: 'completed' }, 'COMPLETED', null],
    [{ status: 'SUCCESS' }, 'COMPLETED', null],
    [{ status: 'COMPLETED', result: { success: true, counts, messages: [] } }, 'COMPLETED', null],
    [{ status: 'COMPLETED', result: { totalRecords: 3, tableName: 'prices' } }, 'COMPLETED', null],
    [
      { status: 'COMPLETED', result: { success: true, counts: { ...counts, warning: 1 }, messages: ['w'] } },
      'COMPLETED',
      'w',
    ],
    [{ status: 'COMPLETED', result: { success: false, messages: ['Row 3', 'Row 4'] } }, 'FAILED', 'Row 3; Row 4'],
    [{ status: 'SUCCESS', result: { success: 'false' } }, 'FAILED', null],
    [{ status: 'SUCCESS', result: { success: 'FALSE ' } }, 'FAILED', null],
    [{ status: 'COMPLETED', result: { success: 0 } }, 'FAILED', null],
    [{ status: 'COMPLETED', result: { success: 'true' } }, 'COMPLETED', null],
    [{ status: 'COMPLETED', result: {} }, 'COMPLETED', null],
    [{ status: 'COMPLETED', result: { success: true, counts: { ...counts, error: 1 } } }, 'FAILED', null],
    [{ status: 'COMPLETED', result: { counts: { error: '2' }, messages: [{ message: 'Row 5' }] } }, 'FAILED', 'Row 5'],
    [{ status: 'COMPLETED', errorMessage: 'Nothing came' }, 'FAILED', 'Nothing came'],
    [{ status: 'COMPLETED', errorCode: 'LGK-7' }, 'FAILED', 'LGK-7'],
    [
      { status: 'COMPLETED', result: { success: false, messages: ['1', '2', '3', '4', '5', '6', '7'] } },
      'FAILED',
      '1; 2; 3; 4; 5; and 2 more',
    ],
    [{ status: 'FAILED', message: 'No such table' }, 'FAILED', 'No such table'],
    [{ status: 'FAILED', result: { errorMessage: 'Row 3' } }, 'FAILED', 'Row 3'],
    [{ status: 'FAILED', message: `Key ${KEY}\u001b[2J\nis odd` }, 'FAILED', 'Key <redacted> [2J is odd'],
    [{ status: 'CANCELLED', finished: ISO }, 'FAILED', 'CANCELLED'],
  ] as const) {
    it(`Given a job with ${JSON.stringify(answer)}, When it is asked for, Then it is ${status}`, async () => {
      server.answer(json({ id: 12, jobType: 'X', ...answer }));
      expect(await admin.job('blueprints', '12')).to.include({ id: '12', status, message });
      expect(await admin.job('table', '12')).to.include({ id: '12', status, message });
      expect(asked()).to.deep.equal(['GET /api/admin/v1/job/12', 'GET /api/managedTables/v2/job/12']);
    });
  }

  it('Given counts, When a job is asked for, Then they are numbers, and null where Logik does not count', async () => {
    const result = { success: true, counts: { success: 2, error: '1', warning: 'some' } };
    server.answer(json({ id: 1, status: 'COMPLETED', result }));
    expect((await admin.job('table', '1')).counts).to.deep.equal({ success: 2, error: 1, warning: null, total: null });
  });

  it('Given blueprints, When they are exported, Then by name, as JSON', async () => {
    server.answer(json({ id: 'j', status: 'STARTED' }));
    await admin.exportBlueprints(['pump', 'skid']);
    expect(server.served[0]).to.include({ url: '/api/admin/v1/bulk/blueprints/export', body: '["pump","skid"]' });
    expect(server.served[0].headers['content-type']).to.equal('application/json');
  });

  it('Given a file, When it is downloaded, Then its owner alone may read it, and its checksum is known', async () => {
    const content = Buffer.alloc(300_000, 'row\n');
    server.answer((response) => response.end(content));
    const path = join(folder, 'whole');
    expect(await admin.download('table', '3', path)).to.deep.equal({
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(await readFile(path)).to.deep.equal(content);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    await admin.download('blueprints', '3', join(folder, 'other'));
    expect(asked()).to.deep.equal(['GET /api/managedTables/v2/job/3/file', 'GET /api/admin/v2/bulk/export/3']);
  });

  it('Given a file that is there, When one is downloaded, Then it stays as it is, and nobody is asked', async () => {
    const path = join(folder, 'mine');
    await writeFile(path, 'mine');
    server.answer(json({}));
    expect(await nameOf(admin.download('table', '3', path))).to.equal('Error');
    expect(await readFile(path, 'utf8')).to.equal('mine');
    expect(server.served).to.deep.equal([]);
  });

  it('Given a download that breaks off, is a page, is refused or too large, When it ends, Then no file is left', async () => {
    const before = await readdir(folder);
    const path = join(folder, 'part');
    server.answer(breakOff('a,b\n'));
    expect(await nameOf(admin.download('table', '3', path))).to.equal('LogikUnreachableError');
    server.answer(html('Sign in'));
    expect(await nameOf(admin.download('table', '3', path))).to.equal('LogikUnreadableError');
    server.answer(refused(400, 'Job 3 has no file.'));
    expect(await nameOf(admin.download('table', '3', path))).to.equal('LogikRefusedError');
    const http = logikHttp({ environment: server.url, variable: 'X', credential: KEY, ...OPEN });
    server.answer((response) => response.end(Buffer.alloc(2000)));
    expect(await nameOf(downloadTo(http, { path: '/f', asked: 'f' }, path, 1000))).to.equal('LogikTooLargeError');
    expect(await readdir(folder)).to.deep.equal(before);
  });

  it('Given a file that is a refusal with status 200, When it is downloaded, Then it is none, and no file is left', async () => {
    server.answer(json({ errorCode: 'LGK-1', errorMessage: 'Job 3 has no file.' }));
    const path = join(folder, 'refusal');
    expect(await nameOf(admin.download('table', '3', path))).to.equal('LogikRefusedError');
    expect(await readdir(folder)).not.to.include('refusal');
  });

  it('Given a file, When it is imported, Then as a form with its name, its bytes and the type of job, each by its own API', async () => {
    const path = join(folder, 'prices.csv');
    await writeFile(path, 'region,price\nEMEA,1\n');
    const job = { id: 5, status: 'STARTED' };
    for (const [send, line, type] of [
      [() => admin.importBlueprints(path), 'POST /api/admin/v2/uploadFile', 'GENERIC_IMPORT'],
      [() => admin.importTable('a b', path, 'POST'), 'POST /api/managedTables/v2/managedTables/a%20b', 'TABLE_IMPORT'],
      [() => admin.importTable('a b', path, 'PUT'), 'PUT /api/managedTables/v2/managedTables/a%20b', 'TABLE_IMPORT'],
    ] as const) {
      server.answer(refused(429, 'Too many jobs'), json(job, 201));
      expect(await send()).to.include({ id: '5', status: 'STARTED' });
      expect(asked()).to.deep.equal([line, line]);
      for (const { headers, body } of server.served) {
        expect(headers['content-type']).to.match(/^multipart\/form-data; boundary=/);
        expect(body)
          .to.contain('filename="prices.csv"')
          .and.to.contain('EMEA,1')
          .and.to.match(new RegExp(`name="jobType"\\s+${type}`));
      }
    }
    for (const name of ['.', '..', '']) {
      expect(await nameOf(admin.importTable(name, path, 'PUT'))).to.equal('LogikRefusedError');
    }
  });

  it('Given a table that is missing, When it is made, Then with its columns', async () => {
    server.answer(json({ name: 'prices' }, 201));
    const columns = [{ name: 'region', type: 'text', description: '' }];
    await admin.createTable('prices', columns);
    expect(asked()).to.deep.equal(['POST /api/managedTables/v1/managedTables']);
    expect(JSON.parse(server.served[0].body)).to.deep.equal({ name: 'prices', description: '', columns });
  });
});

describe('the Runtime API', () => {
  let server: LogikServer;
  let runtime: LogikRuntime;
  before(async () => {
    server = await LogikServer.start();
    const opened = openLogik({ adminKey: null, runtimeToken: 'rt' }, anyHost).runtime(server.url);
    if (!opened) throw new Error('There is a token.');
    runtime = opened;
  });
  after(() => server.close());

  const gone = refused(404, 'Configuration was not found.');
  const noContent = json(undefined, 204);
  const start = (): Promise<RuntimeAnswer> => runtime.start('01t000000000001AAA', 'https://shop.example');
  const asked = (): string[] => server.served.map(({ method, url }) => `${method} ${url}`);

  it('Given a product, When a configuration is started, Then as its origin would, without a session that stays', async () => {
    for (const end of [noContent, gone]) {
      server.answer(json({ uuid: 'u-1' }), end);
      expect(await start()).to.deep.equal({
        opened: true,
        status: 200,
        errorCode: null,
        message: null,
        session: 'ended',
      });
      const [{ headers, body }, ended] = server.served;
      expect(asked()).to.deep.equal(['POST /api', 'DELETE /api/u-1']);
      expect(headers).to.include({
        origin: 'https://shop.example',
        authorization: 'Bearer rt',
        'content-type': 'application/vnd.logik.cfg-v2+json',
        accept: 'application/vnd.logik.cfg-v2+json, application/json',
      });
      expect(ended.headers).to.include({ origin: 'https://shop.example', authorization: 'Bearer rt' });
      expect(JSON.parse(body)).to.deep.equal({
        sessionContext: { stateful: false },
        partnerData: { product: { configuredProductId: '01t000000000001AAA' } },
      });
    }
  });

  it('Given a session that cannot be ended, When it was started, Then that is told', async () => {
    for (const end of [refused(500, 'No'), redirect('/login'), json({}, 403)]) {
      server.answer(json({ uuid: 'u-1' }), end);
      expect(await start()).to.include({ opened: true, session: 'may-be-open' });
    }
  });

  for (const body of [
    { errorCode: 'LGK-1', errorMessage: 'Not available in cache' },
    { uuid: 'u-1', errorMessage: 'Not available in cache' },
    { uuid: 'u-1', id: 4, status: 'OK', errorMessage: 'Not available in cache' },
    { uuid: '' },
    { uuid: '  ' },
    { uuid: null },
    { uuid: 17 },
    {},
    [],
    [{ uuid: 'u-1' }],
    'u-1',
  ]) {
    it(`Given 200 with ${JSON.stringify(body)}, When a configuration is started, Then none is, and none is left`, async () => {
      server.answer(json(body), noContent);
      const answer = await start();
      expect(answer).to.include({ opened: false, status: 200 });
      expect(answer.message).to.match(/Not available in cache|without the uuid/);
      expect(answer.session).to.equal(server.served.length === 2 ? 'ended' : 'none');
      expect(server.served.length).to.equal(JSON.stringify(body).startsWith('{"uuid":"u-1"') ? 2 : 1);
    });
  }

  it('Given an environment that only keeps sessions, When it says so, Then one is started and ended', async () => {
    server.answer(refused(400, 'sessionContext.stateful must be true.'), json({ uuid: 'u-2' }), noContent);
    expect(await start()).to.include({ opened: true, session: 'ended' });
    expect(asked()).to.deep.equal(['POST /api', 'POST /api', 'DELETE /api/u-2']);
    expect(server.served[1].body).to.contain('"stateful":true');
    server.answer(refused(400, 'Product Id is missing.'));
    expect(await start()).to.include({ opened: false, status: 400 });
    expect(server.served).to.have.length(1);
  });

  it("Given a refusal, When a configuration is started, Then it is an answer with Logik's words; a page is none", async () => {
    server.answer(refused(404, 'Product 01t is not available in cache'));
    expect(await start()).to.deep.equal({
      opened: false,
      status: 404,
      errorCode: 'LGK-1',
      message: 'Product 01t is not available in cache',
      session: 'none',
    });
    server.answer((response) => response.writeHead(403).end());
    expect(await start()).to.include({ opened: false, status: 403, errorCode: null, message: null });
    server.answer(html('Sign in'));
    expect(await nameOf(start())).to.equal('LogikUnreadableError');
  });

  it('Given a redirect, When a configuration is started, Then the token does not follow it', async () => {
    server.answer(redirect('/elsewhere', 307), json({ uuid: 'u-1' }));
    expect(await start()).to.include({ opened: false, status: 307 });
    expect(server.served).to.have.length(1);
  });
});

describe('an environment that is asked without a key', () => {
  let server: LogikServer;
  before(async () => {
    server = await LogikServer.start();
  });
  after(() => server.close());

  const logik = openLogik({ adminKey: null, runtimeToken: null }, anyHost);

  it('Given no credential, When APIs are wanted, Then there are none', () => {
    expect([logik.admin(server.url), logik.runtime(server.url)]).to.deep.equal([null, null]);
  });

  it('Given what it answers, When it is reached, Then that is told apart, once, without any credential', async () => {
    for (const [answer, expected] of [
      [html('Configure'), { kind: 'answers' }],
      [refused(404, 'No endpoint'), { kind: 'answers' }],
      [refused(401, 'No'), { kind: 'answers' }],
      [html('Not found', 404), { kind: 'gone', status: 404 }],
      [html('Gone', 410), { kind: 'gone', status: 410 }],
      [html('Down', 503), { kind: 'error', status: 503 }],
    ] as const) {
      server.answer(answer);
      expect(await logik.reach(server.url)).to.deep.equal(expected);
      expect(server.served.map(({ url, headers }) => [url, headers.authorization])).to.deep.equal([
        ['/ui/configure', undefined],
      ]);
    }
  });

  it('Given another host in its place, When it is reached, Then that is named; its own pages are its own', async () => {
    const to = (location: string): void => server.answer((response) => response.writeHead(302, { location }).end());
    to('https://acme-new.test01.logik.io/ui/configure');
    expect(await logik.reach(server.url)).to.deep.equal({ kind: 'moved', to: 'acme-new.test01.logik.io' });
    to('/login');
    expect(await logik.reach(server.url)).to.deep.equal({ kind: 'answers' });
  });

  it('Given nobody, When it is reached, Then that is said, and no URL is no host', async () => {
    expect(await logik.reach('http://127.0.0.1:9')).to.include({ kind: 'unreachable' });
    expect(await logik.reach('acme')).to.include({ kind: 'unreachable' });
  });
});
