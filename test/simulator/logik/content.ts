import type { Cargo } from './archive.ts';
import type { Blueprints } from './blueprints.ts';
import type { ConfigurableProducts } from './configurableProducts.ts';
import type { ManagedTables } from './managedTables.ts';
import type { ProductCache } from './productCache.ts';

/** What a tenant holds: its blueprints, products and tables, and what its sync has brought. */
export type LogikContent = {
  blueprints: Blueprints;
  configurableProducts: ConfigurableProducts;
  tables: ManagedTables;
  productCache: ProductCache;
};

/**
 * Takes in what an import brings. Blueprints that exist keep what the import does not have, and are not deployed by it;
 * products are added.
 */
export function takeIn({ blueprints, configurableProducts, productCache }: LogikContent, cargo: Cargo): void {
  for (const { productIds, ...blueprint } of cargo.blueprints) {
    blueprints.put(blueprint);
    for (const partnerProductId of productIds) {
      if (configurableProducts.of(partnerProductId)) continue;
      const name = productCache.get(partnerProductId)?.name ?? partnerProductId;
      configurableProducts.add({ name, blueprintVariableName: blueprint.variableName, partnerProductId });
    }
  }
}
