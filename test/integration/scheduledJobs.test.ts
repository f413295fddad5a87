import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';

const DANA = 'dana.ortiz@acme.example';

const own = ({ result }: Ran<{ findings: Finding[] }>): Finding[] =>
  (result?.findings ?? []).filter(({ item }) => item === 'scheduled-jobs');
const told = (ran: Ran<{ findings: Finding[] }>): string[] =>
  own(ran).map(({ status, target }) => `${status} ${target}`);

type Org = 'sandbox' | 'production';
type Given = { name: string; type?: string; cron: string; owner: string; apexClass?: string };

describe('scheduled jobs, in an org', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  const idOf = async (org: Org, object: string, field: string, value: unknown): Promise<string> =>
    (await bench.records(org, object)).findLast((record) => record[field] === value)?.Id ?? '';

  const schedule = async (org: Org, { name, type = '7', cron, owner, apexClass }: Given): Promise<void> => {
    await bench.setRecords(org, 'CronJobDetail', [{ Name: name, JobType: type }]);
    await bench.setRecords(org, 'CronTrigger', [
      {
        CronJobDetailId: await idOf(org, 'CronJobDetail', 'Name', name),
        CronExpression: cron,
        State: 'WAITING',
        NextFireTime: '2099-01-01T00:00:00.000+0000',
        OwnerId: await idOf(org, 'User', 'Username', owner),
      },
    ]);
    if (apexClass === undefined) return;
    const job = await idOf(org, 'CronTrigger', 'CronExpression', cron);
    await bench.setRecords(org, 'AsyncApexJob', [
      { JobType: 'ScheduledApex', CronTriggerId: job, ApexClassId: await idOf(org, 'ApexClass', 'Name', apexClass) },
    ]);
  };

  it('Given jobs of the sandbox and of production, When refreshed, Then lost ones have a script or a place, and production’s are called out and left alone', async () => {
    for (const org of ['sandbox', 'production'] as const) {
      await bench.setRecords(org, 'ApexClass', [{ Name: 'NightlyQuotes', ApiVersion: 62, Status: 'Active' }]);
    }
    const uat = `${DANA}.uat`;
    await schedule('sandbox', { name: "Quotes' night", cron: '0 0 2 * * ?', owner: uat, apexClass: 'NightlyQuotes' });
    await schedule('sandbox', { name: 'Riddle', cron: '0 0 3 * * ?', owner: uat });
    await schedule('sandbox', { name: 'Weekly export', type: '1', cron: '0 0 4 ? * 1', owner: uat });
    await schedule('production', { name: 'Billing run', cron: '0 0 5 * * ?', owner: DANA });

    const prepared = await bench.prepare('--source-org', 'prod');
    expect(told(prepared)).to.deep.equal(['pass Scheduled jobs', 'warn Riddle (Scheduled Apex)']);
    const { jobs } = (
      JSON.parse(await readFile(join(bench.directory, 'baseline.json'), 'utf8')) as {
        items: Record<string, { facts: { jobs: object[] } }>;
      }
    ).items['scheduled-jobs'].facts;
    expect(jobs[0]).to.include({ apexClass: 'NightlyQuotes', owner: uat, expression: '0 0 2 * * ?' });

    await bench.refresh();
    await bench.forgetRequests();
    const verified = await bench.run('verify', '--target-org', 'uat');
    expect(told(verified)).to.deep.equal([
      'pass Scheduled jobs',
      "manual Quotes' night (Scheduled Apex)",
      'manual Riddle (Scheduled Apex)',
      'manual Weekly export (Data Export)',
      'warn Billing run (Scheduled Apex)',
    ]);
    expect(own(verified)[3].hint).to.contain('Data Export');
    expect(own(verified)[4].hint).to.contain("production's schedule").and.contain('System.abortJob');

    const scripts = (await readdir(join(bench.directory, 'hand-off'))).filter((name) => name.endsWith('.apex'));
    expect(scripts).to.deep.equal([`reschedule-${uat}.apex`]);
    const script = await readFile(join(bench.directory, 'hand-off', scripts[0]), 'utf8');
    expect(script).to.contain(`System.schedule('Quotes\\' night', '0 0 2 * * ?', new NightlyQuotes());`);
    expect(script).to.match(/^\/\/ Riddle \(0 0 3 \* \* \?\): its class is not known/m);
    expect(script).not.to.contain('Weekly export');
    expect((await bench.requests()).filter(({ write }) => write)).to.deep.equal([]);
  });

  it('Given jobs that this login may not see, When prepared, Then they are not kept, which is not the same as none', async () => {
    await bench.restrict('sandbox', ['CronTrigger']);
    const prepared = await bench.prepare();
    expect(own(prepared)).to.have.length(1);
    expect(own(prepared)[0]).to.include({ status: 'fail' });
    expect(prepared.exitCode).to.equal(68);
  });

  it('Given no jobs at all, When prepared, Then reading them costs no request of its own', async () => {
    await bench.prepare();
    const requests = await bench.requests();
    expect(requests.filter(({ query = '' }) => /CronTrigger|AsyncApexJob/.test(query))).to.deep.equal([]);
  });
});
