import type { ChecklistItem, ReadContext } from '../../item.ts';
import { catalogFactsSchema, type CatalogFacts } from './facts.ts';
import { checkCatalog, surveyCatalog } from './rules.ts';

const gather = async ({ catalog }: ReadContext): Promise<CatalogFacts> => {
  const { objects, repeated, budget, kept, comparison } = await catalog();
  return {
    objects,
    repeated,
    budget,
    kept,
    tallies: comparison?.tallies ?? null,
    lostCurrencies: comparison?.lostCurrencies ?? {},
  };
};

/** Every product, price book and entry: kept before the refresh, accounted for after it. */
export const catalog: ChecklistItem<CatalogFacts> = {
  id: 'catalog',
  source: 'ServiceNow KB2641628: product IDs change, and the Product2, Pricebook2 and PricebookEntry sync breaks',
  facts: catalogFactsSchema,
  asBefore: 'hygiene',
  keeps: true,
  gather,
  survey: surveyCatalog,
  check: checkCatalog,
};
