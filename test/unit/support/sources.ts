import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A TypeScript file of the project, parsed. `path` is from the project's root. */
export type Source = { path: string; tree: ts.SourceFile };

const parsed = new Map<string, Source[]>();

/** Every TypeScript file below a folder of the project; parsed once. */
export const sourcesIn = (folder: string): Source[] => {
  const sources = parsed.get(folder) ?? parse(folder);
  parsed.set(folder, sources);
  return sources;
};

const parse = (folder: string): Source[] =>
  globSync(`${folder}/**/*.ts`, { cwd: ROOT }).map((path) => ({
    path,
    tree: ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true),
  }));

/** Every node of a file that `pick` makes something of. */
export const collect = <T>({ tree }: Source, pick: (node: ts.Node) => T | undefined): T[] => {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    const picked = pick(node);
    if (picked !== undefined) found.push(picked);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
};

/** An import of another file of the project. */
export type Import = { from: string; to: string; typesOnly: boolean };

const onlyTypes = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const { importClause } = node;
  if (!importClause) return false;
  if (importClause.isTypeOnly) return true;
  const { namedBindings } = importClause;
  return (
    importClause.name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
};

/** The imports and re-exports of a file that stay inside the project, dynamic ones too. */
export const importsOf = (source: Source): Import[] =>
  collect(source, (node): Import | undefined => {
    const to = (specifier: ts.Node | undefined, typesOnly: boolean): Import | undefined =>
      specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith('.')
        ? { from: source.path, to: relative(ROOT, join(ROOT, dirname(source.path), specifier.text)), typesOnly }
        : undefined;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return to(node.moduleSpecifier, onlyTypes(node));
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      return to(node.arguments[0], false);
    return undefined;
  });
