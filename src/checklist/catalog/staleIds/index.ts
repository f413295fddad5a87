import type { ChecklistItem } from '../../item.ts';
import { staleIdsSchema, type StaleIdsFacts } from './facts.ts';
import { gatherStaleIds } from './gather.ts';
import { checkStaleIds, surveyStaleIds } from './rules.ts';

/** IDs and host names of the sandbox as it was, in the places where configuration is kept. */
export const staleIds: ChecklistItem<StaleIdsFacts> = {
  id: 'stale-ids',
  source:
    'ServiceNow CPQ docs "Common Salesforce integration issues": settings and rules that hold old IDs and host names',
  facts: staleIdsSchema,
  asBefore: 'connection',
  needs: ['logik-tenant'],
  recordedWith: 'catalog',
  gather: gatherStaleIds,
  survey: surveyStaleIds,
  check: checkStaleIds,
};
