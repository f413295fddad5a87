import type { PreservedRecords } from '../../checklist/preserveAnswers.ts';

/** One object of SFDMU's export.json, as its version 3.7 reads it. */
export type SfdmuObject = { query: string; operation: 'Upsert'; externalId?: string };

/** SFDMU takes `readonly_false` for all fields that can be written. */
const allOf = (object: string): string => `SELECT readonly_false FROM ${object}`;

/** Several fields together are a key, joined by semicolons; without one, SFDMU goes by Name. */
const keyOf = (key: readonly string[] | undefined): Pick<SfdmuObject, 'externalId'> =>
  key === undefined ? {} : { externalId: key.join(';') };

/** The preserved records as SFDMU moves them: in the order of refresh.yaml, upserted by their keys, nothing deleted. */
export const sfdmuObjects = (records: readonly PreservedRecords[]): SfdmuObject[] =>
  records.map(({ object, query, key }) => ({
    query: (query ?? allOf(object ?? '')).trim(),
    operation: 'Upsert',
    ...keyOf(key),
  }));
