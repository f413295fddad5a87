import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startSimulator } from '../simulator/server.ts';
import type { RunningSimulator } from '../simulator/server.ts';

const CLIENT = fileURLToPath(new URL('../simulator/rest/coreClient.ts', import.meta.url));

describe('Given a simulator and @salesforce/core', function () {
  this.timeout(60_000);
  let simulator: RunningSimulator;
  let home: string;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'simulator-core-'));
    simulator = await startSimulator();
  });
  after(async () => {
    await simulator.close();
    await rm(home, { recursive: true, force: true });
  });

  it('When it logs in by refresh token and by JWT and writes collections, Then all of it works as with a real org', async () => {
    const { sandbox } = simulator.simulation;
    const refreshedUser = simulator.simulation.login('sandbox').username;
    const { username } = simulator.simulation.login('production');
    sandbox.refreshTokens.set('5Aep861.refresh', { userId: sandbox.userId });
    const keyFile = join(home, 'server.key');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const facts = JSON.stringify({ url: simulator.url, refreshToken: '5Aep861.refresh', username, keyFile });
    const env = {
      PATH: process.env['PATH'],
      HOME: home,
      USERPROFILE: home,
      SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
      SF_DISABLE_TELEMETRY: 'true',
    };
    const { stdout } = await promisify(execFile)(process.execPath, [CLIENT, facts], {
      env,
      cwd: home,
      timeout: 50_000,
    });
    expect(JSON.parse(stdout)).to.deep.equal({
      refreshedUser,
      users: 1,
      jwtUser: username,
      made: [true, true, false],
      error: { statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
      changed: [true, true],
      found: 2,
      removed: [true, true],
    });
  });
});
