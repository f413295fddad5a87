import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';

type Fields = { [key: string]: Json };

describe('Given fields that an org lets nobody filter, sort or group by', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient({ scenario: 'preserved' });
  });
  after(() => client.simulator.close());

  const refusal = async (path: 'query' | 'tooling/query', soql: string): Promise<[Json, string]> => {
    const { json } = await client.get(`/${path}?q=${encodeURIComponent(soql)}`);
    const [error] = Array.isArray(json) ? (json as Fields[]) : [];
    return [error?.['errorCode'] ?? null, String(error?.['message'] ?? '').replace(/^[^]*\n/, '')];
  };
  const prefixOf = async (object: string): Promise<Json> =>
    ((await client.get(`/sobjects/${object}/describe`)).json as Fields)['keyPrefix'] ?? null;

  it('When LoginHistory is filtered by what a login was made with, Then each is refused in the words of the API', async () => {
    for (const name of ['Status', 'Application', 'Browser', 'Platform', 'ClientVersion', 'ApiType', 'ApiVersion']) {
      for (const condition of [
        `${name} = 'x'`,
        `${name} LIKE 'x%'`,
        `toLabel(${name}) = 'x'`,
        `UserId != null AND ${name} IN ('x')`,
      ])
        expect(await refusal('query', `SELECT Id FROM LoginHistory WHERE ${condition}`), condition).to.deep.equal([
          'INVALID_FIELD',
          `field '${name}' can not be filtered in a query call`,
        ]);
      const grouped = `SELECT ${name}, COUNT(Id) n FROM LoginHistory GROUP BY ${name} ORDER BY ${name}`;
      expect(await client.records(grouped), grouped).to.be.an('array');
    }
  });

  it('When SubscriberPackage is filtered, itself or through what refers to it, Then every field is refused', async () => {
    for (const name of ['Id', 'Name', 'NamespacePrefix', 'Description', 'IsPackageValid']) {
      const value = { IsPackageValid: 'true', Id: "'033000000000001'" }[name] ?? "'x'";
      const message = `field '${name}' can not be filtered in a query call`;
      expect(await refusal('tooling/query', `SELECT Id FROM SubscriberPackage WHERE ${name} = ${value}`)).to.deep.equal(
        ['INVALID_FIELD', message]
      );
      const through = `SELECT Id FROM InstalledSubscriberPackage WHERE SubscriberPackage.${name} = ${value}`;
      expect(await refusal('tooling/query', through)).to.deep.equal(['INVALID_FIELD', message]);
    }
    const joined =
      'SELECT Id FROM SubscriberPackageVersion WHERE SubscriberPackageId IN (SELECT SubscriberPackageId FROM InstalledSubscriberPackage)';
    const words = "field 'SubscriberPackageId' can not be filtered in a query call";
    expect(await refusal('tooling/query', joined)).to.deep.equal(['INVALID_FIELD', words]);
  });

  it('When such a field is sorted or grouped by, in rows, in groups or in children, Then it is refused', async () => {
    const sorted = (name: string): [string, string] => [
      'MALFORMED_QUERY',
      `field '${name}' can not be sorted in a query call`,
    ];
    const grouped = (name: string): [string, string] => [
      'MALFORMED_QUERY',
      `field '${name}' can not be grouped in a query call`,
    ];
    const cases: Array<['query' | 'tooling/query', string, [string, string]]> = [
      ['tooling/query', 'SELECT Id FROM Flow ORDER BY Status', sorted('Status')],
      ['tooling/query', 'SELECT Status, COUNT(Id) n FROM Flow GROUP BY Status ORDER BY Status', sorted('Status')],
      ['query', 'SELECT Id FROM Product2 ORDER BY IsDeleted', sorted('IsDeleted')],
      [
        'query',
        'SELECT Id, (SELECT Id FROM ObjectPerms ORDER BY PermissionsRead) FROM PermissionSet',
        sorted('PermissionsRead'),
      ],
      ['query', 'SELECT COUNT(Id) n FROM Product2 GROUP BY Description', grouped('Description')],
      ['query', 'SELECT COUNT(Id) n FROM User GROUP BY FederationIdentifier', grouped('FederationIdentifier')],
      ['query', 'SELECT COUNT(Id) n FROM ObjectPermissions GROUP BY PermissionsRead', grouped('PermissionsRead')],
    ];
    for (const [path, soql, words] of cases) expect(await refusal(path, soql), soql).to.deep.equal(words);
    expect(await client.records("SELECT Id FROM Product2 WHERE Description LIKE 'x%'")).to.deep.equal([]);
  });

  it('When one object is described by both APIs, Then each says what it allows, and holds to it', async () => {
    const flagsOf = async (root: string): Promise<Fields | undefined> => {
      const { json } = await client.get(`${root}/sobjects/PermissionSet/describe`);
      return (json as { fields: Fields[] }).fields.find(({ name }) => name === 'Label');
    };
    expect(await flagsOf('')).to.include({ createable: true, updateable: true });
    expect(await flagsOf('/tooling')).to.include({ createable: false, updateable: false, filterable: true });
    const [{ Id } = {}] = await client.records('SELECT Id FROM PermissionSet WHERE IsCustom = true LIMIT 1');
    const patch = async (root: string): Promise<number> =>
      (await client.call('PATCH', `${root}/sobjects/PermissionSet/${String(Id)}`, { Label: 'Other' })).status;
    expect([await patch('/tooling'), await patch('')]).to.deep.equal([400, 204]);
    expect(await refusal('tooling/query', "SELECT Id FROM StaticResource WHERE Name = 'x'")).to.deep.equal([
      'INVALID_FIELD',
      "field 'Name' can not be filtered in a query call",
    ]);
    expect(await client.records("SELECT Id FROM StaticResource WHERE Name = 'x'")).to.deep.equal([]);
  });

  it('When IDs are given out, Then their prefixes are those that orgs were recorded with', async () => {
    const prefixes = {
      OauthToken: '0CQ',
      PermissionSetGroupComponent: '0PM',
      CorsWhitelistEntry: '074',
      EmailRelay: '26Z',
      EmailServicesFunction: '091',
    };
    for (const [object, prefix] of Object.entries(prefixes)) {
      expect(await prefixOf(object), object).to.equal(prefix);
      for (const { Id } of await client.records(`SELECT Id FROM ${object}`))
        expect(String(Id)).to.match(new RegExp(`^${prefix}`));
    }
  });
});
