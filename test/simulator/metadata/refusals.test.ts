import { expect } from 'chai';
import { MetadataClient, refused } from './testClient.ts';
import type { ComponentFailure, Values } from './testClient.ts';

describe('the Metadata API, asked for what it refuses', () => {
  let client: MetadataClient;
  beforeEach(async () => {
    client = await MetadataClient.start();
  });
  afterEach(() => client.simulator.close());

  describe('refusals of a component', () => {
    const cors = { fullName: 'One', urlPattern: 'https://one.example' };
    const cases: Array<[string, 'create' | 'update', Values, string, string]> = [
      ['no name', 'create', { urlPattern: 'x' }, 'REQUIRED_FIELD_MISSING', 'fullName'],
      ['a required element missing', 'create', { fullName: 'X' }, 'REQUIRED_FIELD_MISSING', 'urlPattern'],
      ['a name that is taken', 'create', cors, 'DUPLICATE_DEVELOPER_NAME', 'One'],
      [
        'a name that is not there',
        'update',
        { ...cors, fullName: 'Two' },
        'INVALID_CROSS_REFERENCE_KEY',
        'no CorsWhitelistOrigin named Two found',
      ],
    ];
    for (const [what, operation, component, statusCode, words] of cases) {
      it(`Given ${what}, When it is sent, Then that component fails with ${statusCode}`, async () => {
        await client.write('create', 'CorsWhitelistOrigin', cors);
        const { success, errors } = await client.write(operation, 'CorsWhitelistOrigin', component);
        expect(success).to.equal(false);
        expect(errors).to.have.length(1);
        expect((errors as ComponentFailure[])[0]?.statusCode).to.equal(statusCode);
        expect((errors as ComponentFailure[])[0]?.message).to.contain(words);
      });
    }

    it('Given one bad component among good ones, When they are created, Then only that one fails', async () => {
      const many = [{ ...cors, fullName: 'A' }, { fullName: 'B' }, { ...cors, fullName: 'C' }];
      const results = (await client.metadata.create('CorsWhitelistOrigin', many as never)) as unknown as Array<{
        success: boolean;
      }>;
      expect(results.map(({ success }) => success)).to.deep.equal([true, false, true]);
      expect(await client.metadata.list({ type: 'CorsWhitelistOrigin' })).to.have.length(2);
    });

    it('Given a type made read-only, When it is written, Then the component fails for want of rights', async () => {
      client.simulator.simulation.sandbox.readOnly('CorsWhitelistOrigin');
      const { errors } = await client.write('create', 'CorsWhitelistOrigin', cors);
      expect((errors as ComponentFailure[])[0]?.statusCode).to.equal('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY');
    });
  });

  describe('refusals of a call', () => {
    it('Given a dead session, When anything is called, Then the fault is INVALID_SESSION_ID with 500', async () => {
      expect(await refused(client.connect('00Dxx!dead').list({ type: 'CspTrustedSite' }))).to.match(
        /^sf:INVALID_SESSION_ID INVALID_SESSION_ID: /
      );
      expect((await client.raw('<m:describeMetadata/>', 'dead')).status).to.equal(500);
    });

    it('Given an unknown type, or one that the org has not, When it is read, Then the fault is INVALID_TYPE', async () => {
      expect(await refused(client.metadata.read('Nonsense' as 'CspTrustedSite', 'X'))).to.equal(
        'sf:INVALID_TYPE INVALID_TYPE: Unknown type:Nonsense'
      );
      client.simulator.simulation.sandbox.restrict('SamlSsoConfig');
      expect(await refused(client.metadata.list({ type: 'SamlSsoConfig' }))).to.contain(
        'Cannot use: SamlSsoConfig in this organization'
      );
    });

    it('Given eleven names, When they are read or deleted, Then the fault is EXCEEDED_ID_LIMIT', async () => {
      const names = Array.from({ length: 11 }, (_, index) => `N${index}`);
      expect(await refused(client.metadata.read('CspTrustedSite', names))).to.contain('sf:EXCEEDED_ID_LIMIT');
      expect(await refused(client.metadata.delete('CspTrustedSite', names))).to.contain(
        'cannot submit more than 10 records in this operation'
      );
    });

    for (const [what, body, words] of [
      [
        'an unknown element',
        '<m:createMetadata><m:metadata xsi:type="m:CorsWhitelistOrigin"><m:fullName>A</m:fullName><m:nope>1</m:nope></m:metadata></m:createMetadata>',
        'nope invalid at this location in type CorsWhitelistOrigin',
      ],
      [
        'no type',
        '<m:createMetadata><m:metadata><m:fullName>A</m:fullName></m:metadata></m:createMetadata>',
        'Must specify a {http://www.w3.org/2001/XMLSchema-instance}type',
      ],
      [
        'a word that the list has not',
        '<m:createMetadata><m:metadata xsi:type="m:CspTrustedSite"><m:context>Some</m:context></m:metadata></m:createMetadata>',
        "'Some' is not a valid value for the enum",
      ],
      ['an unknown operation', '<m:renameEverything/>', 'No operation available for request'],
      ['no XML', '<m:listMetadata>', 'not well-formed'],
    ] as const) {
      it(`Given ${what}, When it is sent, Then the fault is the client’s`, async () => {
        const { status, text } = await client.raw(body);
        expect(status).to.equal(500);
        expect(text).to.contain('<faultcode>soapenv:Client</faultcode>').and.to.contain(words);
      });
    }

    it('Given a user without the permission, When metadata is listed, Then the fault says which it needs', async () => {
      const { sandbox } = client.simulator.simulation;
      const seller = [...sandbox.table('User').rows()].find((row) => String(row['Username']).startsWith('sam.seller'));
      sandbox.tokens.set('sellers-token', { userId: seller?.Id ?? '' });
      expect(await refused(client.connect('sellers-token').list({ type: 'CspTrustedSite' }))).to.contain(
        'ModifyMetadata'
      );
    });
  });
});
