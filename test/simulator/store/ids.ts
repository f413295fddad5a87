/** Salesforce record IDs: 15 case-sensitive characters, or 18 with a suffix that survives case-insensitive tools. */

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const COUNTER_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const COUNTER_LENGTH = 12;

/** Whether a value has the form of an ID (15 characters, or 18 with the right suffix). */
export function isId(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[a-zA-Z0-9]+$/.test(value)) return false;
  if (value.length === 15) return true;
  return value.length === 18 && caseSuffix(value).toUpperCase() === value.slice(15).toUpperCase();
}

/** The three characters that encode which of the first fifteen are upper case (five bits a character). */
export function caseSuffix(id: string): string {
  let suffix = '';
  for (let chunk = 0; chunk < 15; chunk += 5) {
    let bits = 0;
    for (let i = 0; i < 5; i += 1) {
      const char = id.charAt(chunk + i);
      if (char >= 'A' && char <= 'Z') bits += 1 << i;
    }
    suffix += SUFFIX_ALPHABET.charAt(bits);
  }
  return suffix;
}

/** The 18-character form of a 15- or 18-character ID; any other text comes back unchanged. */
export function toId18(id: string): string {
  return id.length === 15 ? id + caseSuffix(id) : id;
}

/** The form under which records are kept: two IDs are the same record iff their keys are equal. */
export function idKey(id: string): string {
  return id.slice(0, 15);
}

/** The n-th ID of an object, in 18 characters: key prefix, then the counter in base 62. */
export function makeId(keyPrefix: string, counter: number): string {
  let text = '';
  for (let rest = counter; rest > 0; rest = Math.floor(rest / 62)) text = COUNTER_ALPHABET.charAt(rest % 62) + text;
  return toId18(keyPrefix + text.padStart(COUNTER_LENGTH, '0'));
}
