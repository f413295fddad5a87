import { loadText } from '../../text.ts';
import { finding } from '../finding.ts';
import type { Awaited, ChecklistItem, Finding, Situation, Survey } from '../item.ts';
import { evidenceSince, isConnected } from '../syncEvidence/schedule.ts';
import type { UserFacts } from '../users/facts.ts';
import { checkUser, planUser, refuseUsernames, surveyUser, type FollowedUser } from '../users/findings.ts';
import { matchUser, sandboxUsername } from '../users/match.ts';
import { refreshTokenUserSchema, type RefreshTokenUserFacts } from './facts.ts';
import { gatherRefreshTokenUser, isSyncApp } from './gather.ts';

const text = loadText('checklist.refresh-token-user');
const ID = 'refresh-token-user';

const unnamed = (): Finding[] => [finding(ID, text.get('target.user'), 'manual', { hint: text.get('hint.unnamed') })];

/** One finding for each missing permission, named, so that an admin can work through them. */
const permissionFindings = (
  username: string,
  missing: readonly string[] | null,
  unread: 'warn' | 'manual'
): Finding[] => {
  const target = `${username} › ${text.get('target.permissions')}`;
  if (missing === null) return [finding(ID, target, unread, { hint: text.get('hint.permissionsUnreadable') })];
  if (missing.length === 0)
    return [
      finding(ID, target, 'pass', {
        expected: text.get('expected.permissions'),
        actual: text.get('expected.permissions'),
      }),
    ];
  return missing.map((permission) =>
    finding(ID, `${username} › ${permission}`, 'fail', {
      expected: text.get('permission.granted'),
      actual: text.get('permission.missing'),
      hint: text.get('hint.permission'),
    })
  );
};

const survey = ({ now, answers }: Survey<RefreshTokenUserFacts>): Finding[] => {
  if (now.username === null) return [finding(ID, text.get('target.user'), 'warn', { hint: text.get('hint.unnamed') })];
  const discovered = answers.logik.refreshTokenUser === null;
  const user = surveyUser(ID, now.username, now.users);
  return [
    discovered ? { ...user, evidence: text.get('evidence.discovered') } : user,
    ...(user.status === 'fail' ? [] : permissionFindings(now.username, now.missing, 'warn')),
  ];
};

const usernameOf = ({ before, now, answers }: Situation<RefreshTokenUserFacts>): string | null =>
  answers.logik.refreshTokenUser ?? before?.username ?? now.username;

const follow = (situation: Situation<RefreshTokenUserFacts>, username: string): FollowedUser => ({
  item: ID,
  username,
  before: situation.before?.users.find((user) => user.username.toLowerCase() === username.toLowerCase()),
  now: situation.now.users,
  names: { before: situation.org.before.sandboxName, now: situation.org.now.sandboxName },
});

/** The token of the sync's app that Logik used since it was connected: only the reset after the refresh makes one. */
const proofOf = (situation: Situation<RefreshTokenUserFacts>): RefreshTokenUserFacts['tokens'] => {
  const { now, org } = situation;
  if (!org.refreshed) return null;
  const since = evidenceSince(situation);
  return (now.tokens ?? []).filter(
    ({ app, lastUsed }) => isSyncApp(app) && lastUsed !== null && Date.parse(lastUsed) >= since
  );
};

/** What is to be done, and what Salesforce shows that is no proof. */
const resetHint = (situation: Situation<RefreshTokenUserFacts>, username: string): string => {
  const { now, org } = situation;
  const environment = situation.environment ?? text.get('environment.unknown');
  const step = text.get(now.tokens === null ? 'hint.resetUnreadable' : 'hint.reset', { username, environment });
  const token = now.tokens?.find(({ app }) => isSyncApp(app));
  const others = now.otherTokens ?? [];
  if (!org.refreshed) return step;
  if (token)
    return [
      text.get(token.lastUsed === null ? 'hint.unused' : 'hint.usedBefore', {
        app: token.app,
        lastUsed: token.lastUsed ?? '',
        since: new Date(evidenceSince(situation)).toISOString(),
      }),
      step,
    ].join(' ');
  return others.length === 0 ? step : [text.get('hint.otherUser', { others: others.join(', ') }), step].join(' ');
};

/**
 * The reset in Logik Admin. A refresh removes every token, so one of Logik's sync app for this user, used since Logik was
 * connected, is the proof; one that was never used shows no synchronisation, and another user's is not this step.
 */
const resetFinding = (situation: Situation<RefreshTokenUserFacts>, username: string): Finding => {
  const { now } = situation;
  const target = text.get('target.reset');
  const expected = text.get('expected.reset', { username });
  const [token] = proofOf(situation) ?? [];
  if (token === undefined) return finding(ID, target, 'manual', { expected, hint: resetHint(situation, username) });
  const evidence = text.get('evidence.token', {
    app: token.app,
    lastUsed: token.lastUsed ?? text.get('evidence.never'),
    lastLogin: now.lastLogin ?? text.get('evidence.never'),
  });
  return finding(ID, target, 'pass', { expected, actual: expected, evidence });
};

const check = (situation: Situation<RefreshTokenUserFacts>): Finding[] => {
  const username = usernameOf(situation);
  if (username === null) return unnamed();
  const followed = follow(situation, username);
  const match = matchUser(username, situation.now.users, followed.names);
  const present: UserFacts | undefined = match.kind === 'found' ? match.user : undefined;
  return [
    ...checkUser(followed),
    ...(present ? permissionFindings(present.username, situation.now.missing, 'manual') : []),
    resetFinding(situation, present?.username ?? sandboxUsername(username, followed.names)),
  ];
};

/** The token that the first synchronisation leaves, as far as this login could see it. */
const awaits = (situation: Situation<RefreshTokenUserFacts>): Awaited[] => {
  const username = usernameOf(situation);
  if (username === null || situation.now.tokens === null || !isConnected(situation)) return [];
  const { now, names } = follow(situation, username);
  const match = matchUser(username, now, names);
  if (match.kind !== 'found' || (proofOf(situation) ?? []).length > 0) return [];
  return [{ target: text.get('target.reset'), what: text.get('awaits', { username: match.user.username }) }];
};

/** Line 12 of the checklist: the user with whom Logik synchronises, and the reset that only Logik Admin can do. */
export const refreshTokenUser: ChecklistItem<RefreshTokenUserFacts> = {
  id: ID,
  source: 'ServiceNow KB2641628: Refresh Token Username; docs "Integration user required permissions"',
  onlyAfterRefresh: true,
  facts: refreshTokenUserSchema,
  gather: gatherRefreshTokenUser,
  survey,
  refuse: ({ now, answers: { logik } }) =>
    refuseUsernames(logik.refreshTokenUser === null ? [] : [logik.refreshTokenUser], now.users),
  plan: (situation) => {
    const username = usernameOf(situation);
    return username === null ? [] : planUser(follow(situation, username));
  },
  check,
  awaits,
};
