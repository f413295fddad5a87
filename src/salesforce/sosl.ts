import { urlText } from './shapes.ts';

/** Characters that mean something in a search term, between quotation marks too (SOSL reference, "FIND {SearchQuery}"). */
const RESERVED = /[?&|!{}[\]()^~*:\\"'+-]/g;

const phrase = (text: string): string => `"${text.replace(RESERVED, '\\$&')}"`;

/** Fields to answer, by object. */
export type Returning = Readonly<Record<string, readonly string[]>>;

const nameIn = (name: string): string => {
  if (!/^[A-Za-z]\w*$/.test(name)) throw new RangeError(`Not an API name: ${name}`);
  return name;
};

/** As many records as one search answers at most. */
export const MOST_FOUND = 2000;

/** What a search may take in a URL; the rest of it needs room too. */
const MOST_LENGTH = 9000;

/** Texts in as few lists as URLs allow: one search looks for those of one list. */
export const searchParts = (texts: readonly string[]): string[][] => {
  const parts: string[][] = [];
  let length = Infinity;
  for (const text of texts) {
    const own = urlText(`${phrase(text)} OR `).length;
    if (length + own > MOST_LENGTH) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(text);
    length += own;
  }
  return parts;
};

/**
 * A SOSL statement that finds what holds one of these texts. The search splits texts into words wherever there is
 * punctuation, so what it finds need not hold the text itself: look at the fields that come back.
 */
export const soslFor = (texts: readonly string[], returning: Returning): string => {
  const objects = Object.entries(returning).map(
    ([object, fields]) => `${nameIn(object)}(${fields.map(nameIn).join(', ')})`
  );
  return `FIND {${texts.map(phrase).join(' OR ')}} IN ALL FIELDS RETURNING ${objects.join(', ')} LIMIT ${MOST_FOUND}`;
};
