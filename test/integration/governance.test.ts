import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { LogikRefreshPrepareResult } from '../../src/commands/logik/refresh/prepare.ts';
import type { Finding } from '../../src/checklist/item.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';

const GOVERNANCE = ['target', 'policy', 'active-users', 'uncommitted-work'];

const own = (ran: Ran<{ findings: Finding[] }>): Finding[] =>
  (ran.result?.findings ?? []).filter(({ item }) => GOVERNANCE.includes(item));
const find = (ran: Ran<{ findings: Finding[] }>, target: RegExp): Finding | undefined =>
  own(ran).find((finding) => target.test(finding.target));
const failing = (ran: Ran<{ findings: Finding[] }>): string[] =>
  own(ran)
    .filter(({ status }) => status === 'fail')
    .map(({ item, target }) => `${item} ${target}`);

/** Instants as Salesforce spells them. */
const daysAgo = (days: number): string => `${inDays(-days)}T08:00:00.000+0000`;

describe('governance before a refresh, in an org', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  const gate = (...more: string[]): Promise<Ran<LogikRefreshPrepareResult>> => bench.prepare('--gate', ...more);
  const fromProduction = (): Promise<Ran<LogikRefreshPrepareResult>> => gate('--source-org', 'prod');
  const written = (name: string): Promise<string> => readFile(join(bench.directory, name), 'utf8');
  const userId = async (username: string): Promise<string> =>
    (await bench.records('sandbox', 'User')).find(({ Username }) => Username === username)?.Id ?? '';

  it('Given a sandbox of production, When prepared as a gate, Then production knows it, the policy holds, and the gate is open', async () => {
    const prepared = await fromProduction();
    expect(failing(prepared)).to.deep.equal([]);
    expect(prepared.exitCode).to.equal(0);
    expect(find(prepared, /^Sandbox of prod$/)).to.include({ status: 'pass' });
    expect(find(prepared, /^Interval/)).to.include({ status: 'pass', expected: '29 days or more (FULL)' });
    expect(find(prepared, /^Refreshes in/)).to.include({ status: 'pass', evidence: 'SandboxProcess in prod' });
  });

  it('Given a refresh is under way and too many were, When prepared, Then only --gate makes that the exit code, and all is written', async () => {
    const [latest] = await bench.records('production', 'SandboxProcess');
    const { SandboxInfoId, SandboxName, LicenseType } = latest;
    const row = { SandboxInfoId, SandboxName, LicenseType };
    const date = inDays(14);
    const instant = `${date}T00:00:00.000+0000`;
    await bench.setRecords('production', 'SandboxProcess', [
      { ...row, Status: 'Completed', CreatedDate: daysAgo(1), StartDate: instant, EndDate: instant },
      { ...row, Status: 'Processing', CreatedDate: daysAgo(0), StartDate: instant },
    ]);
    const shut = await fromProduction();
    expect(failing(shut)).to.deep.equal([
      'target Refresh under way',
      `policy Refreshes in ${date.slice(0, 7)}`,
      'policy Interval of the sandbox licence',
    ]);
    expect(shut.exitCode).to.equal(1);
    expect(shut.error).to.equal(undefined);
    expect(await written('refresh.yaml')).to.contain(date);
    const open = await bench.prepare('--source-org', 'prod');
    expect(failing(open)).to.deep.equal(failing(shut));
    expect(open.exitCode).to.equal(0);
  });

  it('Given a source that may not be asked, When prepared, Then somebody has to look, and refresh directories are asked instead', async () => {
    await bench.restrict('production', ['SandboxProcess']);
    const first = await fromProduction();
    expect(find(first, /^Sandbox of prod$/)).to.include({ status: 'manual', actual: 'could not be read' });
    expect(find(first, /^Refreshes in/)).to.include({ status: 'skip' });

    const beside = join(dirname(bench.directory), 'uat-before');
    await mkdir(beside);
    const baseline = JSON.parse(await written('baseline.json')) as { org: object };
    const earlier = { ...baseline, org: { ...baseline.org, orgId: '00DGONE00000000AAA' } };
    await writeFile(join(beside, 'baseline.json'), JSON.stringify(earlier));
    await writeFile(join(beside, 'refresh.yaml'), `refresh:\n  date: ${inDays(14)}\n`);
    const told = find(await gate(), /^Refreshes in/);
    expect(told).to.include({ status: 'pass', actual: 2, evidence: 'refresh directories: uat-before' });
  });

  it('Given notice that is too short, When prepared as a gate, Then it is shut, until the policy says otherwise', async () => {
    await bench.prepare();
    const late = await bench.run('prepare', '--target-org', 'uat', '--refresh-date', inDays(1), '--gate');
    expect(failing(late)).to.deep.equal(['policy Notice']);
    expect(late.exitCode).to.equal(1);
    const path = join(bench.directory, 'refresh.yaml');
    const yaml = await readFile(path, 'utf8');
    await writeFile(path, yaml.replace(/noticeDays: 3/, 'noticeDays: 1'));
    const agreed = await bench.run('prepare', '--target-org', 'uat', '--gate');
    expect(failing(agreed)).to.deep.equal([]);
    expect(agreed.exitCode).to.equal(0);
  });

  it('Given a gate that shall not look, When prepared, Then it is refused before anything is written', async () => {
    for (const flags of [
      ['--skip', 'policy'],
      ['--only', 'trusted-url'],
    ]) {
      const refused = await gate(...flags);
      expect(refused.error?.exitCode, flags.join(' ')).to.equal(2);
      expect(refused.error?.name).to.equal('BlindGateError');
    }
    expect(existsSync(bench.directory)).to.equal(false);
  });

  it('Given a waiver of another line that is over, When prepared as a gate, Then it is shut', async () => {
    await bench.prepare();
    const path = join(bench.directory, 'refresh.yaml');
    const over = '\n  - {item: trusted-url, reason: pilot, owner: release team, until: 2026-01-31}';
    await writeFile(path, (await readFile(path, 'utf8')).replace(/waivers: \[\]/, `waivers:${over}`));
    expect((await bench.run('prepare', '--target-org', 'uat')).exitCode).to.equal(0);
    expect((await bench.run('prepare', '--target-org', 'uat', '--gate')).exitCode).to.equal(1);
  });

  it('Given people at work, When prepared, Then they are named, and a note to them is written', async () => {
    const dana = 'dana.ortiz@acme.example.uat';
    const id = await userId(dana);
    const now = new Date().toISOString().replace('Z', '+0000');
    await bench.setRecords('sandbox', 'AuthSession', [
      { UsersId: id, SessionType: 'UI', NumSecondsValid: 7200, CreatedDate: now, LastModifiedDate: now },
    ]);
    await bench.setRecords('sandbox', 'SetupAuditTrail', [
      { Action: 'changedApexClass', Section: 'Apex | Class', CreatedById: id, CreatedDate: now },
      { Action: 'changedApexClass', Section: 'Apex | Class', CreatedById: id, CreatedDate: daysAgo(40) },
    ]);
    await bench.setRecords('sandbox', 'AsyncApexJob', [
      { JobType: 'BatchApex', Status: 'Processing', CreatedById: id, CreatedDate: now },
      { JobType: 'ScheduledApex', Status: 'Queued', CreatedById: id, CreatedDate: now },
    ]);
    const prepared = await gate();
    expect(find(prepared, /^In use now$/)).to.include({ status: 'manual', actual: 'with a session: 1, with jobs: 1' });
    expect(find(prepared, /^In use now$/)?.hint).to.contain(dana);
    expect(prepared.exitCode).to.equal(68);
    const note = await written('active-users.md');
    expect(note).to.match(
      /^\| dana\.ortiz@acme\.example\.uat \| .* \| session, BatchApex \(Processing\) \| Apex \\\| Class 1 \|$/m
    );
    expect(note).to.contain('logik.sync@acme.example.uat (integration)').and.to.contain('(prepared this)');
    expect(prepared.result?.files).to.include(join(bench.directory, 'active-users.md'));
  });

  it('Given an Apex class changed in the sandbox, When prepared, Then somebody has to ask who changed it, and production’s own are not', async () => {
    const dana = await userId('dana.ortiz@acme.example.uat');
    await bench.setRecords('sandbox', 'ApexClass', [
      { Name: 'SandboxOnly', ApiVersion: 62, LastModifiedById: dana, LastModifiedDate: daysAgo(2) },
      { Name: 'FromProduction', ApiVersion: 62, LastModifiedById: dana, LastModifiedDate: daysAgo(900) },
    ]);
    const prepared = await fromProduction();
    const work = own(prepared).find(({ item, target }) => item === 'uncommitted-work' && target.startsWith('dana'));
    expect(work).to.include({ status: 'manual', actual: 'ApexClass 1' });
    expect(work?.evidence).to.contain('the last refresh by the source org');
    const list = await written('uncommitted-work.csv');
    expect(list).to.contain('"ApexClass","SandboxOnly"').and.not.to.contain('FromProduction');
  });

  it('Given parts that this login may not see, When prepared, Then each says so, and everything else is written', async () => {
    await bench.restrict('sandbox', ['LoginHistory', 'AuthSession', 'SetupAuditTrail']);
    const prepared = await gate();
    expect(prepared.error).to.equal(undefined);
    for (const part of [/^Logins$/, /^Sessions$/, /^Setup changes$/]) {
      expect(find(prepared, part)).to.include({ status: 'manual', actual: 'could not be read' });
    }
    expect(find(prepared, /^In use now$/)).to.equal(undefined);
    // Nobody knows whether it may go ahead: the gate does not stand open.
    expect(prepared.exitCode).to.equal(68);
  });

  it('Given a refreshed sandbox, When verified, Then what was asked before is neither asked nor reported again', async () => {
    await fromProduction();
    await bench.refresh();
    const verified = await bench.run('verify', '--target-org', 'uat');
    expect(own(verified)).to.deep.equal([]);
    const asked = (await bench.requests()).map(({ path, query = '' }) => `${path} ${query}`).join('\n');
    expect(asked).not.to.match(/SourceMember|AuthSession|SandboxProcess/);
  });
});
