import { expect } from 'chai';
import type { Json } from '../model.ts';
import { refreshSandbox } from '../refresh/index.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';

type Fields = { [key: string]: Json };

describe('Given an org with few user licenses', () => {
  let client: TestClient;
  let profile: Json;
  beforeEach(async () => {
    client = await startClient({ scenario: 'license-exhausted' });
    refreshSandbox(client.simulator.simulation, {});
    profile = (await client.records("SELECT Id FROM Profile WHERE Name = 'Standard User'"))[0]?.['Id'] ?? null;
  });
  afterEach(() => client.simulator.close());

  const user = (name: string, more: Fields = {}): Fields => ({
    Username: `${name}@example.com.uat`,
    Email: `${name}@example.com`,
    LastName: name,
    Alias: name.slice(0, 8),
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    LanguageLocaleKey: 'en_US',
    ProfileId: profile ?? null,
    ...more,
  });
  const create = async (fields: Fields): Promise<[number, Json]> => {
    const { status, json } = await client.call('POST', '/sobjects/User', fields);
    return [status, status === 201 ? ((json as Fields)['id'] ?? null) : ((json as Fields[])[0]?.['errorCode'] ?? null)];
  };
  const licenses = async (): Promise<Json[]> => {
    const [row] = await client.records("SELECT TotalLicenses, UsedLicenses FROM UserLicense WHERE Name = 'Salesforce'");
    return [row?.['TotalLicenses'] ?? null, row?.['UsedLicenses'] ?? null];
  };

  it('When users are made beyond them, Then the first without one is refused, and inactive ones are not', async () => {
    expect(await licenses()).to.deep.equal([8, 7]);
    expect((await create(user('first')))[0]).to.equal(201);
    expect(await licenses()).to.deep.equal([8, 8]);
    expect(await create(user('second'))).to.deep.equal([400, 'LICENSE_LIMIT_EXCEEDED']);
    const [status, third] = await create(user('third', { IsActive: false }));
    expect(status).to.equal(201);
    const activated = await client.call('PATCH', `/sobjects/User/${String(third)}`, { IsActive: true });
    expect(activated.text).to.include('LICENSE_LIMIT_EXCEEDED');
    expect(await licenses()).to.deep.equal([8, 8]);
  });

  it('When somebody is deactivated, Then the license is free; a change of an active user needs none', async () => {
    const [, id] = await create(user('first'));
    const path = `/sobjects/User/${String(id)}`;
    expect((await client.call('PATCH', path, { Title: 'Tester' })).status).to.equal(204);
    expect((await client.call('PATCH', path, { IsActive: false })).status).to.equal(204);
    expect(await licenses()).to.deep.equal([8, 7]);
    expect((await create(user('second')))[0]).to.equal(201);
  });

  it('When a collection is rolled back, Then the licenses of its users are free again', async () => {
    const records = ['first', 'second'].map((name) => ({ attributes: { type: 'User' }, ...user(name) }));
    const { json } = await client.call('POST', '/composite/sobjects', { allOrNone: true, records });
    expect((json as Fields[]).map((one) => one['success'])).to.deep.equal([false, false]);
    expect(await licenses()).to.deep.equal([8, 7]);
  });

  it('When the permission set license is used up, Then it is assigned to nobody else; one that is given back is free', async () => {
    const ids = async (soql: string): Promise<Json[]> => (await client.records(soql)).map((row) => row['Id'] ?? null);
    const used = async (): Promise<Json[]> =>
      (await client.records('SELECT TotalLicenses, UsedLicenses FROM PermissionSetLicense')).map((row) => [
        row['TotalLicenses'] ?? null,
        row['UsedLicenses'] ?? null,
      ]);
    const [PermissionSetLicenseId = null] = await ids('SELECT Id FROM PermissionSetLicense');
    const [AssigneeId = null] = await ids("SELECT Id FROM User WHERE LastName = 'Seller'");
    const assign = (): Promise<{ status: number; text: string }> =>
      client.call('POST', '/sobjects/PermissionSetLicenseAssign', { PermissionSetLicenseId, AssigneeId });
    expect(await used()).to.deep.equal([[1, 1]]);
    expect((await assign()).text).to.include('LICENSE_LIMIT_EXCEEDED');
    const [taken] = await ids('SELECT Id FROM PermissionSetLicenseAssign');
    await client.call('DELETE', `/sobjects/PermissionSetLicenseAssign/${String(taken)}`);
    expect(await used()).to.deep.equal([[1, 0]]);
    expect((await assign()).status).to.equal(201);
    expect(await used()).to.deep.equal([[1, 1]]);
    expect((await assign()).text).to.include('DUPLICATE_VALUE');
  });

  it('When a username is taken in this or the other org, Then it is refused, whatever its case', async () => {
    const taken = user('x', { Username: 'NINA.field@example.com.uat' });
    expect(await create(taken)).to.deep.equal([400, 'DUPLICATE_USERNAME']);
    const inProduction = user('x', { Username: 'nina.field@example.com' });
    expect(await create(inProduction)).to.deep.equal([400, 'DUPLICATE_USERNAME']);
    expect(await create(user('x', { FederationIdentifier: 'nfield' }))).to.deep.equal([400, 'DUPLICATE_VALUE']);
  });

  it('When a password is reset, Then there is a new one, the user says when, and it counts as a write', async () => {
    const [found] = await client.records("SELECT Id, LastPasswordChangeDate FROM User WHERE LastName = 'Seller'");
    const path = `/sobjects/User/${String(found?.['Id'])}/password`;
    await client.call('DELETE', '/__simulator/requests');
    expect((await client.get(path)).json).to.deep.equal({ isExpired: false });
    const reset = await client.call('DELETE', path);
    expect([reset.status, typeof (reset.json as Fields)['NewPassword']]).to.deep.equal([200, 'string']);
    expect((await client.call('POST', path, { NewPassword: 'correct-horse-1' })).status).to.equal(204);
    const [after] = await client.records("SELECT LastPasswordChangeDate FROM User WHERE LastName = 'Seller'");
    expect(after?.['LastPasswordChangeDate']).to.not.equal(found?.['LastPasswordChangeDate']);
    const log = (await client.get('/__simulator/requests')).json as Fields[];
    const writes = log.filter((entry) => entry['write'] === true).map((entry) => entry['method']);
    expect(writes).to.deep.equal(['DELETE', 'POST']);
    const nobody = await client.call('DELETE', '/sobjects/User/0055e00000NoBody/password');
    expect(nobody.status).to.equal(404);
  });
});
