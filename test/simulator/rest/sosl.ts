import { ApiError } from '../model.ts';

/** One object of RETURNING, with the fields to answer; none: only the ID. */
export type Returned = { object: string; fields: string[] };

/** A search: rows that hold all phrases of any alternative, each phrase as a list of words. */
export type Search = { anyOf: string[][][]; returning: Returned[]; limit: number };

/** What must be escaped in a search term, in quotation marks too (SOSL reference, "FIND {SearchQuery}"). */
const RESERVED = /[?&|!{}[\]()^~*:\\"'+-]/;

const MOST = 2_000;

export function malformedSearch(message: string): ApiError {
  return new ApiError(400, { message, errorCode: 'MALFORMED_SEARCH' });
}

/** The words of a text as the search index splits it: at everything that is neither letter nor digit. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** `FIND {…} IN ALL FIELDS RETURNING Object(Field, …), … LIMIT n`, which is as much of SOSL as is simulated. */
export function parseSearch(sosl: string): Search {
  const term = /^\s*FIND\s*\{((?:\\.|[^\\{}])*)\}\s*/i.exec(sosl);
  if (!term) throw malformedSearch('No search term found. The search term must be enclosed in braces.');
  const rest = sosl.slice(term[0].length);
  const clauses = /^(?:IN\s+ALL\s+FIELDS\s*)?RETURNING\s+(.+?)(?:\s+LIMIT\s+(\d+))?\s*$/is.exec(rest);
  if (!clauses) throw malformedSearch(`unexpected token: ${rest.split(/\s/)[0] ?? ''}`);
  const [, list = '', limit] = clauses;
  return {
    anyOf: parseTerm(term[1] ?? ''),
    returning: parseReturning(list),
    limit: Math.min(Number(limit ?? MOST), MOST),
  };
}

/** Alternatives between OR, each a phrase in quotation marks or words that must all be there. */
function parseTerm(term: string): string[][][] {
  const parts = term.match(/"(?:\\.|[^"\\])*"|(?:\\.|[^\s"\\])+/g) ?? [];
  const anyOf: string[][][] = [[]];
  for (const part of parts) {
    if (part === 'OR') anyOf.push([]);
    else if (part !== 'AND') anyOf.at(-1)?.push(phraseOf(part));
  }
  if (anyOf.some((all) => all.length === 0)) throw malformedSearch('The search term must not be empty.');
  if (anyOf.flat(2).join('').length < 2)
    throw malformedSearch(`search term must be longer than one character: ${term}`);
  return anyOf;
}

function phraseOf(part: string): string[] {
  const bare = part.startsWith('"') ? part.slice(1, -1) : part;
  const odd = RESERVED.exec(bare.replaceAll(/\\./g, ''))?.[0];
  if (odd !== undefined)
    throw malformedSearch(`line 1:${part.indexOf(odd)} no viable alternative at character '${odd}'`);
  return wordsOf(bare.replaceAll('\\', ''));
}

function parseReturning(list: string): Returned[] {
  const items = [...list.matchAll(/\s*([A-Za-z]\w*)\s*(?:\(([^()]*)\))?\s*(?:,|$)/gy)];
  const read = items.reduce((length, [whole]) => length + whole.length, 0);
  if (items.length === 0 || read !== list.length) throw malformedSearch(`unexpected token: ${list.slice(read)}`);
  return items.map(([, object = '', fields = 'Id']) => ({
    object,
    fields: fields.split(',').map((name) => name.trim()),
  }));
}

/** Whether a text holds a phrase: its words next to each other, in their order. */
export function holdsPhrase(text: readonly string[], phrase: readonly string[]): boolean {
  return text.some((_, start) => phrase.every((word, offset) => text[start + offset] === word));
}
