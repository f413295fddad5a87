import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';

type Fields = { [key: string]: Json };

describe('Given the sandbox of the scenario preserved', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient({ scenario: 'preserved' });
  });
  after(() => client.simulator.close());

  const column = async (soql: string, field: string): Promise<Json[]> =>
    (await client.records(soql)).map((row) => row[field] ?? null);
  const asProduction = { Authorization: '' };
  before(() => {
    asProduction.Authorization = `Bearer ${client.simulator.simulation.login('production').accessToken}`;
  });

  it('When its unfinished work is asked for, Then every change says by whom and when', async () => {
    const members = await client.tooling(
      'SELECT MemberType, MemberName, MemberIdOrName, IsNameObsolete, RevisionCounter, IsNewMember, ChangedBy, LastModifiedDate FROM SourceMember WHERE RevisionCounter > 11'
    );
    expect(members).to.have.length(5);
    const ids = [...new Set(members.map((row) => row['ChangedBy']))];
    const names = await column(`SELECT Name FROM User WHERE Id IN ('${ids.join("','")}') ORDER BY Name`, 'Name');
    expect(names).to.deep.equal(['Dana Ortiz', 'Kim Larsen']);
    const soql = 'SELECT Name, LastModifiedBy.Name FROM {} WHERE LastModifiedDate = LAST_N_DAYS:2';
    for (const [object, name] of Object.entries({ ApexTrigger: 'SiteTrigger', ApexPage: 'SiteMap' })) {
      const rows = await client.tooling(soql.replace('{}', object));
      expect(rows.map((row) => row['Name'])).to.deep.equal([name]);
    }
    const classes = await client.tooling(`${soql.replace('{}', 'ApexClass')} ORDER BY Name`);
    expect(classes.map((row) => [row['Name'], (row['LastModifiedBy'] as Fields)['Name']])).to.deep.equal([
      ['NightlySync', 'Dana Ortiz'],
      ['QaDataFactory', 'Kim Larsen'],
    ]);
    for (const from of ['CustomField', 'ValidationRule', 'Flow']) {
      const where = 'WHERE LastModifiedDate = LAST_N_DAYS:2';
      expect(await client.tooling(`SELECT Id, LastModifiedBy.Name FROM ${from} ${where}`), from).to.have.length(1);
    }
    const flows = 'SELECT ApiName, LastModifiedBy FROM FlowDefinitionView ORDER BY LastModifiedDate DESC LIMIT 1';
    expect((await client.records(flows))[0]).to.include({ ApiName: 'Site_Onboarding', LastModifiedBy: 'Kim Larsen' });
  });

  it('When an org has no source tracking, Then there is no SourceMember', async () => {
    const soql = encodeURIComponent('SELECT Id FROM SourceMember');
    const refused = await client.get(`/tooling/query?q=${soql}`, asProduction);
    expect([refused.status, (refused.json as Fields[])[0]?.['errorCode']]).to.deep.equal([400, 'INVALID_TYPE']);
  });

  it('When its schedules are asked for, Then jobs, owners, classes and times are there', async () => {
    const rows = await client.records(
      "SELECT CronJobDetail.Name, CronJobDetail.JobType, CronExpression, State, NextFireTime, PreviousFireTime, TimesTriggered, Owner.Username FROM CronTrigger WHERE CronJobDetail.JobType = '7' ORDER BY CronExpression"
    );
    expect(
      rows.map((row) => [(row['CronJobDetail'] as Fields)['Name'], row['CronExpression'], row['State']])
    ).to.deep.equal([
      ['Nightly ERP Sync', '0 0 6 ? * SUN', 'WAITING'],
      ['Pilot Poll', '0 15 * * * ?', 'WAITING'],
      ['UAT Data Reset', '0 30 5 ? * MON-FRI', 'WAITING'],
    ]);
    const jobs = await client.records(
      "SELECT ApexClass.Name, CronTrigger.CronExpression FROM AsyncApexJob WHERE JobType = 'ScheduledApex'"
    );
    expect(jobs.map((row) => (row['ApexClass'] as Fields)['Name'])).to.deep.equal([
      'NightlySync',
      'QaDataFactory',
      'PilotPoll',
    ]);
    expect((jobs[2]?.['CronTrigger'] as Fields)['CronExpression']).to.equal('0 15 * * * ?');
  });

  it('When its use is asked for, Then sessions, logins, changes and running jobs tell who works in it', async () => {
    const sessions = await client.records(
      "SELECT UsersId, SessionType, LoginType, LastModifiedDate, NumSecondsValid FROM AuthSession WHERE UserType = 'Standard'"
    );
    const live = sessions.filter(
      (row) => Date.parse(String(row['LastModifiedDate'])) + Number(row['NumSecondsValid']) * 1000 > Date.now()
    );
    expect([sessions.length, live.length]).to.deep.equal([5, 4]);
    // Nobody can filter by it.
    expect(await column('SELECT Status FROM LoginHistory', 'Status')).to.include('Invalid Password');
    const trail = 'SELECT Action, CreatedBy.Username FROM SetupAuditTrail ORDER BY CreatedDate DESC';
    expect(await column(trail, 'Action')).to.have.length(5);
    const running =
      "SELECT Status FROM AsyncApexJob WHERE Status IN ('Processing', 'Preparing') OR JobType = 'Queueable'";
    expect(await column(running, 'Status')).to.deep.equal(['Processing', 'Queued']);
    const ingest = (await client.get('/jobs/ingest')).json as { records: Fields[] };
    expect(ingest.records.map((job) => [job['object'], job['state']])).to.deep.include(['Site__c', 'InProgress']);
    const [dana] = await column("SELECT Id FROM User WHERE Username = 'dana.ortiz@acme.example.uat'", 'Id');
    const uploads = ingest.records.filter(({ jobType }) => jobType === 'V2Ingest');
    expect(uploads.every((job) => job['createdById'] === dana)).to.equal(true);
    const query = (await client.get('/jobs/query')).json as { records: Fields[] };
    expect(query.records.map((job) => `${String(job['jobType'])} ${String(job['state'])}`)).to.have.members([
      'V2Query InProgress',
      'Classic Open',
    ]);
    // A job of the first version stands in both lists.
    expect(ingest.records.filter(({ jobType }) => jobType === 'Classic').map(({ id }) => id)).to.deep.equal(
      query.records.filter(({ jobType }) => jobType === 'Classic').map(({ id }) => id)
    );
  });

  it('When its refreshes are asked for in production, Then two are of this month', async () => {
    const from = encodeURIComponent(
      "SELECT StartDate, LicenseType FROM SandboxProcess WHERE SandboxName = 'uat' AND StartDate = THIS_MONTH"
    );
    const { json } = await client.get(`/tooling/query?q=${from}`, asProduction);
    expect((json as { totalSize: number }).totalSize).to.equal(2);
  });

  it('When labels are asked for in German, Then answers are German, and conditions take codes only', async () => {
    const { simulation } = client.simulator;
    const [production, sandbox] = [simulation.production, simulation.sandbox];
    for (const [org, { username }] of [
      [production, simulation.login('production')],
      [sandbox, simulation.login('sandbox')],
    ] as const) {
      const [user] = [...org.table('User').withValue('Username', username)];
      if (user) org.load('User', { ...user, LanguageLocaleKey: 'de' });
    }
    const statuses = async (where: string): Promise<Json[]> => {
      const soql = encodeURIComponent(`SELECT Status FROM SandboxProcess ${where}`);
      const { json } = await client.get(`/tooling/query?q=${soql}`, asProduction);
      return (json as { records: Fields[] }).records.map((row) => row['Status'] ?? null);
    };
    expect(new Set(await statuses(''))).to.deep.equal(new Set(['Abgeschlossen']));
    expect(await statuses("WHERE Status = '1'")).to.have.length((await statuses('')).length);
    expect(await statuses("WHERE Status = 'Completed'")).to.deep.equal([]);
    expect(await column('SELECT Status FROM LoginHistory', 'Status'))
      .to.include('Ungültiges Kennwort')
      .and.not.include('Success');
    const refused = await client.query("SELECT Id FROM LoginHistory WHERE Status = 'Success'");
    expect([refused.status, (refused.json as Fields[])[0]?.['errorCode']]).to.deep.equal([400, 'INVALID_FIELD']);
    const last = await column(
      "SELECT LastLoginDate FROM User WHERE Username = 'dana.ortiz@acme.example.uat'",
      'LastLoginDate'
    );
    expect(last).to.deep.equal(
      await column(
        "SELECT LoginTime FROM LoginHistory WHERE UserId IN (SELECT Id FROM User WHERE Username = 'dana.ortiz@acme.example.uat') ORDER BY LoginTime DESC LIMIT 1",
        'LoginTime'
      )
    );
  });

  it('When its test users are asked for, Then role, groups, sets and federation ID tell them apart', async () => {
    const users = await client.records(
      "SELECT Username, UserRole.Name, FederationIdentifier, IsActive, (SELECT PermissionSet.Name, PermissionSetGroup.DeveloperName FROM PermissionSetAssignments) FROM User WHERE LastName IN ('Agent', 'Auditor') AND FirstName = 'Tess' ORDER BY Username"
    );
    expect(users.map((row) => [row['FederationIdentifier'], row['IsActive']])).to.deep.equal([
      ['tess-agent', true],
      ['tess-auditor', false],
    ]);
    expect(users[0]?.['UserRole']).to.include({ Name: 'Field Sales' });
    expect(JSON.stringify(users[0])).to.include('QA_Tools').and.include('Site_Operations');
    const groups =
      "SELECT Group.DeveloperName FROM GroupMember WHERE UserOrGroupId IN (SELECT Id FROM User WHERE LastName = 'Agent')";
    expect(await column(groups, 'Group')).to.have.length(3);
    const licenses =
      "SELECT PermissionSetLicense.DeveloperName FROM PermissionSetLicenseAssign WHERE Assignee.LastName = 'Agent'";
    expect((await client.records(licenses))[0]?.['PermissionSetLicense']).to.include({
      DeveloperName: 'FieldServiceStandardPsl',
    });
  });

  it('When its records are asked for, Then they refer in circles, and one field is not to be read', async () => {
    const [flagship] = await client.records("SELECT Flagship_Site__r.Code__c FROM Region__c WHERE Code__c = 'QA'");
    expect(flagship?.['Flagship_Site__r']).to.include({ Code__c: 'S-QA-1' });
    const loop = "SELECT Parent_Site__r.Parent_Site__r.Code__c FROM Site__c WHERE Code__c = 'S-LOOP-A'";
    expect(JSON.stringify(await client.records(loop))).to.include('S-LOOP-A');
    expect((await client.query('SELECT Gate_Code__c FROM Site__c')).text).to.include('INVALID_FIELD');
    const types = "SELECT RecordType.DeveloperName FROM Asset_Line__c WHERE Code__c = 'L-QA-3'";
    expect((await client.records(types))[0]?.['RecordType']).to.include({ DeveloperName: 'Pilot_Line' });
  });

  it('When its mail is asked for, Then addresses and relay are its own', async () => {
    expect(
      await client.records('SELECT Address, DisplayName, IsAllowAllProfiles FROM OrgWideEmailAddress')
    ).to.have.length(1);
    expect(await column('SELECT Host, Port, TlsSetting FROM EmailRelay', 'Host')).to.deep.equal([
      'smtp-uat.example.com',
    ]);
    expect(await column('SELECT EmailDomainName FROM EmailServicesAddress', 'EmailDomainName')).to.have.length(2);
  });
});
