import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from './testClient.ts';
import type { TestClient } from './testClient.ts';

type Part = { body: Json; httpStatusCode: number; referenceId: string };

describe('Given the composite resources', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient();
  });
  after(() => client.simulator.close());

  const count = async (name: string): Promise<number> =>
    (await client.records(`SELECT Id FROM Account WHERE Name = '${name}'`)).length;
  const composite = async (allOrNone: boolean, compositeRequest: Json[]): Promise<Part[]> => {
    const { status, json } = await client.call('POST', '/composite', { allOrNone, compositeRequest });
    expect(status).to.equal(200);
    return (json as { compositeResponse: Part[] }).compositeResponse;
  };
  const post = (referenceId: string, object: string, body: Json): Json => ({
    method: 'POST',
    url: `${client.api}/sobjects/${object}`,
    referenceId,
    body,
  });

  it('When a later request refers to an earlier one, Then it sees its result', async () => {
    const [account, contact, read] = await composite(true, [
      post('acc', 'Account', { Name: 'Refs' }),
      post('con', 'Contact', { LastName: 'Ref', AccountId: '@{acc.id}' }),
      {
        method: 'GET',
        url: `${client.api}/query?q=SELECT Account.Name FROM Contact WHERE Id = '@{con.id}'`,
        referenceId: 'q',
      },
    ]);
    expect([account?.httpStatusCode, contact?.httpStatusCode, read?.httpStatusCode]).to.deep.equal([201, 201, 200]);
    expect(read?.body).to.have.nested.property('records[0].Account.Name', 'Refs');
  });

  it('When one of all-or-none fails, Then nothing stays and the others say that they were rolled back', async () => {
    const parts = await composite(true, [
      post('a', 'Account', { Name: 'Rolled' }),
      post('b', 'Account', {}),
      post('c', 'Account', { Name: 'Rolled' }),
    ]);
    expect(parts.map((part) => part.httpStatusCode)).to.deep.equal([400, 400, 400]);
    expect(parts[0]?.body).to.have.nested.property('[0].errorCode', 'PROCESSING_HALTED');
    expect(parts[1]?.body).to.have.nested.property('[0].errorCode', 'REQUIRED_FIELD_MISSING');
    expect(await count('Rolled')).to.equal(0);
  });

  it('When one fails without all-or-none, Then the others stay and what refers to it is halted', async () => {
    const parts = await composite(false, [
      post('bad', 'Account', {}),
      post('good', 'Account', { Name: 'Stays' }),
      post('child', 'Contact', { LastName: 'x', AccountId: '@{bad.id}' }),
    ]);
    expect(parts.map((part) => part.httpStatusCode)).to.deep.equal([400, 201, 400]);
    expect(parts[2]?.body).to.have.nested.property('[0].errorCode', 'PROCESSING_HALTED');
    expect(await count('Stays')).to.equal(1);
  });

  it('When an object in a composite does not exist, Then the body is what a real org was recorded to answer', async () => {
    const [part] = await composite(false, [
      { method: 'GET', url: `${client.api}/sobjects/Foo`, referenceId: 'CCI__RefId__0__' },
    ]);
    expect(part).to.deep.equal({
      body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
      httpHeaders: {},
      httpStatusCode: 404,
      referenceId: 'CCI__RefId__0__',
    });
  });

  it('When there are 26 requests, or six queries, Then the composite is refused', async () => {
    const many = Array.from({ length: 26 }, (_, index) => ({
      method: 'GET',
      url: `${client.api}/limits`,
      referenceId: `r${index}`,
    }));
    const queries = many.slice(0, 6).map((part) => ({ ...part, url: `${client.api}/query?q=SELECT+Id+FROM+User` }));
    for (const compositeRequest of [many, queries]) {
      const { status, json } = await client.call('POST', '/composite', { compositeRequest });
      expect(status).to.equal(400);
      expect(json).to.have.nested.property('[0].errorCode');
    }
  });

  it('When a batch halts on errors, Then the rest is answered with 412', async () => {
    const batchRequests: Json[] = [
      { method: 'GET', url: 'v65.0/limits' },
      { method: 'POST', url: 'v65.0/sobjects/Account', richInput: {} },
      { method: 'POST', url: 'v65.0/sobjects/Account', richInput: { Name: 'Batch' } },
    ];
    const halted = (await client.call('POST', '/composite/batch', { haltOnError: true, batchRequests })).json;
    expect(halted).to.have.property('hasErrors', true);
    expect((halted as { results: Array<{ statusCode: number }> }).results.map((each) => each.statusCode)).to.deep.equal(
      [200, 400, 412]
    );
    const through = (await client.call('POST', '/composite/batch', { batchRequests })).json;
    expect(through).to.have.nested.property('results[2].statusCode', 201);
    expect(await count('Batch')).to.equal(1);
  });

  const account = (values: { [key: string]: Json }): Json => ({ attributes: { type: 'Account' }, ...values });

  it('When a collection is created with and without all-or-none, Then good records stay only without', async () => {
    const records = [account({ Name: 'Coll' }), account({})];
    const partly = (await client.call('POST', '/composite/sobjects', { records })).json;
    expect(partly).to.have.nested.property('[0].success', true);
    expect(partly).to.have.nested.property('[1].errors[0].statusCode', 'REQUIRED_FIELD_MISSING');
    const none = (await client.call('POST', '/composite/sobjects', { allOrNone: true, records })).json;
    expect(none).to.have.nested.property('[0].errors[0].statusCode', 'ALL_OR_NONE_OPERATION_ROLLED_BACK');
    expect(await count('Coll')).to.equal(1);
  });

  it('When a collection is updated, read and deleted, Then each record has its own result', async () => {
    const made = (
      await client.call('POST', '/composite/sobjects', { records: [account({ Name: 'U1' }), account({ Name: 'U2' })] })
    ).json;
    const [one, two] = (made as Array<{ id: string }>).map(({ id }) => id);
    const updated = await client.call('PATCH', '/composite/sobjects', {
      records: [
        account({ id: one ?? '', Name: 'U1b' }),
        account({ Id: '001000000000001AAA', Name: 'x' }),
        account({ Id: 'bad' }),
      ],
    });
    expect(updated.json).to.deep.equal([
      { id: one, success: true, errors: [] },
      {
        success: false,
        errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] }],
      },
      { success: false, errors: [{ statusCode: 'MALFORMED_ID', message: 'malformed id bad', fields: ['Id'] }] },
    ]);
    const read = await client.get(`/composite/sobjects/Account?ids=${one},${two},001000000000001AAA&fields=Name`);
    expect((read.json as Array<{ Name: string } | null>).map((row) => row?.Name ?? null)).to.deep.equal([
      'U1b',
      'U2',
      null,
    ]);
    const deleted = await client.call('DELETE', `/composite/sobjects?ids=${one},${two}&allOrNone=true`);
    expect(deleted.json).to.deep.equal([one, two].map((id) => ({ id, success: true, errors: [] })));
    expect(await count('U2')).to.equal(0);
  });

  it('When a collection is upserted by Id with none given, Then records are created, as recorded', async () => {
    const { json } = await client.call('PATCH', '/composite/sobjects/Account/Id', {
      allOrNone: false,
      records: [{ Name: 'Sitwell-Bluth', AccountNumber: '420', Id: null, attributes: { type: 'Account' } }],
    });
    expect(json).to.have.nested.property('[0].created', true);
    expect((json as object[])[0]).to.have.all.keys('id', 'success', 'errors', 'created');
  });

  it('When there are more than 200 records, Then the collection is refused', async () => {
    const records = Array.from({ length: 201 }, (_, index) => account({ Name: `N${index}` }));
    const { status, json } = await client.call('POST', '/composite/sobjects', { records });
    expect([status, (json as Array<{ errorCode: string }>)[0]?.errorCode]).to.deep.equal([400, 'EXCEEDED_ID_LIMIT']);
  });

  it('When a tree is planted, Then children belong to parents, and one bad leaf undoes it all', async () => {
    const tree = (leaf: Json): Json => ({
      records: [
        {
          attributes: { type: 'Account', referenceId: 'a1' },
          Name: 'Tree',
          Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'c1' }, LastName: leaf }] },
        },
      ],
    });
    const good = await client.call('POST', '/composite/tree/Account', tree('Leaf'));
    expect(good.status).to.equal(201);
    expect(good.json).to.have.property('hasErrors', false);
    expect(
      (await client.records("SELECT Account.Name FROM Contact WHERE LastName = 'Leaf'"))[0]
    ).to.have.nested.property('Account.Name', 'Tree');
    const bad = await client.call('POST', '/composite/tree/Account', tree(null));
    expect(bad.status).to.equal(400);
    expect(bad.json).to.have.nested.property('results[0].referenceId', 'c1');
    expect(await count('Tree')).to.equal(1);
  });
});
