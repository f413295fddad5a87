import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { collect, ROOT, sourcesIn, type Source } from './sources.ts';

/** The texts of one file in messages/, by key, in its order; a key that stands twice is there twice. */
export type Bundle = { name: string; entries: Array<[key: string, text: string]> };

export const bundles = (): Bundle[] =>
  globSync('messages/*.md', { cwd: ROOT }).map((path) => ({
    name: basename(path, '.md'),
    entries: readFileSync(join(ROOT, path), 'utf8')
      .split(/^# /m)
      .slice(1)
      .map((section): [string, string] => {
        const end = section.indexOf('\n');
        return [section.slice(0, end).trim(), section.slice(end).trim()];
      }),
  }));

/** One call that asks a bundle for a text. */
export type Asked = {
  at: string;
  bundle: string;
  method: string;
  /** What the key may be: patterns, for parts of it may be computed. Empty where all of it is. */
  keys: RegExp[];
  /** Whether a part of the key is computed. */
  computed: boolean;
  /** The names that are filled in; undefined where the call does not spell them out. */
  values: string[] | undefined;
};

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patternsOf = (node: ts.Expression): RegExp[] => {
  if (ts.isStringLiteralLike(node)) return [new RegExp(`^${escape(node.text)}$`)];
  if (ts.isConditionalExpression(node)) return [...patternsOf(node.whenTrue), ...patternsOf(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return patternsOf(node.expression);
  if (ts.isTemplateExpression(node)) {
    const rest = node.templateSpans.map(({ literal }) => `.+${escape(literal.text)}`).join('');
    return [new RegExp(`^${escape(node.head.text)}${rest}$`)];
  }
  return [];
};

const namesOf = (node: ts.Expression | undefined): string[] | undefined => {
  if (node === undefined) return [];
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const names = node.properties.map(({ name }) => name?.getText());
  return names.every((name) => name !== undefined) ? names : undefined;
};

type Loader = [variable: string, bundle: string];

/** `const text = loadText('refresh')` and `const messages = Messages.loadMessages('…', 'ask')`: variable and bundle. */
const loadersNow = (source: Source): Loader[] =>
  collect(source, (node): [string, string] | undefined => {
    if (!ts.isVariableDeclaration(node) || !node.initializer || !ts.isCallExpression(node.initializer))
      return undefined;
    const { expression, arguments: given } = node.initializer;
    const bundle = given.at(-1);
    return /loadText$|loadMessages$/.test(expression.getText()) && bundle && ts.isStringLiteral(bundle)
      ? [node.name.getText(), bundle.text]
      : undefined;
  });

const loaders = new WeakMap<Source, Loader[]>();

/** The same, looked for once a file. */
const loadersIn = (source: Source): Loader[] => {
  const found = loaders.get(source) ?? loadersNow(source);
  loaders.set(source, found);
  return found;
};

const METHODS = /^(get|list|error|getMessage|getMessages)$/;

const askedIn = (source: Source): Asked[] => {
  const bundleOf = new Map(loadersIn(source));
  return collect(source, (node): Asked | undefined => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
    const bundle = bundleOf.get(node.expression.expression.getText());
    const method = node.expression.name.text;
    if (bundle === undefined || !METHODS.test(method)) return undefined;
    const [key, values] = node.arguments;
    const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart());
    return {
      at: `${source.path}:${line + 1}`,
      bundle,
      method,
      keys: patternsOf(key),
      computed: patternsOf(key).some(({ source: pattern }) => pattern.includes('.+')),
      values: method.startsWith('getMessage') ? undefined : namesOf(values),
    };
  });
};

/** Every call in src that asks a bundle for a text. */
export const asked = (): Asked[] => sourcesIn('src').flatMap(askedIn);

/** All quoted texts in the files that load a bundle, and lists of them joined by dots (places in refresh.yaml). */
export const wordsAround = (bundle: string): Set<string> => {
  const sources = sourcesIn('src').filter((source) => loadersIn(source).some(([, loaded]) => loaded === bundle));
  return new Set(
    sources.flatMap((source) =>
      collect(source, (node) => {
        if (ts.isStringLiteralLike(node)) return node.text;
        if (!ts.isArrayLiteralExpression(node)) return undefined;
        return node.elements.map((element) => (ts.isStringLiteralLike(element) ? element.text : '?')).join('.');
      })
    )
  );
};
