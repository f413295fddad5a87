import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import type { ChangeResult } from '../../src/refresh/write/execute.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';

const QA = 'qa.one@acme.example.uat';
const DANA = 'dana.ortiz@acme.example.uat';

const own = ({ result }: Ran<{ findings: Finding[] }>): Finding[] =>
  (result?.findings ?? []).filter(({ item }) => item === 'test-users');
const told = (ran: Ran<{ findings: Finding[] }>): string[] =>
  own(ran).map(({ status, target }) => `${status} ${target}`);
const changes = ({ result }: Ran<{ changes: ChangeResult[] }>): string[] =>
  (result?.changes ?? [])
    .filter(({ item }) => item === 'test-users')
    .map(({ outcome, target }) => `${outcome} ${target}`);

describe('test users, in an org', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  const row = async (org: 'sandbox' | 'production', object: string, field: string, value: unknown): Promise<string> => {
    const found = (await bench.records(org, object)).find((record) => record[field] === value);
    if (!found) throw new Error(`No ${object} whose ${field} is ${String(value)}.`);
    return found.Id;
  };

  /** What both orgs have, and what only the sandbox has: a user with assignments, and another role and locale of Dana. */
  const arrange = async (users = [QA, DANA], more = ''): Promise<void> => {
    for (const org of ['production', 'sandbox'] as const) {
      await bench.setRecords(org, 'PermissionSet', [{ Name: 'Quote_Tester', Label: 'Quote Tester' }]);
      await bench.setRecords(org, 'UserRole', [{ Name: 'Sales', DeveloperName: 'Sales' }]);
      await bench.setRecords(org, 'Group', [
        { Name: 'Testers', DeveloperName: 'Testers', Type: 'Regular' },
        { Name: 'Quotes', DeveloperName: 'Quotes', Type: 'Queue' },
      ]);
    }
    await bench.setRecords('sandbox', 'PermissionSet', [{ Name: 'Sandbox_Only', Label: 'Sandbox Only' }]);
    const role = await row('sandbox', 'UserRole', 'DeveloperName', 'Sales');
    await bench.setRecords('sandbox', 'User', [
      {
        Username: QA,
        FirstName: 'QA',
        LastName: 'One',
        Alias: 'qaone',
        Email: 'qa.one@acme.example',
        ProfileId: await row('sandbox', 'Profile', 'Name', 'Standard User'),
        UserRoleId: role,
        LocaleSidKey: 'de_DE',
        LanguageLocaleKey: 'de',
        TimeZoneSidKey: 'Europe/Berlin',
        EmailEncodingKey: 'UTF-8',
        FederationIdentifier: 'qa.one',
        IsActive: true,
      },
      { Id: await row('sandbox', 'User', 'Username', DANA), UserRoleId: role, LocaleSidKey: 'de_DE' },
    ]);
    const qa = await row('sandbox', 'User', 'Username', QA);
    await bench.setRecords('sandbox', 'PermissionSetAssignment', [
      { AssigneeId: qa, PermissionSetId: await row('sandbox', 'PermissionSet', 'Name', 'Quote_Tester') },
      { AssigneeId: qa, PermissionSetId: await row('sandbox', 'PermissionSet', 'Name', 'Sandbox_Only') },
    ]);
    await bench.setRecords('sandbox', 'GroupMember', [
      { UserOrGroupId: qa, GroupId: await row('sandbox', 'Group', 'DeveloperName', 'Testers') },
      { UserOrGroupId: qa, GroupId: await row('sandbox', 'Group', 'DeveloperName', 'Quotes') },
    ]);
    await mkdir(bench.directory, { recursive: true });
    await writeFile(
      join(bench.directory, 'refresh.yaml'),
      `schemaVersion: 1\nrefresh:\n  date: ${inDays(14)}\n  dataStrategy: repoint\npreserve:\n  users: [${users.join(', ')}]\n${more}`
    );
  };
  const repoint = (): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt');

  it('Given a user of the sandbox only and a changed one, When refreshed and repointed, Then both are what they were, and what is gone is told', async () => {
    await arrange();
    const prepared = await bench.prepare();
    expect(prepared.error, prepared.stderr).to.equal(undefined);
    expect(told(prepared)).to.include.members([`pass ${QA}`, `pass ${DANA}`]);
    await bench.refresh();

    const verified = await bench.run('verify', '--target-org', 'uat');
    const lost = `fail ${QA} › Permission set Sandbox_Only`;
    expect(told(verified)).to.include.members([
      `fail ${QA}`,
      lost,
      `pass ${DANA}`,
      `fail ${DANA} › Role`,
      `fail ${DANA} › Locale`,
      `fail ${DANA} › Email`,
    ]);

    const repointed = await repoint();
    expect(changes(repointed)).to.include.members([
      `applied ${QA}`,
      `applied ${QA} › Permission set Quote_Tester`,
      `applied ${QA} › Public group Testers`,
      `applied ${QA} › Queue Quotes`,
      `applied ${DANA} › Role`,
      `applied ${DANA} › Locale`,
    ]);
    const [made] = (await bench.records('sandbox', 'User')).filter(({ Username }) => Username === QA);
    expect(made).to.include({
      Email: 'qa.one@acme.example',
      IsActive: true,
      FederationIdentifier: 'qa.one',
      LocaleSidKey: 'de_DE',
      TimeZoneSidKey: 'Europe/Berlin',
      UserRoleId: await row('sandbox', 'UserRole', 'DeveloperName', 'Sales'),
      ProfileId: await row('sandbox', 'Profile', 'Name', 'Standard User'),
    });

    const after = await bench.run('verify', '--target-org', 'uat');
    expect(told(after).filter((each) => each.startsWith('fail') && each.includes('@'))).to.deep.equal([lost]);
    expect(changes(await repoint())).to.deep.equal([]);
  });

  it('Given users that repoint created and assigned, When rolled back, Then the new one is inactive, not deleted, and keeps what it was assigned', async () => {
    await arrange();
    await bench.prepare();
    await bench.refresh();
    await repoint();
    const assigned = (await bench.records('sandbox', 'GroupMember')).length;
    const rolledBack = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(rolledBack.exitCode, rolledBack.stderr).to.equal(0);
    const [made] = (await bench.records('sandbox', 'User')).filter(({ Username }) => Username === QA);
    expect(made).to.include({ IsActive: false });
    expect(await bench.records('sandbox', 'GroupMember')).to.have.length(assigned);
    const methods = (await bench.requests()).map(({ method }) => method);
    expect(methods).not.to.include('DELETE');
  });

  it('Given an assignment to a user of production, When rolled back, Then it stays and is a manual step', async () => {
    await arrange([DANA]);
    await bench.setRecords('sandbox', 'GroupMember', [
      {
        UserOrGroupId: await row('sandbox', 'User', 'Username', DANA),
        GroupId: await row('sandbox', 'Group', 'DeveloperName', 'Testers'),
      },
    ]);
    await bench.prepare();
    await bench.refresh();
    expect(changes(await repoint())).to.include(`applied ${DANA} › Public group Testers`);
    const rolledBack = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(rolledBack.exitCode).to.equal(68);
    expect(told(rolledBack)).to.deep.equal([`manual ${DANA} › Public group Testers`]);
    expect(await bench.records('sandbox', 'GroupMember')).not.to.have.length(0);
  });

  it('Given a username that the org refuses, When repointed, Then every part says so, and the other user is put back', async () => {
    await arrange();
    await bench.prepare();
    await bench.refresh();
    const body = [{ errorCode: 'LICENSE_LIMIT_EXCEEDED', message: 'license limit exceeded' }];
    await bench.fault({ method: 'POST', path: '*/sobjects/User', times: 5, action: { status: 400, body } });
    const repointed = await repoint();
    expect(changes(repointed)).to.include.members([
      `failed ${QA}`,
      `failed ${QA} › Public group Testers`,
      `applied ${DANA} › Role`,
    ]);
    const errors = (repointed.result?.changes ?? []).filter(({ target }) => target.startsWith(QA));
    expect(errors[0].error).to.contain('LICENSE_LIMIT_EXCEEDED');
  });

  it('Given a user created anew, When repointed, Then an email to set the password goes out only where it was asked for', async () => {
    const mails = async (): Promise<number> =>
      (await bench.requests()).filter(({ path }) => path.includes('executeAnonymous')).length;
    await arrange([QA], '  passwordReset: true\n');
    await bench.prepare();
    await bench.refresh();
    await bench.fault({
      method: 'GET',
      path: '*/tooling/executeAnonymous*',
      times: 5,
      action: { status: 200, body: { compiled: true, success: true } },
    });
    const repointed = await repoint();
    expect(changes(repointed)).to.include(`applied ${QA} › Email to set a password`);
    expect(await mails()).to.equal(1);
    await repoint();
    expect(await mails()).to.equal(1);
  });

  it('Given users whose manager is created by the same run, When repointed and rolled back, Then one run sets the manager of both, and the rollback takes it from the one that stays', async () => {
    const LEAD = 'zoe.lead@acme.example.uat';
    await arrange([QA, DANA, LEAD]);
    const [qa] = (await bench.records('sandbox', 'User')).filter(({ Username }) => Username === QA);
    const { Id, ...like } = qa;
    await bench.setRecords('sandbox', 'User', [
      { ...like, Username: LEAD, Alias: 'zlead', Email: 'zoe.lead@acme.example', FederationIdentifier: 'zoe.lead' },
    ]);
    const lead = await row('sandbox', 'User', 'Username', LEAD);
    await bench.setRecords('sandbox', 'User', [
      { Id, ManagerId: lead },
      { Id: await row('sandbox', 'User', 'Username', DANA), ManagerId: lead },
    ]);
    await bench.prepare();
    await bench.refresh();
    const managers = `${QA} › Manager,${DANA} › Manager`;
    const before = await bench.run('verify', '--target-org', 'uat');
    expect(told(before)).to.include(`fail ${DANA} › Manager`);
    const repointed = await repoint();
    const done = changes(repointed);
    expect(done.slice(-2).join()).to.equal(`applied ${managers.replace(',', ',applied ')}`);
    const made = await row('sandbox', 'User', 'Username', LEAD);
    const managerOf = async (username: string): Promise<unknown> =>
      (await bench.records('sandbox', 'User')).find(({ Username }) => Username === username)?.ManagerId;
    expect([await managerOf(QA), await managerOf(DANA)]).to.deep.equal([made, made]);
    expect(changes(await repoint())).to.deep.equal([]);
    const back = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(changes(back)).to.include(`applied ${DANA} › Manager`).and.not.include(`applied ${QA} › Manager`);
    expect(await managerOf(DANA)).to.equal(null);
  });

  it('Given an email to set the password that failed, When repointed again, Then it is told and offered until it went out', async () => {
    await arrange([QA], '  passwordReset: true\n');
    await bench.prepare();
    await bench.refresh();
    const answer = (body: object): Promise<void> =>
      bench.fault({ method: 'GET', path: '*/tooling/executeAnonymous*', times: 1, action: { status: 200, body } });
    const mail = `${QA} › Email to set a password`;
    await answer({ compiled: true, success: false, exceptionMessage: 'System.EmailException: limit' });
    expect(changes(await repoint())).to.include.members([`applied ${QA}`, `failed ${mail}`]);
    expect(told(await bench.run('verify', '--target-org', 'uat'))).to.include(`fail ${mail}`);
    await answer({ compiled: true, success: true });
    expect(changes(await repoint())).to.deep.equal([`applied ${mail}`]);
    expect(told(await bench.run('verify', '--target-org', 'uat'))).not.to.include(`fail ${mail}`);
    expect(changes(await repoint())).to.deep.equal([]);
  });

  it('Given a username that the org does not have, When prepared, Then it is an error and nothing is written', async () => {
    await arrange([QA, 'nobody@acme.example.uat']);
    const prepared = await bench.prepare();
    // The same as for any other username that refresh.yaml or the command line names.
    expect(prepared.exitCode).to.equal(1);
    expect(prepared.error?.name).to.equal('UnknownTestUserError');
    expect(prepared.error?.message).to.contain('nobody@acme.example.uat').and.not.contain(QA);
    const written = await readFile(join(bench.directory, 'baseline.json'), 'utf8').catch(() => undefined);
    expect(written).to.equal(undefined);
  });
});
