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

  it('Given the org shows a token of the sync app for that user, When verifying, Then the token is the proof', async () => {
    const users = await bench.records('sandbox', 'User');
    const sync = users.find(({ Username }) => Username === 'logik.sync@acme.example.uat');
    await bench.setRecords('sandbox', 'OauthToken', [
      {
        AppName: 'Logik API User Connected App',
        UserId: sync?.Id,
        LastUsedDate: '2026-11-21T01:00:00.000+0000',
        UseCount: 3,
      },
    ]);
    const proven = await reset();
    expect(proven).to.include({ status: 'pass' });
    expect(proven).to.have.property('evidence').that.includes('2026-11-21T01:00:00');
  });

  it('Given tokens may not be read, When verifying, Then the step stays manual and says why', async () => {
    await bench.restrict('sandbox', ['OauthToken']);
    expect(await reset()).to.include({ status: 'manual' });
    expect(await reset())
      .to.have.property('hint')
      .that.includes('Customize Application');
  });
});
