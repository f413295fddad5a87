import { gatherEndpoints } from '../endpoints/brief.ts';
import type { WithHoldings } from '../endpoints/hosts.ts';
import { withHoldingsSchema } from '../integrations/index.ts';
import type { ChecklistItem } from '../item.ts';
import { checkLeaks, leaksDocument, sideOfLeak, surveyLeaks } from './rules.ts';

/** "This sandbox can reach production here": every address of the refreshed org against production's. */
export const productionLeaks: ChecklistItem<WithHoldings> = {
  id: 'production-leaks',
  source: 'Salesforce help "Sandboxes: what is copied": named credentials and remote sites still name production',
  facts: withHoldingsSchema,
  asBefore: sideOfLeak,
  needs: ['logik-tenant'],
  compareWithSource: true,
  gather: gatherEndpoints,
  survey: surveyLeaks,
  check: checkLeaks,
  handOffs: (situation) => [leaksDocument(situation)],
};
