import type { SfError } from '@salesforce/core';
import { loadText } from '../../../text.ts';
import type { Answers } from '../../answers/index.ts';
import { finding } from '../../finding.ts';
import type { Change, Finding, Situation, Survey } from '../../item.ts';
import { matchUser, sandboxUsername, type UserMatch } from '../../shared/users/match.ts';
import { userFaults, faultTarget, repairs } from '../../shared/users/repair.ts';
import { gapsOfMissing, newUsername, obstacle } from './creation.ts';
import { ASSIGNED, type TestUser, type TestUsersFacts } from './facts.ts';
import type { Gap, World } from './gap.ts';
import { lackingFindings } from './lacking.ts';
import { gapsOf } from './repairs.ts';

const text = loadText('checklist.test-users');
const users = loadText('checklist.users');
const ID = 'test-users';

const named = (facts: TestUsersFacts | undefined, username: string): TestUser | undefined =>
  facts?.users.find(({ user }) => user.username.toLowerCase() === username.toLowerCase());

/** Everybody once, however often and however spelled refresh.yaml names them. */
const usernamesOf = ({ preserve }: Answers): string[] => [
  ...new Map(preserve.users.map((username) => [username.toLowerCase(), username])).values(),
];

const nobody = (): Finding[] => [finding(ID, text.get('target.all'), 'skip', { hint: text.get('hint.nobody') })];

/** prepare: a username that the org does not have cannot be right. */
export const refuseTestUsers = ({ now, answers }: Survey<TestUsersFacts>): SfError | undefined => {
  const unknown = usernamesOf(answers).filter((username) => !named(now, username));
  return unknown.length > 0 ? text.error('UnknownTestUser', { usernames: unknown.join(', ') }) : undefined;
};

/** What could not be read of the users is not kept: one finding a kind. */
const unreadKinds = ({ unreadable }: TestUsersFacts, actual: string): Finding[] =>
  Object.entries(unreadable).map(([kind, reason]) =>
    finding(ID, text.get(`kind.${kind}`), 'fail', { actual, hint: text.get('hint.notRead', { reason }) })
  );

/** prepare: what is kept of each user, and what cannot come back by itself. */
export const surveyTestUsers = ({ now, answers }: Survey<TestUsersFacts>): Finding[] => {
  if (answers.preserve.users.length === 0) return nobody();
  const each = usernamesOf(answers).flatMap((username): Finding[] => {
    const found = named(now, username);
    if (!found) return [];
    const { user, userType, assignments } = found;
    const actual = text.get('actual.kept', { profile: user.profile ?? '', assignments: assignments.length });
    if (userType !== null && userType !== 'Standard')
      return [finding(ID, username, 'warn', { actual, hint: text.get('hint.portal', { type: userType }) })];
    if (!user.isActive) return [finding(ID, username, 'warn', { actual, hint: text.get('hint.keptInactive') })];
    // Whoever's assignments could not be read has none here, and may have some.
    const [reason] = ASSIGNED.flatMap((kind) => now.unreadable[kind] ?? []);
    if (reason !== undefined)
      return [finding(ID, username, 'warn', { actual, hint: text.get('hint.notRead', { reason }) })];
    return [finding(ID, username, 'pass', { actual })];
  });
  return [...each, ...unreadKinds(now, text.get('actual.notKept')), ...lackingFindings(now)];
};

/** One user on both sides of the refresh. */
type Followed = { username: string; before: TestUser | undefined; match: UserMatch; now: TestUser | undefined };

const follow = ({ before, now, answers, org }: Situation<TestUsersFacts>): Followed[] =>
  usernamesOf(answers).map((username) => {
    const names = { before: org.before.sandboxName, now: org.now.sandboxName };
    const was = named(before, username);
    const match = matchUser(
      username,
      now.users.map(({ user }) => user),
      names,
      was?.user
    );
    return { username, before: was, match, now: match.kind === 'found' ? named(now, match.user.username) : undefined };
  });

/** A user that was inactive is nobody's test user: it is not created anew. */
const isLost = ({ match, before }: Followed): boolean => match.kind === 'missing' && before?.user.isActive === true;

const worldOf = ({ now: facts, org }: Situation<TestUsersFacts>, followed: readonly Followed[]): World => {
  const names = { before: org.before.sandboxName, now: org.now.sandboxName };
  const coming = followed.flatMap((each): Array<[string, string]> => {
    const { before } = each;
    if (!before || !isLost(each) || obstacle({ facts, names }, before) !== undefined) return [];
    return [[before.user.username.toLowerCase(), newUsername(before.user.username, names)]];
  });
  return { facts, names, coming: new Map(coming) };
};

const gapsFor = (world: World, followed: Followed): Gap[] => {
  const { before, now } = followed;
  if (!before) return [];
  if (now) return gapsOf(world, before, now);
  return isLost(followed) ? gapsOfMissing(world, before) : [];
};

/** A user that somebody named only after prepare: what it was, nobody recorded. */
const unrecorded = ({ username, now }: Followed): Finding[] => [
  finding(ID, username, now ? 'warn' : 'fail', {
    actual: text.get(now ? 'state.present' : 'state.missing'),
    hint: text.get('hint.unrecorded'),
  }),
  ...(now ? userFaults(now.user, null) : []).map(({ kind, expected, actual }) =>
    finding(ID, faultTarget((now as TestUser).user, kind), 'fail', {
      expected,
      actual,
      hint: users.get(`hint.repair.${kind}`),
    })
  ),
];

