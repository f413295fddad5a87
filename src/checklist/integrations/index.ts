import { z } from 'zod';
import { holdingsSchema } from '../endpoints/facts.ts';
import { readHoldings } from '../endpoints/read.ts';
import type { WithHoldings } from '../endpoints/hosts.ts';
import { environmentsSchema, readEnvironments } from '../environments.ts';
import type { ChecklistItem, ReadContext } from '../item.ts';
import { planIntegrations } from './plan.ts';
import { checkIntegrations, surveyIntegrations } from './rules.ts';

/** What the lines about other systems record. */
export const withHoldingsSchema: z.ZodType<WithHoldings> = z.strictObject({
  environments: environmentsSchema,
  holdings: holdingsSchema,
});

/** Reads the org's connections with other systems, and its Logik environments, which other lines look after. */
export const gatherHoldings = async (context: ReadContext): Promise<WithHoldings> => {
  const [environments, holdings] = await Promise.all([readEnvironments(context), readHoldings(context)]);
  return { environments, holdings };
};

/** Lines 18 and 22 of the checklist: settings of integrations are recorded, and imported again. */
export const integrations: ChecklistItem<WithHoldings> = {
  id: 'integrations',
  source: 'Governance: record the settings of integrations before a refresh and import them after it; secrets by hand',
  facts: withHoldingsSchema,
  onlyAfterRefresh: true,
  keeps: true,
  needs: ['logik-tenant'],
  compareWithSource: true,
  gather: gatherHoldings,
  survey: surveyIntegrations,
  plan: planIntegrations,
  check: checkIntegrations,
};
