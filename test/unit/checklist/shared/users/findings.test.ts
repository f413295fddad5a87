import { expect } from 'chai';
import fc from 'fast-check';
import {
  checkUser,
  planUser,
  refuseUsernames,
  surveyUser,
  type FollowedUser,
} from '../../../../../src/checklist/shared/users/findings.ts';
import type { UserFacts } from '../../../../../src/checklist/shared/users/facts.ts';
import { statuses, steps } from '../../../support/brief.ts';
import { writtenTo } from '../../../support/changes.ts';
import { NAMES, userFacts } from '../../../support/users.ts';

const AVA = 'ava@acme.example.uat';
const ava = (own: Partial<UserFacts> = {}): UserFacts => userFacts(AVA, own);
const frozen = { id: '0Yw1', isFrozen: true, isPasswordLocked: false };

const follow = (now: UserFacts[], own: Partial<FollowedUser> = {}): FollowedUser => ({
  item: 'logik-admin-users',
  username: AVA,
  before: ava(),
  now,
  names: NAMES,
  ...own,
});

describe('surveyUser', () => {
  const cases: Array<[string, UserFacts[], string, RegExp | null]> = [
    ['an active user', [ava()], 'pass', null],
    ['nobody of that name', [], 'fail', /no user with the username/],
    ['an inactive user', [ava({ isActive: false })], 'fail', /Activate/],
    ['a frozen user', [ava({ login: frozen })], 'fail', /Unfreeze/],
    ['a locked user', [ava({ login: { ...frozen, isFrozen: false, isPasswordLocked: true } })], 'warn', /Unlock/],
    ['a user whose login cannot be read', [ava({ login: null })], 'warn', /Manage Users/],
    ['the name in capitals', [ava({ username: AVA.toUpperCase() })], 'pass', null],
  ];
  for (const [name, users, status, hint] of cases) {
    it(`Given ${name}, when surveyed, then it is ${status}`, () => {
      const finding = surveyUser('logik-admin-users', AVA, users);
      expect(finding).to.include({ status, target: AVA });
      if (hint) expect(finding.hint).to.match(hint);
      else expect(finding.hint).to.equal(null);
    });
  }
});

describe('refuseUsernames', () => {
  it('Given active users, when they are named, then nothing is refused', () => {
    expect(refuseUsernames([AVA.toUpperCase()], [ava()])).to.equal(undefined);
    expect(refuseUsernames([], [])).to.equal(undefined);
  });

  it('Given several unknown users, when they are named, then one error names them all', () => {
    const error = refuseUsernames(['x@acme.example', AVA, 'y@acme.example'], [ava()]);
    expect(error).to.include({ name: 'UnknownUserError' });
    expect(error?.message).to.contain('x@acme.example, y@acme.example').and.not.contain(AVA);
  });

  it('Given an inactive user, when named, then it is refused', () => {
    const error = refuseUsernames([AVA], [ava({ isActive: false })]);
    expect(error).to.include({ name: 'InactiveUserError' });
    expect(error?.message).to.contain(AVA);
  });
});

describe('checkUser and planUser', () => {
  it('Given a user as before, when checked, then it passes and nothing is planned', () => {
    expect(statuses(checkUser(follow([ava()])))).to.deep.equal([`pass ${AVA}`]);
    expect(planUser(follow([ava()]))).to.deep.equal([]);
  });

  it('Given a user under a new name, when checked, then the new name is shown', () => {
    const now = [userFacts('ava@acme.example.uat2', { email: 'ava@acme.example' })];
    const [finding] = checkUser(follow(now, { names: { before: 'uat', now: 'uat2' } }));
    expect(finding).to.include({ status: 'pass', target: AVA, actual: 'ava@acme.example.uat2' });
  });

  it('Given what a refresh does to a user, when planned, then email and freeze are undone', () => {
    const now = [ava({ email: 'ava@acme.example.invalid', login: frozen })];
    expect(steps(planUser(follow(now)))).to.deep.equal([
      `${AVA} › Frozen: true → false`,
      `${AVA} › Email: ava@acme.example.invalid → ava@acme.example`,
    ]);
    expect(statuses(checkUser(follow(now)))).to.deep.equal([
      `pass ${AVA}`,
      `fail ${AVA} › Frozen`,
      `fail ${AVA} › Email`,
    ]);
  });

  it('Given a user that production does not have, when checked, then it fails, and nothing is planned', () => {
    const [finding] = checkUser(follow([]));
    expect(finding).to.include({ status: 'fail', expected: AVA, actual: null });
    expect(finding.hint).to.contain('production has none');
    expect(planUser(follow([]))).to.deep.equal([]);
  });

  it('Given two who could be the user, when checked, then both are named, and neither is changed', () => {
    const now = [userFacts(`u1${AVA}`, { isActive: false }), userFacts(`u2${AVA}`, { isActive: false })];
    expect(checkUser(follow(now))[0]).to.include({ status: 'fail', actual: `u1${AVA}, u2${AVA}` });
    expect(planUser(follow(now))).to.deep.equal([]);
  });

  it('Given another person whose name only ends alike, when planned, then that person is not touched', () => {
    const java = userFacts(`j${AVA}`, { email: 'java@acme.example', isActive: false });
    expect(planUser(follow([java]))).to.deep.equal([]);
    expect(checkUser(follow([java]))[0].status).to.equal('fail');
  });

  it('Given a login that cannot be read, when checked, then it is for people to look at, not a pass', () => {
    expect(checkUser(follow([ava({ login: null })]))[0]).to.include({ status: 'manual' });
  });

  it('Given any user, when the plan is carried out, then nothing fails any more and a second plan is empty', () => {
    const anyUser = fc.record({
      email: fc.constantFrom('ava@acme.example', 'ava@acme.example.invalid', 'x@acme.example', null),
      isActive: fc.boolean(),
      isFrozen: fc.boolean(),
      recorded: fc.constantFrom('ava@acme.example', 'ava@acme.example.invalid', null),
    });
    fc.assert(
      fc.property(anyUser, ({ recorded, isFrozen, ...own }) => {
        const user = ava({ ...own, login: { ...frozen, isFrozen } });
        const followed = follow([user], { before: ava({ email: recorded }) });
        const mended = structuredClone(user);
        for (const change of planUser(followed)) {
          const { after } = change;
          const { field } = writtenTo(change);
          if (field === 'Email') mended.email = String(after);
          if (field === 'IsActive') mended.isActive = after === true;
          if (field === 'IsFrozen') mended.login = { ...frozen, isFrozen: after === true };
        }
        expect(planUser({ ...followed, now: [mended] })).to.deep.equal([]);
        expect(statuses(checkUser({ ...followed, now: [mended] }))).to.deep.equal([`pass ${AVA}`]);
      })
    );
  });
});
