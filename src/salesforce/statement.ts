import { canonical } from './spelling.ts';

/** Words, strings and signs of a statement; a string may hold anything. */
const TOKEN = /'(?:[^'\\]|\\[^])*'|[A-Za-z_][\w.]*|[+-]?\d[\w.:+-]*|\S/g;

type Token = { text: string; start: number; end: number; depth: number };

const tokensOf = (statement: string): Token[] => {
  let depth = 0;
  return [...statement.matchAll(TOKEN)].map((match) => {
    const [text] = match;
    if (text === ')') depth -= 1;
    const token = { text, start: match.index, end: match.index + text.length, depth };
    if (text === '(') depth += 1;
    return token;
  });
};

const isWord = ({ text, depth }: Token, word: string): boolean => depth === 0 && text.toUpperCase() === word;

/** What ends a list of conditions. */
const AFTER_WHERE = ['GROUP', 'ORDER', 'LIMIT', 'OFFSET', 'WITH', 'FOR', 'USING', 'ALL', 'UPDATE', 'HAVING'];

/** A statement by its fields and the rest of it. */
export type Selection = { fields: string[]; object: string; from: string };

/** Takes a statement apart; undefined where its rows are no records, or its fields no plain paths. */
export const selectionIn = (statement: string): Selection | undefined => {
  const tokens = tokensOf(statement);
  const at = tokens.findIndex((token) => isWord(token, 'FROM'));
  if (at < 1 || !isWord(tokens[0], 'SELECT') || tokens.some((token) => isWord(token, 'GROUP'))) return undefined;
  const fields = statement.slice(tokens[0].end, tokens[at].start).split(',');
  const object = tokens[at + 1]?.text ?? '';
  const plain = fields.map((field) => field.trim());
  if (plain.some((field) => !/^[A-Za-z_][\w.]*$/.test(field))) return undefined;
  return { fields: plain, object, from: statement.slice(tokens[at].start) };
};

/** Two values of a list that a query takes for one would be found twice. */
const distinct = (values: readonly string[]): string[] => [
  ...new Map(
    values.map((value) => [canonical(value, /^['a-z]/i.test(value) ? 'string' : 'double').toLowerCase(), value])
  ).values(),
];

/** A list of values in a condition that every record must meet: `… AND Name IN ('a', 'b')`. */
type List = { start: number; end: number; values: string[] };

const listsIn = (tokens: readonly Token[]): List[] => {
  const from = tokens.findIndex((token) => isWord(token, 'WHERE'));
  if (from < 0) return [];
  const rest = tokens.slice(from + 1).findIndex((token) => AFTER_WHERE.some((word) => isWord(token, word)));
  const where = tokens.slice(from, rest < 0 ? undefined : from + 1 + rest);
  // Of alternatives, none need be met.
  if (where.some((token) => isWord(token, 'OR'))) return [];
  return where.flatMap((token, index): List[] => {
    const [before, open] = [where[index - 2], where[index + 1]];
    if (!isWord(token, 'IN') || open?.text !== '(' || !before) return [];
    if (!isWord(before, 'WHERE') && !isWord(before, 'AND')) return [];
    const close = where.findIndex((each, at) => at > index && each.text === ')' && each.depth === 0);
    const inside = where.slice(index + 2, close);
    const values = inside.filter(({ text }) => text !== ',').map(({ text }) => text);
    const isPlain =
      close > 0 && inside.every(({ text, depth }, at) => depth === 1 && (text === ',') === (at % 2 === 1));
    return isPlain && values.length > 1 ? [{ start: open.start, end: where[close].end, values }] : [];
  });
};

/** A statement that ends with a number of rows: its parts would have too many together. */
const isLimited = (tokens: readonly Token[]): boolean =>
  tokens.some((token) => isWord(token, 'LIMIT') || isWord(token, 'OFFSET') || isWord(token, 'GROUP'));

/**
 * The statement as two that find the same records together, none of them twice: its longest list of values in halves.
 * Undefined where no list can be cut.
 */
export const halvesOf = (statement: string): [string, string] | undefined => {
  const tokens = tokensOf(statement);
  if (isLimited(tokens)) return undefined;
  const [list] = listsIn(tokens).sort((one, other) => other.end - other.start - (one.end - one.start));
  if (!list) return undefined;
  const values = distinct(list.values);
  if (values.length < 2) return undefined;
  const middle = Math.ceil(values.length / 2);
  const half = (some: readonly string[]): string =>
    `${statement.slice(0, list.start)}(${some.join(', ')})${statement.slice(list.end)}`;
  return [half(values.slice(0, middle)), half(values.slice(middle))];
};
