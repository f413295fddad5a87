import { z } from 'zod';
import { gatherEndpoints } from '../../shared/endpoints/brief.ts';
import { holdingsSchema } from '../../shared/endpoints/facts.ts';
import { environmentsSchema } from '../../shared/environments.ts';
import type { ChecklistItem, ReadContext } from '../../item.ts';
import { productTextsSchema, readProductTexts } from './products.ts';
import { checkLeaks, leaksDocument, sideOfLeak, surveyLeaks, type LeakFacts } from './rules.ts';

const schema: z.ZodType<LeakFacts> = z.strictObject({
  environments: environmentsSchema,
  holdings: holdingsSchema,
  /** Absent where nobody looked. */
  products: productTextsSchema.optional(),
  /** Why they could not be read; absent where they were, and where nobody looked. */
  productsUnreadable: z.string().optional(),
});

const gather = async (context: ReadContext): Promise<LeakFacts> => {
  const [endpoints, products] = await Promise.all([gatherEndpoints(context), readProductTexts(context)]);
  return { ...endpoints, ...products };
};

/** "This sandbox can reach production here": every address of the refreshed org against production's. */
export const productionLeaks: ChecklistItem<LeakFacts> = {
  id: 'production-leaks',
  source: 'Salesforce help "Sandboxes: what is copied": named credentials and remote sites still name production',
  facts: schema,
  asBefore: sideOfLeak,
  needs: ['logik-tenant'],
  compareWithSource: true,
  gather,
  survey: surveyLeaks,
  check: checkLeaks,
  handOffs: (situation) => [leaksDocument(situation)],
};
