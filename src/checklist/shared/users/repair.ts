import { loadText } from '../../../text.ts';
import type { Change, ItemId, RecordWrite, Scalar } from '../../item.ts';
import type { UserFacts } from './facts.ts';

const text = loadText('checklist.users');

export const INVALID_SUFFIX = '.invalid';

/** What a refresh did to a user's ability to log in and to be reached: one entry for each thing that is off. */
export type UserFault = {
  kind: 'inactive' | 'frozen' | 'email';
  expected: Scalar;
  actual: Scalar;
  write: RecordWrite;
};

const isUndeliverable = (email: string): boolean => email.toLowerCase().endsWith(INVALID_SUFFIX);

/** The email without what a sandbox appends to it. */
export const bareEmail = (email: string): string =>
  isUndeliverable(email) ? email.slice(0, -INVALID_SUFFIX.length) : email;

const emailFault = (now: UserFacts, wanted: string | null): UserFault[] => {
  // An earlier refresh broke it, and nobody mended it: that state is not worth restoring, least of all over a good one.
  if (wanted !== null && isUndeliverable(wanted)) return [];
  const expected = wanted ?? (now.email === null ? null : bareEmail(now.email));
  if (expected === null || now.email?.toLowerCase() === expected.toLowerCase()) return [];
  return [
    {
      kind: 'email',
      expected,
      actual: now.email,
      write: { kind: 'record', object: 'User', id: now.id, field: 'Email' },
    },
  ];
};

/**
 * Compares a user with what the user must be.
 *
 * @param now the user in the refreshed org
 * @param wanted the email the user must have; null: the present one without `.invalid`. One that ends in `.invalid`
 *   asks for nothing
 */
export const userFaults = (now: UserFacts, wanted: string | null): UserFault[] => {
  const on = (object: string, id: string, field: string): RecordWrite => ({ kind: 'record', object, id, field });
  const inactive: UserFault = {
    kind: 'inactive',
    expected: true,
    actual: false,
    write: on('User', now.id, 'IsActive'),
  };
  const frozen = (login: { id: string }): UserFault => ({
    kind: 'frozen',
    expected: false,
    actual: true,
    write: on('UserLogin', login.id, 'IsFrozen'),
  });
  return [
    ...(now.isActive ? [] : [inactive]),
    ...(now.login?.isFrozen ? [frozen(now.login)] : []),
    ...emailFault(now, wanted),
  ];
};

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
