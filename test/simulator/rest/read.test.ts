import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from './testClient.ts';
import type { TestClient } from './testClient.ts';

/** Keys of real describe results, as recorded by CumulusCI (OpportunityContactRole, Custom__c). */
const OBJECT_KEYS =
  'actionOverrides activateable childRelationships compactLayoutable createable custom customSetting deepCloneable defaultImplementation deletable deprecatedAndHidden extendedBy extendsInterfaces feedEnabled fields hasSubtypes implementedBy implementsInterfaces isInterface isSubtype keyPrefix label labelPlural layoutable listviewable lookupLayoutable mergeable mruEnabled name namedLayoutInfos networkScopeFieldName queryable recordTypeInfos replicateable retrieveable searchLayoutable searchable supportedScopes triggerable undeletable updateable urls';
const FIELD_KEYS =
  'aggregatable aiPredictionField autoNumber byteLength calculated calculatedFormula cascadeDelete caseSensitive compoundFieldName controllerName createable custom defaultValue defaultValueFormula defaultedOnCreate dependentPicklist deprecatedAndHidden digits displayLocationInDecimal encrypted externalId extraTypeInfo filterable filteredLookupInfo formulaTreatNullNumberAsZero groupable highScaleNumber htmlFormatted idLookup inlineHelpText label length mask maskType name nameField namePointing nillable permissionable picklistValues polymorphicForeignKey precision queryByDistance referenceTargetField referenceTo relationshipName relationshipOrder restrictedDelete restrictedPicklist scale searchPrefilterable soapType sortable type unique updateable writeRequiresMasterRead';

const GLOBAL_KEYS =
  'activateable associateEntityType associateParentEntity createable custom customSetting deepCloneable deletable deprecatedAndHidden feedEnabled hasSubtypes isInterface isSubtype keyPrefix label labelPlural layoutable mergeable mruEnabled name queryable replicateable retrieveable searchable triggerable undeletable updateable urls';

type Field = { [key: string]: Json };
type Described = {
  fields: Field[];
  childRelationships: Field[];
  customSetting: boolean;
  [key: string]: Json | Field[];
};

