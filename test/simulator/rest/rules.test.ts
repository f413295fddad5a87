import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from './testClient.ts';
import type { Reply, TestClient } from './testClient.ts';

const SETTING = 'LGK__ConfigurationTenant__c';

describe('Given what Salesforce checks for particular objects', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient();
  });
  after(() => client.simulator.close());

  const idOf = (json: Json): string => (json as { id: string }).id;
  const create = (object: string, values: Json): Promise<Reply> => client.call('POST', `/sobjects/${object}`, values);

  it('When a user gets a username that is taken, Then it answers DUPLICATE_USERNAME', async () => {
    const [first, second] = await client.records('SELECT Id, Username FROM User WHERE IsActive = true LIMIT 2');
    const reply = await client.call('PATCH', `/sobjects/User/${String(second?.['Id'])}`, {
      Username: first?.['Username'] ?? '',
    });
    expect(reply.json).to.have.nested.property('[0].errorCode', 'DUPLICATE_USERNAME');
  });

  it('When a username is taken in some other org, Then it answers DUPLICATE_USERNAME too', async () => {
    client.simulator.simulation.foreignUsernames.add('elsewhere@acme.example');
    const [user] = await client.records('SELECT Id FROM User LIMIT 1');
    const reply = await client.call('PATCH', `/sobjects/User/${String(user?.['Id'])}`, {
      Username: 'Elsewhere@acme.example',
    });
    expect(reply.json).to.have.nested.property('[0].errorCode', 'DUPLICATE_USERNAME');
  });

  it('When a hierarchical custom setting is written, Then there is one row for each owner', async () => {
    const [profile] = await client.records("SELECT Id FROM Profile WHERE Name <> 'System Administrator' LIMIT 1");
    const owner = String(profile?.['Id']);
    const first = await create(SETTING, { SetupOwnerId: owner, LGK__RuntimeUrl__c: 'https://a.test.logik.io' });
    expect(first.status).to.equal(201);
    const twin = await create(SETTING, { SetupOwnerId: owner });
    expect(twin.json).to.have.nested.property('[0].errorCode', 'DUPLICATE_VALUE');
    expect(twin.text).to.include(
      `duplicate value found: SetupOwnerId duplicates value on record with id: ${idOf(first.json)}`
    );
    const [account] = await client.records('SELECT Id FROM Product2 LIMIT 1');
    const wrong = await create(SETTING, { SetupOwnerId: account?.['Id'] ?? null });
    expect(wrong.json).to.have.nested.property('[0].errorCode', 'MALFORMED_ID');
    expect((await client.call('DELETE', `/sobjects/${SETTING}/${idOf(first.json)}`)).status).to.equal(204);
  });

  it('When a price is written, Then the standard price comes first and only once', async () => {
    const product = idOf((await create('Product2', { Name: 'Priced' })).json);
    const books = await client.records('SELECT Id, IsStandard FROM Pricebook2');
    const book = (standard: boolean): Json => books.find((each) => each['IsStandard'] === standard)?.['Id'] ?? null;
    const price = (standard: boolean): Promise<Reply> =>
      create('PricebookEntry', { Product2Id: product, Pricebook2Id: book(standard), UnitPrice: 9.5 });
    expect((await price(false)).json).to.have.nested.property('[0].errorCode', 'STANDARD_PRICE_NOT_DEFINED');
    const entry = await price(true);
    expect(entry.status).to.equal(201);
    expect((await client.get(`/sobjects/PricebookEntry/${idOf(entry.json)}`)).json).to.deep.include({
      Name: 'Priced',
      UnitPrice: 9.5,
    });
    expect((await price(true)).json).to.have.nested.property(
      '[0].message',
      'This price definition already exists in this price book'
    );
    expect((await price(false)).status).to.equal(201);
  });

  it('When a record is upserted by an external ID, Then it is created once and then updated', async () => {
    client.simulator.simulation.sandbox.define({
      name: 'Account',
      label: 'Account',
      labelPlural: 'Accounts',
      keyPrefix: '001',
      custom: false,
      customSetting: false,
      api: 'rest',
      fields: [{ name: 'Key__c', label: 'Key', type: 'string', length: 20, externalId: true, unique: true }],
    });
    const path = '/sobjects/Account/Key__c/k%201';
    const created = await client.call('PATCH', path, { Name: 'Acme' });
    expect(created.json).to.deep.include({ success: true, created: true });
    expect(created.status).to.equal(201);
    const updated = await client.call('PATCH', path, { Name: 'Acme 2' });
    expect([updated.status, updated.json]).to.deep.equal([200, { ...(created.json as object), created: false }]);
    expect((await client.get(path)).json).to.deep.include({ Name: 'Acme 2', Key__c: 'k 1' });
    expect((await create('Account', { Name: 'b', Key__c: 'K 1' })).json).to.have.nested.property(
      '[0].errorCode',
      'DUPLICATE_VALUE'
    );
    expect((await client.get('/sobjects/Account/Key__c/none')).status).to.equal(404);
  });
});
