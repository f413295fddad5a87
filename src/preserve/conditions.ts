import { escapeSoql } from '../salesforce/soql.ts';
import type { KeyPart } from './kept.ts';
import { urlText } from '../salesforce/shapes.ts';

const PLAIN = new Set(['int', 'double', 'currency', 'percent', 'long', 'boolean', 'date', 'datetime']);

/** What SOQL takes without quotes; anything else is a text, whatever its field claims to be. */
const PLAIN_VALUE = /^(-?\d+(\.\d+)?(E-?\d+)?|true|false|\d{4}-\d\d-\d\d(T[\d:.]+Z)?)$/i;

/** A value as SOQL compares a field of its type with it. */
const literal = (value: string, type: string): string =>
  PLAIN.has(type) && PLAIN_VALUE.test(value) ? value : `'${escapeSoql(value)}'`;

/** A query travels in a URL, which Salesforce bounds at some 16,000 characters; the rest of it needs room too. */
const MOST_LENGTH = 9000;
/** So many values stand in one condition at most. */
export const MOST_VALUES = 400;

/** Conditions that together find all records whose key has one of the values, in as few parts as a URL allows. */
export const conditionsFor = ({ path, type }: KeyPart, values: Iterable<string>): string[] => {
  const parts: string[][] = [];
  let length = 0;
  for (const value of new Set(values)) {
    const text = literal(value, type);
    const own = urlText(`${text},`).length;
    const part = parts.at(-1);
    if (part && part.length < MOST_VALUES && length + own <= MOST_LENGTH) {
      part.push(text);
      length += own;
    } else {
      parts.push([text]);
      length = own;
    }
  }
  return parts.map((part) => `${path} IN (${part.join(',')})`);
};