describe('Given the resources that only read', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient({ products: 2_500 });
  });
  after(() => client.simulator.close());

  const describeOf = async (object: string): Promise<Described> =>
    (await client.get(`/sobjects/${object}/describe`)).json as unknown as Described;

  it('When an object is described, Then it has every key of a recorded describe', async () => {
    const described = await describeOf('PricebookEntry');
    expect(described).to.include.all.keys(...OBJECT_KEYS.split(' '));
    for (const field of described.fields) expect(field).to.have.all.keys(...FIELD_KEYS.split(' '));
    const field = (name: string): Field | undefined => described.fields.find((each) => each['name'] === name);
    const id = {
      type: 'id',
      soapType: 'tns:ID',
      length: 18,
      byteLength: 18,
      nillable: false,
      idLookup: true,
      createable: false,
    };
    expect(field('Id')).to.include({ ...id, defaultedOnCreate: true, permissionable: false });
    expect(field('Product2Id')).to.deep.include({
      referenceTo: ['Product2'],
      relationshipName: 'Product2',
      updateable: false,
    });
    expect(field('UnitPrice')).to.include({ soapType: 'xsd:double', precision: 18, scale: 2, createable: true });
    expect((await describeOf('Product2')).childRelationships).to.deep.include.members([
      {
        cascadeDelete: true,
        childSObject: 'PricebookEntry',
        deprecatedAndHidden: false,
        field: 'Product2Id',
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: 'PricebookEntries',
        restrictedDelete: false,
      },
    ]);
  });

  it('When objects are listed, Then each API lists its own', async () => {
    const names = async (path: string): Promise<Json[]> =>
      ((await client.get(path)).json as { sobjects: Array<{ name: Json }> }).sobjects.map(({ name }) => name);
    const rest = await names('/sobjects');
    expect(rest)
      .to.include.members(['Product2', 'EntityDefinition', 'LGK__ConfigurationTenant__c'])
      .and.not.include('SandboxInfo');
    expect(await names('/tooling/sobjects'))
      .to.include.members(['SandboxInfo', 'EntityDefinition'])
      .and.not.include('Product2');
  });

  it('When objects are listed, Then each entry has the keys, and Organization the flags, of a recording', async () => {
    const { sobjects, ...rest } = (await client.get('/sobjects')).json as { sobjects: Field[] };
    expect(rest).to.deep.equal({ encoding: 'UTF-8', maxBatchSize: 200 });
    for (const entry of sobjects) expect(entry).to.have.all.keys(...GLOBAL_KEYS.split(' '));
    const root = `${client.api}/sobjects/Organization`;
    expect(sobjects.find((entry) => entry['name'] === 'Organization')).to.deep.include({
      createable: false,
      deletable: false,
      updateable: true,
      layoutable: false,
      searchable: false,
      undeletable: false,
      urls: { rowTemplate: `${root}/{ID}`, describe: `${root}/describe`, sobject: root },
    });
  });

  it('When there are many OAuth tokens, Then they come in pages of 500', async () => {
    const { sandbox } = client.simulator.simulation;
    for (let n = 0; n < 501; n += 1) sandbox.load('OauthToken', { AppName: 'Some App', UserId: sandbox.userId });
    const { json } = await client.query("SELECT AppName FROM OauthToken WHERE AppName = 'Some App'");
    expect(json).to.deep.include({ totalSize: 501, done: false });
    expect((json as { records: Field[] }).records).to.have.length(500);
  });

  it('When a user may not see an object or field, Then it is not there', async () => {
    const { sandbox } = client.simulator.simulation;
    sandbox.restrict('OauthToken');
    sandbox.restrict('Product2.Family');
    sandbox.readOnly('Product2.ProductCode');
    const { fields } = await describeOf('Product2');
    expect((await client.get('/sobjects/OauthToken/describe')).status).to.equal(404);
    expect(fields.map((field) => field['name'])).to.not.include('Family');
    expect(fields.find((field) => field['name'] === 'ProductCode')).to.include({
      createable: false,
      updateable: false,
    });
    expect((await client.query('SELECT Family FROM Product2')).json).to.have.nested.property(
      '[0].errorCode',
      'INVALID_FIELD'
    );
    const write = await client.call('POST', '/sobjects/Product2', { Name: 'a', ProductCode: 'b' });
    expect(write.json).to.have.nested.property('[0].errorCode', 'INVALID_FIELD_FOR_INSERT_UPDATE');
    sandbox.unrestrict();
    expect((await client.get('/sobjects/OauthToken/describe')).status).to.equal(200);
  });

  it('When a result has more than a page, Then pages follow each other to the end', async () => {
    const sizes: number[] = [];
    const ids = new Set<Json>();
    let next: Json | undefined = `${client.api}/query?q=SELECT+Id+FROM+Product2+ORDER+BY+Id+LIMIT+2100`;
    while (typeof next === 'string') {
      const page: Json = (await client.get(next, { 'Sforce-Query-Options': 'batchSize=1000' })).json;
      const { records, nextRecordsUrl, totalSize } = page as {
        records: Field[];
        nextRecordsUrl?: string;
        totalSize: number;
      };
      expect(totalSize).to.equal(2_100);
      sizes.push(records.length);
      for (const record of records) ids.add(record['Id'] ?? null);
      next = nextRecordsUrl;
    }
    expect(sizes).to.deep.equal([1_000, 1_000, 100]);
    expect(ids.size).to.equal(2_100);
    expect((await client.query('SELECT COUNT() FROM Product2')).json)
      .to.include({ done: true })
      .and.not.have.property('nextRecordsUrl');
    expect((await client.get('/query/01g000000000999AAA-2000')).json).to.have.nested.property(
      '[0].errorCode',
      'INVALID_QUERY_LOCATOR'
    );
  });

  it('When a generated record is changed and another deleted, Then tables and counts agree', async () => {
    const [first, second] = await client.records('SELECT Id FROM Product2 ORDER BY Name DESC LIMIT 2');
    const before = client.simulator.simulation.sandbox.table('Product2').size;
    await client.call('PATCH', `/sobjects/Product2/${String(first?.['Id'])}`, { Name: 'Changed' });
    await client.call('DELETE', `/sobjects/Product2/${String(second?.['Id'])}`);
    expect((await client.query('SELECT COUNT() FROM Product2')).json).to.include({ totalSize: before - 1 });
    expect(await client.records("SELECT Id FROM Product2 WHERE Name = 'Changed'")).to.have.length(1);
  });

  it('When the Tooling API is asked for definitions, Then they follow the objects that the org has', async () => {
    const soql =
      "SELECT QualifiedApiName, Label FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'LGK__ConfigurationTenant__c'";
    const { json } = await client.get(`/tooling/query?q=${encodeURIComponent(soql)}`);
    const names = (json as { records: Field[] }).records.map((record) => record['QualifiedApiName']);
    expect(names).to.include.members(['SetupOwnerId', 'LGK__RuntimeUrl__c']);
  });

  it('When columns are asked for, Then they are told in the form that the CLI reads', async () => {
    const soql = 'SELECT Id, Product2.Name, Product2.IsActive FROM PricebookEntry LIMIT 1';
    const { json } = await client.get(`/query?q=${encodeURIComponent(soql)}&columns=true`);
    const { columnMetadata, ...rest } = json as { columnMetadata: Field[] };
    expect(rest).to.deep.equal({ entityName: 'PricebookEntry', groupBy: false, idSelected: true, keyPrefix: '01u' });
    expect(columnMetadata.map((column) => column['columnName'])).to.deep.equal(['Id', 'Product2']);
    expect(columnMetadata[1]).to.have.nested.property('joinColumns[1].apexType', 'Boolean');
  });

  it('When gzip is accepted, Then the body is compressed and says so; otherwise it is plain', async () => {
    const raw = (accept: string): Promise<{ encoding: string | undefined; body: Buffer }> =>
      new Promise((resolve, reject) => {
        const headers = { Authorization: `Bearer ${client.token}`, 'Accept-Encoding': accept };
        request(`${client.simulator.url}${client.api}/limits`, { headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) })
          );
        })
          .on('error', reject)
          .end();
      });
    const zipped = await raw('gzip, deflate');
    expect(zipped.encoding).to.equal('gzip');
    expect(JSON.parse(gunzipSync(zipped.body).toString())).to.have.nested.property('DailyApiRequests.Max', 15_000);
    const plain = await raw('identity');
    expect(plain.encoding).to.equal(undefined);
    expect(JSON.parse(plain.body.toString())).to.have.property('DailyApiRequests');
  });

  it('When calls are made, Then the limits header counts them, and counts of records are told', async () => {
    const used = async (): Promise<number> =>
      Number(
        /^api-usage=(\d+)\/15000$/.exec((await client.get('/limits')).headers.get('sforce-limit-info') ?? '')?.[1]
      );
    expect((await used()) + 1).to.equal(await used());
    const counts = await client.get('/limits/recordCount?sObjects=Organization,ApexClass');
    expect(counts.json).to.deep.equal({ sObjects: [{ count: 1, name: 'Organization' }] });
  });

  it('When a path or version does not exist, Then it answers NOT_FOUND as the API does', async () => {
    const body = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }];
    for (const path of ['/nope', '/services/data/v99.0/limits', '/services/nope', '/sobjects/Nope/describe']) {
      expect(await client.get(path)).to.deep.include({ status: 404, json: body });
    }
    expect((await client.get('//sobjects')).status).to.equal(200);
  });
});
