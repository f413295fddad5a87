import { canonical, idSuffix } from './spelling.ts';

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

/** An ID in 18 characters, as it stands in a statement. */
const LONG_ID = /^'([A-Za-z0-9]{15})([A-Z0-5]{3})'$/;

/** What a query may take for the same value: a text in another case, a number spelled otherwise, an ID in 15 and in 18. */
const likenessOf = (value: string): string => {
  const [, short = '', suffix] = LONG_ID.exec(value) ?? [];
  if (short !== '' && idSuffix(short) === suffix) return `'${short}'`.toLowerCase();
  return canonical(value, /^['a-z]/i.test(value) ? 'string' : 'double').toLowerCase();
};

/**
 * The values of a list, each once, those together that a query may take for one: whether it does is up to the field (case
 * counts in an ID, and in an external ID that is so defined), so that all of them are asked for, and in one statement,
 * lest a record be found twice.
 */
const alike = (values: readonly string[]): string[][] => [...Map.groupBy(new Set(values), likenessOf).values()];

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
 * Undefined where no list can be cut. Values that a field may take for one are never in two halves.
 */
export const halvesOf = (statement: string): [string, string] | undefined => {
  const tokens = tokensOf(statement);
  if (isLimited(tokens)) return undefined;
  const [list] = listsIn(tokens).sort((one, other) => other.end - other.start - (one.end - one.start));
  if (!list) return undefined;
  const groups = alike(list.values);
  if (groups.length < 2) return undefined;
  const middle = Math.ceil(groups.length / 2);
  const half = (some: readonly string[][]): string =>
    `${statement.slice(0, list.start)}(${some.flat().join(', ')})${statement.slice(list.end)}`;
  return [half(groups.slice(0, middle)), half(groups.slice(middle))];
};
