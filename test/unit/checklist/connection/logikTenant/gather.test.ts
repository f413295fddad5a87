import { expect } from 'chai';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { gatherTenant } from '../../../../../src/checklist/connection/logikTenant/gather.ts';
import type { TenantFacts } from '../../../../../src/checklist/connection/logikTenant/facts.ts';
import { fieldOf, objectOf, orgStub, refusal } from '../../../support/reader.ts';
import { answers } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const FIELDS = [
  fieldOf('Id'),
  fieldOf('SetupOwnerId'),
  fieldOf('LGK__RuntimeUrl__c', 'Runtime Configuration URL'),
  fieldOf('LGK__AdminUrl__c', 'Administration URL'),
  fieldOf('LGK__Limit__c', 'Limit', { type: 'double' }),
  fieldOf('LGK__RuntimeToken__c', 'Runtime Client Token'),
  fieldOf('LGK__Hidden__c', 'Hidden', { type: 'encryptedstring' }),
  fieldOf('LGK__ShowToken__c', 'Show Token', { type: 'boolean' }),
];

const rowOf = (Id: string, SetupOwnerId: string, own: object = {}): object => ({
  Id,
  SetupOwnerId,
  LGK__RuntimeUrl__c: 'https://acme-uat.test01.logik.io',
  LGK__AdminUrl__c: null,
  LGK__Limit__c: 5,
  LGK__RuntimeToken__c: 's3cret-token',
  LGK__Hidden__c: '',
  LGK__ShowToken__c: true,
  ...own,
});

const gatherRows = async (
  rows: object[],
  profiles: object[] | Error = [{ Id: '00e1', Name: 'Partner User' }]
): Promise<{ facts: TenantFacts; asked: string[] }> => {
  const org = orgStub({
    objects: [objectOf('LGK__ConfigurationTenant__c', FIELDS, { label: 'Logik Tenant' })],
    queries: [
      [/FROM LGK__ConfigurationTenant__c/, rows],
      [/FROM Profile/, profiles],
      [/FROM User/, [{ Id: '0051', Username: 'ava@acme.example.uat' }]],
    ],
  });
  const fingerprint = (secret: string): string => `mark of ${secret.length}`;
  return {
    facts: await gatherTenant({ org, answers: answers(), names: NAMES, ...ELSEWHERE, fingerprint }),
    asked: org.asked,
  };
};

describe('gatherTenant', () => {
  it("Given rows of every kind, when they are read, then each is known by its owner's name", async () => {
    const { facts } = await gatherRows([rowOf('a01', '00D1'), rowOf('a02', '00e1'), rowOf('a03', '0051')]);
    expect(facts.rows.map(({ recordId, owner }) => [recordId, owner.kind, owner.name])).to.deep.equal([
      ['a01', 'organization', null],
      ['a02', 'profile', 'Partner User'],
      ['a03', 'user', 'ava@acme.example.uat'],
    ]);
  });

  it('Given an owner whose name cannot be read, when the row is read, then its ID stands for it', async () => {
    const { facts } = await gatherRows([rowOf('a02', '00e9')]);
    expect(facts.rows[0].owner).to.deep.equal({ kind: 'profile', name: '00e9' });
  });

  it('Given owners that this login may not read, when the rows are read, then their IDs stand for them, and the rows count', async () => {
    for (const code of ['INVALID_TYPE', 'INSUFFICIENT_ACCESS', 'UNKNOWN_EXCEPTION']) {
      const { facts } = await gatherRows([rowOf('a01', '00D1'), rowOf('a02', '00e1')], refusal(code));
      expect(
        facts.rows.map(({ owner }) => owner.name),
        code
      ).to.deep.equal([null, '00e1']);
    }
  });

  it('Given secrets, when they are read, then only their mark is kept, and whether they are set', async () => {
    const { facts } = await gatherRows([rowOf('a01', '00D1')]);
    expect(JSON.stringify(facts)).not.to.contain('s3cret-token');
    expect(facts.rows[0].secrets).to.deep.equal({ LGK__RuntimeToken__c: 'mark of 12', LGK__Hidden__c: null });
  });

  it('Given a checkbox that speaks of a token, when it is read, then it is no secret', async () => {
    const { facts } = await gatherRows([rowOf('a01', '00D1')]);
    expect(facts.rows[0].values).to.include({ LGK__ShowToken__c: true, LGK__Limit__c: 5, LGK__AdminUrl__c: null });
  });

  it('Given only an org default, when it is read, then no owner is asked for', async () => {
    const { asked } = await gatherRows([rowOf('a01', '00D1')]);
    expect(asked.filter((statement) => /FROM (Profile|User)\b/.test(statement))).to.deep.equal([]);
  });

  it('Given no row at all, when the setting is read, then its fields are known all the same', async () => {
    const { facts } = await gatherRows([]);
    expect(facts.rows).to.deep.equal([]);
    expect(facts.others.map(({ name, secret }) => [name, secret])).to.deep.equal([
      ['LGK__Limit__c', false],
      ['LGK__RuntimeToken__c', true],
      ['LGK__Hidden__c', true],
      ['LGK__ShowToken__c', false],
    ]);
  });
});
