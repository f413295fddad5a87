import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { chromiumPath } from '../support/browser.ts';
import { leaksBelow, leaksIn, type Leak, type Secrets } from '../support/canary.ts';
import { cleanEnvironment, REPOSITORY, runNode, type Finished } from '../support/sf.ts';
import { inDays, Workbench, type Login } from '../support/workbench.ts';

const BIN = join(REPOSITORY, 'bin', 'run.js');
const PASSWORD = 'proxy-p4ssw0rd-2b9e';
const ORIGIN = 'https://acme--uat.sandbox.my.site.com';

/**
 * `npm run test:canary` runs every step in a process of its own, at trace level and with the browser. The short form, in
 * `npm test`, does so where the process is the point, and everything else in this one.
 */
const IS_FULL = process.env.CANARY === 'full';

/**
 * What `@salesforce/core` keeps of logins: it encrypts them, with a key that it keeps beside them where the system has no
 * keychain. Exempt by name; whatever else is written is searched.
 */
const AUTH_STORE = /^\.sfdx\/([^/]+@[^/]+|key)\.json$/;

/** Lines that use the org, both credentials of Logik, and what leads elsewhere. */
const FEW = 'logik-tenant,trusted-url,integrations,logik-health,logik-backup,runtime-smoke';

/** Lines that open setup pages. */
const ON_PAGES = 'external-configurator,email-deliverability';

/** Of everything that can be told, but for what somebody typed on the command line: that oclif itself tells. */
const TYPED = '*,-oclif*';

type Command = 'checklist' | 'prepare' | 'repoint' | 'rollback' | 'verify';

type Step = {
  title: string;
  args: [Command, ...string[]];
  /** The process is the point: the browser, the logs, the environment of what it starts. */
  own?: true;
  /** It says nothing that another step of all lines does not say too: a few lines do in the short form. */
  few?: true;
  /** Another form of a step that the short form has: left out there. */
  full?: true;
  /** A setup page is opened. */
  browser?: true;
  env?: Record<string, string>;
  input?: string;
  before?: () => Promise<unknown>;
  /** Exit codes that it may end with. */
  ends: readonly number[];
  /** What it says, so that it did what is searched. */
  says?: RegExp;
};

