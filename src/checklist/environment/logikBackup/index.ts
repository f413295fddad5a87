import type { ChecklistItem } from '../../item.ts';
import { logikBackupSchema, type LogikBackupFacts } from './facts.ts';
import { gatherBackup, stagedBackup } from './gather.ts';
import { planBackup } from './plan.ts';
import { checkBackup, surveyBackup } from './rules.ts';

/** Line 17 of the checklist: the data that Logik itself holds is exported, and can be put into another environment. */
export const logikBackup: ChecklistItem<LogikBackupFacts> = {
  id: 'logik-backup',
  source:
    'Governance: data that must be preserved is exported; Logik docs "Admin API keys", bulk export and managed tables',
  facts: logikBackupSchema,
  asBefore: 'connection',
  keeps: true,
  gather: gatherBackup,
  staged: stagedBackup,
  survey: surveyBackup,
  plan: planBackup,
  check: checkBackup,
};
