import { loadText } from '../../../text.ts';
import type { Change, Scalar, Write } from '../../item.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';
import { ASSIGNED, type Assignment, type TestUser, type TestUsersFacts } from './facts.ts';
import { sameId } from '../../identity/orgIdentity/ids.ts';
import { licenseOf, thingFor, type Wanted } from './identity.ts';

const text = loadText('checklist.test-users');

/** One thing in which a user is not as before the refresh, and the change that mends it; null where people must. */
export type Gap = {
  target: string;
  expected: Scalar;
  actual: Scalar;
  hint: string;
  change: Pick<Change, 'before' | 'after' | 'reason' | 'write'> | null;
};

/** What the gaps of one user are told by. */
export type World = {
  facts: TestUsersFacts;
  names: SandboxNames;
  /** Users whom the same run creates: their new usernames by their former ones in lower case. */
  coming: ReadonlyMap<string, string>;
};

/** The ID that a thing has in the org now, or, in words, why it has none. */
export const resolve = (
  { facts }: Pick<World, 'facts'>,
  wanted: Wanted,
  ...others: string[]
): { id: string } | { reason: string } => {
  const { kind, name } = wanted;
  const found = thingFor(facts.things, wanted, ...others);
  if (found?.disabled) return { reason: text.get('hint.disabledLicense', { license: found.name }) };
  if (found?.free === 0) return { reason: text.get('hint.noLicense', { license: found.name }) };
  if (found) return { id: found.id };
  const unread = facts.unreadable[kind];
  if (unread !== undefined) return { reason: text.get('hint.unread', { reason: unread }) };
  return { reason: text.get('hint.gone', { kind: text.get(`kind.${kind}`), name }) };
};

/**
 * A manager whom the same run creates: set once everybody is there.
 *
 * @param now whom the user has instead
 */
export const managerToCome = (
  { coming }: World,
  username: string,
  { manager }: TestUser,
  now: string | null = null
): Gap | undefined => {
  const name = manager === null ? undefined : coming.get(manager.name.toLowerCase());
  if (name === undefined) return undefined;
  return {
    target: `${username} › ${text.get('kind.manager')}`,
    expected: name,
    actual: now,
    hint: text.get('hint.repair'),
    change: {
      // The org may spell usernames in lower case.
      before: now?.toLowerCase() ?? null,
      after: name.toLowerCase(),
      reason: text.get('reason.manager'),
      write: { kind: 'user', username, part: 'manager' },
    },
  };
};

/** Whether somebody can become active: the user's licence is not used up. */
export const licenseProblem = (world: Pick<World, 'facts'>, before: TestUser): string | undefined => {
  const found = before.license === null ? undefined : resolve(world, licenseOf(before));
  // A licence that cannot be read is for the org to judge.
  return found && 'reason' in found && world.facts.unreadable['user-license'] === undefined ? found.reason : undefined;
};

/** How the object of each kind of assignment names the user and the thing. */
const ASSIGNMENTS: Record<Assignment['kind'], { object: string; userField: string; field: string }> = {
  'permission-set-license': {
    object: 'PermissionSetLicenseAssign',
    userField: 'AssigneeId',
    field: 'PermissionSetLicenseId',
  },
  'permission-set': { object: 'PermissionSetAssignment', userField: 'AssigneeId', field: 'PermissionSetId' },
  'permission-set-group': { object: 'PermissionSetAssignment', userField: 'AssigneeId', field: 'PermissionSetGroupId' },
  group: { object: 'GroupMember', userField: 'UserOrGroupId', field: 'GroupId' },
  queue: { object: 'GroupMember', userField: 'UserOrGroupId', field: 'GroupId' },
};

const assignmentGap = (world: World, username: string, assigned: Assignment): Gap => {
  const { kind, name, expires } = assigned;
  const found = resolve(world, assigned);
  const { object, userField, field } = ASSIGNMENTS[kind];
  const base = {
    target: `${username} › ${text.get(`kind.${kind}`)} ${name}`,
    expected: text.get('state.assigned'),
    actual: text.get('state.notAssigned'),
  };
  if ('reason' in found) return { ...base, hint: found.reason, change: null };
  const fields = { [field]: found.id, ...(expires === null ? {} : { ExpirationDate: expires }) };
  const write: Write = { kind: 'user', username, part: 'assignment', object, userField, fields };
  return {
    ...base,
    hint: text.get('hint.assign'),
    change: { before: false, after: true, reason: text.get('reason.assign'), write },
  };
};

/** Assignments that the user lacks; what ended in the meantime is nobody's any more. */
export const assignmentGaps = (world: World, username: string, before: TestUser, now?: TestUser): Gap[] => {
  const lacks = ({ kind, name, id }: Assignment): boolean =>
    !(now?.assignments ?? []).some(
      (has) => has.kind === kind && (sameId(has.id, id) || has.name.toLowerCase() === name.toLowerCase())
    );
  // What the user has of a kind may be unread: then nobody knows what is lacking.
  const kinds = ASSIGNED.filter((kind) => !now || world.facts.unreadable[kind] === undefined);
  return kinds.flatMap((kind) =>
    before.assignments
      .filter((assigned) => assigned.kind === kind)
      .filter(({ expires }) => expires === null || expires.slice(0, 10) > world.facts.readOn)
      .filter(lacks)
      .map((assigned) => assignmentGap(world, username, assigned))
  );
};
