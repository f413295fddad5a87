import { userAccessCsv, type UserAccess } from '../../../logik/userAccess.ts';
import { loadText } from '../../../text.ts';
import type { Answers } from '../../answers/index.ts';
import { finding } from '../../finding.ts';
import type { Document, Finding } from '../../item.ts';
import type { UserFacts } from '../../shared/users/facts.ts';
import type { FollowedUser } from '../../shared/users/findings.ts';
import { matchUser } from '../../shared/users/match.ts';

const text = loadText('checklist.logik-admin-users');
const ID = 'logik-admin-users';

/** What Utilities > User Access of Logik Admin imports. */
export const USER_ACCESS_FILE = 'hand-off/logik-user-access.csv';

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const areasOf = (username: string, { userAccess }: Answers['logik']): UserAccess['areas'] =>
  Object.entries(userAccess.users).find(([name]) => same(name, username))?.[1] ?? userAccess.default;

/** The user as the org has it now; undefined where nobody is found, or where people must decide who it is. */
const presentUser = ({ username, now, names, before }: FollowedUser): UserFacts | undefined => {
  const match = matchUser(username, now, names, before);
  return match.kind === 'found' ? match.user : undefined;
};

/** Each user once: two names of refresh.yaml may have become one. */
const once = (users: readonly UserAccess[]): UserAccess[] => [
  ...new Map(users.map((user) => [user.userName.toLowerCase(), user] as const)).values(),
];

/**
 * The access of the admin users, by their usernames of now. Whoever is missing has no row. Where refresh.yaml asks for
 * it, usernames that changed lose what the new ones get, unless somebody else has them now.
 */
export const userAccessDocument = (followed: readonly FollowedUser[], { logik }: Answers): Document[] => {
  if (followed.length === 0) return [];
  const found = followed.flatMap((each) => {
    const user = presentUser(each);
    return user ? [{ ...each, user, areas: areasOf(each.username, logik) }] : [];
  });
  const granted = once(
    found.map(({ user, areas }) => ({
      name: user.name ?? user.username,
      userName: user.username,
      areas,
      action: 'UPSERT',
    }))
  );
  const taken = (username: string): boolean => found.some(({ user }) => same(user.username, username));
  const removed = once(
    found
      .filter(({ username }) => logik.removeOldUserAccess && !taken(username))
      .map(({ username, before, user, areas }) => ({
        name: before?.name ?? user.name ?? username,
        userName: username,
        areas,
        action: 'DELETE',
      }))
  );
  return [{ path: USER_ACCESS_FILE, content: userAccessCsv([...granted, ...removed]) }];
};

/** What is left to do in Logik Admin for a user who is found; nothing of it is read there, so nothing is judged. */
export const accessHint = (followed: FollowedUser): string | null => {
  const user = presentUser(followed);
  if (user === undefined) return text.get('hint.noRow', { file: USER_ACCESS_FILE });
  return same(user.username, followed.username)
    ? text.get('hint.access', { file: USER_ACCESS_FILE })
    : text.get('hint.renamed', { file: USER_ACCESS_FILE, before: followed.username });
};

/** Access for somebody who is no admin user would be for nobody: a name that was mistyped. */
export const strayAccess = ({ logik }: Answers): Finding[] =>
  Object.keys(logik.userAccess.users)
    .filter((username) => !logik.adminUsers.some((admin) => same(admin, username)))
    .map((username) => finding(ID, `logik.userAccess › ${username}`, 'warn', { hint: text.get('hint.stray') }));
