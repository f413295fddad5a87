import type { ChecklistItem } from '../../item.ts';
import { recordsSchema, type RecordsFacts } from './facts.ts';
import { gatherRecords, stagedRecords } from './gather.ts';
import { checkRecords, planRecords, recordDocuments, surveyRecords } from './rules.ts';

/** Lines 17 and 22 of the checklist: records that only the sandbox has are there again, by key and not by ID. */
export const records: ChecklistItem<RecordsFacts> = {
  id: 'records',
  source: 'Governance: data that must be preserved is exported before a refresh and imported after it',
  facts: recordsSchema,
  asBefore: 'connection',
  keeps: true,
  gather: gatherRecords,
  staged: stagedRecords,
  survey: surveyRecords,
  plan: planRecords,
  check: checkRecords,
  handOffs: recordDocuments,
};
