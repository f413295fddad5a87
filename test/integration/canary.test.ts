import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { chromiumPath } from '../support/browser.ts';
import { leaksBelow, leaksIn, type Leak, type Secrets } from '../support/canary.ts';
import { cleanEnvironment, REPOSITORY, runNode, type Finished } from '../support/sf.ts';
import { Workbench, type Login } from '../support/workbench.ts';

const BIN = join(REPOSITORY, 'bin', 'run.js');
const PASSWORD = 'proxy-p4ssw0rd-2b9e';
const ORIGIN = 'https://acme--uat.sandbox.my.site.com';

/**
 * What `@salesforce/core` keeps of logins: it encrypts them, with a key that it keeps beside them where the system has no
 * keychain. Exempt by name; whatever else is written is searched.
 */
const AUTH_STORE = /^\.sfdx\/([^/]+@[^/]+|key)\.json$/;

describe('no secret is written anywhere', function () {
  this.timeout(900_000);
  let bench: Workbench;
  let more: Secrets;
  const outputs: Array<{ args: readonly string[] } & Finished> = [];

  before(async () => {
    bench = await Workbench.start({ scenario: 'community' });
    more = { 'password of the proxy': PASSWORD };
    outputs.length = 0;
  });
  after(() => bench.close());

  /** Everything that was ever handed out, and what was planted. */
  const secrets = async (): Promise<Secrets> => {
    const handed = await bench.control<string[]>('GET', 'secrets');
    return { ...Object.fromEntries(handed.map((secret, at) => [`secret ${at}`, secret])), ...more };
  };

  /** A browser that says what it was started with, and is one. */
  const tellingBrowser = async (): Promise<string> => {
    const path = join(bench.home, 'browser.sh');
    const told = join(bench.home, 'browser');
    await mkdir(told, { recursive: true });
    await writeFile(path, `#!/bin/sh\n{ env; echo "$@"; } > "${told}/$$"\nexec "${await chromiumPath()}" "$@"\n`);
    await chmod(path, 0o755);
    return path;
  };

  const environment = (own: Record<string, string>): Record<string, string> =>
    cleanEnvironment(bench.home, {
      TMPDIR: join(bench.home, 'tmp'),
      SF_LOG_LEVEL: 'trace',
      SFDX_LOG_LEVEL: 'trace',
      SF_ENV: 'development',
      DEBUG: '*',
      DEBUG_FILE: join(bench.home, 'debug.log'),
      HTTPS_PROXY: `http://ava:${PASSWORD}@127.0.0.1:9`,
      HTTP_PROXY: `http://ava:${PASSWORD}@127.0.0.1:9`,
      NO_PROXY: '127.0.0.1,localhost',
      ...own,
    });

  const sf = async (args: readonly string[], own: Record<string, string> = {}): Promise<Finished> => {
    const env = environment({ ...keys, ...own });
    const ran = await runNode(BIN, ['logik', 'refresh', ...args], bench.home, {
      cwd: bench.home,
      env,
      timeoutMs: 300_000,
    });
    outputs.push({ args, ...ran });
    return ran;
  };
  let keys: Record<string, string> = {};

  const leaks = async (): Promise<Leak[]> => {
    const all = await secrets();
    expect(Object.keys(all).length).to.be.above(5);
    return [
      ...outputs.flatMap(({ args, stdout, stderr }) =>
        leaksIn(all, `the output of ${args.slice(0, 2).join(' ')}`, Buffer.from(stdout + stderr))
      ),
      ...(await leaksBelow(all, bench.home, AUTH_STORE)),
    ];
  };

  it('Given trace level and a browser, When every command runs, succeeds and fails, Then no byte of any secret is in what it wrote', async () => {
    await mkdir(join(bench.home, 'tmp'));
    more = { ...more, 'refresh token': await bench.loginForLong('prod', 'production') };
    const browser = ['--browser-executable-path', await tellingBrowser()];
    const least = ['-d', '2099-01-01', '--data-strategy', 'repoint', '--runtime-client', `storefront=${ORIGIN}`];
    const { key } = await bench.control<{ key: string }>('POST', 'logik/keys', { name: 'a', permissions: ['Read'] });
    const client = { name: 'storefront', origins: [ORIGIN] };
    const { token } = await bench.control<{ token: string }>('POST', 'logik/clients', client);
    more = { ...more, 'admin key': key, 'runtime token': token };
    keys = { LOGIK_ADMIN_API_KEY: key, LOGIK_RUNTIME_TOKEN: token };

    const prepared = await sf(['prepare', '-o', 'uat', '--source-org', 'prod', ...least, ...browser]);
    expect(prepared.exitCode, prepared.stdout.slice(-2000)).to.be.oneOf([0, 68]);
    const login = await bench.control<Login>('POST', 'refresh', {});
    const expired = await sf(['verify', '-o', 'uat', '--json']);
    expect(expired.stdout).to.include('no longer valid');
    await bench.login('uat', login);
    const trace = ['--browser-trace', join(bench.home, 'trace.zip')];
    const repointed = await sf(['repoint', '-o', 'uat', '--no-prompt', ...browser, ...trace]);
    expect(repointed.exitCode, repointed.stderr.slice(-2000)).to.be.oneOf([0, 68]);
    const verified = await sf(['verify', '-o', 'uat', '-r', 'junit', '--output-dir', 'elsewhere', ...browser]);
    expect(verified.stdout).to.include('<testsuites');
    await sf(['checklist', '--dir', 'logik-refresh/uat']);
    const { accessToken } = login;
    // What was typed on the command line, oclif itself tells at its own debug level.
    const own = { SF_ORG_INSTANCE_URL: bench.url, DEBUG: '*,-oclif*' };
    await sf(['verify', '-o', accessToken, '--dir', 'logik-refresh/uat'], own);
    const body = [{ errorCode: 'UNKNOWN', message: `Bearer ${accessToken} sid=${accessToken} ${key} ${token}` }];
    await bench.fault({ path: '*', times: 99, action: { status: 400, body } });
    expect((await sf(['verify', '-o', 'uat'])).exitCode).to.equal(1);
    await bench.control('DELETE', 'faults');
    const taken = await sf(['rollback', '-o', 'uat', '--no-prompt', '--json', ...browser]);
    expect(taken.stdout).to.include('"changes"');

    expect(await leaks()).to.deep.equal([]);
    // The proof above looked at the right things: what was to be traced was, and a browser ran.
    expect(outputs.map(({ stderr }) => stderr.length).reduce((one, other) => one + other)).to.be.above(10_000);
    const told = await readdir(join(bench.home, 'browser'));
    expect(told).to.not.be.empty;
    for (const file of told) {
      const said = await readFile(join(bench.home, 'browser', file), 'utf8');
      expect(said)
        .to.contain('PATH=')
        .and.contain('--headless')
        .and.not.match(/LOGIK_|TOKEN=|_KEY=|DEBUG/);
    }
    expect(await readFile(join(bench.home, 'trace.zip')))
      .to.have.property('length')
      .above(1000);
  });

  it('Given all that, When it is over, Then nothing of a browser is left in the place for temporary files', async () => {
    expect(await readdir(join(bench.home, 'tmp'))).to.deep.equal([]);
  });
});
