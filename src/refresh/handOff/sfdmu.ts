import { objectNamed } from '../../preserve/selection.ts';
import type { PreservedRecords } from '../../checklist/preserveAnswers.ts';

/** One object of SFDMU's export.json, as its version 3.7 reads it. */
export type SfdmuObject = { query: string; operation: 'Upsert'; externalId?: string };

/** SFDMU takes `readonly_false` for all fields that can be written. */
const allOf = (object: string): string => `SELECT readonly_false FROM ${object}`;

/** Several fields together are a key, joined by semicolons; without one, SFDMU goes by Name. */
const keyOf = (key: readonly string[] | undefined): Pick<SfdmuObject, 'externalId'> =>
  key === undefined ? {} : { externalId: key.join(';') };

/**
 * The preserved records as SFDMU moves them: in the order of refresh.yaml, upserted by their keys, nothing deleted.
 *
 * @param kept the objects of which records were kept: an entry that cannot be followed is none of SFDMU's either
 */
export const sfdmuObjects = (records: readonly PreservedRecords[], kept: readonly string[]): SfdmuObject[] => {
  const names = kept.map((name) => name.toLowerCase());
  const first = records.filter((entry, index) => {
    const name = objectNamed(entry).toLowerCase();
    return names.includes(name) && records.findIndex((other) => objectNamed(other).toLowerCase() === name) === index;
  });
  return first.map(({ object, query, key }) => ({
    query: (query ?? allOf(object ?? '')).trim(),
    operation: 'Upsert',
    ...keyOf(key),
  }));
};
