import type { UserFacts } from '../../../src/checklist/shared/users/facts.ts';

/** An active System Administrator who can log in. */
export const userFacts = (username: string, own: Partial<UserFacts> = {}): UserFacts => ({
  id: `005${username}`,
  username,
  email: `${username.split('@')[0]}@acme.example`,
  name: username.split('@')[0],
  isActive: true,
  profile: 'System Administrator',
  isAdmin: true,
  login: { id: `0Yw${username}`, isFrozen: false, isPasswordLocked: false },
  ...own,
});

export const NAMES = { before: 'uat', now: 'uat' };
