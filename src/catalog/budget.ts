import { requestsToRead } from '../salesforce/readCost.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import type { Shape } from './shape.ts';

const text = loadText('catalog');

/** Rows from which on an object is read by a Bulk API 2.0 job, where nobody says otherwise. */
export const DEFAULT_BULK_THRESHOLD = 10_000;

export type Reading = { shape: Shape; rows: number; bulk: boolean };

/** What reading the catalog costs, and what the org has left. */
export type Budget = {
  /** API requests, estimated. */
  needed: number;
  /** Null where the org does not tell. */
  remaining: number | null;
  max: number | null;
};

/**
 * How each object is to be read, and what that takes.
 *
 * @throws SfError ApiBudgetError where the org would refuse before it is done
 */
export const planReading = async (
  org: OrgReader,
  shapes: readonly Shape[],
  bulkThreshold: number
): Promise<{ readings: Reading[]; budget: Budget }> => {
  const [limit, ...counts] = await Promise.all([org.apiRequests(), ...shapes.map(({ name }) => org.count(name))]);
  const readings = shapes.map((shape, index) => {
    const rows = counts[index];
    return { shape, rows, bulk: rows >= bulkThreshold };
  });
  const needed = readings.reduce((sum, { rows, bulk }) => sum + requestsToRead(rows, bulk), 0);
  const budget = { needed, remaining: limit?.remaining ?? null, max: limit?.max ?? null };
  if (budget.remaining !== null && budget.remaining < needed) {
    throw text.error('ApiBudget', { needed, remaining: budget.remaining, max: budget.max ?? 0 });
  }
  return { readings, budget };
};
