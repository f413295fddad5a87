import { expect } from 'chai';
import { testUsersSchema, type Thing } from '../../../../../src/checklist/people/testUsers/facts.ts';
import { thingFor } from '../../../../../src/checklist/people/testUsers/identity.ts';
import { checkTestUsers, planTestUsers } from '../../../../../src/checklist/people/testUsers/rules.ts';
import { answersSchema } from '../../../../../src/checklist/answers/index.ts';
import { situation } from '../../../support/situation.ts';
import { testUser, testUsersFacts } from '../../../support/testUsers.ts';

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

  it('Given a profile of another ID, when looked for, then its developer name tells before a name that is another’s', () => {
    const there = things(
      { name: 'Standardbenutzer', id: '00eCustom', key: 'Standardbenutzer' },
      { name: 'Standard User', id: '00eOther', key: 'Standard' }
    );
    const wanted = { ...german, key: 'Standard' };
    expect(thingFor(there, wanted)?.name).to.equal('Standard User');
    expect(thingFor(there.slice(0, 1), wanted)).to.equal(undefined);
    expect(thingFor(things({ name: 'Standardbenutzer', id: '00e1' }), wanted)?.id).to.equal('00e1');
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

  it('Given an org with other IDs of profiles, when planned, then the profile of that developer name is taken', () => {
    const now = testUsersFacts([], {
      things: [
        ...things(
          { name: 'Standardbenutzer', id: '00eCustom', key: 'Standardbenutzer' },
          { name: 'Standard User', id: '00eOther', key: 'Standard' }
        ),
        ...there.slice(1),
      ],
    });
    const recorded = testUsersFacts([{ ...before, profileKey: 'Standard' }]);
    const [{ write }] = planTestUsers(situation({ before: recorded, now, answers }));
    expect(write).to.have.nested.property('fields.ProfileId', '00eOther');
  });

  it('Given a user who got another profile that is called as the former one was, when checked, then that is told', () => {
    const own = testUser('qa@acme.example.uat', {
      user: { profile: 'Standardbenutzer' },
      profileId: '00eCustom',
      assignments: [{ kind: 'queue', name: 'Triage_New', id: '00G1', expires: null }],
    });
    const now = testUsersFacts([own], { things: there });
    const found = checkTestUsers(situation({ before: testUsersFacts([before]), now, answers }));
    expect(found.map(({ status, target }) => `${status} ${target}`)).to.include('fail qa@acme.example.uat › Profile');
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
