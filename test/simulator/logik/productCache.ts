import type { SfRecord } from '../model.ts';
import { GeneratedTable } from '../scenario/generatedTable.ts';
import type { OrgBuilder } from '../scenario/orgBuilder.ts';

export type CachedProduct = { id: string; name: string; productCode: string | null };

/**
 * The products that the environment's sync has brought, by their 18-character IDs: those of the org as it was when the
 * cache was filled. Generated products are not copied: their table never changes.
 */
export class ProductCache {
  private readonly products = new Map<string, CachedProduct>();
  private readonly generated: readonly GeneratedTable[];

  /** Fills the cache from an org, without the products whose codes are in `missing`. */
  public constructor(org: OrgBuilder, missing: readonly string[]) {
    this.generated = GeneratedTable.of(org.store, 'Product2');
    for (const row of org.loaded('Product2')) {
      const product = cached(row);
      if (!missing.includes(product.productCode ?? '')) this.products.set(row.Id, product);
    }
  }

  /** A cached product; Logik knows IDs in their 18-character form only. */
  public get(id: string): CachedProduct | undefined {
    const known = this.products.get(id);
    if (known !== undefined || id.length !== 18) return known;
    for (const table of this.generated) {
      const row = table.get(id);
      if (row?.Id === id) return cached(row);
    }
    return undefined;
  }
}

function cached(row: SfRecord): CachedProduct {
  const code = row['ProductCode'];
  return { id: row.Id, name: String(row['Name']), productCode: typeof code === 'string' ? code : null };
}
