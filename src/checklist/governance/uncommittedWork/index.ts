import type { ChecklistItem } from '../../item.ts';
import { uncommittedWorkSchema, type UncommittedWorkFacts } from './facts.ts';
import { gatherUncommittedWork } from './gather.ts';
import { surveyUncommittedWork, uncommittedWorkList } from './rules.ts';

/** Lines 14 and 17 of the checklist: what people built in the sandbox and a refresh would take unseen. */
export const uncommittedWork: ChecklistItem<UncommittedWorkFacts> = {
  id: 'uncommitted-work',
  source: 'Governance: the target is overwritten, irreversibly; Tooling API reference "SourceMember"',
  facts: uncommittedWorkSchema,
  asBefore: 'connection',
  onlyBeforeRefresh: true,
  gather: gatherUncommittedWork,
  survey: surveyUncommittedWork,
  documents: uncommittedWorkList,
  check: () => [],
};
