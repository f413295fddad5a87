import { expect } from 'chai';
import type { Json } from '../model.ts';
import { startClient } from './testClient.ts';
import type { Reply, TestClient } from './testClient.ts';

describe('Given the sObject resources', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient();
  });
  after(() => client.simulator.close());

  const idOf = (json: Json): string => (json as { id: string }).id;
  const create = (object: string, values: Json): Promise<Reply> => client.call('POST', `/sobjects/${object}`, values);

  it('When a record is created, Then 201 names it and GET shows defaults and system fields', async () => {
    const created = await create('Product2', { Name: 'Bracket', isactive: 'true' });
    expect(created.status).to.equal(201);
    expect(created.json).to.have.all.keys('id', 'success', 'errors');
    expect(created.headers.get('location')).to.equal(`${client.api}/sobjects/Product2/${idOf(created.json)}`);
    const read = await client.get(`/sobjects/Product2/${idOf(created.json)}`);
    const { userId } = client.simulator.simulation.sandbox;
    expect(read.json).to.deep.include({ Name: 'Bracket', IsActive: true, IsDeleted: false, CreatedById: userId });
    expect((read.json as { CreatedDate: string }).CreatedDate).to.match(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/
    );
    const some = await client.get(`/sobjects/Product2/${idOf(created.json).slice(0, 15)}?fields=Name,id`);
    expect(some.json).to.have.all.keys('attributes', 'Name', 'Id');
  });

  it('When a record is changed and deleted, Then both answer 204 without a body and the record is gone', async () => {
    const id = idOf((await create('Product2', { Name: 'Bolt' })).json);
    const path = `/sobjects/Product2/${id}`;
    const changed = await client.call('PATCH', path, { Name: '  Bolt M8 ', Description: '' });
    expect([changed.status, changed.text]).to.deep.equal([204, '']);
    expect((await client.get(path)).json).to.deep.include({ Name: 'Bolt M8', Description: null });
    expect((await client.call('DELETE', path)).status).to.equal(204);
    const gone = { status: 404, json: [{ errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] }] };
    for (const method of ['GET', 'DELETE']) expect(await client.call(method, path)).to.deep.include(gone);
    const all = await client.get(
      `/queryAll?q=${encodeURIComponent(`SELECT IsDeleted FROM Product2 WHERE Id = '${id}'`)}`
    );
    expect(all.json).to.have.nested.property('records[0].IsDeleted', true);
  });

  const refused: Array<[string, string, string, Json | undefined, number, string, string]> = [
    [
      'a required field is missing',
      'POST',
      'Product2',
      { ProductCode: 'X' },
      400,
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [Name]',
    ],
    [
      'a field does not exist',
      'POST',
      'Product2',
      { Foo: 1 },
      400,
      'INVALID_FIELD',
      "No such column 'Foo' on sobject of type Product2",
    ],
    [
      'a system field is written',
      'POST',
      'Product2',
      { Name: 'a', CreatedDate: '2026-01-01' },
      400,
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      'CreatedDate',
    ],
    [
      'a boolean is no boolean',
      'POST',
      'Product2',
      { Name: 'a', IsActive: 'maybe' },
      400,
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of boolean from VALUE_STRING value maybe',
    ],
    [
      'a text is a number',
      'POST',
      'Product2',
      { Name: 5 },
      400,
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of string from VALUE_NUMBER_INT value 5',
    ],
    ['a text is too long', 'POST', 'Product2', { Name: 'x'.repeat(256) }, 400, 'STRING_TOO_LONG', '(max length=255)'],
    [
      'an email is none',
      'POST',
      'Contact',
      { LastName: 'a', Email: 'nobody' },
      400,
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: nobody',
    ],
    [
      'a lookup is no ID',
      'POST',
      'Contact',
      { LastName: 'a', AccountId: 'nope' },
      400,
      'MALFORMED_ID',
      'id value of incorrect type: nope',
    ],
    [
      'a lookup leads nowhere',
      'POST',
      'Contact',
      { LastName: 'a', AccountId: '001000000000001AAA' },
      400,
      'INVALID_CROSS_REFERENCE_KEY',
      'invalid cross reference id',
    ],
    [
      'the object does not exist',
      'POST',
      'Nope__c',
      { Name: 'a' },
      404,
      'NOT_FOUND',
      'The requested resource does not exist',
    ],
    [
      'the object cannot be created',
      'POST',
      'Organization',
      { Name: 'a' },
      400,
      'INVALID_TYPE_FOR_OPERATION',
      'entity type cannot be inserted: Organization',
    ],
    ['the body is no JSON', 'POST', 'Product2', '{"Name": oops}', 400, 'JSON_PARSER_ERROR', 'Unexpected character'],
    ['the body is empty', 'POST', 'Product2', '', 400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required'],
    [
      'the method is not for this path',
      'PUT',
      'Product2',
      {},
      405,
      'METHOD_NOT_ALLOWED',
      "HTTP Method 'PUT' not allowed",
    ],
    [
      'the ID is malformed',
      'GET',
      'Product2/nope',
      undefined,
      404,
      'NOT_FOUND',
      'Provided external ID field does not exist or is not accessible: nope',
    ],
    [
      'the ID is unknown',
      'GET',
      'Product2/01t000000000001AAA',
      undefined,
      404,
      'NOT_FOUND',
      'The requested resource does not exist',
    ],
    [
      'the key field is no external ID',
      'PATCH',
      'Product2/Description/x',
      { Name: 'a' },
      404,
      'NOT_FOUND',
      'Provided external ID field does not exist or is not accessible: Description',
    ],
  ];
  for (const [what, method, path, body, status, errorCode, message] of refused) {
    it(`When ${what}, Then it answers ${status} ${errorCode}`, async () => {
      const reply = await client.call(method, `/sobjects/${path}`, body);
      expect(reply.status).to.equal(status);
      expect(reply.json).to.have.nested.property('[0].errorCode', errorCode);
      expect((reply.json as Array<{ message: string }>)[0]?.message).to.include(message);
    });
  }

  it('When an ID is in the body of an update, Then it is refused', async () => {
    const id = idOf((await create('Product2', { Name: 'Nut' })).json);
    const reply = await client.call('PATCH', `/sobjects/Product2/${id}`, { Id: id, Name: 'Nut 2' });
    expect(reply.json).to.have.nested.property(
      '[0].message',
      'The Id field should not be specified in the sobject data.'
    );
  });
});
