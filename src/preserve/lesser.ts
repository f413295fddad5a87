import type { CreateResult, RowResult } from '../salesforce/types.ts';
import type { Draft } from './draft.ts';
import type { KeptField, KeptObject } from './kept.ts';
import { QUEUE } from './row.ts';

/** Refusals of one value of one field; what a rule or a trigger says is about the record as a whole. */
const OF_VALUE: ReadonlySet<string> = new Set([
  'DUPLICATE_COMM_NICKNAME',
  'DUPLICATE_VALUE',
  'FIELD_FILTER_VALIDATION_EXCEPTION',
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

/** Refusals of whom a record belongs to: most of them name no field, and none of them the owner. */
const OF_OWNER: ReadonlySet<string> = new Set([
  'INACTIVE_OWNER_OR_USER',
  'OP_WITH_INVALID_USER_TYPE_EXCEPTION',
  'TRANSFER_REQUIRES_READ',
]);
export const OWNER = 'OwnerId';

/** How refusals begin that are about what a record leads to; what a rule, a trigger or a guard says is not. */
const OF_REFERENCE = /^(FIELD_INTEGRITY|INACTIVE_|INSUFFICIENT_ACCESS|INVALID_|OP_WITH_|TRANSFER_)/;

/** Whether a record belongs to a queue: what it is not for is refused as INVALID_OPERATION. */
const isOfQueue = ({ row }: Draft): boolean => [QUEUE, 'Group'].includes(row.refs[OWNER]?.[0] ?? '');

/**
 * The lookups for whose sake the org may have refused a record: what they lead to is there, and may not be used. None
 * where the refusal names other fields, or is about something else.
 */
export const doubtedIn = ({ doubtful, fields }: Draft, result: CreateResult | RowResult): Draft['doubtful'] => {
  if (result.outcome !== 'failed' || !OF_REFERENCE.test(result.code)) return [];
  const named = result.fields ?? [];
  return doubtful.filter(({ name }) => name in fields && (named.length === 0 || named.includes(name)));
};

/** Whether the org refused a record for the sake of whom it was to belong to. */
export const isOfOwner = (draft: Draft, { code }: { code: string }): boolean =>
  OWNER in draft.fields && (OF_OWNER.has(code) || (code === 'INVALID_OPERATION' && isOfQueue(draft)));

/** The fields that a refusal is about, told by it or by its code. */
const refusedFields = (draft: Draft, refusal: { code: string; fields?: readonly string[] }): string[] => {
  const { code, fields = [] } = refusal;
  if (isOfOwner(draft, refusal)) return [OWNER];
  if (code === 'INVALID_CURRENCY_ISO') return [CURRENCY];
  return OF_VALUE.has(code) ? [...fields] : [];
};

/** An amount says nothing without its currency: in another one it would be another amount. */
const CURRENCY = 'CurrencyIsoCode';
const withAmounts = (names: readonly string[], draft: Draft, fields: readonly KeptField[]): string[] => {
  if (!names.includes(CURRENCY)) return [...names];
  const amounts = fields.filter(({ name, type }) => type === 'currency' && name in draft.fields);
  return [...new Set([...names, ...amounts.map(({ name }) => name)])];
};

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
  if (result.outcome !== 'failed') return undefined;
  const without = withAmounts(refusedFields(draft, result), draft, fields);
  const mayGo = (name: string): boolean =>
    name in draft.fields && !key.includes(name) && fields.find((field) => field.name === name)?.required === false;
  if (without.length === 0 || !without.every(mayGo)) return undefined;
  const left = Object.fromEntries(Object.entries(draft.fields).filter(([name]) => !without.includes(name)));
  if (draft.id !== null && Object.keys(left).length === 0) return undefined;
  return { draft: { ...draft, fields: left }, without: [...without] };
};
