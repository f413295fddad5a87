import { loadText } from '../../../text.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { finding } from '../../finding.ts';
import type { Finding } from '../../item.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';
import type { Lack, TestUser, TestUsersFacts } from './facts.ts';
import { thingFor } from './identity.ts';
import { needsOf, readThings } from './things.ts';

const text = loadText('checklist.test-users');
const ID = 'test-users';

/** A user that was inactive is not created again; an assignment that ends before the refresh is nobody's after it. */
const untilThen = (users: readonly TestUser[], date: string): TestUser[] =>
  users
    .filter(({ user }) => user.isActive)
    .map((user) => ({
      ...user,
      manager: null,
      assignments: user.assignments.filter(({ expires }) => expires === null || expires.slice(0, 10) > date),
    }));

/**
 * What the users need that production, and so the refreshed sandbox, does not have: each thing once, with its users.
 *
 * @param date ISO date of the refresh
 */
export const readLacking = async (
  production: OrgReader,
  users: readonly TestUser[],
  { names, date }: { names: SandboxNames; date: string }
): Promise<NonNullable<TestUsersFacts['production']>> => {
  const wanted = untilThen(users, date);
  const { things, unreadable } = await readThings(production, wanted, names);
  const key = (kind: string, name: string): string => JSON.stringify([kind, name.toLowerCase()]);
  const lacking = new Map<string, Lack>();
  for (const each of wanted)
    for (const need of needsOf(each)) {
      const { kind, name } = need;
      const id = key(kind, name);
      // What could not be read may be there.
      if (thingFor(things, need) || unreadable[kind] !== undefined) continue;
      const known = lacking.get(id) ?? { kind, name, users: [] };
      lacking.set(id, { ...known, users: [...known.users, each.user.username] });
    }
  return { lacking: [...lacking.values()], unreadable };
};

const hintOf = ({ kind, name, users }: Lack): string => {
  const told = { kind: text.get(`kind.${kind}`), name, users: users.join(', ') };
  // Without a profile or a licence there is no user; without anything else there is a lesser one.
  if (kind === 'user-license' || kind === 'permission-set-license') return text.get('hint.lacking.license', told);
  return text.get(kind === 'profile' ? 'hint.lacking.profile' : 'hint.lacking.other', told);
};

/** prepare, with the source org: what to bring to production, or to keep at hand, before the refresh takes it. */
export const lackingFindings = ({ production }: TestUsersFacts): Finding[] => [
  ...(production?.lacking ?? []).map((lack) =>
    finding(ID, `${text.get(`kind.${lack.kind}`)} ${lack.name}`, 'warn', {
      expected: text.get('state.inProduction'),
      actual: text.get('state.notInProduction'),
      hint: hintOf(lack),
    })
  ),
  ...Object.entries(production?.unreadable ?? {}).map(([kind, reason]) =>
    finding(ID, text.get('target.inProduction', { kind: text.get(`kind.${kind}`) }), 'warn', {
      actual: text.get('actual.unreadable'),
      hint: text.get('hint.lacking.unread', { reason }),
    })
  ),
];
