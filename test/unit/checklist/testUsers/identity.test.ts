import { expect } from 'chai';
import { testUsersSchema, type Thing } from '../../../../src/checklist/testUsers/facts.ts';
import { thingFor } from '../../../../src/checklist/testUsers/identity.ts';
import { checkTestUsers, planTestUsers } from '../../../../src/checklist/testUsers/rules.ts';
import { answersSchema } from '../../../../src/checklist/answers.ts';
import { situation } from '../../support/situation.ts';
import { testUser, testUsersFacts } from '../../support/testUsers.ts';

const PROFILE = '00e5e000000A002AAC';
const things = (...all: Array<Partial<Thing>>): Thing[] =>
  all.map((one) => ({ kind: 'profile', name: '', id: '', free: null, ...one }));

describe('which thing of an org a user had', () => {
  const german = { kind: 'profile', name: 'Standardbenutzer', id: PROFILE } as const;

  it('Given a profile called otherwise in another language, when looked for, then its ID tells, also against another of that name', () => {
    const found = thingFor(
      things({ name: 'Standardbenutzer', id: '00eOther' }, { name: 'Standard User', id: PROFILE.slice(0, 15) }),
      german
    );
    expect(found?.name).to.equal('Standard User');
  });

  it('Given a licence of another ID, when looked for, then its definition key tells before its name', () => {
    const found = thingFor(
      things(
        { kind: 'user-license', name: 'Salesforce', id: '1009', key: 'OTHER' },
        { kind: 'user-license', name: 'Salesforce-Lizenz', id: '1002', key: 'sfdc' }
      ),
      { kind: 'user-license', name: 'Salesforce', id: '1001', key: 'SFDC' }
    );
    expect(found?.id).to.equal('1002');
  });

  it('Given neither, when looked for, then the name tells, and nothing of another kind does', () => {
    const all = things({ name: 'Sales', id: '00e1' }, { kind: 'role', name: 'Support', id: PROFILE });
    expect(thingFor(all, { kind: 'profile', name: 'sales' })?.id).to.equal('00e1');
    expect(thingFor(all, german)).to.equal(undefined);
  });
});

describe('a test user kept in German and put back in English', () => {
  const answers = answersSchema.parse({
    schemaVersion: 1,
    refresh: { date: '2027-01-15', dataStrategy: 'repoint' },
    preserve: { users: ['qa@acme.example.uat'] },
  });
  const before = testUser('qa@acme.example.uat', {
    user: { profile: 'Standardbenutzer' },
    profileId: PROFILE,
    license: 'Salesforce-Lizenz',
    licenseKey: 'SFDC',
    assignments: [{ kind: 'queue', name: 'Triage', id: '00G1', expires: null }],
  });
  const there = things(
    { name: 'Standard User', id: PROFILE },
    { kind: 'user-license', name: 'Salesforce', id: '1002', key: 'SFDC', free: 3 },
    { kind: 'queue', name: 'Triage_New', id: '00G1' }
  );

  it('Given a user whom the refresh took, when planned, then it is created with the profile of that ID', () => {
    const now = testUsersFacts([], { things: there });
    const plan = planTestUsers(situation({ before: testUsersFacts([before]), now, answers }));
    const [{ write }] = plan;
    expect(write).to.have.nested.property('fields.ProfileId', PROFILE);
    expect(plan[1].write).to.have.nested.property('fields.GroupId', '00G1');
  });

  it('Given a user who has all of it under other names, when checked, then nothing is wrong', () => {
    const own = testUser('qa@acme.example.uat', {
      user: { profile: 'Standard User' },
      profileId: PROFILE,
      assignments: [{ kind: 'queue', name: 'Triage_New', id: '00G1', expires: null }],
    });
    const now = testUsersFacts([own], { things: there });
    const found = checkTestUsers(situation({ before: testUsersFacts([before]), now, answers }));
    expect(found.map(({ status, target }) => `${status} ${target}`)).to.deep.equal(['pass qa@acme.example.uat']);
  });

  it('Given facts that an earlier version wrote, when read, then they are still good', () => {
    const { licenseId, licenseKey, ...old } = { licenseId: null, ...before };
    const facts = {
      ...testUsersFacts([]),
      users: [{ ...old, assignments: [{ kind: 'queue', name: 'Q', expires: null }] }],
    };
    expect([licenseId, licenseKey]).to.deep.equal([null, 'SFDC']);
    expect(testUsersSchema.safeParse(facts).success).to.equal(true);
  });
});
