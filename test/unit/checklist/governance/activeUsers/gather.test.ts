import { expect } from 'chai';
import type { ActiveUsersFacts } from '../../../../../src/checklist/governance/activeUsers/facts.ts';
import { activeUsers } from '../../../../../src/checklist/governance/activeUsers/index.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { answers } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const DANA = '005000000000001AAA';
const KIM = '005000000000002AAA';
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString().replace('Z', '+0000');

const person = (Id: string, Username: string, own: object = {}): object => ({
  Id,
  Username,
  Name: null,
  UserType: 'Standard',
  Profile: { Name: 'Sales' },
  ...own,
});
const PEOPLE: [RegExp, object[]] = [
  /FROM User /,
  [person(DANA, 'dana@acme.example.uat'), person(KIM, 'kim@x.example')],
];
const QUIET: OrgStub['queries'] = [
  [/FROM LoginHistory/, []],
  [/FROM AuthSession/, []],
  [/FROM AsyncApexJob/, []],
  [/FROM SetupAuditTrail/, []],
  PEOPLE,
];

const gather = async (stub: OrgStub): Promise<{ facts: ActiveUsersFacts; asked: string[] }> => {
  const org = orgStub({ ...stub, queries: [...(stub.queries ?? []), ...(QUIET ?? [])] });
  const context = { ...ELSEWHERE, org, answers: answers(), names: NAMES, fingerprint: (): string => '' };
  const facts = activeUsers.facts.parse(await activeUsers.gather(context));
  return { facts, asked: org.asked };
};

const login = (UserId: string, Application: string, minutes: number, own: object = {}): object => ({
  UserId,
  Application,
  Status: 'Success',
  lastLogin: ago(minutes),
  logins: 3,
  ...own,
});

