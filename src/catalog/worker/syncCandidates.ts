import { column, table, type CatalogDatabase, type Row } from './database.ts';
import { readableKey } from './keys.ts';

/** How Logik tells which product is meant: its setting "Product Id Field" (ServiceNow CPQ docs, "CPQ admin settings"). */
export type ProductIdField = 'product-code' | 'partner-id' | 'external-id';

/** A product that Logik configures and that the environment did not have before. */
export type SyncCandidate = {
  id: string;
  key: string;
  name: string;
  /** ISO 8601, UTC. */
  lastModified: string;
};

type CandidateRow = Row & { Id: string; Name: string; natural_key: string | null; LastModifiedDate: string };

/** What makes a product one that the environment had: its ID where it is matched by ID, else its natural key, if any. */
const MATCHED_BY: Record<ProductIdField, string> = {
  'product-code': 'natural_key',
  'external-id': 'natural_key',
  'partner-id': '"Id"',
};

/**
 * The configurable products of the org that the sandbox did not have before the refresh: the Logik environment cannot
 * have them from it. As in the ID map, those without a key are known by their ID.
 */
export const syncCandidates = (
  database: CatalogDatabase,
  configurable: string,
  productIdField: ProductIdField | null
): SyncCandidate[] => {
  const by = MATCHED_BY[productIdField ?? 'product-code'];
  database.run(`CREATE INDEX IF NOT EXISTS "before_product_by" ON ${table('before', 'Product2')} (${by})`);
  const rows = database.rows<CandidateRow>(
    `SELECT n."Id", n."Name", n.natural_key, n."LastModifiedDate" FROM ${table('now', 'Product2')} n
     WHERE n.${column(configurable)} IS 'true'
     AND NOT EXISTS (SELECT 1 FROM ${table('before', 'Product2')} b WHERE b.${by} = n.${by})
     AND NOT (n.natural_key IS NULL AND n."Id" IN (
       SELECT b."Id" FROM ${table('before', 'Product2')} b WHERE b.natural_key IS NULL))
     ORDER BY n."Id"`
  );
  return [...rows].map(({ Id: id, Name: name, natural_key: key, LastModifiedDate: lastModified }) => ({
    id,
    key: key === null ? '' : readableKey(key),
    name,
    lastModified,
  }));
};
