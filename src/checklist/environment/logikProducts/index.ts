import type { ChecklistItem } from '../../item.ts';
import { logikProductsSchema, type LogikProductsFacts } from './facts.ts';
import { gatherLogikProducts } from './gather.ts';
import { productsDocument } from './handOff.ts';
import { checkLogikProducts, sideOfProducts, surveyLogikProducts, wereUnsound } from './rules.ts';

/** The IDs of products that Logik holds, beside those of the org: the direct check of ID drift. */
export const logikProducts: ChecklistItem<LogikProductsFacts> = {
  id: 'logik-products',
  source: 'Logik Admin API: partnerProductId of configurableProducts; ServiceNow CPQ docs "CPQ admin settings"',
  facts: logikProductsSchema,
  asBefore: sideOfProducts,
  wasSo: wereUnsound,
  gather: gatherLogikProducts,
  survey: surveyLogikProducts,
  handOffs: productsDocument,
  check: checkLogikProducts,
};
