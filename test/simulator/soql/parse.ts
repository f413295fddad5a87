import { parseQuery } from '@jetstreamapp/soql-parser-js';
import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../model.ts';
import { malformed, unexpectedToken } from './errors.ts';
import { Source } from './source.ts';
import type { Token } from './source.ts';

const EOF = '<EOF>';

/** Parses a query; every syntax error becomes a MALFORMED_QUERY that points at the word the API would name. */
export function parse(soql: string): { query: Query; source: Source } {
  const source = new Source(soql);
  const failure = attempt(blankAllRows(source));
  if ('query' in failure) return { query: failure.query, source };
  throw syntaxError(source, failure.message);
}

function attempt(text: string): { query: Query } | { message: string } {
  try {
    return { query: parseQuery(text) };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

/** ALL ROWS (deleted records too) is valid SOQL that the parser does not know; blanks keep every position as it was. */
function blankAllRows(source: Source): string {
  const { text, tokens } = source;
  const at = tokens.findIndex(
    (token, index) => token.text.toUpperCase() === 'ALL' && tokens[index + 1]?.text.toUpperCase() === 'ROWS'
  );
  const [all, rows] = tokens.slice(at, at + 2);
  if (at < 0 || !all || !rows) return text;
  return text.slice(0, all.start) + ' '.repeat(rows.end - all.start) + text.slice(rows.end);
}

function syntaxError(source: Source, message: string): ApiError {
  const lexing = /unexpected character: ->([^]*)<- at offset: (\d+)/.exec(message);
  if (lexing) return lexicalError(source, lexing[1] ?? '', Number(lexing[2]));

  const image = /but found: '([^]*)'$/.exec(message)?.[1] ?? /but found --> '([^]*)' <--$/.exec(message)?.[1];
  const found = image ?? /expecting EOF but found: ([^]*)$/.exec(message)?.[1] ?? '';
  const index = found === '' ? -1 : failingToken(source, found);
  const token = source.tokens[index];
  if (!token) return unexpectedToken({ source, offset: source.text.trimEnd().length }, EOF);

  const previous = source.tokens[index - 1];
  const place = { source, offset: token.start };
  if (message.includes('--> FROM <--') && previous?.kind === 'word' && isAlias(source.tokens, index - 1)) {
    return unexpectedToken({ source, offset: previous.start }, previous.text);
  }
  return unexpectedToken(place, quotedInError(source, index, message));
}

/** The parser takes a misspelt FROM for an alias and stumbles over what follows; the API names the misspelt word. */
function isAlias(tokens: Token[], index: number): boolean {
  const before = tokens[index - 1];
  return before !== undefined && before.text !== ',' && before.text.toUpperCase() !== 'SELECT';
}

/** The API quotes more than the offending word where it was still choosing between alternatives. */
function quotedInError(source: Source, index: number, message: string): string {
  const token = source.tokens[index];
  const tokens = source.tokens;
  if (!token) return EOF;
  const upper = token.text.toUpperCase();
  const previous = tokens[index - 1];
  const startsWith = (start: Token | undefined): string => source.text.slice((start ?? token).start, token.end);
  if (upper === 'FROM' && previous?.text.toUpperCase() === 'SELECT') return startsWith(previous);
  if (/\[EQUAL\]/.test(message) && previous?.kind === 'word') return startsWith(previous);
  if (token.text === '(' && tokens[index + 1]?.text === ')' && previous?.text.toUpperCase() === 'IN') {
    const field = tokens[index - (tokens[index - 2]?.text.toUpperCase() === 'NOT' ? 3 : 2)];
    return source.text.slice((field ?? token).start, tokens[index + 1]?.end);
  }
  return token.text;
}

function lexicalError(source: Source, character: string, offset: number): ApiError {
  if (character === "'") return unexpectedToken({ source, offset }, character);
  const before = source.text.slice(0, offset).split('\n');
  const message = `line ${before.length}:${before.at(-1)?.length ?? 0} unexpected token: '${character}'`;
  return new ApiError(400, { message, errorCode: 'MALFORMED_QUERY' });
}

/** Which of the equal words the parser means: the first one whose own text, cut off behind it, already fails on it. */
function failingToken(source: Source, found: string): number {
  const candidates = source.tokens.flatMap((token, index) => (token.text === found ? [index] : []));
  const fails = (end: number): boolean => {
    const outcome = attempt(source.text.slice(0, end));
    return 'message' in outcome && outcome.message.includes(found) && !/found(?: -->|:) ''/.test(outcome.message);
  };
  const first = candidates.find((index) => fails(source.tokens[index]?.end ?? 0));
  return first ?? candidates.at(-1) ?? source.tokens.findIndex((token) => token.text.includes(found));
}

/** An error in the query's structure that the parser lets pass. */
export function structureError(source: Source, token: Token | undefined): ApiError {
  if (!token) return unexpectedToken({ source, offset: source.text.trimEnd().length }, EOF);
  return malformed({ source, offset: token.start }, `unexpected token: '${token.text}'`);
}

const AFTER_HAVING = new Set(['ORDER', 'LIMIT', 'OFFSET', 'FOR', 'UPDATE', 'ALL']);

/**
 * The conditions of HAVING. The parser drops what follows a NOT there but reads the same words well in a WHERE, so
 * they are parsed as one.
 */
export function havingConditions(source: Source): WhereClause | undefined {
  const [having, ...words] = source.words(0, 'HAVING');
  if (!having) return undefined;
  const next = words.find((token) => AFTER_HAVING.has(token.text.toUpperCase()));
  const outcome = attempt(`SELECT Id FROM X WHERE ${source.text.slice(having.end, next?.start)}`);
  if ('query' in outcome) return outcome.query.where;
  throw syntaxError(source, outcome.message);
}
