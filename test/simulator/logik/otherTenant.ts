import { Blueprints } from './blueprints.ts';
import { ConfigurableProducts } from './configurableProducts.ts';
import type { LogikContent } from './content.ts';
import { ManagedTables } from './managedTables.ts';
import { ProductCache } from './productCache.ts';

/** What some other customer's environment holds. */
export function strangerContent(): LogikContent {
  const blueprints = new Blueprints([{ variableName: 'officeChair', name: 'Office Chair' }], 'admin@globex.example');
  const configurableProducts = new ConfigurableProducts();
  configurableProducts.add({
    name: 'Office Chair',
    blueprintVariableName: 'officeChair',
    partnerProductId: '01t3k00000GLBXCAA4',
  });
  const tables = new ManagedTables([{ name: 'fabrics', columns: [{ name: 'fabric', type: 'text' }], rows: 3 }]);
  return { blueprints, configurableProducts, tables, productCache: new ProductCache() };
}
