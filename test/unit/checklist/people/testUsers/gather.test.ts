import { expect } from 'chai';
import { resolve } from '../../../../../src/checklist/people/testUsers/gap.ts';
import type { TestUsersFacts } from '../../../../../src/checklist/people/testUsers/facts.ts';
import { testUsers } from '../../../../../src/checklist/people/testUsers/index.ts';
import type { OrgReader } from '../../../../../src/salesforce/types.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { answers } from '../../../support/situation.ts';
import { testUser, testUsersFacts } from '../../../support/testUsers.ts';
import { NAMES } from '../../../support/users.ts';

const QA = 'qa@acme.example.uat';
const ROW = {
  Id: '005Q',
  Username: QA,
  Email: 'qa@acme.example',
  Name: 'Qa One',
  IsActive: true,
  Profile: { Name: 'Standard User', UserLicense: { Name: 'Salesforce' } },
  ProfileId: '00e1',
  UserRoleId: '00E1',
  UserRole: { DeveloperName: 'Sales' },
  ManagerId: null,
  Manager: null,
};
const SET = { Name: 'Quotes', NamespacePrefix: 'acme', IsOwnedByProfile: false };
const QUERIES: NonNullable<OrgStub['queries']> = [
  [/DefaultCurrencyIsoCode/, refusal('INVALID_FIELD')],
  [/FROM User /, [ROW]],
  [/FROM UserLogin/, []],
  [
    /FROM PermissionSetAssignment/,
    [
      { AssigneeId: '005Q', ExpirationDate: null, PermissionSet: SET, PermissionSetGroup: null },
      {
        AssigneeId: '005Q',
        ExpirationDate: null,
        PermissionSet: { ...SET, Name: 'X00e', IsOwnedByProfile: true },
        PermissionSetGroup: null,
      },
      { AssigneeId: '005Q', ExpirationDate: null, PermissionSet: SET, PermissionSetGroup: { DeveloperName: 'Crew' } },
    ],
  ],
  [/FROM PermissionSetLicenseAssign/, []],
  [/FROM GroupMember/, [{ UserOrGroupId: '005Q', Group: { DeveloperName: 'Q', Type: 'Queue' } }]],
];

const gather = (org: OrgReader, users: string[], before?: TestUsersFacts): Promise<TestUsersFacts> =>
  testUsers.gather({
    org,
    answers: { ...answers(), preserve: { ...answers().preserve, users } },
    names: NAMES,
    ...ELSEWHERE,
    fingerprint: String,
    recorded: () => before,
  });

describe('test users, read', () => {
  it('Given nobody to keep, when read, then nothing is asked', async () => {
    const org = orgStub({});
    await gather(org, []);
    expect(org.asked).to.deep.equal([]);
  });

  it('Given a user, when read, then assignments have API names, without the profile’s own permission set', async () => {
    const { users, unreadable } = await gather(orgStub({ queries: QUERIES }), [QA]);
    expect(users[0].assignments.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal([
      'permission-set acme__Quotes',
      'permission-set-group Crew',
      'queue Q',
    ]);
    expect(users[0]).to.deep.include({ license: 'Salesforce', role: { id: '00E1', name: 'Sales' }, currency: null });
    expect(unreadable).to.deep.equal({});
  });

  it('Given a part that this login may not read, when read, then it is unread and the rest is there', async () => {
    const org = orgStub({ queries: [[/FROM GroupMember/, refusal('INVALID_TYPE')], ...QUERIES] });
    const { users, unreadable } = await gather(org, [QA]);
    expect(users[0].assignments).to.have.length(2);
    expect(unreadable).to.have.all.keys('group', 'queue');
  });

  it('Given what a user had before, when read after the refresh, then it is looked up by name, with licences that are free', async () => {
    const before = testUsersFacts([
      testUser(QA, {
        role: { id: '00Eold', name: 'Sales' },
        assignments: [{ kind: 'permission-set', name: 'acme__Quotes', expires: null }],
      }),
    ]);
    const org = orgStub({
      queries: [
        [/FROM Profile/, refusal('INVALID_TYPE')],
        [/FROM UserRole/, [{ Id: '00E2', DeveloperName: 'Sales' }]],
        [
          /FROM UserLicense/,
          [
            { Id: '1001', Name: 'Salesforce', TotalLicenses: 5, UsedLicenses: 2, Status: 'Disabled' },
            { Id: '1002', Name: 'Other', TotalLicenses: 5, UsedLicenses: 5 },
          ],
        ],
        [/FROM PermissionSet /, [{ Id: '0PS2', Name: 'Quotes', NamespacePrefix: 'acme' }]],
        ...QUERIES,
      ],
    });
    const { things, unreadable } = await gather(org, [QA], before);
    expect(things).to.have.deep.members([
      { kind: 'role', name: 'Sales', id: '00E2', free: null },
      { kind: 'user-license', name: 'Salesforce', id: '1001', free: 3, disabled: true },
      { kind: 'user-license', name: 'Other', id: '1002', free: 0 },
      { kind: 'permission-set', name: 'acme__Quotes', id: '0PS2', free: null },
    ]);
    expect(unreadable).to.have.all.keys('profile');
    const wanted = { kind: 'user-license', name: 'Salesforce' } as const;
    const facts = { users: [], things, unreadable: {} } as unknown as TestUsersFacts;
    expect(resolve({ facts }, wanted)).to.have.property('reason').that.contains('there and not active');
  });
});
