import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';

type Fields = { [key: string]: Json };

describe('Given records that name others, owners and record types', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient({ scenario: 'preserved' });
  });
  after(() => client.simulator.close());

  const upsert = async (object: string, key: string, body: Fields): Promise<string> => {
    const { status, json } = await client.call('PATCH', `/sobjects/${object}/${key}`, body);
    if (status < 300) return 'saved';
    const [{ errorCode, message } = {}] = json as Fields[];
    return `${String(errorCode)}: ${String(message)}`;
  };

  it('When a parent is named by its external ID, Then it is found, whatever the case', async () => {
    const body = { Region__r: { Code__c: 'qa' }, Parent_Site__r: { Code__c: 'S-QA-1' }, Name: 'By key' };
    expect(await upsert('Site__c', 'Code__c/S-KEY', body)).to.equal('saved');
    const [row] = await client.records(
      "SELECT Region__r.Name, Parent_Site__r.Code__c FROM Site__c WHERE Code__c = 'S-KEY'"
    );
    expect(row?.['Region__r']).to.include({ Name: 'Quality Lab' });
    expect(row?.['Parent_Site__r']).to.include({ Code__c: 'S-QA-1' });
  });

  it('When an owner of two possible objects is named, Then the type in its attributes decides', async () => {
    const Owner = { attributes: { type: 'User' }, Username: 'tess.planner@example.com.uat' };
    expect(await upsert('Region__c', 'Code__c/OWNED', { Name: 'Owned', Owner })).to.equal('saved');
    const [row] = await client.records("SELECT Owner.Name FROM Region__c WHERE Code__c = 'OWNED'");
    expect(row?.['Owner']).to.include({ Name: 'Tess Planner' });
  });

  it('When a key leads nowhere, or is none, Then the words are those of the API', async () => {
    expect(await upsert('Site__c', 'Code__c/S-X', { Region__r: { Code__c: 'NOWHERE' } })).to.equal(
      'INVALID_FIELD: Foreign key external ID: nowhere not found for field Code__c in entity Region__c'
    );
    expect(await upsert('Site__c', 'Code__c/S-X', { Region__r: { Flagship_Site__c: 'x' } })).to.equal(
      'INVALID_FIELD: Field name provided, Flagship_Site__c is not an External ID or indexed field for Region__c'
    );
  });

  it('When the owner is not active, Then a record is refused', async () => {
    const Owner = { attributes: { type: 'User' }, Username: 'tess.auditor@example.com.uat' };
    expect(await upsert('Region__c', 'Code__c/EU', { Owner })).to.match(
      /^INACTIVE_OWNER_OR_USER: operation performed with inactive user \[005\w{12}\] as owner of region$/
    );
  });

  it('When a record type is of another object or gone, Then a record is refused', async () => {
    const { sandbox } = client.simulator.simulation;
    const [pilot] = sandbox.table('RecordType').withValue('DeveloperName', 'Pilot_Line');
    const id = pilot?.Id ?? '';
    expect(await upsert('Asset_Line__c', 'Code__c/L-QA-1', { RecordTypeId: id })).to.equal('saved');
    sandbox.load('RecordType', { ...pilot, IsActive: false });
    const refused = `INVALID_CROSS_REFERENCE_KEY: Record Type ID: this ID value isn't valid for the user: ${id}`;
    expect(await upsert('Asset_Line__c', 'Code__c/L-QA-1', { RecordTypeId: id })).to.equal(refused);
    sandbox.load('RecordType', { ...pilot, IsActive: true, SobjectType: 'Site__c' });
    expect(await upsert('Asset_Line__c', 'Code__c/L-QA-1', { RecordTypeId: id })).to.equal(refused);
  });

  it('When an encrypted field is written, Then it is read masked, and no query filters by it', async () => {
    expect(await upsert('Site__c', 'Code__c/S-QA-1', { Alarm_Pin__c: '90217743' })).to.equal('saved');
    const [row] = await client.records("SELECT Alarm_Pin__c FROM Site__c WHERE Code__c = 'S-QA-1'");
    expect(row).to.include({ Alarm_Pin__c: '****7743' });
    expect((await client.query("SELECT Id FROM Site__c WHERE Alarm_Pin__c = '90217743'")).text).to.include(
      'INVALID_FIELD'
    );
  });
});
