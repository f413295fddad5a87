import { loadText } from '../../text.ts';
import type { Change, ItemId, RecordField, Scalar } from '../item.ts';
import type { UserFacts } from './facts.ts';

const text = loadText('checklist.users');

export const INVALID_SUFFIX = '.invalid';

/** What a refresh did to a user's ability to log in and to be reached: one entry for each thing that is off. */
export type UserFault = {
  kind: 'inactive' | 'frozen' | 'email';
  expected: Scalar;
  actual: Scalar;
  write: RecordField;
};

const bareEmail = (email: string): string =>
  email.toLowerCase().endsWith(INVALID_SUFFIX) ? email.slice(0, -INVALID_SUFFIX.length) : email;

const emailFault = (now: UserFacts, wanted: string | null): UserFault[] => {
  const expected = wanted ?? (now.email === null ? null : bareEmail(now.email));
  if (expected === null || now.email?.toLowerCase() === expected.toLowerCase()) return [];
  return [{ kind: 'email', expected, actual: now.email, write: { object: 'User', id: now.id, field: 'Email' } }];
};

/**
 * Compares a user with what the user must be.
 *
 * @param now the user in the refreshed org
 * @param wanted the email the user must have; null: the present one without `.invalid`
 */
export const userFaults = (now: UserFacts, wanted: string | null): UserFault[] => [
  ...(now.isActive
    ? []
    : [
        {
          kind: 'inactive' as const,
          expected: true,
          actual: false,
          write: { object: 'User', id: now.id, field: 'IsActive' },
        },
      ]),
  ...(now.login?.isFrozen
    ? [
        {
          kind: 'frozen' as const,
          expected: false,
          actual: true,
          write: { object: 'UserLogin', id: now.login.id, field: 'IsFrozen' },
        },
      ]
    : []),
  ...emailFault(now, wanted),
];

/** What a fault is called in findings and plans: `ava@acme.example.uat › Email`. */
export const faultTarget = (user: UserFacts, kind: UserFault['kind']): string =>
  `${user.username} › ${text.get(`fault.${kind}`)}`;

/** The changes that mend the faults. */
export const repairs = (item: ItemId, user: UserFacts, faults: readonly UserFault[]): Change[] =>
  faults.map(({ kind, expected, actual, write }) => ({
    item,
    target: faultTarget(user, kind),
    severity: 'normal',
    before: actual,
    after: expected,
    reason: text.get(`reason.${kind}`),
    write,
  }));
