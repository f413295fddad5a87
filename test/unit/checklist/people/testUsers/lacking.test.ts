import { expect } from 'chai';
import type { TestUser, TestUsersFacts } from '../../../../../src/checklist/people/testUsers/facts.ts';
import { testUsersSchema } from '../../../../../src/checklist/people/testUsers/facts.ts';
import { readLacking } from '../../../../../src/checklist/people/testUsers/lacking.ts';
import { testUsers } from '../../../../../src/checklist/people/testUsers/index.ts';
import type { Finding } from '../../../../../src/checklist/item.ts';
import { statuses } from '../../../support/brief.ts';
import { orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { answers, sandbox } from '../../../support/situation.ts';
import { testUser, testUsersFacts } from '../../../support/testUsers.ts';
import { NAMES } from '../../../support/users.ts';

const QA = 'qa@acme.example.uat';
const TESS = 'tess.lead@acme.example.uat';

const set = (name: string, expires: string | null = null): TestUser['assignments'][number] => ({
  kind: 'permission-set',
  name,
  expires,
});
const USERS = [
  testUser(QA, { user: { profile: 'QA Profile' }, assignments: [set('acme__Quotes'), set('QA_Tools')] }),
  testUser(TESS, {
    user: { profile: 'qa profile' },
    role: { id: '00E', name: 'Lead' },
    assignments: [
      set('QA_Tools'),
      set('Over', '2026-12-01T00:00:00.000+0000'),
      { kind: 'permission-set-group', name: 'Crew', expires: null },
      { kind: 'permission-set-license', name: 'FieldPsl', expires: null },
      { kind: 'group', name: 'Testers', expires: null },
      { kind: 'queue', name: 'Triage', expires: null },
    ],
  }),
];

/** Production has none of it but these. */
const production = (own: NonNullable<OrgStub['queries']> = []): ReturnType<typeof orgStub> =>
  orgStub({
    queries: [
      ...own,
      [/FROM UserLicense/, [{ Id: '100', Name: 'Salesforce', TotalLicenses: 1, UsedLicenses: 1 }]],
      [/FROM PermissionSet /, [{ Id: '0PS', Name: 'Quotes', NamespacePrefix: 'acme' }]],
      [/./, []],
    ],
  });

const lackingOf = (org = production(), users = USERS): ReturnType<typeof readLacking> =>
  readLacking(org, users, { names: NAMES, date: '2026-12-05' });

const survey = (production: TestUsersFacts['production']): Finding[] =>
  testUsers
    .survey({
      now: testUsersFacts(USERS, { production }),
      production: undefined,
      answers: { ...answers(), preserve: { ...answers().preserve, users: [QA, TESS] } },
      org: sandbox(),
    })
    .filter(({ status }) => status !== 'pass');

describe('what test users need and production lacks', () => {
  it('Given things of the sandbox only, when read, then each is there once with its users, by a query a kind, and one by ID', async () => {
    const org = production();
    const { lacking, unreadable } = await lackingOf(org);
    expect(unreadable).to.deep.equal({});
    expect(lacking.map(({ kind, name, users }) => `${kind} ${name}: ${users.length}`)).to.have.members([
      'profile QA Profile: 2',
      'permission-set QA_Tools: 2',
      'role Lead: 1',
      'permission-set-group Crew: 1',
      'permission-set-license FieldPsl: 1',
      'group Testers: 1',
      'queue Triage: 1',
    ]);
    // Eight kinds by name; profiles and the role also by the IDs that a refresh keeps. Profiles' developer names are a list.
    expect(org.asked.filter((asked) => asked.startsWith('SELECT'))).to.have.length(10);
    expect(org.asked).to.include('identify Profile');
  });

  it('Given a kind that cannot be read there, when read, then nothing of it is missing, and the finding is another one', async () => {
    const found = await lackingOf(production([[/FROM Profile/, refusal('INSUFFICIENT_ACCESS')]]));
    expect(found.lacking.map(({ kind }) => kind)).not.to.include('profile');
    const told = survey(found);
    expect(statuses(told)).to.include('warn Profile, in production').and.not.include('warn Profile QA Profile');
    expect(told.at(-1)?.hint).to.include('INSUFFICIENT_ACCESS');
  });

  it('Given users that were inactive, when read, then nothing is asked for them', async () => {
    const org = production();
    const users = USERS.map((user) => ({ ...user, user: { ...user.user, isActive: false } }));
    expect(await lackingOf(org, users)).to.deep.equal({ lacking: [], unreadable: {} });
    expect(org.asked).to.deep.equal([]);
  });

  it('Given missing things, when prepare looks, then one warning each says what to do and whom it concerns', async () => {
    const told = survey(await lackingOf());
    expect(statuses(told)).to.have.members([
      'warn Profile QA Profile',
      'warn Permission set QA_Tools',
      'warn Role Lead',
      'warn Permission set group Crew',
      'warn Permission set licence FieldPsl',
      'warn Public group Testers',
      'warn Queue Triage',
    ]);
    expect(told[0].hint).to.include('Retrieve it before the refresh').and.include(`${QA}, ${TESS}`);
    expect(told[0].hint).to.include('create again');
    expect(new Set(told.map(({ actual }) => actual))).to.deep.equal(new Set(['not in production']));
  });

  it('Given production was not asked, when prepare looks, then nothing is said; facts of either kind are valid', async () => {
    expect(survey(undefined)).to.deep.equal([]);
    const facts = [testUsersFacts(USERS), testUsersFacts(USERS, { production: await lackingOf() })];
    expect(facts.map((each) => testUsersSchema.safeParse(each).success)).to.deep.equal([true, true]);
  });
});
