import type { ChecklistItem } from '../../item.ts';
import { activeUsersSchema, type ActiveUsersFacts } from './facts.ts';
import { gatherActiveUsers } from './gather.ts';
import { activeUsersNote } from './note.ts';
import { surveyActiveUsers } from './rules.ts';

/** Line 16 of the checklist: who uses the sandbox now, to agree with them on when they are ready. */
export const activeUsers: ChecklistItem<ActiveUsersFacts> = {
  id: 'active-users',
  source:
    'Governance: agree with whoever uses the target; Salesforce object reference "LoginHistory" and "AuthSession"',
  facts: activeUsersSchema,
  asBefore: 'connection',
  onlyBeforeRefresh: true,
  gather: gatherActiveUsers,
  survey: surveyActiveUsers,
  documents: (survey) => [activeUsersNote(survey)],
  check: () => [],
};
