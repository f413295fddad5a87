import type { SandboxNames } from './facts.ts';
import { escapeLike, soql } from '../../../salesforce/soql.ts';
import type { UserFacts } from './facts.ts';
import { bareEmail } from './repair.ts';

export type UserMatch =
  { kind: 'found'; user: UserFacts } | { kind: 'missing' } | { kind: 'ambiguous'; users: UserFacts[] };

/** The production username behind a sandbox username: `ava@acme.com.uat` is `ava@acme.com`. */
export const productionUsername = (username: string, sandboxName: string | null): string => {
  const suffix = `.${sandboxName ?? ''}`.toLowerCase();
  return sandboxName !== null && username.toLowerCase().endsWith(suffix) ? username.slice(0, -suffix.length) : username;
};

/** The username that Salesforce gives the copy of a production user, unless it is taken. */
export const sandboxUsername = (username: string, { before, now }: SandboxNames): string => {
  const bare = productionUsername(username, before);
  return now === null ? bare : `${bare}.${now}`;
};

/**
 * The condition that finds every user who may be `username` after the refresh: the same name, production's name with
 * the sandbox's suffix, and that with characters put in front, which Salesforce does where the name is taken (help,
 * "Sandbox Users and Contact Considerations").
 */
export const mayBe = (username: string, names: SandboxNames): string => {
  const expected = sandboxUsername(username, names);
  const exact = [...new Set([username, expected])];
  return `(${soql`Username IN ${exact}`} OR Username LIKE '%${escapeLike(expected)}')`;
};

/** "Characters and digits are prepended", as in `00x7Vquser@acme.com.uat`. Other people's names are longer without. */
const PREPENDED = /^(?=\D*\d)[a-z0-9]+$/i;

const equals = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Characters in front may as well be another person's name: the same person has the same name or email as before. */
const isSamePerson = (before: UserFacts | undefined, now: UserFacts): boolean => {
  if (!before) return false;
  const sameName = before.name !== null && now.name !== null && equals(before.name, now.name);
  return (
    sameName || (before.email !== null && now.email !== null && equals(bareEmail(before.email), bareEmail(now.email)))
  );
};

/**
 * Finds the user who is `username` among `users`. The expected name wins, then the same name as before, then one that
 * only has characters in front and is the same person as `before`. The others of the last kind are for people to tell
 * apart.
 *
 * @param before the user as the baseline recorded it; without, nobody with characters in front is taken
 */
export const matchUser = (
  username: string,
  users: readonly UserFacts[],
  names: SandboxNames,
  before?: UserFacts
): UserMatch => {
  const expected = sandboxUsername(username, names);
  const exact =
    users.find((user) => equals(user.username, expected)) ?? users.find((user) => equals(user.username, username));
  if (exact) return { kind: 'found', user: exact };
  const prefixed = users.filter(
    ({ username: name }) =>
      name.toLowerCase().endsWith(expected.toLowerCase()) && PREPENDED.test(name.slice(0, -expected.length))
  );
  if (prefixed.length === 1 && isSamePerson(before, prefixed[0])) return { kind: 'found', user: prefixed[0] };
  return prefixed.length === 0 ? { kind: 'missing' } : { kind: 'ambiguous', users: prefixed };
};
