import type { ChecklistItem } from '../../item.ts';
import { scheduledJobsSchema, type ScheduledJobsFacts } from './facts.ts';
import { gatherScheduledJobs } from './gather.ts';
import { checkScheduledJobs, rescheduleHandOffs, surveyScheduledJobs } from './rules.ts';

/** Line 22 of the checklist: what ran by itself runs again, and nothing of production's does. */
export const scheduledJobs: ChecklistItem<ScheduledJobsFacts> = {
  id: 'scheduled-jobs',
  source: 'Governance: import what was captured; Salesforce object reference "CronTrigger" and "CronJobDetail"',
  facts: scheduledJobsSchema,
  asBefore: 'connection',
  keeps: true,
  onlyAfterRefresh: true,
  compareWithSource: true,
  gather: gatherScheduledJobs,
  survey: surveyScheduledJobs,
  check: checkScheduledJobs,
  handOffs: rescheduleHandOffs,
};
