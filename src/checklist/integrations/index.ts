import { z } from 'zod';
import { holdingsSchema } from '../endpoints/facts.ts';
import { METADATA_KINDS } from '../endpoints/kinds.ts';
import { readHoldings } from '../endpoints/read.ts';
import type { WithHoldings } from '../endpoints/hosts.ts';
import type { MetadataComponent } from '../../salesforce/types.ts';
import { environmentsSchema, readEnvironments } from '../environments.ts';
import type { ChecklistItem, Document, ReadContext } from '../item.ts';
import { planIntegrations } from './plan.ts';
import { checkIntegrations, surveyIntegrations } from './rules.ts';
import { sourceFiles } from './sourceFiles.ts';

/** What the lines about other systems record. */
export const withHoldingsSchema: z.ZodType<WithHoldings> = z.strictObject({
  environments: environmentsSchema,
  holdings: holdingsSchema,
});

/** The same as source of metadata: beside the facts, and of no interest to the record. */
const sources = new WeakMap<WithHoldings, Document[]>();

/** Reads the org's connections with other systems, and its Logik environments, which other lines look after. */
export const gatherHoldings = async (context: ReadContext): Promise<WithHoldings> => {
  const given = new Map(METADATA_KINDS.map(({ type }): [string, readonly MetadataComponent[]] => [type, []]));
  const [environments, holdings] = await Promise.all([
    readEnvironments(context),
    readHoldings(context, (type, components) => given.set(type, components)),
  ]);
  const facts = { environments, holdings };
  // After the refresh, what was kept before it stays as it is.
  if (!context.recorded) sources.set(facts, sourceFiles(given));
  return facts;
};

/** Lines 18 and 22 of the checklist: settings of integrations are recorded, and imported again. */
export const integrations: ChecklistItem<WithHoldings> = {
  id: 'integrations',
  source: 'Governance: record the settings of integrations before a refresh and import them after it; secrets by hand',
  facts: withHoldingsSchema,
  asBefore: 'connection',
  onlyAfterRefresh: true,
  keeps: true,
  needs: ['logik-tenant'],
  compareWithSource: true,
  gather: gatherHoldings,
  documents: ({ now }) => sources.get(now) ?? [],
  survey: surveyIntegrations,
  plan: planIntegrations,
  check: checkIntegrations,
};
