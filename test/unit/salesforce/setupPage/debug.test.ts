import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { REPOSITORY } from '../../../support/sf.ts';

const BROWSER = new URL('../../../../src/salesforce/setupPage/browser.ts', import.meta.url).href;
/** Whatever the browser is: that it was to be started, Playwright tells whoever asks for its debug output. */
const SCRIPT = `const { launchBrowser } = await import(${JSON.stringify(BROWSER)});
process.stdout.write(JSON.stringify(await launchBrowser('/no/browser/on/this/machine')));`;

describe('what Playwright writes by itself', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'debug-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  for (const DEBUG of ['*', 'pw:api,pw:protocol']) {
    it(`Given DEBUG=${DEBUG}, When a browser is started, Then Playwright tells nothing of it, neither to the terminal nor to DEBUG_FILE`, async () => {
      for (const own of [{}, { DEBUG_FILE: join(home, 'debug.log') }]) {
        const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
          cwd: REPOSITORY,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: home, TMPDIR: home, DEBUG, ...own },
        });
        expect(stdout).to.contain('missing');
        expect(stderr).to.not.match(/pw:/);
        const files = await readdir(home);
        if (files.includes('debug.log')) expect(await readFile(join(home, 'debug.log'), 'utf8')).to.not.match(/pw:/);
      }
    });
  }
});
