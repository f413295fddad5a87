import { expect } from 'chai';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { gatherRefreshTokenUser, isSyncApp } from '../../../../../src/checklist/people/refreshTokenUser/gather.ts';
import {
  refreshTokenUserSchema,
  type RefreshTokenUserFacts,
} from '../../../../../src/checklist/people/refreshTokenUser/facts.ts';
import { caught } from '../../../support/caught.ts';
import { orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { answers } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const SYNC = 'logik.sync@acme.example.uat';
const ADMIN_PROFILE = {
  Name: 'System Administrator',
  PermissionsModifyAllData: true,
  PermissionsCustomizeApplication: true,
  PermissionsManageUsers: true,
};
const USER = { Id: '0051', Username: SYNC, Email: null, Name: null, IsActive: true, Profile: ADMIN_PROFILE };
const token = (AppName: string, Username = SYNC): object => ({
  AppName,
  UserId: '0051',
  LastUsedDate: null,
  UseCount: 1,
  User: { Username },
});

type Answers = {
  tokens?: unknown[] | Error;
  logins?: unknown[] | Error;
  users?: unknown[];
  bulkJobs?: OrgStub['bulkJobs'];
};
const gather = (
  { tokens = [], logins = [], users = [USER], bulkJobs }: Answers,
  named: string | null = SYNC,
  login = 'somebody@acme.example'
): Promise<RefreshTokenUserFacts> => {
  const queries: OrgStub['queries'] = [
    [/FROM OauthToken/, tokens],
    [/FROM LoginHistory/, logins],
    [/FROM UserLogin/, []],
    [/FROM User\b/, users],
    [/FROM (ObjectPermissions|FieldPermissions|PermissionSetAssignment)/, []],
  ];
  const said = answers({ logik: { refreshTokenUser: named } });
  return gatherRefreshTokenUser({
    // It lists what it has, and of Logik's list that is nothing.
    org: orgStub({
      queries,
      bulkJobs,
      global: [{ name: 'Account', label: 'Account', customSetting: false, fields: [] }],
    }),
    answers: said,
    names: NAMES,
    ...ELSEWHERE,
    fingerprint: String,
    facts: (id) => Promise.resolve(id === 'org-identity' ? { username: login } : undefined),
  });
};

describe('refresh token user: reading', () => {
  it("Given the app by the vendor's other name, when nobody is named, then its token tells the user; two users tell nobody", async () => {
    const app = 'ServiceNow CPQ API User Connected App';
    const facts = await gather({ tokens: [token(app), token('Salesforce CPQ API User')] }, null);
    expect(facts.username).to.equal(SYNC);
    expect(facts.tokens?.map((each) => each.app)).to.deep.equal([app]);
    expect(isSyncApp(app)).to.equal(true);
    const two = await gather({ tokens: [token(app), token(app, 'other@acme.example.uat')] }, null);
    expect(two.username).to.equal(null);
  });

  it("Given a named user, when read, then its Logik tokens, last login and permissions are known, and nobody else's app", async () => {
    const facts = await gather({
      tokens: [token('Logik API User Connected App'), token('Salesforce CLI')],
      logins: [{ LoginTime: '2027-01-16T08:00:00.000Z' }],
    });
    expect(facts).to.deep.include({
      username: SYNC,
      tokens: [{ app: 'Logik API User Connected App', lastUsed: null, useCount: 1 }],
      lastLogin: '2027-01-16T08:00:00.000Z',
      missing: [],
    });
    expect(refreshTokenUserSchema.safeParse(facts).success).to.equal(true);
  });

  it('Given nobody named, when one user has a token of the sync app, then that one is found', async () => {
    const tokens = [token('Logik API User Connected App'), token('Logik Connected App', 'ava@acme.example.uat')];
    expect((await gather({ tokens }, null)).username).to.equal(SYNC);
  });

  it('Given nobody named, when two users have such a token or none has, then nothing is guessed', async () => {
    const app = 'Logik API User Connected App';
    expect((await gather({ tokens: [token(app), token(app, 'ava@acme.example.uat')] }, null)).username).to.equal(null);
    expect((await gather({ tokens: [token('Logik Connected App')] }, null)).username).to.equal(null);
  });

  it("Given others with a token of the sync's app, when read, then they are named once, the user itself never", async () => {
    const app = 'Logik API User Connected App';
    const other = { ...token(app, 'ava@acme.example.uat'), UserId: '0052' };
    const tokens = [
      token(app),
      other,
      other,
      { ...token('Logik Connected App', 'kim@acme.example.uat'), UserId: '0053' },
    ];
    expect((await gather({ tokens })).otherTokens).to.deep.equal(['ava@acme.example.uat']);
    expect(await gather({ tokens: refusal('INVALID_TYPE') })).not.to.have.property('otherTokens');
  });

  it('Given tokens and logins that may not be read, when read, then they are unknown, and the rest is there', async () => {
    const facts = await gather({ tokens: refusal('INVALID_TYPE'), logins: refusal('INSUFFICIENT_ACCESS') });
    expect(facts).to.include({ tokens: null, lastLogin: null });
    expect(facts.users).to.have.length(1);
  });

  it('Given a user without System Administrator who lacks something, when read, then its pulls are read with that, and only then', async () => {
    const profile = { ...ADMIN_PROFILE, Name: 'Sync', PermissionsModifyAllData: false };
    const lacking = { ...USER, Profile: profile };
    const bulkJobs = [
      {
        id: '750A',
        createdById: '0051',
        object: 'Product2',
        operation: 'query',
        state: 'JobComplete',
        createdDate: '2027-01-15T10:05:00.000+0000',
      },
    ];
    const facts = await gather({ users: [lacking], bulkJobs });
    expect(facts.missing).to.include('API Enabled');
    expect(facts.pulls?.map(({ object, last }) => [object, last?.id ?? null])).to.deep.equal([
      ['Product2', '750A'],
      ['Pricebook2', null],
      ['PricebookEntry', null],
    ]);
    expect(await gather({ users: [lacking], bulkJobs: refusal('INSUFFICIENT_ACCESS') })).not.to.have.property('pulls');
    expect(await gather({ bulkJobs })).not.to.have.property('pulls');
    // The login of this run reads through bulk jobs itself: its jobs prove no synchronisation.
    expect(await gather({ users: [lacking], bulkJobs }, SYNC, SYNC)).not.to.have.property('pulls');
  });

  it('Given a user who is not there, when read, then nothing is claimed of it', async () => {
    expect(await gather({ users: [] })).to.deep.equal({
      username: SYNC,
      users: [],
      tokens: [],
      lastLogin: null,
      missing: [],
    });
  });

  it('Given a session that ends meanwhile, when read, then that is not taken for an empty answer', async () => {
    const error = await caught(() => gather({ tokens: refusal('INVALID_SESSION_ID', 'run') }));
    expect(error).to.include({ errorCode: 'INVALID_SESSION_ID' });
  });

  it("Given Logik's two apps, when asked, then only the API user's proves the sync", () => {
    expect(['Logik API User Connected App', 'logik.io api user', 'Logik Connected App'].map(isSyncApp)).to.deep.equal([
      true,
      true,
      false,
    ]);
  });
});
