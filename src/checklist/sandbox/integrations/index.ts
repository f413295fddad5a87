import { z } from 'zod';
import { holdingsSchema } from '../../shared/endpoints/facts.ts';
import { METADATA_KINDS } from '../../shared/endpoints/kinds.ts';
import { readHoldings } from '../../shared/endpoints/read.ts';
import type { WithHoldings } from '../../shared/endpoints/hosts.ts';
import type { MetadataComponent } from '../../../salesforce/types.ts';
import { environmentsSchema, readEnvironments } from '../../shared/environments.ts';
import type { ChecklistItem, Document, ReadContext, Survey } from '../../item.ts';
import { beforeRefresh, mayComeBack } from './compare.ts';
import { planIntegrations } from './plan.ts';
import { checkIntegrations, surveyIntegrations } from './rules.ts';
import { sourceFiles, type Given } from './sourceFiles.ts';

/** What the lines about other systems record. */
export const withHoldingsSchema: z.ZodType<WithHoldings> = z.strictObject({
  environments: environmentsSchema,
  holdings: holdingsSchema,
});

/** The same as the Metadata API gave it: beside the facts, and of no interest to the record. */
const sources = new WeakMap<WithHoldings, Given>();

/**
 * The components as source, but for those that repoint would not put back either: what leads to production, or to an
 * environment that ends. Which one comes in its place, a file of before the refresh does not know.
 */
const sourcesOf = (survey: Survey<WithHoldings>): Document[] => {
  const { now, answers } = survey;
  const { administrationUrl = null, runtimeUrl = null } = now.environments ?? {};
  const stays = answers.refresh.dataStrategy !== 'decommission';
  const here = beforeRefresh(survey, {
    environment: stays ? administrationUrl : null,
    runtimeUrl: stays ? runtimeUrl : null,
  });
  const isOurs = (type: string, { fullName }: MetadataComponent): boolean => {
    const recorded = now.holdings.find((one) => one.type === type)?.components?.find(({ name }) => name === fullName);
    return recorded === undefined || mayComeBack(type, recorded, here);
  };
  const given = sources.get(now) ?? new Map<string, readonly MetadataComponent[]>();
  return sourceFiles(new Map([...given].map(([type, all]) => [type, all.filter((each) => isOurs(type, each))])));
};

/** Reads the org's connections with other systems, and its Logik environments, which other lines look after. */
export const gatherHoldings = async (context: ReadContext): Promise<WithHoldings> => {
  const given = new Map(METADATA_KINDS.map(({ type }): [string, readonly MetadataComponent[]] => [type, []]));
  const [environments, holdings] = await Promise.all([
    readEnvironments(context),
    readHoldings(context, (type, components) => given.set(type, components)),
  ]);
  const facts = { environments, holdings };
  // After the refresh, what was kept before it stays as it is.
  if (!context.recorded) sources.set(facts, given);
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
  documents: sourcesOf,
  survey: surveyIntegrations,
  plan: planIntegrations,
  check: checkIntegrations,
};
