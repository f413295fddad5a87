import { expect } from 'chai';
import type { Workbench } from '../support/workbench.ts';
import { filesBelow, refreshed, run, writesTo } from './hostile.ts';

const OBJECTS = [
  'LGK__ConfigurationTenant__c',
  'User',
  'UserLogin',
  'Organization',
  'PermissionSet',
  'PermissionSetAssignment',
  'Product2',
  'Pricebook2',
  'PricebookEntry',
  'SBQQ__Quote__c',
];

/** Both orgs, as far as anything here could reach. */
const stateOf = async (bench: Workbench): Promise<string> =>
  JSON.stringify(
    await Promise.all(
      (['sandbox', 'production'] as const).flatMap((org) => OBJECTS.map((object) => bench.records(org, object)))
    )
  );

describe('commands that only read', () => {
  let bench: Workbench;
  before(async () => {
    ({ bench } = await refreshed({ prepare: ['--source-org', 'prod'] }));
  });
  after(() => bench.close());

  const runs: Array<[string, () => Promise<{ exitCode: number; error: Error | undefined }>]> = [
    ['prepare', () => bench.prepare('--output-dir', 'next')],
    ['prepare with production as source', () => bench.prepare('--output-dir', 'after', '--source-org', 'prod')],
    ['verify', () => run(bench, 'verify')],
    ['verify that attests', () => run(bench, 'verify', '--attest', 'refresh-token-user=reset in Logik')],
    ['repoint --dry-run', () => bench.run('repoint', '--target-org', 'uat', '--dry-run')],
    ['repoint --dry-run --json', () => bench.run('repoint', '--target-org', 'uat', '--dry-run', '--json')],
    [
      'repoint --dry-run to another environment',
      () =>
        bench.run('repoint', '--target-org', 'uat', '--dry-run', '--logik-url', 'https://acme-uat9.test01.logik.io'),
    ],
  ];
  for (const [name, act] of runs) {
    it(`Given a sandbox full of work to do, When ${name} runs, Then only reads leave it and no record changes`, async () => {
      const before = await stateOf(bench);
      await bench.forgetRequests();
      const { error } = await act();
      expect(error).to.equal(undefined);
      const requests = await bench.requests();
      expect(requests).to.not.be.empty;
      expect(await writesTo(bench)).to.deep.equal([]);
      expect(await stateOf(bench)).to.equal(before);
    });
  }

  it('Given the same sandbox, When repoint does write, Then the request log shows it: the proof above can fail', async () => {
    const before = await stateOf(bench);
    await bench.forgetRequests();
    await run(bench, 'repoint');
    expect((await writesTo(bench)).join()).to.match(/PATCH \S+ConfigurationTenant__c.*PATCH \S+User/);
    expect(await stateOf(bench)).not.to.equal(before);
  });

  it('Given a dry run, When it ends, Then the refresh directory holds neither a journal nor the URL it was asked about', async () => {
    const { bench: other } = await refreshed();
    try {
      const before = await filesBelow(other.directory);
      await other.run(
        'repoint',
        '--target-org',
        'uat',
        '--dry-run',
        '--logik-url',
        'https://acme-uat9.test01.logik.io'
      );
      expect(await filesBelow(other.directory)).to.deep.equal(before);
    } finally {
      await other.close();
    }
  });
});
