import { expect } from 'chai';
import type { Change, Situation } from '../../../../../src/checklist/item.ts';
import type { TestUser, TestUsersFacts } from '../../../../../src/checklist/people/testUsers/facts.ts';
import { testUsers } from '../../../../../src/checklist/people/testUsers/index.ts';
import { statuses } from '../../../support/brief.ts';
import { answers, refreshed, sandbox, situation } from '../../../support/situation.ts';
import { testUser, testUsersFacts, thing } from '../../../support/testUsers.ts';

const QA = 'qa@acme.example.uat';

const said = (passwordReset = false, users = [QA]): ReturnType<typeof answers> => ({
  ...answers(),
  preserve: { ...answers().preserve, users, passwordReset },
});

const after = (
  before: TestUser | undefined,
  now: TestUsersFacts,
  own: Partial<Situation<TestUsersFacts>> = {}
): Situation<TestUsersFacts> => situation({ before: before && testUsersFacts([before]), now, answers: said(), ...own });

const planned = (seen: Situation<TestUsersFacts>): Change[] => testUsers.plan?.(seen) ?? [];
const targets = (seen: Situation<TestUsersFacts>): string[] => planned(seen).map(({ target }) => target);
const hintOf = (seen: Situation<TestUsersFacts>, target: string): string =>
  testUsers.check(seen).find((each) => each.target === target)?.hint ?? '';

