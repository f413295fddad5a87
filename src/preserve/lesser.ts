import type { CreateResult, RowResult } from '../salesforce/types.ts';
import type { Draft } from './draft.ts';
import type { KeptObject } from './kept.ts';

/** Refusals of one value of one field; what a rule or a trigger says is about the record as a whole. */
const OF_VALUE: ReadonlySet<string> = new Set([
  'DUPLICATE_COMM_NICKNAME',
  'DUPLICATE_VALUE',
  'FIELD_INTEGRITY_EXCEPTION',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  'INVALID_CROSS_REFERENCE_KEY',
  'INVALID_EMAIL_ADDRESS',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  'INVALID_TYPE_ON_FIELD_IN_RECORD',
  'MALFORMED_ID',
  'NUMBER_OUTSIDE_VALID_RANGE',
  'STRING_TOO_LONG',
]);

/** What is left of a record to save, and what it goes without. */
export type Lesser = { draft: Draft; without: string[] };

/**
 * The record without the values that the org refused: one value must not cost it, at every run. Undefined where the
 * refusal is about something else, or the record would be another one without them.
 */
export const lesserOf = (
  draft: Draft,
  result: CreateResult | RowResult,
  { key, fields }: Pick<KeptObject, 'key' | 'fields'>
): Lesser | undefined => {
  if (result.outcome !== 'failed' || !OF_VALUE.has(result.code)) return undefined;
  const without = result.fields ?? [];
  const mayGo = (name: string): boolean =>
    name in draft.fields && !key.includes(name) && fields.find((field) => field.name === name)?.required === false;
  if (without.length === 0 || !without.every(mayGo)) return undefined;
  const left = Object.fromEntries(Object.entries(draft.fields).filter(([name]) => !without.includes(name)));
  if (draft.id !== null && Object.keys(left).length === 0) return undefined;
  return { draft: { ...draft, fields: left }, without: [...without] };
};
