import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient, type Reply, type TestClient } from './testClient.ts';

type Found = {
  searchRecords: Array<{
    attributes: { type: string; url: string };
    Name?: string;
    [field: string]: Json | object | undefined;
  }>;
};

const CLASS = 'ApexClass(Id, Name, Body)';

describe('Given code in an org', () => {
  let client: TestClient;
  let host: string;
  before(async () => {
    client = await startClient({ scenario: 'migration' });
    host = new URL(client.simulator.url).host.replace(':', '\\:');
  });
  after(() => client.simulator.close());

  const search = (sosl: string): Promise<Reply> => client.get(`/tooling/search/?q=${encodeURIComponent(sosl)}`);
  const names = async (term: string, returning = CLASS): Promise<unknown[]> => {
    const { json } = await search(`FIND {${term}} IN ALL FIELDS RETURNING ${returning}`);
    return (json as unknown as Found).searchRecords.map(({ Name }) => Name);
  };
  const refusal = async (sosl: string): Promise<[number, unknown]> => {
    const { status, json } = await search(sosl);
    return [status, (json as Array<{ errorCode: string }>)[0]?.errorCode];
  };

  it('When a host is searched, Then records come with their type and the fields asked for', async () => {
    const { status, json } = await search(`FIND {"${host}"} IN ALL FIELDS RETURNING ${CLASS}, ApexPage(Name, Markup)`);
    expect(status).to.equal(200);
    const { searchRecords } = json as unknown as Found;
    expect(searchRecords.map(({ attributes, Name }) => [attributes.type, Name])).to.deep.equal([
      ['ApexClass', 'CpqEnvironments'],
      ['ApexPage', 'ConfigureQuote'],
      ['ApexPage', 'PilotLauncher'],
    ]);
    expect(searchRecords[0]).to.include.all.keys('Id', 'Name', 'Body');
  });

  it('When words are searched, Then case and punctuation do not matter and their order does in a phrase', async () => {
    expect(await names('"STATIC final"')).to.deep.equal(['CpqEnvironments']);
    expect(await names('"final static"')).to.deep.equal([]);
    expect(await names('final static')).to.deep.equal(['CpqEnvironments']);
    expect(await names('"acme/prod.logik"')).to.deep.equal(['CpqEnvironments']);
    expect(await names('"nowhere" OR "is not called"')).to.deep.equal(['QuoteTotals']);
  });

  it('When a search is written wrongly, Then it is refused', async () => {
    for (const wrong of [
      'SELECT Id FROM ApexClass',
      'FIND acme RETURNING ApexClass',
      'FIND {} RETURNING ApexClass',
      'FIND {a} RETURNING ApexClass',
      'FIND {"acme-uat"} RETURNING ApexClass',
      'FIND {acme} RETURNING ApexClass(Id',
      'FIND {acme} IN NO FIELDS RETURNING ApexClass',
    ])
      expect(await refusal(wrong), wrong).to.deep.equal([400, 'MALFORMED_SEARCH']);
  });

  it('When an object or a field is not there or cannot be searched, Then it is refused', async () => {
    expect(await refusal('FIND {acme} RETURNING Nothing__c')).to.deep.equal([400, 'INVALID_TYPE']);
    expect(await refusal('FIND {acme} RETURNING ApexClass(Nothing)')).to.deep.equal([400, 'INVALID_FIELD']);
    expect(await refusal('FIND {acme} RETURNING LightningComponentResource')).to.deep.equal([400, 'INVALID_TYPE']);
    expect(await refusal('FIND {acme} RETURNING ExternalString')).to.deep.equal([400, 'INVALID_TYPE']);
  });

  it('When the login may not see a type, Then the search is refused as a query is', async () => {
    const restrict = { org: 'sandbox', deny: ['ApexTrigger'] };
    await client.call('POST', '/__simulator/restrict', restrict);
    expect(await refusal(`FIND {acme} RETURNING ${CLASS}, ApexTrigger`)).to.deep.equal([400, 'INVALID_TYPE']);
    expect(await names('static')).to.deep.equal(['CpqEnvironments']);
    await client.call('DELETE', '/__simulator/restrict', restrict);
  });
});