describe('active users, as read', () => {
  it('Given logins through several applications, When read, Then the last one counts, all are counted, and failed ones are none', async () => {
    const rows = [
      login(DANA, 'Browser', 50),
      login(DANA, 'Logik Connected App', 10),
      login(KIM, 'Browser', 5, { Status: 'Invalid Password' }),
    ];
    const people = [
      person(DANA, 'dana@acme.example.uat', { LastLoginDate: ago(10) }),
      person(KIM, 'kim@x.example', { LastLoginDate: null }),
    ];
    const { facts, asked } = await gather({
      queries: [
        [/FROM LoginHistory/, rows],
        [/FROM User /, people],
      ],
    });
    expect(facts.users).to.have.length(1);
    expect(facts.users[0]).to.include({
      username: 'dana@acme.example.uat',
      application: 'Logik Connected App',
      logins: 6,
      profile: 'Sales',
    });
    const statement = asked.find((one) => one.includes('LoginHistory'));
    expect(statement).to.match(/LAST_N_DAYS:14 GROUP BY UserId, Application, Status .* LIMIT 2000$/);
  });

  it('Given words of any language for how a login ended, When read, Then they are learned from the last login of a user', async () => {
    const word = 'Ungültiges Kennwort';
    const rows = [
      login(DANA, 'Browser', 10, { Status: 'Erfolgreich' }),
      login(DANA, 'Browser', 90, { Status: word, logins: 7 }),
      login(KIM, 'Browser', 30, { Status: 'Erfolgreich' }),
      login('005000000000003AAA', 'Browser', 5, { Status: word }),
    ];
    const people = (lastLogins: Array<string | null | undefined>): object[] =>
      [DANA, KIM, '005000000000003AAA'].map((id, at) =>
        person(id, `u${at}@x.example`, lastLogins[at] === undefined ? {} : { LastLoginDate: lastLogins[at] })
      );
    const told = async (...lastLogins: Array<string | null | undefined>): Promise<string[]> => {
      const queries: OrgStub['queries'] = [
        [/FROM LoginHistory/, rows],
        [/FROM User /, people(lastLogins)],
      ];
      return (await gather({ queries })).facts.users.map(({ username, logins }) => `${username} ${logins}`).sort();
    };
    expect(await told(ago(10), ago(30), null)).to.deep.equal(['u0@x.example 3', 'u1@x.example 3']);
    expect(await told(ago(10.5), null, null), 'a login within a minute moves no date').to.deep.equal([
      'u0@x.example 3',
      'u1@x.example 3',
    ]);
    expect(await told(ago(60), ago(20), null), 'no word is learned').to.deep.equal([
      'u0@x.example 7',
      'u1@x.example 3',
    ]);
    expect(await told(undefined, undefined, undefined), 'nothing is known').to.have.length(3);
  });

  it('Given an org that does not group logins, When read, Then its latest rows are counted, never all', async () => {
    const row = { UserId: DANA, Application: 'Browser', Status: 'Success', LoginTime: ago(1) };
    const { facts, asked } = await gather({
      queries: [
        [/GROUP BY/, refusal('MALFORMED_QUERY')],
        [/FROM LoginHistory/, [row, { ...row, LoginTime: ago(9) }]],
      ],
    });
    expect(facts.users[0]).to.include({ logins: 2, lastLogin: row.LoginTime });
    expect(facts.unreadable).to.deep.equal([]);
    expect(asked.filter((one) => one.includes('LoginHistory')).every((one) => one.endsWith('LIMIT 2000'))).to.equal(
      true
    );
  });

  it('Given sessions, When read, Then only those that are valid now count', async () => {
    const session = (UsersId: string, minutes: number, NumSecondsValid: number | null): object => ({
      UsersId,
      NumSecondsValid,
      LastModifiedDate: ago(minutes),
    });
    const rows = [session(DANA, 10, 7200), session(DANA, 119, 7200), session(KIM, 121, 7200), session(KIM, 1, null)];
    const { facts } = await gather({ queries: [[/FROM AuthSession/, rows]] });
    expect(facts.users.map(({ username, sessions }) => `${username} ${sessions}`)).to.deep.equal([
      'dana@acme.example.uat 2',
    ]);
  });

  it('Given Apex and bulk jobs, When read, Then those that are over are left out, and each is its user’s', async () => {
    const apex = { CreatedById: null, JobType: 'BatchApex', Status: 'Processing', ApexClass: { Name: 'Nightly' } };
    const bulk = (
      state: string
    ): { id: string; createdById: string; object: string; operation: string; state: string } => ({
      id: '750',
      createdById: KIM,
      object: 'Site__c',
      operation: 'upsert',
      state,
    });
    const { facts, asked } = await gather({
      queries: [[/FROM AsyncApexJob/, [apex]]],
      bulkJobs: ['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted', 'Closed'].map(bulk),
    });
    const jobs = Object.fromEntries(facts.users.map(({ username, jobs: own }) => [username, own]));
    expect(jobs['']).to.deep.equal([{ what: 'BatchApex Nightly', status: 'Processing' }]);
    expect(jobs['kim@x.example'].map(({ status }) => status)).to.deep.equal(['Open', 'UploadComplete', 'InProgress']);
    expect(asked.find((one) => one.includes('AsyncApexJob'))).to.contain("JobType != 'ScheduledApex'");
  });

  it('Given setup changes, When read, Then they are counted by section, and a full page is told as cut', async () => {
    const change = (Section: string | null): object => ({ CreatedById: DANA, Section, CreatedDate: ago(3) });
    const some = await gather({
      queries: [[/FROM SetupAuditTrail/, [change('Apex Class'), change('Apex Class'), change(null)]]],
    });
    expect(some.facts.users[0].changes).to.deep.equal({ 'Apex Class': 2, '': 1 });
    expect(some.facts.cut).to.deep.equal([]);
    const many = Array.from({ length: 2000 }, () => change('Users'));
    const { facts } = await gather({ queries: [[/FROM SetupAuditTrail/, many]] });
    expect(facts.cut).to.deep.equal(['changes']);
  });

  it('Given parts that this login may not see, When read, Then each says why and the others stand', async () => {
    const { facts } = await gather({
      queries: [
        [/FROM LoginHistory/, [login(DANA, 'Browser', 5)]],
        [/FROM AuthSession/, refusal('INSUFFICIENT_ACCESS')],
        [/FROM User /, refusal('INVALID_TYPE')],
      ],
      bulkJobs: refusal('FEATURENOTENABLED'),
    });
    expect(facts.unreadable.map(({ part }) => part)).to.deep.equal(['sessions', 'bulkJobs']);
    expect(facts.unreadable[0].reason).to.contain('INSUFFICIENT_ACCESS');
    expect(facts.users.map(({ username }) => username)).to.deep.equal([DANA]);
  });

  it('Given hundreds of users, When read, Then who is busy comes first, the latest next, and the rest is counted', async () => {
    const id = (n: number): string => `005${String(n).padStart(12, '0')}AAA`;
    const rows = Array.from({ length: 250 }, (_, n) => login(id(n), 'Browser', 10 + n));
    const { facts } = await gather({
      queries: [
        [/FROM LoginHistory/, rows],
        [/FROM AuthSession/, [{ UsersId: id(249), NumSecondsValid: 7200, LastModifiedDate: ago(1) }]],
      ],
    });
    expect(facts).to.include({ more: 50 });
    expect(facts.users.slice(0, 3).map((user) => user.id)).to.deep.equal([id(249), id(0), id(1)]);
  });
});
