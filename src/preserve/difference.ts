import { isNumeric, sameValueOf } from '../salesforce/spelling.ts';
import type { RecordFields } from '../salesforce/types.ts';
import type { KeptField } from './kept.ts';
import { keyText, type Row } from './row.ts';

/** A lookup of which nobody kept where it led is never different: it is a step for people. */
const sameField = ({ name, type, reference }: KeptField, kept: Row, now: Row): boolean =>
  reference
    ? kept.refs[name]?.length === 0 || keyText(kept.refs[name] ?? []) === keyText(now.refs[name] ?? [])
    : sameValueOf(kept.values[name] ?? '', now.values[name] ?? '', type);

/** The fields in which a record is not as it was kept. Values are compared whatever their spelling, lookups by what they lead to. */
export const differences = (kept: Row, now: Row, fields: readonly KeptField[]): KeptField[] =>
  fields.filter((field) => !sameField(field, kept, now));

/** A kept text as the API takes a value of its type. */
export const typed = (text: string | undefined, type: string): RecordFields[string] => {
  if (text === undefined || text === '') return type === 'boolean' ? false : null;
  if (type === 'boolean') return text === 'true';
  if (!isNumeric(type)) return text;
  const number = Number(text);
  // Of more digits than a JSON number of JavaScript holds, the text is what tells all of them.
  return sameValueOf(String(number), text, type) ? number : text;
};
