import { loadText } from '../../text.ts';
import { OrgError } from '../errors.ts';
import type { RecordFields } from '../types.ts';
import { NO_VALUE } from './rows.ts';

const text = loadText('salesforce');

/** Texts that an upload cannot say: the Bulk API takes this very word for "no value", and it knows no way to quote it. */
const isUnspeakable = (value: RecordFields[string] | undefined): boolean =>
  typeof value === 'string' && value.trim().toUpperCase() === NO_VALUE;

type Unprocessed = { outcome: 'unprocessed'; reason: string };

/**
 * Sends rows by a bulk job, but for those with a text that means something else there: they go by sObject Collections,
 * which take every text as it is. Results are in the rows' order.
 *
 * @throws OrgError where the org refuses everything before anything could have been written
 */
export const bulkOrLiteral = async <R extends RecordFields, T>(
  rows: readonly R[],
  bulk: (some: readonly R[]) => Promise<readonly T[]>,
  literal: (some: readonly R[]) => Promise<readonly T[]>,
  unprocessed: (row: R, result: Unprocessed) => T
): Promise<T[]> => {
  const isOdd = (row: R): boolean => Object.values(row).some(isUnspeakable);
  const odd = rows.filter(isOdd);
  if (odd.length === 0) return [...(await bulk(rows))];
  const plain = rows.filter((row) => !isOdd(row));
  const told = new Map<R, T>();
  const keep = (some: readonly R[], results: readonly T[]): void =>
    some.forEach((row, index) => told.set(row, results[index]));
  if (plain.length > 0) keep(plain, await bulk(plain));
  try {
    keep(odd, await literal(odd));
  } catch (error) {
    // The other rows are written by now: what became of them must not get lost.
    if (!(error instanceof OrgError) || plain.length === 0) throw error;
    const reason = text.get('notSent', { reason: error.message });
    keep(
      odd,
      odd.map((row) => unprocessed(row, { outcome: 'unprocessed', reason }))
    );
  }
  return rows.map((row) => told.get(row) as T);
};
