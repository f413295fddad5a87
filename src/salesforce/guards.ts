import { tableOf } from '../literal/table.ts';
import { loadText } from '../text.ts';
import type { CreateResult, RowResult } from './types.ts';

const text = loadText('salesforce');

/**
 * Guards of an org that say no to a write, by the code of the refusal (SOAP API guide, StatusCode): no header lifts them,
 * or not this one. Their own words say what somebody typed into the rule, and not that it is a rule, nor what to do.
 */
const GUARDS = tableOf<string>({
  CANNOT_EXECUTE_FLOW_TRIGGER: 'guard.flow',
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 'guard.trigger',
  DUPLICATES_DETECTED: 'guard.duplicate',
  ENTITY_IS_LOCKED: 'guard.locked',
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 'guard.validation',
  FIELD_FILTER_VALIDATION_EXCEPTION: 'guard.filter',
  STORAGE_LIMIT_EXCEEDED: 'guard.storage',
});

/** Words that others follow. */
const sentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

/** What the org said, and for a guard of the org that it is one and what to do about it. */
export const guardText = (code: string, message: string): string => {
  const key = GUARDS[code];
  return key === undefined ? message : text.get(key, { message: sentence(message || code) });
};

/** The results of rows, with refusals in plain words. */
export const inPlainWords = <R extends CreateResult | RowResult>(results: readonly R[]): R[] =>
  results.map((result) =>
    result.outcome === 'failed' ? { ...result, message: guardText(result.code, result.message) } : result
  );
