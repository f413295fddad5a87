import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Awaited, ChecklistItem, Finding, Side, Situation, Survey } from '../../item.ts';
import { evidenceSince, isConnected, minuteOf } from '../../environment/syncEvidence/schedule.ts';
import type { UserFacts } from '../../shared/users/facts.ts';
import { checkUser, planUser, refuseUsernames, surveyUser, type FollowedUser } from '../../shared/users/findings.ts';
import { matchUser, sandboxUsername } from '../../shared/users/match.ts';
import { refreshTokenUserSchema, type RefreshTokenUserFacts } from './facts.ts';
import { gatherRefreshTokenUser, isSyncApp } from './gather.ts';
import { objectOf } from './permissions.ts';
import { proofAfter, proofNow, type Proof } from './proof.ts';

const text = loadText('checklist.refresh-token-user');
const ID = 'refresh-token-user';

const unnamed = (): Finding[] => [finding(ID, text.get('target.user'), 'manual', { hint: text.get('hint.unnamed') })];

type Permissions = {
  username: string;
  missing: readonly string[] | null;
  /** What is said where they could not be read. */
  unread: 'warn' | 'manual';
  proofOf: (permission: string) => Proof | null;
};

/** What a finding about the user is about: one of its permissions, or something else of it. */
const permissionTarget = (username: string, permission: string): string => `${username} › ${permission}`;

/** A permission of Logik's list that the user lacks; where the sync ran without it, the list is no reason to fail. */
const missingFinding = (username: string, permission: string, proof: Proof | null): Finding => {
  const values = { expected: text.get('permission.granted'), actual: text.get('permission.missing') };
  const target = permissionTarget(username, permission);
  if (proof === null) return finding(ID, target, 'fail', { ...values, hint: text.get('hint.permission') });
  const { job, object, when } = proof;
  return finding(ID, target, 'warn', {
    ...values,
    hint: text.get(`hint.permissionProved.${when}`, { object }),
    evidence: text.get('evidence.pull', { object, job: job.id, at: minuteOf(job.at), username }),
  });
};

/** One finding for each missing permission, named, so that an admin can work through them. */
const permissionFindings = ({ username, missing, unread, proofOf }: Permissions): Finding[] => {
  const target = permissionTarget(username, text.get('target.permissions'));
  if (missing === null) return [finding(ID, target, unread, { hint: text.get('hint.permissionsUnreadable') })];
  if (missing.length === 0)
    return [
      finding(ID, target, 'pass', {
        expected: text.get('expected.permissions'),
        actual: text.get('expected.permissions'),
      }),
    ];
  return missing.map((permission) => missingFinding(username, permission, proofOf(permission)));
};

/** Tokens that nobody may see are no proof later either: then only a person can say that the reset was done. */
const unreadTokens = ({ username, tokens }: RefreshTokenUserFacts): Finding[] =>
  tokens === null
    ? [
        finding(ID, permissionTarget(username ?? '', text.get('target.tokens')), 'warn', {
          hint: text.get('hint.tokensUnreadable'),
        }),
      ]
    : [];

const survey = ({ now, answers }: Survey<RefreshTokenUserFacts>): Finding[] => {
  if (now.username === null) return [finding(ID, text.get('target.user'), 'warn', { hint: text.get('hint.unnamed') })];
  const discovered = answers.logik.refreshTokenUser === null;
  const user = surveyUser(ID, now.username, now.users);
  return [
    discovered ? { ...user, evidence: text.get('evidence.discovered') } : user,
    ...(user.status === 'fail' ? [] : unreadTokens(now)),
    ...(user.status === 'fail'
      ? []
      : permissionFindings({
          username: now.username,
          missing: now.missing,
          unread: 'warn',
          proofOf: (permission) => proofNow(now, permission),
        })),
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
const tokensSince = (situation: Situation<RefreshTokenUserFacts>): RefreshTokenUserFacts['tokens'] => {
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
  const [token] = tokensSince(situation) ?? [];
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
    ...(present
      ? permissionFindings({
          username: present.username,
          missing: situation.now.missing,
          unread: 'manual',
          proofOf: (permission) => proofAfter(situation, permission),
        })
      : []),
    resetFinding(situation, present?.username ?? sandboxUsername(username, followed.names)),
  ];
};

/**
 * What the first synchronisation leaves, as far as this login could see it: the token, and pulls of the objects for which
 * the user lacks a permission.
 */
const awaits = (situation: Situation<RefreshTokenUserFacts>): Awaited[] => {
  const username = usernameOf(situation);
  if (username === null || !isConnected(situation)) return [];
  const { now, names } = follow(situation, username);
  const match = matchUser(username, now, names);
  if (match.kind !== 'found') return [];
  const { tokens, missing, pulls } = situation.now;
  const token = tokens !== null && (tokensSince(situation) ?? []).length === 0;
  const unproved = (missing ?? []).filter(
    (permission) =>
      pulls?.some(({ object }) => object === objectOf(permission)) && proofAfter(situation, permission) === null
  );
  return [
    ...(token
      ? [{ target: text.get('target.reset'), what: text.get('awaits', { username: match.user.username }) }]
      : []),
    ...unproved.map((permission) => ({
      target: permissionTarget(match.user.username, permission),
      what: text.get('awaits.pull', { object: objectOf(permission) ?? '' }),
    })),
  ];
};

/** A permission of a list is how an org is kept; that the user is there, and may log in, is the connection. */
const sideOfSyncUser = ({ target }: Finding, { now }: Situation<RefreshTokenUserFacts>): Side =>
  now.missing?.some((permission) => target.endsWith(` › ${permission}`)) ? 'hygiene' : 'connection';

/** Line 12 of the checklist: the user with whom Logik synchronises, and the reset that only Logik Admin can do. */
export const refreshTokenUser: ChecklistItem<RefreshTokenUserFacts> = {
  id: ID,
  source: 'ServiceNow KB2641628: Refresh Token Username; docs "Integration user required permissions"',
  onlyAfterRefresh: true,
  facts: refreshTokenUserSchema,
  asBefore: sideOfSyncUser,
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
