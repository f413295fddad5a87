import { expect } from 'chai';
import ts from 'typescript';
import { collect, importsOf, sourcesIn, type Source } from '../support/sources.ts';

const WORKER = 'src/catalog/worker/';
/** Whatever else it imports would be loaded into the small heap of every worker. */
const PACKAGES = ['papaparse', 'csv-stringify/sync'];

const sources = new Map(sourcesIn('src').map((source) => [source.path, source]));
const workers = [...sources.keys()].filter((path) => path.startsWith(WORKER));

/** The packages whose values a file imports. */
const packagesOf = (source: Source): string[] =>
  collect(source, (node) => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments;
      return ts.isStringLiteral(name) ? name.text : '(computed)';
    }
    if (!ts.isImportDeclaration(node) || node.importClause?.isTypeOnly) return undefined;
    return ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  }).filter((name) => !name.startsWith('.'));

/** Every file that is loaded with the worker: its own, and those whose values it imports. */
const loadedWith = (paths: readonly string[], found = new Set<string>()): Set<string> => {
  for (const path of paths) {
    const source = sources.get(path);
    if (found.has(path) || !source) continue;
    found.add(path);
    loadedWith(
      importsOf(source)
        .filter(({ typesOnly }) => !typesOnly)
        .map(({ to }) => to),
      found
    );
  }
  return found;
};

describe('the worker of the catalog', () => {
  const loaded = [...loadedWith(workers)];

  it('Given all its files, when they are looked at, then there are some, and the entry is one of them', () => {
    expect(workers).to.include(`${WORKER}main.ts`);
    expect(loaded.length).to.be.above(20);
  });

  it('Given all files that it loads, when they are looked at, then only what loads no library is from outside the catalog', () => {
    expect(loaded.filter((path) => !path.startsWith('src/catalog/'))).to.have.members([
      'src/salesforce/spelling.ts',
      'src/files/open.ts',
      'src/literal/csv.ts',
      'src/literal/printable.ts',
      'src/literal/table.ts',
    ]);
  });

  it('Given all files that it loads, when their packages are looked at, then they are Node itself and CSV', () => {
    const foreign = loaded.flatMap((path) =>
      packagesOf(sources.get(path) as Source)
        .filter((name) => !name.startsWith('node:') && !PACKAGES.includes(name))
        .map((name) => `${path} imports ${name}`)
    );
    expect(foreign).to.deep.equal([]);
  });
});
