import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startSimulator } from '../simulator/server.ts';
import type { RunningSimulator } from '../simulator/server.ts';
import { runSf } from '../support/sf.ts';

type Listed = { fileName: string; fullName: string; type: string; createdByName: string; id: string };

describe('Given a simulator and what the real sf CLI does in Setup', function () {
  this.timeout(120_000);
  let simulator: RunningSimulator;
  let home: string;

  const sf = async <T>(args: string[], env: Record<string, string> = {}): Promise<{ result: T; message: string }> => {
    const { stdout, stderr } = await runSf([...args, '--json'], home, { cwd: home, env, timeoutMs: 60_000 });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as { result: T; message: string };
  };

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'simulator-setup-'));
    simulator = await startSimulator();
    const login = ['org', 'login', 'access-token', '--instance-url', simulator.url, '--no-prompt', '--alias', 'uat'];
    await sf(login, { SF_ACCESS_TOKEN: simulator.simulation.login('sandbox').accessToken });
  });
  after(async () => {
    await simulator.close();
    await rm(home, { recursive: true, force: true });
  });

  for (const [type, fileName] of [
    ['CspTrustedSite', 'cspTrustedSites/Logik.cspTrustedSite'],
    ['RemoteSiteSetting', 'remoteSiteSettings/Logik.remoteSite'],
  ] as const) {
    it(`When org list metadata asks for ${type}, Then it lists the one for Logik`, async () => {
      const { result, message } = await sf<Listed[]>(['org', 'list', 'metadata', '-o', 'uat', '--metadata-type', type]);
      expect(result, message).to.have.length(1);
      expect(result[0]).to.include({ fileName, fullName: 'Logik', type });
      expect(result[0]?.createdByName).not.to.equal('');
    });
  }

  it('When org list metadata-types asks, Then the types of the simulator are there', async () => {
    const { result, message } = await sf<{ metadataObjects: Array<{ xmlName: string }> }>([
      ...['org', 'list', 'metadata-types', '-o', 'uat'],
    ]);
    const names = result.metadataObjects.map(({ xmlName }) => xmlName);
    expect(names, message).to.include.members(['CspTrustedSite', 'RemoteSiteSetting', 'Settings']);
  });

  it('When org list metadata asks for a type that is none, Then it fails with the words of the API', async () => {
    const { message } = await sf(['org', 'list', 'metadata', '-o', 'uat', '--metadata-type', 'Nonsense']);
    expect(message).to.contain('INVALID_TYPE: Unknown type:Nonsense');
  });

  it('When org open is asked for a URL, Then that URL leads once, with a session, to the page', async () => {
    const path = '/email-admin/editOrgEmailSettings.apexp';
    const { result, message } = await sf<{ url: string }>(['org', 'open', '-o', 'uat', '--url-only', '--path', path]);
    expect(result.url, message).to.contain('/secur/frontdoor.jsp?otp=');
    const first = await fetch(result.url, { redirect: 'manual' });
    expect(first.headers.get('location')).to.equal(path);
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(new URL(path, simulator.url), { headers: { cookie } });
    expect(await page.text()).to.contain('Access level');
    expect((await fetch(result.url, { redirect: 'manual' })).headers.get('location')).to.equal(null);
  });
});
