import { expect } from 'chai';
import { readUsers } from '../../../../../src/checklist/shared/users/read.ts';
import { caught } from '../../../support/caught.ts';
import { orgStub, refusal } from '../../../support/reader.ts';

const profile = (Name: string, all: boolean): object => ({
  Name,
  PermissionsModifyAllData: all,
  PermissionsCustomizeApplication: all,
  PermissionsManageUsers: all,
});
const rowOf = (Username: string, Profile: object | null): object => ({
  Id: `005${Username}`,
  Username,
  Email: null,
  Name: null,
  IsActive: true,
  Profile,
});

const read = async (rows: object[], logins: unknown[] | Error): ReturnType<typeof readUsers> =>
  readUsers(
    orgStub({
      queries: [
        [/FROM UserLogin/, logins],
        [/FROM User\b/, rows],
      ],
    }),
    "Username = 'x'"
  );

describe('readUsers', () => {
  it('Given nobody, when users are read, then no login is asked for', async () => {
    const org = orgStub({ queries: [[/FROM User\b/, []]] });
    expect(await readUsers(org, "Username = 'x'")).to.deep.equal([]);
    expect(org.asked).to.have.length(1);
  });

  it('Given hundreds of users, when they are read, then no statement is too long for a URL, and each user comes once', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => rowOf(String(index).padStart(15, '0'), null));
    const org = orgStub({
      queries: [
        [/FROM UserLogin/, []],
        [/FROM User\b/, rows],
      ],
    });
    const conditions = Array.from({ length: 120 }, (_, index) => `Username = 'user${index}@${'x'.repeat(200)}'`);
    expect(await readUsers(org, ...conditions)).to.have.length(450);
    expect(org.asked.filter((statement) => statement.includes('FROM UserLogin'))).to.have.length(3);
    for (const statement of org.asked) expect(encodeURIComponent(statement).length).to.be.below(12_000);
    for (const condition of conditions) expect(org.asked.join('\n')).to.contain(condition);
  });

  it('Given profiles in other languages, when users are read, then what they allow tells a System Administrator', async () => {
    const rows = [
      rowOf('a', profile('System Administrator', true)),
      rowOf('b', profile('Systemadministrator', true)),
      rowOf('c', profile('System Administrator', false)),
      rowOf('d', null),
    ];
    expect((await read(rows, [])).map(({ isAdmin }) => isAdmin)).to.deep.equal([true, true, false, false]);
  });

  it('Given logins, when users are read, then each user has its own', async () => {
    const logins = [{ Id: '0Yw1', UserId: '005b', IsFrozen: true, IsPasswordLocked: false }];
    const [a, b] = await read([rowOf('a', null), rowOf('b', null)], logins);
    expect([a.login, b.login]).to.deep.equal([null, { id: '0Yw1', isFrozen: true, isPasswordLocked: false }]);
  });

  it('Given logins that may not be read, when users are read, then they are unknown, not empty', async () => {
    expect((await read([rowOf('a', null)], refusal('INVALID_TYPE')))[0].login).to.equal(null);
  });

  it('Given a session that ends meanwhile, when users are read, then that is not swallowed', async () => {
    const error = await caught(() => read([rowOf('a', null)], refusal('INVALID_SESSION_ID', 'run')));
    expect(error).to.include({ errorCode: 'INVALID_SESSION_ID' });
  });
});
