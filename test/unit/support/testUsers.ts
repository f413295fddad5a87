import type { TestUser, TestUsersFacts, Thing } from '../../../src/checklist/people/testUsers/facts.ts';
import type { UserFacts } from '../../../src/checklist/shared/users/facts.ts';
import { userFacts } from './users.ts';

type Own = Partial<Omit<TestUser, 'user'>> & { user?: Partial<UserFacts> };

/** A test user: a Standard User in Germany without assignments. */
export const testUser = (username: string, { user, ...own }: Own = {}): TestUser => ({
  user: userFacts(username, { profile: 'Standard User', isAdmin: false, ...user }),
  firstName: 'Qa',
  lastName: 'One',
  alias: 'qaone',
  nickname: 'qa.one',
  federationId: null,
  locale: 'de_DE',
  language: 'de',
  timeZone: 'Europe/Berlin',
  emailEncoding: 'UTF-8',
  currency: null,
  userType: 'Standard',
  license: 'Salesforce',
  profileId: '00eSTANDARD',
  role: null,
  manager: null,
  assignments: [],
  ...own,
});

/** Something that the refreshed org has. */
export const thing = (kind: Thing['kind'], name: string, free: number | null = null): Thing => ({
  kind,
  name,
  id: `id of ${name}`,
  free,
});

/** The facts with these users; the profile and the licence that they need are there. */
export const testUsersFacts = (users: TestUser[] = [], own: Partial<TestUsersFacts> = {}): TestUsersFacts => ({
  readOn: '2026-11-21',
  users,
  things: [thing('profile', 'Standard User'), thing('user-license', 'Salesforce', 5)],
  unreadable: {},
  ...own,
});