/** The user itself: there, and told apart from others. */
const presence = (world: World, { username, before, match, now }: Followed): Finding[] => {
  if (match.kind === 'ambiguous')
    return [
      finding(ID, username, 'fail', {
        expected: sandboxUsername(username, world.names),
        actual: match.users.map((user) => user.username).join(', '),
        hint: users.get('hint.ambiguous'),
      }),
    ];
  if (!now)
    return before?.user.isActive === false
      ? [finding(ID, username, 'skip', { actual: text.get('state.missing'), hint: text.get('hint.wasInactive') })]
      : [];
  const { user } = now;
  const known = { expected: user.username, actual: user.username };
  if (before && !before.user.isActive && user.isActive)
    return [finding(ID, username, 'warn', { ...known, hint: text.get('hint.activeNow') })];
  if (user.login === null)
    return [finding(ID, username, 'manual', { ...known, hint: users.get('hint.loginUnreadable') })];
  return [finding(ID, username, 'pass', known)];
};

/** Nicknames are unique in an org: a user made again may have had to do without its own. */
const nicknameOf = ({ before, now }: Followed): Finding[] => {
  if (!before?.nickname || !now?.nickname || before.nickname.toLowerCase() === now.nickname.toLowerCase()) return [];
  return [
    finding(ID, `${now.user.username} › ${text.get('field.nickname')}`, 'warn', {
      expected: before.nickname,
      actual: now.nickname,
      hint: text.get('hint.nickname'),
    }),
  ];
};

const passwordTarget = (username: string): string => `${username} › ${text.get('target.password')}`;

/** Whether an earlier repoint gave the user a login back, and the email to set a password did not go out. */
const isOwed = ({ answers, passwordOwed }: Situation<TestUsersFacts>, { before, now }: Followed): boolean =>
  answers.preserve.passwordReset &&
  before !== undefined &&
  now?.user.isActive === true &&
  passwordOwed?.(now.user) === true;

const owed = ({ now }: Followed): Finding =>
  finding(ID, passwordTarget(now?.user.username ?? ''), 'fail', {
    expected: text.get('state.sent'),
    actual: text.get('state.notSent'),
    hint: text.get('hint.passwordOwed'),
  });

/** verify: each user is there, can log in, and has what it had. */
export const checkTestUsers = (situation: Situation<TestUsersFacts>): Finding[] => {
  if (situation.answers.preserve.users.length === 0) return nobody();
  const all = follow(situation);
  const world = worldOf(situation, all);
  const each = all.flatMap((followed): Finding[] => {
    if (!followed.before) return unrecorded(followed);
    const gaps = gapsFor(world, followed);
    // Of a user that is to be created, its assignments are no news.
    const told = followed.now ? gaps : gaps.filter(({ change }, index) => index === 0 || change === null);
    return [
      ...presence(world, followed),
      ...told.map(({ target, expected, actual, hint }) => finding(ID, target, 'fail', { expected, actual, hint })),
      ...nicknameOf(followed),
      ...(isOwed(situation, followed) ? [owed(followed)] : []),
    ];
  });
  return [...each, ...unreadKinds(situation.now, text.get('actual.unreadable'))];
};

/** Whether somebody gets a login back who had none: only they are sent a password. */
const isPutBack = ({ change }: Gap): boolean =>
  change !== null &&
  ((change.write.kind === 'user' && change.write.part === 'user') ||
    (change.write.kind === 'record' && change.write.field === 'IsActive'));

const passwordChange = (username: string): Change => ({
  item: ID,
  target: passwordTarget(username),
  severity: 'normal',
  before: false,
  after: true,
  reason: text.get('reason.password'),
  write: { kind: 'user', username, part: 'password' },
});

const planFor = (situation: Situation<TestUsersFacts>, world: World, followed: Followed): Change[] => {
  const { before, now } = followed;
  if (!before) return now ? repairs(ID, now.user, userFaults(now.user, null)) : [];
  const gaps = gapsFor(world, followed);
  const changes = gaps.flatMap(({ target, change }): Change[] =>
    change === null ? [] : [{ item: ID, target, severity: 'normal', ...change }]
  );
  const back = situation.answers.preserve.passwordReset && gaps.some(isPutBack);
  const username = now?.user.username ?? changes.map(({ write }) => (write.kind === 'user' ? write.username : ''))[0];
  return (back && username) || isOwed(situation, followed) ? [...changes, passwordChange(username)] : changes;
};

const setsManager = ({ write }: Change): boolean => write.kind === 'user' && write.part === 'manager';

/**
 * repoint: users created or repaired, each part for itself; managers whom the run creates once all are there; the email
 * to set a password only where it was asked for.
 */
export const planTestUsers = (situation: Situation<TestUsersFacts>): Change[] => {
  const all = follow(situation);
  const world = worldOf(situation, all);
  const changes = all.flatMap((followed) => planFor(situation, world, followed));
  return [...changes.filter((change) => !setsManager(change)), ...changes.filter(setsManager)];
};
