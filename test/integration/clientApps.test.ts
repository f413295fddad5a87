import { expect } from 'chai';
import { Workbench } from '../support/workbench.ts';

describe('external client apps, over a refresh', () => {
  let bench: Workbench;
  afterEach(() => bench.close());

  it("Given local apps of both orgs, When the sandbox is refreshed, Then its own is missing and production's did not come", async () => {
    bench = await Workbench.start();
    const app = (DeveloperName: string, DistributionState: string): object => ({
      DeveloperName,
      MasterLabel: DeveloperName,
      DistributionState,
    });
    await bench.setRecords('sandbox', 'ExternalClientApplication', [app('CI_Login', 'Local'), app('Sync', 'Packaged')]);
    await bench.setRecords('production', 'ExternalClientApplication', [
      app('CI_Login', 'Local'),
      app('Sync', 'Packaged'),
    ]);
    const { result: prepared } = await bench.prepare('--only', 'connected-apps');
    const apps = (findings: typeof prepared): string[] =>
      (findings?.findings ?? [])
        .filter(({ target }) => target.startsWith('External client app'))
        .map(({ target, status }) => `${status} ${target}`);
    expect(apps(prepared)).to.deep.equal(['pass External client app CI_Login', 'pass External client app Sync']);
    await bench.refresh();
    const { result } = await bench.run('verify', '--target-org', 'uat', '--only', 'connected-apps');
    expect(
      result?.findings
        .filter(({ target }) => target.startsWith('External'))
        .map(({ target, status }) => `${status} ${target}`)
    ).to.deep.equal(['manual External client app CI_Login', 'pass External client app Sync']);
  });
});
