import {
  isValueQueryCondition,
  isWhereClauseWithRightCondition,
  parseQuery,
  type Query,
  type WhereClause,
} from '@jetstreamapp/soql-parser-js';
import type { ObjectDescription } from '../salesforce/types.ts';
import { loadText } from '../text.ts';

const text = loadText('preserve');

/** One entry of preserve.records, as refresh.yaml has it. */
export type Entry = { object?: string; query?: string; key?: readonly string[] };

/** The object that an entry is about, as far as its text tells. */
export const objectNamed = ({ object, query }: Entry): string =>
  object ?? /\bFROM\s+(\w+)/i.exec(query ?? '')?.[1] ?? '';

/** Where an entry stands, for errors: `refresh.yaml, line 12, preserve.records[0]`. */
export type Place = { entry: string };

/** What an entry asks for. */
export type Selection = {
  object: string;
  /** Null: all of them. */
  where: string | null;
  /** Fields as the query names them, in its order; null: all of them. */
  fields: string[] | null;
  /** Every other field that the query names, in its conditions. */
  mentioned: string[];
  key: readonly string[] | null;
  /** The query, for errors that point into it. */
  query: string | null;
};

/** Line and column of a place in a query, from 1. */
const position = (query: string, offset: number): { line: number; column: number } => {
  const before = query.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
};

/** Words and strings of a query, with their places: the parser's tree and its errors have none. */
const TOKEN = /'(?:[^'\\]|\\[^])*'|[A-Za-z_][\w.]*|[^\s\w']|\S/g;

/** Where a word stands outside of strings; the end where it is nowhere. */
const offsetOf = (query: string, word: string, from = 0): number => {
  const found = [...query.matchAll(TOKEN)].find(
    (match) => match.index >= from && match[0].toLowerCase() === word.toLowerCase()
  );
  return found?.index ?? query.trimEnd().length;
};

/** What the parser stumbled over, and where, from its message. */
const stumble = (query: string, message: string): { offset: number; found: string } => {
  const lexing = /unexpected character: ->([^]*?)<- at offset: (\d+)/.exec(message);
  if (lexing) return { offset: Number(lexing[2]), found: lexing[1] };
  const found =
    /but found: '([^]*)'$/.exec(message)?.[1] ??
    /but found --> '([^]*)' <--/.exec(message)?.[1] ??
    /but found: ([^\s]*)\s*$/.exec(message)?.[1] ??
    '';
  return { offset: found === '' ? query.trimEnd().length : offsetOf(query, found), found };
};

const parsed = (query: string, place: Place): Query => {
  try {
    return parseQuery(query);
  } catch (error) {
    const { offset, found } = stumble(query, error instanceof Error ? error.message : String(error));
    const shown = found === '' ? text.get('detail.end') : found;
    throw text.error('SoqlSyntax', { ...place, ...position(query, offset), found: shown }, 2);
  }
};

/** Clauses that leave it to chance which records are kept, or that do not select records. */
const REFUSED: ReadonlyArray<{ clause: string; has: (query: Query) => boolean }> = [
  { clause: 'ORDER BY', has: ({ orderBy }) => orderBy !== undefined },
  { clause: 'LIMIT', has: ({ limit }) => limit !== undefined },
  { clause: 'OFFSET', has: ({ offset }) => offset !== undefined },
  { clause: 'GROUP BY', has: ({ groupBy }) => groupBy !== undefined },
  { clause: 'WITH', has: (query) => query.withDataCategory !== undefined || query.withSecurityEnforced === true },
  { clause: 'USING SCOPE', has: ({ usingScope }) => usingScope !== undefined },
  { clause: 'FOR', has: (query) => query.for !== undefined },
  { clause: 'UPDATE', has: (query) => query.update !== undefined },
];

const fieldsIn = (query: Query, soql: string, place: Place): string[] =>
  (query.fields ?? []).map((field) => {
    if (field.type === 'Field' && field.alias === undefined) return field.field;
    if (field.type === 'FieldRelationship' && !('alias' in field)) return field.rawValue ?? field.field;
    const told = field.type === 'FieldSubquery' ? '(SELECT …)' : field.type === 'FieldTypeof' ? 'TYPEOF' : 'alias';
    const clause = 'rawValue' in field && field.rawValue !== undefined ? field.rawValue : told;
    throw text.error('SoqlUnsupported', { ...place, ...position(soql, offsetOf(soql, clause)), clause }, 2);
  });

/** The fields that conditions name; those of another query in them are that query's. */
const mentionedIn = (where: WhereClause | undefined): string[] => {
  if (!where) return [];
  const { left } = where;
  const own =
    left === null ? [] : 'field' in left && left.field ? [left.field] : isValueQueryCondition(left) ? [left.field] : [];
  return [...own, ...(isWhereClauseWithRightCondition(where) ? mentionedIn(where.right) : [])];
};

/**
 * Reads what an entry asks for.
 *
 * @throws SfError SoqlSyntaxError, SoqlUnsupportedError: errors of usage that show the position
 */
export const selectionOf = ({ object, query, key = undefined }: Entry, place: Place): Selection => {
  const own = key ?? null;
  if (query === undefined)
    return { object: object ?? '', where: null, fields: null, mentioned: [], key: own, query: null };
  const tree = parsed(query, place);
  const refused = REFUSED.find(({ has }) => has(tree));
  if (refused) {
    const { clause } = refused;
    const offset = offsetOf(query, clause.split(' ')[0]);
    throw text.error('SoqlUnsupported', { ...place, ...position(query, offset), clause }, 2);
  }
  const fields = fieldsIn(tree, query, place);
  const start = tree.where ? offsetOf(query, 'WHERE') + 'WHERE'.length : undefined;
  return {
    object: tree.sObject ?? '',
    where: start === undefined ? null : query.slice(start).trim(),
    fields,
    mentioned: mentionedIn(tree.where),
    key: own,
    query,
  };
};

/** Refuses a name that the org does not have, or that this login may not see, and shows where it stands. */
export const unknownField = (
  { query, object }: Selection,
  { name }: Pick<ObjectDescription, 'name'>,
  field: string,
  place: Place
): Error => {
  if (query === null) return text.error('UnknownKeyField', { ...place, field, object: name }, 2);
  const at = position(query, offsetOf(query, field));
  return text.error('UnknownField', { ...place, ...at, field, object }, 2);
};
