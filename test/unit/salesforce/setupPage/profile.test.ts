import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { launchBrowser } from '../../../../src/salesforce/setupPage/browser.ts';
import { makeProfile, removeLeftovers } from '../../../../src/salesforce/setupPage/profile.ts';
import { chromiumPath } from '../../../support/browser.ts';

const PROGRAM = fileURLToPath(new URL('launchForever.ts', import.meta.url));

/** A process ID that nobody has: Linux and macOS count up to less. */
const NOBODY = 99_999_999;

describe('the files of a browser', function () {
  this.timeout(60_000);
  const usual = process.env.TMPDIR;
  let directory: string;
  let chromium: string;

  before(async () => {
    chromium = await chromiumPath();
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'profiles-'));
    process.env.TMPDIR = directory;
  });
  afterEach(async () => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    await rm(directory, { recursive: true, force: true });
  });

  const left = (): Promise<string[]> => readdir(directory);
  const start = async (word: string): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [PROGRAM, chromium], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    while (!said.includes(`${word}\n`)) await once(child.stdout, 'data');
    return child;
  };
  const killed = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  };

  it('Given a browser that is closed, When the run ends, Then everything lay in one private directory, and it is gone', async () => {
    const launched = await launchBrowser(chromium);
    if ('missing' in launched) throw new Error(launched.missing);
    const names = await left();
    expect(names).to.have.length(1);
    expect((await stat(join(directory, names[0]))).mode & 0o777).to.equal(0o700);
    await launched.browser.close();
    await launched.profile.remove();
    expect(await left()).to.deep.equal([]);
  });

  for (const [what, path] of [
    ['that is not there', '/nowhere/chromium'],
    ['that ends at once', '/bin/false'],
  ] as const) {
    it(`Given a browser ${what}, When it is started, Then nothing is left`, async () => {
      expect(await launchBrowser(path)).to.have.property('missing');
      expect(await left()).to.deep.equal([]);
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    for (const moment of ['launching', 'launched']) {
      it(`Given ${signal} while the browser is ${moment}, When the process ends, Then nothing is left`, async () => {
        await killed(await start(moment), signal);
        expect(await left()).to.deep.equal([]);
      });
    }
  }

  it('Given a process that was killed with its browser open, When the next one begins, Then it removes what was left', async () => {
    await killed(await start('launched'), 'SIGKILL');
    expect(await left()).to.have.length(1);
    // The browser ends by itself once nobody talks to it, and may write until then.
    for (let attempt = 0; attempt < 50 && (await left()).length > 0; attempt += 1) {
      await removeLeftovers();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await left()).to.deep.equal([]);
  });

  it('Given profiles of other processes, machines and tools, When leftovers are removed, Then only those that nobody uses are', async () => {
    const profile = await makeProfile();
    const [own] = await left();
    const [, machine] = /^sf-logik-browser-([0-9a-f]{8})-/.exec(own) ?? [];
    const name = (host: string, pid: number): string => `sf-logik-browser-${host}-${pid}-abcdef`;
    const elsewhere = machine.replace(/./g, (digit) => (digit === '0' ? '1' : '0'));
    const stays = [own, name(machine, process.ppid), name(elsewhere, NOBODY), 'playwright_chromiumdev_profile-abcdef'];
    const goes = [name(machine, NOBODY), name(machine, process.pid), name(elsewhere, process.ppid)];
    for (const each of [...stays, ...goes]) await mkdir(join(directory, each), { recursive: true });
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(directory, name(elsewhere, process.ppid)), longAgo, longAgo);
    await removeLeftovers();
    expect(await left()).to.have.members(stays);
    await profile.remove();
  });
});
