import type { SfError } from '@salesforce/core';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Change, Finding, ItemId } from '../../item.ts';
import type { UserFacts } from './facts.ts';
import { matchUser, sandboxUsername } from './match.ts';
import type { SandboxNames } from './facts.ts';
import { faultTarget, repairs, userFaults } from './repair.ts';

const text = loadText('checklist.users');

/** Before the refresh: the user exists and can log in. */
export const surveyUser = (item: ItemId, username: string, users: readonly UserFacts[]): Finding => {
  const user = users.find((candidate) => candidate.username.toLowerCase() === username.toLowerCase());
  const found = (status: Finding['status'], hint: string | null): Finding =>
    finding(item, username, status, { expected: text.get('state.active'), actual: stateOf(user), hint });
  if (!user) return found('fail', text.get('hint.unknown', { username }));
  if (!user.isActive) return found('fail', text.get('hint.inactive'));
  if (user.login === null) return found('warn', text.get('hint.loginUnreadable'));
  if (user.login.isFrozen) return found('fail', text.get('hint.frozen'));
  if (user.login.isPasswordLocked) return found('warn', text.get('hint.locked'));
  return found('pass', null);
};

const stateOf = (user: UserFacts | undefined): string => {
  if (!user) return text.get('state.missing');
  if (!user.isActive) return text.get('state.inactive');
  return text.get(user.login?.isFrozen ? 'state.frozen' : 'state.active');
};

/**
 * The error for usernames that somebody gave and that cannot be right; all of them at once.
 *
 * @returns undefined where every username is an active user
 */
export const refuseUsernames = (usernames: readonly string[], users: readonly UserFacts[]): SfError | undefined => {
  const byName = new Map(users.map((user) => [user.username.toLowerCase(), user]));
  const known = (username: string): UserFacts | undefined => byName.get(username.toLowerCase());
  const missing = usernames.filter((username) => !known(username));
  if (missing.length > 0) return text.error('UnknownUser', { usernames: missing.join(', ') });
  const inactive = usernames.filter((username) => !known(username)?.isActive);
  return inactive.length > 0 ? text.error('InactiveUser', { usernames: inactive.join(', ') }) : undefined;
};

/** One user to follow through the refresh: how the user was called, and the facts on both sides. */
export type FollowedUser = {
  item: ItemId;
  username: string;
  before: UserFacts | undefined;
  now: readonly UserFacts[];
  names: SandboxNames;
};

/** After the refresh: found under its new name, active, not frozen, with its email. */
export const checkUser = ({ item, username, before, now, names }: FollowedUser): Finding[] => {
  const match = matchUser(username, now, names, before);
  if (match.kind === 'missing') {
    const expected = sandboxUsername(username, names);
    return [finding(item, username, 'fail', { expected, hint: text.get('hint.lost', { username, expected }) })];
  }
  if (match.kind === 'ambiguous') {
    const actual = match.users.map((user) => user.username).join(', ');
    return [
      finding(item, username, 'fail', {
        expected: sandboxUsername(username, names),
        actual,
        hint: text.get('hint.ambiguous'),
      }),
    ];
  }
  const { user } = match;
  const faults = userFaults(user, before?.email ?? null);
  const hint = user.login === null ? { hint: text.get('hint.loginUnreadable') } : {};
  return [
    finding(item, username, user.login === null ? 'manual' : 'pass', {
      expected: user.username,
      actual: user.username,
      ...hint,
    }),
    ...faults.map(({ kind, expected, actual }) =>
      finding(item, faultTarget(user, kind), 'fail', { expected, actual, hint: text.get(`hint.repair.${kind}`) })
    ),
  ];
};

/** What repoint does for the user: nothing where nobody is found, or where people must decide who it is. */
export const planUser = ({ item, username, before, now, names }: FollowedUser): Change[] => {
  const match = matchUser(username, now, names, before);
  return match.kind === 'found' ? repairs(item, match.user, userFaults(match.user, before?.email ?? null)) : [];
};
