import { loadText } from '../../../text.ts';
import type { Scalar } from '../../item.ts';
import { productionUsername, sandboxUsername } from '../../shared/users/match.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';
import { bareEmail } from '../../shared/users/repair.ts';
import type { TestUser } from './facts.ts';
import { assignmentGaps, licenseProblem, managerToCome, resolve, type Gap, type World } from './gap.ts';
import { profileOf, roleOf, type Wanted } from './identity.ts';
import { PLAIN } from './repairs.ts';

const text = loadText('checklist.test-users');

/** The username that a user of the sandbox only gets again: as before, or with the sandbox's new name. */
export const newUsername = (username: string, names: SandboxNames): string =>
  productionUsername(username, names.before) === username ? username : sandboxUsername(username, names);

/** Why a user cannot be created again; undefined where it can. */
export const obstacle = (world: Omit<World, 'coming'>, before: TestUser): string | undefined => {
  const { user, userType } = before;
  if (userType !== null && userType !== 'Standard') return text.get('hint.portal', { type: userType });
  const profile = resolve(world, profileOf(before));
  if ('reason' in profile) return profile.reason;
  if (user.email === null) return text.get('hint.noEmail');
  return licenseProblem(world, before);
};

const idOf = (found: ReturnType<typeof resolve>): string | null => ('id' in found ? found.id : null);

/** The manager under the name before or after the refresh. */
const managerId = (world: World, { manager }: TestUser): string | null =>
  manager && idOf(resolve(world, { kind: 'manager', name: sandboxUsername(manager.name, world.names) }, manager.name));

/** What a new user is created with; what is not set, the org decides. */
const fieldsOf = (world: World, before: TestUser): Record<string, Scalar> => {
  const { user, role } = before;
  const fields: Record<string, Scalar> = {
    FirstName: before.firstName,
    LastName: before.lastName ?? user.name ?? user.username,
    Alias: before.alias ?? user.username.slice(0, 8),
    CommunityNickname: before.nickname,
    Email: bareEmail(user.email ?? ''),
    ProfileId: idOf(resolve(world, profileOf(before))),
    UserRoleId: role && idOf(resolve(world, roleOf(before))),
    ManagerId: managerId(world, before),
    ...Object.fromEntries(PLAIN.map(([key, field]) => [field, before[key]])),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
};

/** References of a new user that the org does not have: it is created without them; a manager may be on the way. */
const lostReferences = (world: World, username: string, before: TestUser): Gap[] => {
  const { role, manager } = before;
  const lost = (kind: 'role' | 'manager', wanted: Wanted, ...others: string[]): Gap[] => {
    const found = resolve(world, wanted, ...others);
    if ('id' in found) return [];
    const coming = kind === 'manager' ? managerToCome(world, username, before) : undefined;
    const target = `${username} › ${text.get(`kind.${kind}`)}`;
    return [coming ?? { target, expected: others[0] ?? wanted.name, actual: null, hint: found.reason, change: null }];
  };
  return [
    ...(role ? lost('role', roleOf(before)) : []),
    ...(manager
      ? lost('manager', { kind: 'manager', name: sandboxUsername(manager.name, world.names) }, manager.name)
      : []),
  ];
};

/** What a user who is not in the refreshed org needs: to be created, and what it was assigned. */
export const gapsOfMissing = (world: World, before: TestUser): Gap[] => {
  const username = newUsername(before.user.username, world.names);
  const base = { target: username, expected: text.get('state.present'), actual: text.get('state.missing') };
  const problem = obstacle(world, before);
  if (problem !== undefined) return [{ ...base, hint: problem, change: null }];
  const write = { kind: 'user', username, part: 'user', fields: fieldsOf(world, before) } as const;
  const reason = text.get('reason.create', { profile: before.user.profile ?? '' });
  return [
    { ...base, hint: text.get('hint.create'), change: { before: false, after: true, reason, write } },
    ...lostReferences(world, username, before),
    ...assignmentGaps(world, username, before),
  ];
};
