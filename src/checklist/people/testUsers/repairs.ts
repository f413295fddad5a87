import { loadText } from '../../../text.ts';
import type { RecordWrite } from '../../item.ts';
import { sandboxUsername } from '../../shared/users/match.ts';
import { faultTarget, userFaults } from '../../shared/users/repair.ts';
import type { TestUser } from './facts.ts';
import { sameId } from '../../identity/orgIdentity/ids.ts';
import { profileOf, roleOf, type Wanted } from './identity.ts';
import { assignmentGaps, licenseProblem, managerToCome, resolve, type Gap, type World } from './gap.ts';

const text = loadText('checklist.test-users');
const users = loadText('checklist.users');

/** Fields that are put back as they were, by their names in the facts and in the org. */
export const PLAIN = [
  ['federationId', 'FederationIdentifier'],
  ['locale', 'LocaleSidKey'],
  ['language', 'LanguageLocaleKey'],
  ['timeZone', 'TimeZoneSidKey'],
  ['emailEncoding', 'EmailEncodingKey'],
  ['currency', 'DefaultCurrencyIsoCode'],
] as const;

type Reference = {
  kind: 'profile' | 'role' | 'manager';
  field: string;
  wanted: Wanted;
  was: string | null | undefined;
  is: string | null | undefined;
  id: string | null | undefined;
};

/** Fields that hold the ID of something that has a name. */
const referenceGaps = (world: World, before: TestUser, now: TestUser): Gap[] => {
  const { names } = world;
  const managers = before.manager && [sandboxUsername(before.manager.name, names), before.manager.name];
  const references: Reference[] = [
    {
      kind: 'profile',
      field: 'ProfileId',
      wanted: profileOf(before),
      was: before.user.profile,
      is: now.user.profile,
      id: now.profileId,
    },
    {
      kind: 'role',
      field: 'UserRoleId',
      wanted: roleOf(before),
      was: before.role?.name,
      is: now.role?.name,
      id: now.role?.id,
    },
    {
      kind: 'manager',
      field: 'ManagerId',
      wanted: { kind: 'manager', name: managers?.[0] ?? '' },
      was: managers?.find((name) => name.toLowerCase() === now.manager?.name.toLowerCase()) ?? managers?.[0],
      is: now.manager?.name,
      id: now.manager?.id,
    },
  ];
  return references.flatMap(({ kind, field, wanted, was, is, id }): Gap[] => {
    if ((!was && !is) || sameId(wanted.id, id)) return [];
    const found = was ? resolve(world, wanted, ...(kind === 'manager' ? (managers ?? []) : [])) : { id: null };
    // It is what it was, under the name that it has in another language.
    if ('id' in found && sameId(found.id, id)) return [];
    // A name says that it is the same only where nothing else tells: another profile may be called so in this language.
    const isOther = kind === 'profile' && 'id' in found && found.id !== null && id !== null;
    if (was?.toLowerCase() === is?.toLowerCase() && !isOther) return [];
    const base = {
      target: `${now.user.username} › ${text.get(`kind.${kind}`)}`,
      expected: was ?? null,
      actual: is ?? null,
    };
    const coming = kind === 'manager' && managerToCome(world, now.user.username, before, is ?? null);
    if ('reason' in found && coming) return [coming];
    if ('reason' in found) return [{ ...base, hint: found.reason, change: null }];
    const write: RecordWrite = { kind: 'record', object: 'User', id: now.user.id, field };
    const told = { was: is ?? text.get('nothing'), is: was ?? text.get('nothing') };
    return [
      {
        ...base,
        hint: text.get('hint.repair'),
        change: { before: id ?? null, after: found.id, reason: text.get('reason.reference', told), write },
      },
    ];
  });
};

const plainGaps = (before: TestUser, now: TestUser): Gap[] =>
  PLAIN.flatMap(([key, field]): Gap[] => {
    const [was, is] = [before[key], now[key]];
    if (was === is || (key === 'currency' && (was === null || is === null))) return [];
    const write: RecordWrite = { kind: 'record', object: 'User', id: now.user.id, field };
    return [
      {
        target: `${now.user.username} › ${text.get(`field.${key}`)}`,
        expected: was,
        actual: is,
        hint: text.get('hint.repair'),
        change: { before: is, after: was, reason: text.get('reason.asBefore'), write },
      },
    ];
  });

/** What a refresh did to the user's login: only what was different before it is mended. */
const loginGaps = (world: World, before: TestUser, now: TestUser): Gap[] =>
  userFaults(now.user, before.user.email)
    .filter(({ kind }) => kind !== 'inactive' || before.user.isActive)
    .filter(({ kind }) => kind !== 'frozen' || before.user.login?.isFrozen !== true)
    .map(({ kind, expected, actual, write }): Gap => {
      const problem = kind === 'inactive' ? licenseProblem(world, before) : undefined;
      return {
        target: faultTarget(now.user, kind),
        expected,
        actual,
        hint: problem ?? users.get(`hint.repair.${kind}`),
        change:
          problem === undefined
            ? { before: actual, after: expected, reason: users.get(`reason.${kind}`), write }
            : null,
      };
    });

/** In what a user who is in the org differs from before; the profile comes first, for it decides which licence counts. */
export const gapsOf = (world: World, before: TestUser, now: TestUser): Gap[] => [
  ...referenceGaps(world, before, now),
  ...plainGaps(before, now),
  ...loginGaps(world, before, now),
  ...assignmentGaps(world, now.user.username, before, now),
];
