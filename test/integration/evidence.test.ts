import { expect } from 'chai';
import { Workbench } from '../support/workbench.ts';

describe('evidence', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
    await bench.prepare();
    await bench.refresh();
  });
  afterEach(() => bench.close());

  const reset = async (): Promise<object | undefined> => {
    const { result } = await bench.run('verify', '--target-org', 'uat');
    return result?.findings.find(({ item, target }) => item === 'refresh-token-user' && target.includes('Logik Admin'));
  };

  it('Given the refresh took every token, When nobody has reset the user, Then the step stays manual with the exact place', async () => {
    expect(await reset()).to.include({ status: 'manual', evidence: null });
    expect(await reset())
      .to.have.property('hint')
      .that.includes('Settings > Refresh Token Username');
  });

  const setToken = async (username: string, LastUsedDate: string | null): Promise<void> => {
    const users = await bench.records('sandbox', 'User');
    const UserId = users.find(({ Username }) => Username === username)?.Id;
    const token = { AppName: 'Logik API User Connected App', UserId, LastUsedDate, UseCount: 3 };
    await bench.setRecords('sandbox', 'OauthToken', [token]);
  };
  const hintOf = async (): Promise<string> => String(((await reset()) as { hint?: unknown } | undefined)?.hint);

  it('Given the org shows a token of the sync app for that user, used since, When verifying, Then the token is the proof', async () => {
    const now = new Date().toISOString();
    await setToken('logik.sync@acme.example.uat', now);
    const proven = await reset();
    expect(proven).to.include({ status: 'pass', attestation: null });
    expect(proven).to.have.property('evidence').that.includes(now.slice(0, 19));
  });

  it('Given a token that was never used, was used before the refresh, or both, When verifying, Then it proves nothing, and the step says what there is', async () => {
    await setToken('logik.sync@acme.example.uat', null);
    expect(await reset()).to.include({ status: 'manual', evidence: null });
    expect(await hintOf()).to.include('never used');
    await setToken('logik.sync@acme.example.uat', '2026-11-01T01:00:00.000+0000');
    // The second token stands beside the first.
    expect(await reset()).to.include({ status: 'manual', evidence: null });
  });

  it("Given another user's token alone, When verifying, Then the step stays manual and names that user", async () => {
    await setToken('dana.ortiz@acme.example.uat', new Date().toISOString());
    expect(await reset()).to.include({ status: 'manual', evidence: null });
    expect(await hintOf()).to.include('dana.ortiz@acme.example.uat');
  });

  it('Given a step that was attested, When the token proves it afterwards, Then the evidence counts', async () => {
    const { result } = await bench.run(
      'verify',
      '--target-org',
      'uat',
      '--attest',
      'refresh-token-user=reset in Logik'
    );
    expect(result?.findings.find(({ item, attestation }) => item === 'refresh-token-user' && attestation)).to.include({
      status: 'pass',
      evidence: null,
    });
    await setToken('logik.sync@acme.example.uat', new Date().toISOString());
    expect(await reset()).to.include({ status: 'pass', attestation: null });
    expect(await reset())
      .to.have.property('evidence')
      .that.is.a('string');
  });

  it('Given tokens may not be read, When verifying, Then the step stays manual and says why', async () => {
    await bench.restrict('sandbox', ['OauthToken']);
    expect(await reset()).to.include({ status: 'manual' });
    expect(await reset())
      .to.have.property('hint')
      .that.includes('Customize Application');
  });
});