describe('no secret is written anywhere', function () {
  this.timeout(1_800_000);
  let bench: Workbench;
  let more: Secrets;
  let keys: Record<string, string>;
  let browser: string[];
  const earlier: Record<string, string | undefined> = {};
  const outputs: Array<Finished & { title: string }> = [];

  /** What a command of this process finds in its environment; undefined takes it away. */
  const inThisEnvironment = (own: Record<string, string | undefined>): void => {
    for (const [name, value] of Object.entries(own)) {
      if (!(name in earlier)) earlier[name] = process.env[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };

  before(async () => {
    bench = await Workbench.start({ scenario: 'community' });
    more = { 'password of the proxy': PASSWORD, 'refresh token': await bench.loginForLong('prod', 'production') };
    await mkdir(join(bench.home, 'tmp'));
    const { key } = await bench.control<{ key: string }>('POST', 'logik/keys', {
      name: 'a',
      permissions: ['Read', 'Bulk'],
    });
    const client = { name: 'storefront', origins: [ORIGIN] };
    const { token } = await bench.control<{ token: string }>('POST', 'logik/clients', client);
    await bench.control('POST', 'logik', { jobMs: 5 });
    more = { ...more, 'admin key': key, 'runtime token': token };
    keys = { LOGIK_ADMIN_API_KEY: key, LOGIK_RUNTIME_TOKEN: token };
    browser = ['--browser-executable-path', await tellingBrowser()];
    inThisEnvironment({ ...keys, TMPDIR: join(bench.home, 'tmp') });
  });
  after(async () => {
    inThisEnvironment(earlier);
    await bench.close();
  });

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
      // Not below HOME: there is code in it, and a lot of it to be searched.
      NODE_COMPILE_CACHE: join(tmpdir(), '..', 'logik-canary-compiled'),
      SF_LOG_LEVEL: 'trace',
      SFDX_LOG_LEVEL: 'trace',
      SF_ENV: 'development',
      DEBUG: '*',
      HTTPS_PROXY: `http://ava:${PASSWORD}@127.0.0.1:9`,
      HTTP_PROXY: `http://ava:${PASSWORD}@127.0.0.1:9`,
      NO_PROXY: '127.0.0.1,localhost',
      ...own,
    });

  const argsOf = ({ args, few, own }: Step): Step['args'] =>
    few && !IS_FULL ? [...args, '--only', own ? `${FEW},${ON_PAGES}` : FEW] : args;

  /** Some libraries write their debug output to the terminal, some to a file where one is named, and start it anew. */
  const debugFile = (): Record<string, string> =>
    outputs.length % 2 === 0 ? { DEBUG_FILE: join(bench.home, `debug-${outputs.length}.log`) } : {};

  const inOwnProcess = (step: Step): Promise<Finished> =>
    runNode(BIN, ['logik', 'refresh', ...argsOf(step), ...(step.browser ? browser : [])], bench.home, {
      cwd: bench.home,
      env: environment({ ...keys, ...debugFile(), ...step.env }),
      timeoutMs: 300_000,
      input: step.input,
    });

  /** What an error would show to whoever asks it for everything counts as said. */
  const inThisProcess = async (step: Step): Promise<Finished> => {
    const { env = {} } = step;
    const [command, ...args] = argsOf(step);
    inThisEnvironment(env);
    try {
      const { error, ...ran } = await bench.run(command, ...args);
      const { name, message, stack, actions, data, cause } = error ?? {};
      const all = JSON.stringify({ name, message, stack, actions, data, cause: String(cause) });
      return { ...ran, exitCode: error?.exitCode ?? ran.exitCode, stderr: ran.stderr + (error ? all : '') };
    } finally {
      inThisEnvironment({ ...earlier, ...keys, TMPDIR: join(bench.home, 'tmp') });
    }
  };

  const run = async (step: Step): Promise<void> => {
    if (step.full && !IS_FULL) return;
    await step.before?.();
    const ran = IS_FULL || step.own ? await inOwnProcess(step) : await inThisProcess(step);
    await bench.control('DELETE', 'faults');
    const { title, ends, says = /./ } = step;
    outputs.push({ ...ran, title });
    const said = ran.stdout + ran.stderr;
    expect(ends, `${title}: ${said.slice(-2000)}`).to.include(ran.exitCode);
    expect(says.test(said), `${title} says ${says}: ${said.slice(-2000)}`).to.equal(true);
  };

  const leaks = async (): Promise<Leak[]> => {
    const all = await secrets();
    expect(Object.keys(all).length).to.be.above(5);
    return [
      ...outputs.flatMap(({ title, stdout, stderr }) =>
        leaksIn(all, `the output of ${title}`, Buffer.from(stdout + stderr))
      ),
      ...(await leaksBelow(all, bench.home, AUTH_STORE)),
    ];
  };

  /** What the commands hold, so that an org or a proxy may tell it in an error. */
  const echoed = async (): Promise<string[]> => {
    const handed = await bench.control<string[]>('GET', 'secrets');
    const { 'refresh token': refreshToken } = more;
    return [
      ...handed.filter((secret) => secret.includes('!')),
      ...Object.values(keys),
      refreshToken,
      `http://ava:${PASSWORD}@127.0.0.1:9`,
    ];
  };
  const echo = async (action: object = { status: 400 }, path = '*'): Promise<void> => {
    const body = [{ errorCode: 'UNKNOWN', message: `Bearer ${(await echoed()).join(' sid=')}` }];
    await bench.fault({ path, times: 99, action: { body, ...action } });
  };
  const echoPage = async (): Promise<void> =>
    echo({ status: 200, body: `<html><body>${(await echoed()).join('<br>')}</body></html>` });

  const BAD_KEY = 'not-a-key 5f1d09aa\u0007 with blanks';
  const PREPARE = ['--data-strategy', 'repoint', '--source-org', 'prod', '--runtime-client', `storefront=${ORIGIN}`];
  const DIRECTORY = ['--dir', 'logik-refresh/uat'];

  const prepares = (): Step[] => {
    const args: Step['args'] = ['prepare', '-o', 'uat', '-d', inDays(20), ...PREPARE];
    return [
      { title: 'checklist without a directory', args: ['checklist'], ends: [0] },
      { title: 'prepare, a wrong date', args: ['prepare', '-o', 'uat', '-d', 'tomorrow', ...PREPARE], ends: [2] },
      { title: 'prepare, nothing answered', args: ['prepare', '-o', 'uat', '--json'], ends: [2] },
      { title: 'prepare, no such org', args: ['prepare', '-o', 'nobody', '-d', inDays(20)], ends: [1, 2] },
      { title: 'prepare, errors', args, before: () => echo(), ends: [1], says: /UNKNOWN/ },
      { title: 'prepare, pages', args: [...args, '--json'], before: echoPage, ends: [1] },
      {
        title: 'prepare, a key that is none',
        args,
        env: { LOGIK_ADMIN_API_KEY: BAD_KEY },
        ends: [1, 2],
        says: /LOGIK_ADMIN_API_KEY/,
      },
      { title: 'prepare, asked', args: [...args, '--ask-logik-credentials'], input: 'typed-5ecret-77af\n', ends: [2] },
      { title: 'prepare', args, browser: true, ends: [0, 68] },
      { title: 'prepare again', args: [...args, '--json'], full: true, ends: [0, 68] },
    ];
  };

  const FORMATS = ['human', 'json', 'junit', 'markdown', 'tap'] as const;

  const repoints = (login: Login): Step[] => {
    const { accessToken } = login;
    const repoint: Step['args'] = ['repoint', '-o', 'uat'];
    const verify: Step['args'] = ['verify', '-o', 'uat'];
    const trace = ['--browser-trace', join(bench.home, 'trace.zip')];
    return [
      { title: 'verify, a session that ended', args: [...verify, '--json'], ends: [1], says: /no longer valid/ },
      {
        title: 'repoint, a plan',
        args: [...repoint, '--dry-run', '--plan-file', 'plan.json'],
        few: true,
        before: () => bench.login('uat', login),
        ends: [0],
      },
      {
        title: 'repoint, nobody asked',
        args: [...repoint, '--json', '--restore-logik'],
        few: true,
        ends: [1, 2, 68, 0],
      },
      {
        title: 'repoint, another org of a plan',
        args: ['repoint', '-o', 'prod', '--plan-file', 'plan.json', '--no-prompt'],
        ends: [1, 2],
      },
      { title: 'repoint, errors', args: [...repoint, '--no-prompt'], before: () => echo(), ends: [1] },
      {
        title: 'repoint, writes that are refused',
        args: [...repoint, '--no-prompt', '--only', 'logik-tenant,trusted-url'],
        before: () => echo({ status: 400 }, '*composite/sobjects*'),
        ends: [0, 1, 68, 69],
      },
      {
        title: 'repoint',
        args: [...repoint, '--no-prompt', ...trace],
        few: true,
        own: true,
        browser: true,
        ends: [0, 1, 68, 69],
      },
      {
        title: 'repoint again',
        args: [...repoint, '--no-prompt', '--json', '--touch-products'],
        full: true,
        ends: [0, 1, 68, 69],
      },
      ...FORMATS.map((format): Step => ({
        title: `verify as ${format}`,
        args: [...verify, '-r', format, '--output-dir', `as-${format}`],
        full: format === 'human' ? undefined : true,
        browser: format === 'junit' ? true : undefined,
        ends: [0, 1, 68, 69],
        says: format === 'junit' ? /<testsuites/ : undefined,
      })),
      {
        title: 'verify with words',
        args: [...verify, '--json', '--attest', `runtime-clients=done, Bearer ${accessToken}`],
        env: { DEBUG: TYPED },
        ends: [2],
        says: /SecretInWords/,
      },
      {
        title: 'verify by a token',
        args: ['verify', '-o', accessToken, ...DIRECTORY],
        full: true,
        env: { SF_ORG_INSTANCE_URL: bench.url, DEBUG: TYPED },
        ends: [0, 1, 68, 69],
      },
      { title: 'verify, errors', args: verify, own: true, before: () => echo(), ends: [1] },
      { title: 'verify, pages', args: [...verify, '--json'], before: echoPage, ends: [1] },
      {
        title: 'verify, errors of Logik',
        args: [...verify, '--only', 'logik-health,runtime-smoke,logik-products,logik-backup'],
        before: () => echo({ status: 500 }, '/api/*'),
        ends: [0, 1, 68, 69],
      },
      { title: 'checklist', args: ['checklist', ...DIRECTORY], ends: [0] },
      { title: 'checklist as JSON', args: ['checklist', ...DIRECTORY, '--json'], ends: [0] },
      { title: 'checklist, no such directory', args: ['checklist', '--dir', 'nowhere'], ends: [1, 2] },
      { title: 'rollback, what it would do', full: true, args: ['rollback', '-o', 'uat', '--dry-run'], ends: [0, 69] },
      { title: 'rollback, errors', args: ['rollback', '-o', 'uat', '--no-prompt'], before: () => echo(), ends: [1] },
      {
        title: 'rollback',
        args: ['rollback', '-o', 'uat', '--no-prompt', '--json'],
        browser: true,
        ends: [0, 1, 68, 69],
        says: /"changes"/,
      },
      {
        title: 'rollback, nothing left',
        args: ['rollback', '-o', 'uat', '--no-prompt', '--last-run'],
        ends: [0, 1, 69],
      },
    ];
  };

  it('Given trace level and a browser, When every command runs, succeeds and fails, Then no byte of any secret is in what it wrote', async () => {
    more = { ...more, 'key that is none': BAD_KEY, 'what was typed': 'typed-5ecret-77af' };
    for (const step of prepares()) await run(step);
    const login = await bench.control<Login>('POST', 'refresh', {});
    for (const step of repoints(login)) await run(step);

    expect(await leaks()).to.deep.equal([]);
    // The proof above looked at the right things: each command ended well and badly, and what was to be traced was.
    for (const command of ['checklist', 'prepare', 'repoint', 'verify', 'rollback']) {
      const titles = outputs.map(({ title }) => title).filter((title) => title.startsWith(command));
      expect(
        titles.some((title) => title.includes(',')) && titles.some((title) => !title.includes(',')),
        command
      ).to.equal(true);
    }
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
    // Whichever format is asked for, all of them are written.
    for (const format of IS_FULL ? FORMATS : ['human'])
      expect(await readdir(join(bench.home, `as-${format}`)), format).to.have.length.above(3);
  });

  it('Given all that, When it is over, Then nothing of a browser is left in the place for temporary files', async () => {
    expect(await readdir(join(bench.home, 'tmp'))).to.deep.equal([]);
  });
});
