import type { WhereClause } from '@jetstreamapp/soql-parser-js';
import type { SfRecord } from '../model.ts';
import { column } from './columns.ts';
import type { Test } from './comparison.ts';
import { compileComparison } from './comparison.ts';
import type { Expression } from './conditions.ts';
import { readConditions } from './conditions.ts';
import type { QueryScope } from './context.ts';
import { malformed } from './errors.ts';
import { compileSemiJoin } from './semijoin.ts';
import { unquote } from './strings.ts';

/** A compiled WHERE clause; `ids`, where it names the only records that can match, spares a scan of the table. */
export type Filter = { test: Test<SfRecord>; ids: Iterable<string> | undefined };

type Leaf = Extract<Expression, { leaf: unknown }>;

/** Puts the tests of the leaves together as the tree says. */
export function combine<Row>(expression: Expression, compileLeaf: (leaf: Leaf) => Test<Row>): Test<Row> {
  if ('leaf' in expression) return compileLeaf(expression);
  if ('not' in expression) {
    const inner = combine(expression.not, compileLeaf);
    return (row) => !inner(row);
  }
  if ('all' in expression) {
    const tests = expression.all.map((part) => combine(part, compileLeaf));
    return (row) => tests.every((test) => test(row));
  }
  const tests = expression.any.map((part) => combine(part, compileLeaf));
  return (row) => tests.some((test) => test(row));
}

/** Reads the conditions of a WHERE clause and compiles them over records; nothing is evaluated but semi-joins. */
export function compileFilter(scope: QueryScope, where: WhereClause | undefined): Filter | undefined {
  if (!where) return undefined;
  const { env } = scope;
  const tree = readConditions(env.source, scope.scope, 'WHERE', where);
  const required = requiredLeaves(tree);
  let ids: Iterable<string> | undefined;
  const test = combine<SfRecord>(tree, (node) => {
    const { leaf } = node;
    const place = { source: env.source, offset: node.fieldOffset };
    if ('valueQuery' in leaf) {
      if (!required.has(node)) {
        throw malformed(place, 'Semi join sub-selects are only allowed at the top level WHERE expressions.');
      }
      const join = compileSemiJoin(scope, leaf, place, compileFilter);
      if (join.ids) ids ??= join.ids;
      return join.test;
    }
    if ('openParen' in leaf && !('operator' in leaf)) throw malformed(place, "unexpected token: '('");
    const source = 'fn' in leaf ? leaf.fn : leaf.field;
    const target = column(scope, 'WHERE', source);
    const compiled = compileComparison(target, leaf, place, env.now);
    if (target.key === 'id' && required.has(node) && (leaf.operator === '=' || leaf.operator === 'IN')) {
      const literals = [leaf.value].flat().map(String);
      ids ??= literals.filter((literal) => literal.startsWith("'")).map(unquote);
    }
    return compiled;
  });
  return { test, ids };
}

/** The leaves that every match must fulfil: the whole clause, or the parts of an AND at its top. */
function requiredLeaves(tree: Expression): Set<Expression> {
  if ('leaf' in tree) return new Set([tree]);
  return 'all' in tree ? new Set(tree.all.flatMap((part) => [...requiredLeaves(part)])) : new Set();
}
