import type { SfRecord } from '../model.ts';
import { GeneratedTable } from '../scenario/generatedTable.ts';
import type { OrgStore } from '../store/orgStore.ts';

export type CachedProduct = { id: string; name: string; productCode: string | null };

/**
 * The products that the environment's sync has brought, by their 18-character IDs; nothing is ever taken out. Generated
 * products are not copied: their table never changes.
 */
export class ProductCache {
  private readonly products = new Map<string, CachedProduct>();
  private readonly generated: GeneratedTable[] = [];

  public get size(): number {
    return this.products.size + this.generated.reduce((sum, table) => sum + table.size, 0);
  }

  /** Brings products. */
  public bring(rows: Iterable<SfRecord>): void {
    for (const row of rows) this.products.set(row.Id, cached(row));
  }

  /** Brings everything that an org has, but for products whose codes are in `missing`. */
  public bringAll(org: OrgStore, missing: readonly string[] = []): void {
    this.generated.push(...GeneratedTable.of(org, 'Product2'));
    for (const row of ownRows(org, 'Product2')) {
      if (!missing.includes(String(row['ProductCode'] ?? ''))) this.bring([row]);
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

/**
 * The rows of an object that are not generated, or were changed since. The store's table offers no such view: it is
 * read from behind its back, as the refresh does.
 */
export function ownRows(org: OrgStore, object: string): Iterable<SfRecord> {
  return org.table(object)['own'].values();
}

function cached(row: SfRecord): CachedProduct {
  const code = row['ProductCode'];
  return { id: row.Id, name: String(row['Name']), productCode: typeof code === 'string' ? code : null };
}
