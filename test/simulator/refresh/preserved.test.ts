import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';

type Fields = { [key: string]: Json };

describe('Given a refresh of the scenario preserved', () => {
  let client: TestClient;
  let domain: Json;
  const column = async (soql: string, field: string): Promise<Json[]> =>
    (await client.records(soql)).map((row) => row[field] ?? null);
  before(async () => {
    client = await startClient({ scenario: 'preserved' });
    [domain = null] = await column('SELECT EmailDomainName FROM EmailServicesAddress', 'EmailDomainName');
    await client.call('POST', '/__simulator/refresh', {});
  });
  after(() => client.simulator.close());

  const saved = async (path: string, body: Fields): Promise<string> => {
    const { status, json } = await client.call('PATCH', path, body);
    return status < 300 ? 'saved' : String((json as Fields[])[0]?.['errorCode']);
  };

  it('When people are looked for, Then those of the sandbox are gone, with their sets, groups and role', async () => {
    expect(await column("SELECT Id FROM User WHERE FirstName = 'Tess'", 'Id')).to.deep.equal([]);
    expect(await column("SELECT Id FROM PermissionSet WHERE Name = 'QA_Tools'", 'Id')).to.deep.equal([]);
    expect(await column("SELECT Id FROM Profile WHERE Name = 'QA Profile'", 'Id')).to.deep.equal([]);
    expect(await column('SELECT DeveloperName FROM UserRole', 'DeveloperName')).to.not.include('QA_Team');
    expect(await column('SELECT DeveloperName FROM Group', 'DeveloperName')).to.not.include('QA_Testers');
    const [pat] = await client.records("SELECT Email, IsActive FROM User WHERE LastName = 'Former'");
    expect(pat).to.include({ Email: 'pat.former@example.com.invalid', IsActive: false });
  });

  it('When schedules and mail are looked for, Then they are those of production', async () => {
    const names = (await client.records('SELECT CronJobDetail.Name, CronExpression FROM CronTrigger')).map((row) => [
      (row['CronJobDetail'] as Fields)['Name'],
      row['CronExpression'],
    ]);
    expect(names).to.deep.equal([
      ['Nightly ERP Sync', '0 0 2 * * ?'],
      ['Dunning Mails', '0 0 7 ? * MON-FRI'],
      ['Weekly Forecast', '0 0 5 ? * MON'],
    ]);
    expect(await column('SELECT JobType FROM AsyncApexJob', 'JobType')).to.deep.equal([
      'ScheduledApex',
      'ScheduledApex',
    ]);
    const addresses = await column('SELECT Address FROM OrgWideEmailAddress', 'Address');
    expect(addresses).to.deep.equal(['sales@example.com', 'billing@example.com']);
    const [now] = await column('SELECT EmailDomainName FROM EmailServicesAddress', 'EmailDomainName');
    expect(now).to.be.a('string').and.not.equal(domain);
  });

  it('When traces of use and work are looked for, Then there are none, and source tracking is on', async () => {
    for (const object of ['LoginHistory', 'AuthSession']) {
      expect(await client.records(`SELECT Id FROM ${object}`), object).to.deep.equal([]);
    }
    expect(await client.tooling('SELECT Id FROM SourceMember')).to.deep.equal([]);
    for (const kind of ['ingest', 'query']) {
      expect(((await client.get(`/jobs/${kind}`)).json as { records: Json[] }).records).to.deep.equal([]);
    }
  });

  it('When hosts are looked for, Then they name production', async () => {
    const urls = [
      ...(await column("SELECT Endpoint FROM NamedCredential WHERE DeveloperName = 'ERP'", 'Endpoint')),
      ...(await column('SELECT TokenUrl FROM AuthProvider', 'TokenUrl')),
      ...(await column('SELECT UrlPattern FROM CorsWhitelistEntry', 'UrlPattern')),
      ...(await column("SELECT Url__c FROM Integration_Endpoint__c WHERE Name = 'ERP'", 'Url__c')),
      ...(await client.tooling("SELECT EndpointUrl FROM RemoteProxy WHERE SiteName = 'ERP'")).map(
        (row) => row['EndpointUrl'] ?? null
      ),
    ];
    expect(urls.map((url) => new URL(String(url)).host)).to.deep.equal([
      'erp.example.com',
      'login.example.com',
      'portal.example.com',
      'erp.example.com',
      'erp.example.com',
    ]);
  });

  it('When records are put back, Then production refuses some, each for a reason of its own', async () => {
    const region = await column("SELECT Id FROM Region__c WHERE Code__c = 'EU'", 'Id');
    const base = { Name: 'Back', Region__c: region[0] ?? null };
    expect(await saved('/sobjects/Site__c/Code__c/S-QA-1', { ...base, Headcount__c: 25 })).to.equal('saved');
    expect(await saved('/sobjects/Site__c/Code__c/S-BIG', { ...base, Headcount__c: 650 })).to.equal(
      'FIELD_CUSTOM_VALIDATION_EXCEPTION'
    );
    expect(await saved('/sobjects/Site__c/Code__c/S-QA-3', { ...base, Gate_Code__c: '4711' })).to.equal(
      'INVALID_FIELD'
    );
    const line = { Name: 'Line', Site__r: { Code__c: 'S-QA-1' } };
    expect(await saved('/sobjects/Asset_Line__c/Code__c/L-QA-1', { ...line, Serial_Number__c: 'SN-Q1' })).to.equal(
      'saved'
    );
    expect(await saved('/sobjects/Asset_Line__c/Code__c/L-QA-6', { ...line, Serial_Number__c: 'SN-0001' })).to.equal(
      'DUPLICATE_VALUE'
    );
    const valves = await column("SELECT Id FROM RecordType WHERE DeveloperName = 'Valve_Line'", 'Id');
    expect(await column("SELECT Id FROM RecordType WHERE DeveloperName = 'Pilot_Line'", 'Id')).to.deep.equal([]);
    expect(
      await saved('/sobjects/Asset_Line__c/Code__c/L-QA-4', { ...line, RecordTypeId: valves[0] ?? null })
    ).to.equal('INVALID_CROSS_REFERENCE_KEY');
    const inspection = { Asset_Line__r: { Code__c: 'L-QA-1' }, Result__c: 'Failed' };
    expect(await saved('/sobjects/Inspection__c/Key__c/I-QA-1', inspection)).to.equal('REQUIRED_FIELD_MISSING');
  });
});
