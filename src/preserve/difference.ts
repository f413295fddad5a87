import type { RecordFields } from '../salesforce/types.ts';
import type { KeptField } from './kept.ts';
import { keyText, type Row } from './row.ts';

const NUMBERS = new Set(['int', 'double', 'currency', 'percent', 'long']);

const sameText = (one: string, other: string, type: string): boolean =>
  one === other || (NUMBERS.has(type) && one !== '' && other !== '' && Number(one) === Number(other));

/** A lookup of which nobody kept where it led is never different: it is a step for people. */
const sameField = ({ name, type, reference }: KeptField, kept: Row, now: Row): boolean =>
  reference
    ? kept.refs[name]?.length === 0 || keyText(kept.refs[name] ?? []) === keyText(now.refs[name] ?? [])
    : sameText(kept.values[name] ?? '', now.values[name] ?? '', type);

/** The fields in which a record is not as it was kept. Numbers are compared as numbers, lookups by what they lead to. */
export const differences = (kept: Row, now: Row, fields: readonly KeptField[]): KeptField[] =>
  fields.filter((field) => !sameField(field, kept, now));

/** A kept text as the API takes a value of its type. */
export const typed = (text: string | undefined, type: string): RecordFields[string] => {
  if (text === undefined || text === '') return type === 'boolean' ? false : null;
  if (type === 'boolean') return text === 'true';
  return NUMBERS.has(type) ? Number(text) : text;
};
