import type { ChecklistItem } from '../../item.ts';
import { testUsersSchema, type TestUsersFacts } from './facts.ts';
import { gatherTestUsers } from './gather.ts';
import { checkTestUsers, planTestUsers, refuseTestUsers, surveyTestUsers } from './rules.ts';

/** Lines 17 and 22 of the checklist: the users that only the sandbox had, or had differently, are what they were. */
export const testUsers: ChecklistItem<TestUsersFacts> = {
  id: 'test-users',
  source: 'Governance: users that must be preserved; Salesforce help "Sandbox Users and Contact Considerations"',
  facts: testUsersSchema,
  asBefore: 'connection',
  keeps: true,
  gather: gatherTestUsers,
  survey: surveyTestUsers,
  refuse: refuseTestUsers,
  plan: planTestUsers,
  check: checkTestUsers,
};
