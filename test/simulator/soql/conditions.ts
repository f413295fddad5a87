import type { ConditionWithValueQuery, WhereClause } from '@jetstreamapp/soql-parser-js';
import { structureError } from './parse.ts';
import type { Clause, Source, Token } from './source.ts';

type Leaf = ConditionWithValueQuery;

export type Expression =
  { all: Expression[] } | { any: Expression[] } | { not: Expression } | { leaf: Leaf; fieldOffset: number };

type Item = { word: string; token: Token } | { leaf: Leaf; token: Token };

const JOINTS = new Set(['(', ')', 'AND', 'OR', 'NOT']);

/** The conditions themselves, in order of appearance. */
function leavesOf(clause: WhereClause): Leaf[] {
  const leaves: Leaf[] = [];
  let node: WhereClause | undefined = clause;
  while (node) {
    const left: Leaf | null = node.left;
    if (left && ('field' in left || 'fn' in left)) leaves.push(left);
    node = 'right' in node ? node.right : undefined;
  }
  return leaves;
}

/**
 * How the conditions hang together is read off the text: the parser only counts parentheses, loses some beside a NOT,
 * and lets a missing AND pass.
 */
function itemsOf(tokens: Token[], leaves: Leaf[]): Item[] {
  const items: Item[] = [];
  let at = 0;
  let next = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    const leaf = leaves[next];
    if (!token) break;
    const word = token.text.toUpperCase();
    if (JOINTS.has(word)) {
      items.push({ word, token });
      at += 1;
    } else if (leaf) {
      items.push({ leaf, token });
      next += 1;
      at = endOfLeaf(tokens, at);
    } else break;
  }
  return items;
}

/**
 * Reads a WHERE or HAVING clause as Salesforce does: AND and OR never mix on one level, and NOT stands only at the
 * beginning of one ("AND NOT" needs parentheses). What breaks this is an unexpected token there, and so here.
 */
export function readConditions(
  source: Source,
  scope: number,
  clause: Extract<Clause, 'WHERE' | 'HAVING'>,
  tree: WhereClause
): Expression {
  const items = itemsOf(source.words(scope, clause).slice(1), leavesOf(tree));
  let at = 0;
  const wordAt = (index: number): string | undefined => {
    const item = items[index];
    return item && 'word' in item ? item.word : undefined;
  };
  const fail = (): never => {
    throw structureError(source, items[at]?.token);
  };

  const simple = (): Expression => {
    const item = items[at];
    if (!item) return fail();
    if ('leaf' in item) {
      at += 1;
      return { leaf: item.leaf, fieldOffset: item.token.start };
    }
    if (item.word !== '(') return fail();
    at += 1;
    const inner = level();
    if (wordAt(at) !== ')') return fail();
    at += 1;
    return inner;
  };
  const level = (): Expression => {
    let first: Expression;
    if (wordAt(at) === 'NOT') {
      at += 1;
      first = { not: simple() };
    } else first = simple();
    const joint = wordAt(at);
    if (joint !== 'AND' && joint !== 'OR') return first;
    const parts = [first];
    while (wordAt(at) === joint) {
      at += 1;
      parts.push(simple());
    }
    return joint === 'AND' ? { all: parts } : { any: parts };
  };

  const result = level();
  return at < items.length ? fail() : result;
}

/** The word behind a condition: its own parentheses (function arguments, lists, sub-selects) are no grouping. */
function endOfLeaf(tokens: Token[], start: number): number {
  const textAt = (index: number): string | undefined => tokens[index]?.text.toUpperCase();
  const behind = (index: number): number => {
    let depth = 0;
    let end = index;
    do {
      if (textAt(end) === '(') depth += 1;
      if (textAt(end) === ')') depth -= 1;
      end += 1;
    } while (depth > 0 && end < tokens.length);
    return end;
  };
  const operator = textAt(start + 1) === '(' ? behind(start + 1) : start + 1;
  return behind(textAt(operator) === 'NOT' ? operator + 2 : operator + 1);
}