describe('test users', () => {
  it('Given a user as before, when checked, then it passes and nothing is planned', () => {
    const seen = after(testUser(QA), testUsersFacts([testUser(QA)]));
    expect(statuses(testUsers.check(seen))).to.deep.equal([`pass ${QA}`]);
    expect(planned(seen)).to.deep.equal([]);
  });

  it('Given a user that the refresh changed, when planned, then fields are put back by the IDs of now, the profile before the login', () => {
    const before = testUser(QA, { role: { id: '00Eold', name: 'Sales' }, federationId: 'qa' });
    const now = testUser(QA, {
      user: { profile: 'Minimum Access', isActive: false, email: 'qa@acme.example.invalid' },
      profileId: '00eMIN',
      federationId: 'other',
    });
    const things = [...testUsersFacts().things, thing('role', 'Sales')];
    const seen = after(before, testUsersFacts([now], { things }));
    expect(targets(seen)).to.deep.equal(
      ['Profile', 'Role', 'Federation ID', 'Active', 'Email'].map((part) => `${QA} › ${part}`)
    );
    const [profile] = planned(seen);
    expect(profile).to.deep.include({ before: '00eMIN', after: 'id of Standard User' });
    expect(profile.reason).to.contain('Minimum Access');
    expect(planned(seen).every(({ write }) => write.kind === 'record')).to.equal(true);
  });

  it('Given things that the org no longer has, when planned, then each is told for itself and the rest carried on', () => {
    const before = testUser(QA, {
      role: { id: '00Eold', name: 'Gone' },
      assignments: [
        { kind: 'permission-set', name: 'Lost', expires: null },
        { kind: 'group', name: 'Testers', expires: null },
        { kind: 'permission-set-license', name: 'Full', expires: null },
      ],
    });
    const things = [...testUsersFacts().things, thing('group', 'Testers'), thing('permission-set-license', 'Full', 0)];
    const seen = after(before, testUsersFacts([testUser(QA)], { things }));
    expect(targets(seen)).to.deep.equal([`${QA} › Public group Testers`]);
    expect(hintOf(seen, `${QA} › Role`)).to.contain('Role Gone is not in the refreshed org');
    expect(hintOf(seen, `${QA} › Permission set Lost`)).to.contain('is not in the refreshed org');
    expect(hintOf(seen, `${QA} › Permission set licence Full`)).to.contain('All licences of Full are in use');
  });

  it('Given assignments that could not be read now, when checked, then nobody says that they are lacking', () => {
    const before = testUser(QA, { assignments: [{ kind: 'group', name: 'Testers', expires: null }] });
    const seen = after(before, testUsersFacts([testUser(QA)], { unreadable: { group: 'no access' } }));
    expect(planned(seen)).to.deep.equal([]);
    expect(statuses(testUsers.check(seen))).to.deep.equal([`pass ${QA}`, 'fail Public group']);
  });

  it('Given an assignment that ended in the meantime, when planned, then it is not given again; one that lasts keeps its end', () => {
    const before = testUser(QA, {
      assignments: [
        { kind: 'permission-set', name: 'Over', expires: '2026-11-20T00:00:00.000+0000' },
        { kind: 'permission-set', name: 'Lasts', expires: '2027-01-01T00:00:00.000+0000' },
      ],
    });
    const things = [...testUsersFacts().things, thing('permission-set', 'Over'), thing('permission-set', 'Lasts')];
    const plan = planned(after(before, testUsersFacts([testUser(QA)], { things })));
    expect(plan.map(({ target }) => target)).to.deep.equal([`${QA} › Permission set Lasts`]);
    expect(plan[0].write).to.deep.include({
      fields: { PermissionSetId: 'id of Lasts', ExpirationDate: '2027-01-01T00:00:00.000+0000' },
    });
  });

  it('Given a missing user, when planned, then it is created under its name with the sandbox’s new suffix, and then assigned', () => {
    const before = testUser(QA, {
      user: { email: 'qa@acme.example.invalid' },
      assignments: [{ kind: 'queue', name: 'Quotes', expires: null }],
    });
    const things = [...testUsersFacts().things, thing('queue', 'Quotes')];
    const org = { before: sandbox(), now: refreshed({ sandboxName: 'uat2' }), refreshed: true };
    const plan = planned(after(before, testUsersFacts([], { things }), { org }));
    expect(plan.map(({ target }) => target)).to.deep.equal([
      'qa@acme.example.uat2',
      'qa@acme.example.uat2 › Queue Quotes',
    ]);
    expect(plan[0].write).to.have.nested.include({ 'fields.Email': 'qa@acme.example' });
    expect(plan[0].write).to.have.nested.include({ 'fields.ProfileId': 'id of Standard User' });
    expect(plan[0].write).not.to.have.nested.property('fields.DefaultCurrencyIsoCode');
  });

  const obstacles: Array<[string, TestUser, TestUsersFacts, string]> = [
    ['whose profile is gone', testUser(QA), testUsersFacts([], { things: [] }), 'Profile Standard User is not'],
    [
      'whose licences are used up',
      testUser(QA),
      testUsersFacts([], { things: [thing('profile', 'Standard User'), thing('user-license', 'Salesforce', 0)] }),
      'All licences of Salesforce',
    ],
    ['of a portal', testUser(QA, { userType: 'CspLitePortal' }), testUsersFacts(), 'CspLitePortal'],
    ['without an email', testUser(QA, { user: { email: null } }), testUsersFacts(), 'no email'],
    [
      'whose profile could not be looked up',
      testUser(QA),
      testUsersFacts([], { things: [], unreadable: { profile: 'no access' } }),
      'no access',
    ],
  ];
  for (const [what, before, now, hint] of obstacles) {
    it(`Given a missing user ${what}, when planned, then nothing is, and it is told why`, () => {
      const seen = after(before, now);
      expect(planned(seen)).to.deep.equal([]);
      expect(hintOf(seen, QA)).to.contain(hint);
    });
  }

  it('Given users that were inactive, when checked, then none is activated or created', () => {
    const before = testUser(QA, { user: { isActive: false } });
    const gone = after(before, testUsersFacts());
    expect(statuses(testUsers.check(gone))).to.deep.equal([`skip ${QA}`]);
    const active = after(before, testUsersFacts([testUser(QA)]));
    expect(statuses(testUsers.check(active))).to.deep.equal([`warn ${QA}`]);
    const still = after(before, testUsersFacts([before]));
    expect([...planned(gone), ...planned(active), ...planned(still)]).to.deep.equal([]);
  });

  it('Given the wish for password emails, when planned, then only who gets a login back is sent one', () => {
    const mailed = (before: TestUser, now: TestUser[], wish: boolean): string[] =>
      targets(after(before, testUsersFacts(now), { answers: said(wish) })).filter((each) => each.includes('password'));
    const mail = [`${QA} › Email to set a password`];
    expect(mailed(testUser(QA), [], true)).to.deep.equal(mail);
    expect(mailed(testUser(QA), [testUser(QA, { user: { isActive: false } })], true)).to.deep.equal(mail);
    expect(mailed(testUser(QA), [testUser(QA, { user: { email: 'qa@acme.example.invalid' } })], true)).to.deep.equal(
      []
    );
    expect(mailed(testUser(QA), [], false)).to.deep.equal([]);
  });

  it('Given a user named only after prepare, when checked, then it is said, and only its login is mended', () => {
    const now = testUser(QA, { user: { email: 'qa@acme.example.invalid' } });
    const seen = after(undefined, testUsersFacts([now]));
    expect(statuses(testUsers.check(seen))).to.deep.equal([`warn ${QA}`, `fail ${QA} › Email`]);
    expect(targets(seen)).to.deep.equal([`${QA} › Email`]);
  });

  it('Given an unknown username, nobody, or what cannot be read, when prepare looks, then it is refused, skipped, or not kept', () => {
    const seen = { production: undefined, answers: said(), org: sandbox() };
    expect(testUsers.refuse?.({ ...seen, now: testUsersFacts() })?.message).to.contain(QA);
    expect(testUsers.refuse?.({ ...seen, now: testUsersFacts([testUser(QA)]) })).to.equal(undefined);
    const none = { ...seen, answers: said(false, []), now: testUsersFacts() };
    expect(statuses(testUsers.survey(none))).to.deep.equal(['skip Test users']);
    const now = testUsersFacts([testUser(QA)], { unreadable: { queue: 'no access' } });
    expect(statuses(testUsers.survey({ ...seen, now }))).to.deep.equal([`warn ${QA}`, 'fail Queue']);
  });
});
