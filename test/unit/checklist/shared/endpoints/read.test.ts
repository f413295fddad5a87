import { expect } from 'chai';
import { componentsOf } from '../../../../../src/checklist/shared/endpoints/facts.ts';
import { readHoldings } from '../../../../../src/checklist/shared/endpoints/read.ts';
import type { ReadContext } from '../../../../../src/checklist/item.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { fieldOf, objectOf, orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { answers } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const SECRET = 'hunter2';

const context = (stub: OrgStub, settings: string[] = []): ReadContext => {
  const said = answers();
  return {
    org: orgStub({ ...stub, queries: [...(stub.queries ?? []), [/./, []]] }),
    answers: { ...said, preserve: { ...said.preserve, settings } },
    names: NAMES,
    ...ELSEWHERE,
    fingerprint: () => 'mark',
  };
};

describe('readHoldings', () => {
  it('Given components with secrets, when read, then none is in the facts, and which there were is', async () => {
    const held = await readHoldings(
      context({
        components: {
          NamedCredential: [
            { fullName: 'A', endpoint: `https://u:${SECRET}@a.example`, password: SECRET, principalType: 'NamedUser' },
            {
              fullName: 'B',
              namedCredentialParameters: [
                { parameterName: 'Url', parameterType: 'Url', parameterValue: 'https://b.example' },
                { parameterName: 'Key', parameterType: 'HttpHeader', parameterValue: SECRET },
              ],
            },
          ],
          AuthProvider: [
            { fullName: 'Idp', consumerKey: 'open', consumerSecret: SECRET, tokenUrl: 'https://i.example/t' },
          ],
        },
      })
    );
    expect(JSON.stringify(held)).not.to.contain(SECRET);
    const [a, b] = componentsOf(held, 'NamedCredential') ?? [];
    expect(a.secrets).to.deep.equal(['endpoint', 'password']);
    expect(b.fields['namedCredentialParameters[parameterName=Url,parameterType=Url].parameterValue']).to.equal(
      'https://b.example'
    );
    const [idp] = componentsOf(held, 'AuthProvider') ?? [];
    expect(idp.secrets).to.deep.equal(['consumerSecret']);
    expect(idp.fields).to.include({ tokenUrl: 'https://i.example/t' });
  });

  it('Given types that are refused, when read, then each says why and the rest is there; none is not unread', async () => {
    const held = await readHoldings(
      context({
        components: {
          ExternalCredential: refusal('INVALID_TYPE'),
          RemoteSiteSetting: [{ fullName: 'Maps', url: 'https://maps.example', isActive: 'false' }],
        },
        queries: [[/FROM EmailRelay/, refusal('INVALID_TYPE')]],
      })
    );
    expect(held.find(({ type }) => type === 'ExternalCredential')).to.deep.include({ components: null });
    expect(held.find(({ type }) => type === 'EmailRelay')?.unreadable).to.contain('INVALID_TYPE');
    expect(componentsOf(held, 'RemoteSiteSetting')?.[0].fields).to.deep.equal({
      url: 'https://maps.example',
      isActive: false,
    });
    expect(componentsOf(held, 'CorsWhitelistOrigin')).to.deep.equal([]);
  });

  it('Given settings that refresh.yaml names, when read, then rows are known by name or owner, without secrets', async () => {
    const stub: OrgStub = {
      objects: [
        objectOf('Endpoint__c', [
          fieldOf('Name'),
          fieldOf('SetupOwnerId'),
          fieldOf('Url__c'),
          fieldOf('Api_Key__c'),
          fieldOf('Pin__c', 'Pin', { type: 'encryptedstring' }),
        ]),
      ],
      queries: [
        [
          /FROM Endpoint__c/,
          [
            {
              Id: 'a01000000000001AAA',
              Name: 'a010000',
              SetupOwnerId: '00D000000000001AAA',
              Url__c: 'https://o.example',
              Api_Key__c: SECRET,
              Pin__c: SECRET,
            },
            {
              Id: 'a01000000000002AAA',
              Name: 'a010000',
              SetupOwnerId: '00e000000000001AAA',
              Url__c: null,
              Api_Key__c: null,
              Pin__c: null,
            },
          ],
        ],
        [/FROM Profile/, [{ Id: '00e000000000001AAA', Name: 'Sales' }]],
      ],
    };
    const held = await readHoldings(context(stub, ['Endpoint__c', 'Gone__c']));
    expect(JSON.stringify(held)).not.to.contain(SECRET);
    const rows = componentsOf(held, 'Endpoint__c') ?? [];
    expect(rows.map(({ name, secrets }) => [name, secrets])).to.deep.equal([
      ['organization', ['Api_Key__c', 'Pin__c']],
      ['profile:Sales', []],
    ]);
    expect(rows[0]).to.deep.include({ id: 'a01000000000001AAA', fields: { Url__c: 'https://o.example' } });
    expect(held.find(({ type }) => type === 'Gone__c')?.components).to.equal(null);
  });

  it('Given a hierarchy whose rows have no name, a list, and an object that is no setting, when read, then describe decides what each is and nothing breaks', async () => {
    const row = { Name: null, SetupOwnerId: '00D000000000001AAA', Url__c: 'https://o.example' };
    const stub: OrgStub = {
      objects: [
        objectOf('Order_Api__c', [
          fieldOf('Name', 'Name', { nillable: true }),
          fieldOf('SetupOwnerId'),
          fieldOf('Url__c', 'URL', { custom: true }),
        ]),
        objectOf('Codes__c', [fieldOf('Name', 'Name', { nillable: false }), fieldOf('SetupOwnerId')]),
        objectOf('Site__c', [fieldOf('Name'), fieldOf('Url__c')], { customSetting: false }),
      ],
      queries: [
        [
          /FROM Order_Api__c/,
          [
            { Id: 'a01000000000001AAA', ...row },
            { Id: 'a01000000000002AAA', ...row, SetupOwnerId: '00e000000000001AAA' },
            { Id: 'a01000000000003AAA', ...row, SetupOwnerId: '005000000000001AAA' },
          ],
        ],
        [
          /FROM Codes__c/,
          [
            { Id: 'a02000000000001AAA', Name: 'organization', SetupOwnerId: '00D000000000001AAA' },
            { Id: 'a02000000000002AAA', Name: 'profile:x', SetupOwnerId: '00D000000000001AAA' },
          ],
        ],
        [/FROM Profile/, [{ Id: '00e000000000001AAA', Name: 'Systemadministrator' }]],
        [/FROM User/, []],
      ],
    };
    const held = await readHoldings(context(stub, ['Order_Api__c', 'Codes__c', 'Site__c']));
    const told = (type: string): unknown => componentsOf(held, type)?.map(({ name, owner }) => [name, owner]);
    expect(told('Order_Api__c')).to.deep.equal([
      ['organization', '00D000000000001AAA'],
      ['profile:Systemadministrator', '00e000000000001AAA'],
      ['user:005000000000001AAA', '005000000000001AAA'],
    ]);
    expect(told('Codes__c')).to.deep.equal([
      ['organization', null],
      ['profile:x', null],
    ]);
    expect(held.find(({ type }) => type === 'Site__c')?.unreadable).to.contain('neither a custom setting');
  });
});
