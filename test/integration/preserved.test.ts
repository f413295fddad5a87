import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { KEEP_ALL, KEPT_OBJECTS, keptRows, TEST_USERS, userRow } from '../support/keptRows.ts';
import { changesOf, elements, findingsOf, namedRows, readComponent, writeAnswers } from '../support/preservedRun.ts';
import { Workbench } from '../support/workbench.ts';

type Row = Record<string, unknown>;

const USERS = TEST_USERS;

describe('the scenario preserved, from prepare to verify', () => {
  let bench: Workbench;
  const was: Record<string, Row[]> = {};
  let prepared: Awaited<ReturnType<Workbench['prepare']>>;
  let drifted: Awaited<ReturnType<typeof verify>>;
  let planned: Awaited<ReturnType<typeof repoint>>;
  let writesOfPlan: number;
  let repointed: Awaited<ReturnType<typeof repoint>>;
  let cronOfCopy: Row[];

  const repoint = (...more: string[]): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--touch-products', ...more);
  const verify = (): ReturnType<typeof bench.run<'verify'>> => bench.run('verify', '--target-org', 'uat');
  const values = async (object: string, field: string): Promise<unknown[]> =>
    (await bench.records('sandbox', object)).map((row) => row[field]).filter((value) => value !== null);
  const written = (path: string): Promise<string> => readFile(join(bench.directory, path), 'utf8');

  before(async () => {
    bench = await Workbench.start({ scenario: 'preserved' });
    for (const object of KEPT_OBJECTS) was[object] = await keptRows(bench, object);
    was.users = await Promise.all(USERS.map((username) => userRow(bench, username)));
    await writeAnswers(bench, ...KEEP_ALL);
    prepared = await bench.prepare('--source-org', 'prod');
    await bench.refresh();
    drifted = await verify();
    await bench.forgetRequests();
    planned = await bench.run('repoint', '--target-org', 'uat', '--dry-run', '--touch-products');
    writesOfPlan = (await bench.requests()).filter(({ write }) => write).length;
    cronOfCopy = await bench.records('sandbox', 'CronTrigger');
    repointed = await repoint();
  });
  after(() => bench.close());

  it('Given what only the sandbox has, When it is prepared, Then all of it is kept but what never comes out of an org, and that is 68', () => {
    expect(prepared.error, prepared.stderr).to.equal(undefined);
    expect(prepared.exitCode).to.equal(68);
    expect(findingsOf(prepared, 'records')).to.deep.equal([
      'pass Inspection__c',
      'pass Asset_Line__c',
      'pass Site__c',
      'fail Site__c › encrypted fields',
      'fail Site__c › keys',
      'pass Region__c',
    ]);
    expect(findingsOf(prepared, 'test-users').filter((told) => told.startsWith('fail'))).to.deep.equal([]);
    expect(findingsOf(prepared, 'production-leaks')).to.deep.equal(['pass Addresses of other systems']);
  });

  it('Given what production lacks, When it is prepared with the source org, Then each thing that test users and jobs need of it is a warning', () => {
    const lacking = prepared.result?.findings.filter(({ actual }) => actual === 'not in production') ?? [];
    expect(lacking.map(({ status, target }) => `${status} ${target}`)).to.have.members([
      'warn Profile QA Profile',
      'warn Role QA_Team',
      'warn Permission set QA_Tools',
      'warn Public group QA_Testers',
      'warn Apex class QaDataFactory',
      'warn Apex class PilotPoll',
    ]);
    const hint = lacking.find(({ target }) => target === 'Profile QA Profile')?.hint;
    expect(hint).to.include('Retrieve it before the refresh').and.include('tess.lead@');
    expect(findingsOf(prepared, 'scheduled-jobs')).to.deep.equal([
      'pass Scheduled jobs',
      'warn Apex class QaDataFactory',
      'warn Apex class PilotPoll',
    ]);
  });

  it('Given the copy of production, When it is verified and planned, Then nothing is written, and what is lost is told', () => {
    expect([drifted.exitCode, planned.exitCode, writesOfPlan]).to.deep.equal([1, 0, 0]);
    expect(findingsOf(drifted, 'records')).to.include.members(['fail Site__c', 'fail Asset_Line__c', 'fail Region__c']);
    expect(planned.result?.changes.map(({ outcome }) => outcome)).to.satisfy((all: string[]) =>
      all.every((outcome) => outcome === 'planned')
    );
    const told = ({ changes = [] }: { changes?: Array<{ item: string; target: string }> } = {}): string[] =>
      changes.map(({ item, target }) => `${item} ${target}`).sort();
    expect(told(repointed.result)).to.deep.equal(told(planned.result));
  });

  it('Given records of four objects, When they are put back, Then the rows are the sandbox’s with their lookups, but for those that the org refuses, each with its reason', async () => {
    const lost = { Site__c: ['S-BIG'], Asset_Line__c: ['L-BIG-1', 'L-QA-3', 'L-QA-4', 'L-QA-6'], Region__c: [] };
    for (const object of KEPT_OBJECTS) {
      const now = await keptRows(bench, object);
      const refused: readonly string[] = lost[object];
      const wanted = was[object].filter(({ Code__c }) => !refused.includes(String(Code__c)));
      for (const row of wanted) expect(now, object).to.deep.include(row);
      expect(now.map(({ Code__c }) => Code__c)).not.to.include.members([...refused, 'none']);
    }
    const failures = await written('reports/restore-failures.csv');
    expect(
      failures.split('\n').map((line) =>
        line
          .split(',')
          .filter((_, index) => index === 1 || index === 3)
          .join(' ')
      )
    ).to.include.members([
      'S-BIG FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'L-QA-2 OWNER_NOT_FOUND',
      'L-QA-3 RECORD_TYPE_NOT_FOUND',
      'L-QA-4 RECORD_TYPE_INACTIVE',
      'L-QA-6 DUPLICATE_VALUE',
      'L-BIG-1 REFERENCE_NOT_FOUND',
      'I-QA-1 REQUIRED_FIELD_MISSING',
      'I-QA-2 REFERENCE_NOT_FOUND',
    ]);
    const triage = (await namedRows(bench, 'sandbox', 'Asset_Line__c', { OwnerId: ['Group', 'DeveloperName'] })).find(
      ({ Code__c }) => Code__c === 'L-QA-5'
    );
    expect(triage?.OwnerId).to.equal('Line_Triage');
    // What production had beside them is still there.
    expect((await keptRows(bench, 'Site__c')).map(({ Code__c }) => Code__c)).to.include('S-LYS');
  });

  it('Given test users, When they are put back, Then each is who it was, with licence, groups, queue and manager, and only those are mailed', async () => {
    const [, , , auditor] = was.users;
    for (const [index, username] of USERS.entries()) {
      const before = was.users[index];
      if (before === auditor || username.startsWith('tess.lead')) {
        expect((await bench.records('sandbox', 'User')).map(({ Username }) => Username)).not.to.include(username);
        continue;
      }
      const now = await userRow(bench, username);
      const same = ['FirstName', 'LastName', 'Email', 'ProfileId', 'ManagerId', 'IsActive', 'FederationIdentifier'];
      for (const field of [...same, 'LocaleSidKey', 'LanguageLocaleKey', 'TimeZoneSidKey', 'Alias'])
        expect([username, field, now[field]]).to.deep.equal([username, field, before[field]]);
      // Production has no role QA_Team.
      if (username.startsWith('tess.planner')) expect(now.UserRoleId).to.equal(null);
      else expect(now.UserRoleId).to.equal(before.UserRoleId);
    }
    const of = async (object: string, field: string, to: readonly [string, string]): Promise<unknown[]> => {
      const whose = object === 'GroupMember' ? 'UserOrGroupId' : 'AssigneeId';
      const rows = await namedRows(bench, 'sandbox', object, { [whose]: ['User', 'Username'], [field]: to });
      return rows.filter((row) => row[whose] === USERS[1]).map((row) => row[field]);
    };
    expect(
      await of('PermissionSetLicenseAssign', 'PermissionSetLicenseId', ['PermissionSetLicense', 'DeveloperName'])
    ).to.deep.equal(['FieldServiceStandardPsl']);
    expect(await of('PermissionSetAssignment', 'PermissionSetId', ['PermissionSet', 'Name'])).to.include(
      'Field_Service'
    );
    expect(
      await of('PermissionSetAssignment', 'PermissionSetGroupId', ['PermissionSetGroup', 'DeveloperName'])
    ).to.include('Site_Operations');
    expect(await of('GroupMember', 'GroupId', ['Group', 'DeveloperName'])).to.have.members([
      'Price_Approvers',
      'Line_Triage',
    ]);
    expect(changesOf(repointed, 'test-users').filter((told) => told.includes('password'))).to.have.length(3);
    const mailed = (await bench.records('sandbox', 'User')).filter(
      ({ LastPasswordChangeDate }) => LastPasswordChangeDate !== null
    );
    expect(mailed.map(({ Username }) => Username)).to.have.members([USERS[0], USERS[1], USERS[4]]);
  });

  it('Given credentials, hosts and settings, When they are put back, Then the rows and components name the sandbox’s systems, and what stays is told as critical', async () => {
    const uat = /^https:\/\/[\w-]+-uat\.example\.com|^http:\/\/127\.0\.0\.1/;
    for (const [object, field] of [
      ['NamedCredential', 'Endpoint'],
      ['RemoteProxy', 'EndpointUrl'],
      ['CorsWhitelistEntry', 'UrlPattern'],
      ['AuthProvider', 'TokenUrl'],
      ['AuthProvider', 'AuthorizeUrl'],
      ['Integration_Endpoint__c', 'Url__c'],
    ])
      for (const url of await values(object, field)) expect(url, `${object}.${field}`).to.match(uat);
    expect(await values('CspTrustedSite', 'EndpointUrl')).to.include('https://maps-uat.example.com');
    const secured = await readComponent(bench, 'NamedCredential', 'Pricing_API');
    expect(elements(secured, 'parameterValue')).to.deep.equal(['https://pricing-uat.example.com/v2']);
    expect([elements(secured, 'externalCredential'), elements(secured, 'namedCredentialType')]).to.deep.equal([
      ['Pricing'],
      ['SecuredEndpoint'],
    ]);
    const external = await readComponent(bench, 'ExternalCredential', 'Pricing');
    expect(elements(external, 'parameterValue')).to.deep.equal(['https://login-uat.example.com/oauth/token']);
    expect(elements(external, 'parameterType')).to.deep.equal(['AuthProviderUrl', 'NamedPrincipal']);
    const critical = (repointed.result?.findings ?? []).filter(
      ({ item, severity }) => item === 'production-leaks' && severity === 'critical'
    );
    expect(critical.map(({ target }) => target)).to.deep.equal([
      'WorkflowOutboundMessage Account.Notify_ERP › endpointUrl',
      'EmailRelay smtp.example.com › Host',
    ]);
    expect(repointed.exitCode).to.equal(1);
  });

  it('Given scheduled jobs, When the sandbox is repointed, Then none is touched, lost ones have a script, and production’s are called out', async () => {
    expect(await bench.records('sandbox', 'CronTrigger')).to.deep.equal(cronOfCopy);
    expect(findingsOf(repointed, 'scheduled-jobs')).to.have.members([
      'pass Scheduled jobs',
      'manual UAT Data Reset (Scheduled Apex)',
      'manual Pilot Poll (Scheduled Apex)',
      'warn Nightly ERP Sync (Scheduled Apex)',
      'warn Dunning Mails (Scheduled Apex)',
    ]);
    expect(await written('hand-off/reschedule-tess.agent@example.com.uat.apex')).to.include(
      'Pilot Poll (0 15 * * * ?)'
    );
  });
});
