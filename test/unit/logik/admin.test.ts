import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { downloadTo } from '../../../src/logik/download.ts';
import { logikHttp } from '../../../src/logik/http.ts';
import { openLogik } from '../../../src/logik/index.ts';
import type { LogikAdmin, LogikRuntime } from '../../../src/logik/types.ts';
import { breakOff, html, json, LogikServer, page, refused } from '../support/logikServer.ts';

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

describe('the Admin API', () => {
  let server: LogikServer;
  let admin: LogikAdmin;
  let runtime: LogikRuntime;
  let folder: string;

  before(async () => {
    [server, folder] = await Promise.all([LogikServer.start(), mkdtemp(join(tmpdir(), 'logik-admin-'))]);
    const access = openLogik({ adminKey: KEY, runtimeToken: 'rt' });
    const [one, other] = [access.admin(server.url), access.runtime(server.url)];
    if (!one || !other) throw new Error('There are both.');
    [admin, runtime] = [one, other];
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
      { name: 'prices', modified: '2023-05-30T21:19:32.650Z', rows: null },
      { name: 'odd', modified: null, rows: null },
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
    server.answer(page([{ revision: 1 }, { revision: 2 }]));
    expect(await admin.deployments('pump')).to.equal(2);
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

  for (const [answer, status, message] of [
    [{ status: 'STARTED' }, 'STARTED', null],
    [{ status: 'QUEUED', finished: null }, 'STARTED', null],
    [{ status: 'COMPLETED' }, 'COMPLETED', null],
    [{ status: 'SUCCESS' }, 'COMPLETED', null],
    [{ status: 'FAILED', message: 'No such table' }, 'FAILED', 'No such table'],
    [{ status: 'FAILED', result: { errorMessage: 'Row 3' } }, 'FAILED', 'Row 3'],
    [{ status: 'FAILED', message: `Key ${KEY}\u001b[2J\nis odd` }, 'FAILED', 'Key <redacted> [2J is odd'],
    [{ status: 'CANCELLED', finished: ISO }, 'FAILED', 'CANCELLED'],
  ] as const) {
    it(`Given a job with ${JSON.stringify(answer)}, When it is asked for, Then it is ${status}`, async () => {
      server.answer(json({ id: 12, jobType: 'X', ...answer }));
      expect(await admin.job('blueprints', '12')).to.deep.equal({ id: '12', status, message });
      expect(await admin.job('table', '12')).to.deep.equal({ id: '12', status, message });
      expect(asked()).to.deep.equal(['GET /api/admin/v1/job/12', 'GET /api/managedTables/v2/job/12']);
    });
  }

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
    const http = logikHttp({ environment: server.url, variable: 'X', credential: KEY });
    server.answer((response) => response.end(Buffer.alloc(2000)));
    expect(await nameOf(downloadTo(http, { path: '/f', asked: 'f' }, path, 1000))).to.equal('LogikTooLargeError');
    expect(await readdir(folder)).to.deep.equal(before);
  });

  it('Given a file, When it is uploaded, Then as a form with its name, its bytes and the type of job', async () => {
    const path = join(folder, 'prices.csv');
    await writeFile(path, 'region,price\nEMEA,1\n');
    server.answer(refused(429, 'Too many jobs'), json({ id: 5, jobType: 'GENERIC_IMPORT', status: 'STARTED' }));
    expect(await admin.upload(path)).to.deep.equal({ id: '5', status: 'STARTED', message: null });
    expect(asked()).to.deep.equal(['POST /api/admin/v2/uploadFile', 'POST /api/admin/v2/uploadFile']);
    for (const { headers, body } of server.served) {
      expect(headers['content-type']).to.match(/^multipart\/form-data; boundary=/);
      expect(body)
        .to.contain('filename="prices.csv"')
        .and.to.contain('EMEA,1')
        .and.to.match(/name="jobType"\s+GENERIC_IMPORT/);
    }
  });

  it('Given a product, When a configuration is started, Then as its origin would, and nothing else follows', async () => {
    server.answer(json({ uuid: 'u' }));
    expect(await runtime.start('01t000000000001AAA', 'https://shop.example')).to.deep.equal({
      status: 200,
      errorCode: null,
      message: null,
    });
    const [{ method, url, headers, body }] = server.served;
    expect(`${method} ${url}`).to.equal('POST /api');
    expect(headers).to.include({
      origin: 'https://shop.example',
      authorization: 'Bearer rt',
      'content-type': 'application/vnd.logik.cfg-v2+json',
    });
    expect(JSON.parse(body)).to.deep.equal({
      sessionContext: { stateful: true },
      partnerData: { product: { configuredProductId: '01t000000000001AAA' } },
    });
    expect(server.served).to.have.length(1);
  });

  it("Given a refusal, When a configuration is started, Then it is an answer with Logik's words; a page is none", async () => {
    server.answer(refused(404, 'Product 01t is not available in cache'));
    expect(await runtime.start('01t', 'https://shop.example')).to.deep.equal({
      status: 404,
      errorCode: 'LGK-1',
      message: 'Product 01t is not available in cache',
    });
    server.answer(html('Sign in'));
    expect(await nameOf(runtime.start('01t', 'https://shop.example'))).to.equal('LogikUnreadableError');
  });
});

describe('an environment that is asked without a key', () => {
  let server: LogikServer;
  before(async () => {
    server = await LogikServer.start();
  });
  after(() => server.close());

  const logik = openLogik({ adminKey: null, runtimeToken: null });

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
