import type { ChecklistItem } from '../../item.ts';
import { calloutFactsSchema, gatherCallouts, type CalloutFacts } from './facts.ts';
import { checkCallouts, planCallouts, surveyCallouts } from './rules.ts';

/** Lines 19 to 21 and 23 of the checklist: whether the sandbox may call other systems, and where its email goes. */
export const callouts: ChecklistItem<CalloutFacts> = {
  id: 'callouts',
  source: 'Governance: API callouts are enabled or disabled after a refresh as the policy wants; email forwarding',
  facts: calloutFactsSchema,
  asBefore: 'connection',
  onlyAfterRefresh: true,
  needs: ['logik-tenant'],
  compareWithSource: true,
  gather: gatherCallouts,
  survey: surveyCallouts,
  plan: planCallouts,
  check: checkCallouts,
};
