import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { REPOSITORY } from '../../support/sf.ts';
import { LogikServer, page } from '../support/logikServer.ts';

const run = promisify(execFile);

/** The variables are read once in a process: each case has one of its own. */
const ASK = `
  import { openLogik } from './src/logik/index.ts';
  import { anyHost } from './test/unit/support/anyHost.ts';
  const admin = openLogik({ adminKey: 'k', runtimeToken: null }, anyHost).admin(process.argv[1]);
  console.log(JSON.stringify(await admin.probe().catch((error) => error.name)));
`;

describe('the proxy variables that users of sf set', () => {
  const through: string[] = [];
  // What goes to a host without TLS is handed to the proxy as a whole.
  const proxy = createServer(({ url }, response) => {
    through.push(String(url).split('?')[0]);
    response.end('{"content":[],"totalElements":3}');
  });
  let server: LogikServer;
  let proxyUrl: string;

  before(async () => {
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    server = await LogikServer.start();
    server.answer(page([{ variableName: 'pump' }]));
  });
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await server.close();
  });

  const ask = async (environment: Record<string, string>): Promise<unknown> => {
    through.length = 0;
    const { PATH = '', HOME = '' } = process.env;
    const { stdout } = await run(
      process.execPath,
      ['--no-warnings', '--input-type=module', '--eval', ASK, server.url],
      { cwd: REPOSITORY, env: { PATH, HOME, ...environment }, timeout: 30_000 }
    );
    return JSON.parse(stdout);
  };

  it('Given a proxy, When Logik is asked, Then through it; Given NO_PROXY, Then past it', async () => {
    expect(await ask({ HTTP_PROXY: proxyUrl })).to.deep.equal({ blueprints: 3 });
    expect(through).to.deep.equal([`${server.url}/api/admin/v2/blueprints`]);
    expect(server.served).to.deep.equal([]);
    expect(await ask({ HTTP_PROXY: proxyUrl, NO_PROXY: '127.0.0.1' })).to.deep.equal({ blueprints: 1 });
    expect(through).to.deep.equal([]);
  });
});
