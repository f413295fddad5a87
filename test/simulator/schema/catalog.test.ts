import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';

type Fields = { [key: string]: Json };

describe('Given what a catalog needs, in orgs that have it and orgs that do not', () => {
  const clients = new Map<string, TestClient>();
  before(async () => {
    for (const scenario of ['standard', 'no-cpq', 'catalog-drift', 'multi-currency', 'selling-models']) {
      clients.set(scenario, await startClient({ scenario }));
    }
  });
  after(async () => {
    for (const client of clients.values()) await client.simulator.close();
  });

  const the = (scenario: string): TestClient => clients.get(scenario) as TestClient;
  const describeOf = async (scenario: string, object: string): Promise<Fields & { fields: Fields[] }> =>
    (await the(scenario).get(`/sobjects/${object}/describe`)).json as Fields & { fields: Fields[] };
  const names = async (scenario: string, object: string): Promise<Json[]> =>
    (await describeOf(scenario, object)).fields.map((field) => field['name'] ?? null);
  const codeOf = async (scenario: string, soql: string): Promise<Json> =>
    ((await the(scenario).query(soql)).json as Fields[])[0]?.['errorCode'] ?? null;

  it('When products are described, Then they have the fields that the catalog is kept by', async () => {
    expect(await names('standard', 'Product2')).to.include.members(
      'Id ProductCode Name ExternalId Family StockKeepingUnit IsActive Description LastModifiedDate LGK__IsConfigurable__c SBQQ__ExternallyConfigurable__c'.split(
        ' '
      )
    );
    expect(await names('standard', 'PricebookEntry')).to.include.members(
      'Pricebook2Id Product2Id UnitPrice IsActive UseStandardPrice ProductCode'.split(' ')
    );
  });

  it('When an org has one currency, Then nothing of others is there; with several, records have one', async () => {
    expect(await names('standard', 'PricebookEntry')).to.not.include('CurrencyIsoCode');
    expect(await codeOf('standard', 'SELECT IsoCode FROM CurrencyType')).to.equal('INVALID_TYPE');
    expect(await codeOf('standard', 'SELECT CurrencyIsoCode FROM Product2')).to.equal('INVALID_FIELD');
    const currencies = await the('multi-currency').records('SELECT IsoCode, IsCorporate, IsActive FROM CurrencyType');
    expect(currencies.map((row) => row['IsoCode'])).to.deep.equal(['USD', 'EUR', 'GBP']);
    const soql = 'SELECT CurrencyIsoCode, COUNT(Id) n FROM PricebookEntry GROUP BY CurrencyIsoCode';
    const counts = (await the('multi-currency').records(soql)).map((row) => [row['CurrencyIsoCode'], row['n']]);
    expect(Object.fromEntries(counts)).to.deep.equal({ USD: 24, EUR: 7, GBP: 3 });
    const { fields } = await describeOf('multi-currency', 'PricebookEntry');
    expect(fields.find((field) => field['name'] === 'CurrencyIsoCode')).to.include({
      updateable: false,
      type: 'picklist',
    });
    const [organization] = await the('multi-currency').records('SELECT DefaultCurrencyIsoCode FROM Organization');
    expect(organization).to.include({ DefaultCurrencyIsoCode: 'USD' });
  });

  it('When prices are made, Then one for each currency, a standard one first, and no unknown currency', async () => {
    const client = the('multi-currency');
    const idOf = async (object: string, name: string): Promise<Json> =>
      (await client.records(`SELECT Id FROM ${object} WHERE Name = '${name}'`))[0]?.['Id'] ?? null;
    const base = { Product2Id: await idOf('Product2', 'Ball Valve DN20'), UnitPrice: 1, IsActive: true };
    const make = async (book: string, currency: string): Promise<Json> => {
      const entry = { ...base, Pricebook2Id: await idOf('Pricebook2', book), CurrencyIsoCode: currency };
      const { json } = await client.call('POST', '/sobjects/PricebookEntry', entry);
      return Array.isArray(json) ? ((json as Fields[])[0]?.['errorCode'] ?? null) : 'made';
    };
    expect(await make('Partner', 'EUR')).to.equal('STANDARD_PRICE_NOT_DEFINED');
    expect(await make('Standard Price Book', 'USD')).to.equal('DUPLICATE_VALUE');
    expect(await make('Standard Price Book', 'EUR')).to.equal('made');
    expect(await make('Partner', 'EUR')).to.equal('made');
    expect(await make('Partner', 'SEK')).to.equal('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
  });

  it('When a refresh takes a currency away, Then it, its prices and its value are gone', async () => {
    const client = await startClient({ scenario: 'multi-currency' });
    await client.call('POST', '/__simulator/refresh', {});
    const codes = (await client.records('SELECT IsoCode FROM CurrencyType')).map((row) => row['IsoCode']);
    const gone = await client.records("SELECT Id FROM PricebookEntry WHERE CurrencyIsoCode = 'GBP'");
    await client.simulator.close();
    expect([codes, gone.length]).to.deep.equal([['USD', 'EUR'], 0]);
  });

  it('When products are sold by models, Then entries of one product and book differ by them', async () => {
    expect(await names('standard', 'PricebookEntry')).to.not.include('ProductSellingModelId');
    expect(await codeOf('standard', 'SELECT Id FROM ProductSellingModel')).to.equal('INVALID_TYPE');
    const soql =
      "SELECT UnitPrice, ProductSellingModel.Name FROM PricebookEntry WHERE ProductCode = 'SW-MON' AND Pricebook2.IsStandard = true ORDER BY UnitPrice";
    const entries = await the('selling-models').records(soql);
    expect(entries.map((row) => [row['UnitPrice'], (row['ProductSellingModel'] as Fields)['Name']])).to.deep.equal([
      [44, 'Monthly'],
      [480, 'Yearly'],
    ]);
  });

  it('When Salesforce CPQ is installed, Then there are product options, and without it none', async () => {
    const soql =
      'SELECT SBQQ__ConfiguredSKU__r.ProductCode, SBQQ__OptionalSKU__r.ProductCode FROM SBQQ__ProductOption__c';
    expect(await the('catalog-drift').records(soql)).to.have.length(3);
    expect(await the('standard').records(soql)).to.have.length(0);
    expect(await codeOf('no-cpq', soql)).to.equal('INVALID_TYPE');
  });

  it('When custom metadata is described and read, Then it is custom, readable and not to be written', async () => {
    const client = the('catalog-drift');
    const { sobjects } = (await client.get('/sobjects')).json as { sobjects: Fields[] };
    const flags = sobjects.find((one) => one['name'] === 'Bundle_Rule__mdt');
    expect(flags).to.include({ custom: true, customSetting: false, queryable: true, keyPrefix: 'm00' });
    expect(flags).to.include({ createable: false, updateable: false, deletable: false, triggerable: false });
    expect(await names('catalog-drift', 'Bundle_Rule__mdt')).to.deep.equal(
      'Id DeveloperName MasterLabel Language NamespacePrefix Label QualifiedApiName SystemModstamp Product_Id__c Profile_Ids__c Condition__c Help_Url__c'.split(
        ' '
      )
    );
    const [rule] = await client.records('SELECT Id, QualifiedApiName, Label, Condition__c FROM Bundle_Rule__mdt');
    expect(rule).to.include({ QualifiedApiName: 'Pump_In_Skid', Label: 'Pump in skid' });
    const path = `/sobjects/Bundle_Rule__mdt/${String(rule?.['Id'])}`;
    expect((await client.call('PATCH', path, { Help_Url__c: 'https://x.example' })).status).to.equal(400);
  });

  it('When custom settings are written, Then a list one has rows by name, a hierarchical one by owner', async () => {
    const client = the('catalog-drift');
    const make = async (object: string, values: Fields): Promise<number> =>
      (await client.call('POST', `/sobjects/${object}`, values)).status;
    expect(await make('Integration_Endpoint__c', { Name: 'New', Url__c: 'https://n.example' })).to.equal(201);
    expect(await make('Integration_Endpoint__c', { Name: 'New' })).to.equal(400);
    expect(await make('Quote_Automation__c', { Default_Product__c: 'x' })).to.equal(400);
    const rows = await client.records('SELECT Name, SetupOwnerId FROM Integration_Endpoint__c');
    const { orgId } = client.simulator.simulation.login('sandbox');
    expect(rows.map((row) => row['SetupOwnerId'])).to.deep.equal([orgId, orgId, orgId]);
  });

  it('When custom labels are asked for, Then the Tooling API has them and REST does not', async () => {
    const soql =
      'SELECT Id, Name, MasterLabel, Value, Category, Language, NamespacePrefix, ManageableState FROM ExternalString';
    const { json } = await the('catalog-drift').get(`/tooling/query?q=${encodeURIComponent(soql)}`);
    const { records } = json as unknown as { records: Fields[] };
    expect(records.map((row) => [row['Name'], row['ManageableState']])).to.deep.equal([
      ['Pilot_Hint', 'unmanaged'],
      ['Quote_Header', 'unmanaged'],
      ['Configure', 'installed'],
    ]);
    expect(await codeOf('catalog-drift', soql)).to.equal('INVALID_TYPE');
  });
});
