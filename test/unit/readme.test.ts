import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { checklist } from '../../src/checklist/index.ts';
import { exitCodeHelp } from '../../src/refresh/judge/exitCodes.ts';
import { renderers } from '../../src/report/index.ts';
import { REPOSITORY } from '../support/sf.ts';

/** The rows of a Markdown table as cells, without its head. */
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    );

describe('README', () => {
  let readme: string;
  before(async () => {
    readme = await readFile(join(REPOSITORY, 'README.md'), 'utf8');
  });

  /** What stands between two comments. */
  const between = (start: string, stop: string): string =>
    readme.slice(readme.indexOf(`<!-- ${start} -->`), readme.indexOf(`<!-- ${stop} -->`));

  it('Given the checklist, When README tells it, Then it has every line in its order, with the source of its rule', () => {
    const told = rowsOf(between('checklist', 'checkliststop'));
    expect(told.map(([id, , , source]) => ({ id, source }))).to.deep.equal(
      checklist.map(({ id, source }) => ({ id: `\`${id}\``, source }))
    );
  });

  it('Given lines that plan no change, When README tells what repoint changes, Then it says nothing for these only', () => {
    const told = rowsOf(between('checklist', 'checkliststop'));
    expect(told.filter(([, , changes]) => changes === 'nothing').map(([id]) => id)).to.deep.equal(
      checklist.filter((item) => item.plan === undefined).map(({ id }) => `\`${id}\``)
    );
  });

  it('Given the exit codes, When README tells them, Then codes and meanings are those of --help', () => {
    expect(rowsOf(between('exit-codes', 'exit-codesstop'))).to.deep.equal([...exitCodeHelp()]);
  });

  it('Given the first two commands, When they are read by a newcomer or a machine, Then they are demo and test, one line each', () => {
    const blocks = [...readme.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, content]) => content);
    expect(blocks.slice(0, 2)).to.deep.equal(['npm ci && npm run demo\n', 'npm ci && npm test\n']);
  });

  it('Given the pipeline recipes, When they are parsed, Then they are YAML that runs verify and keeps its JUnit report', () => {
    const recipes = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, content]) => content);
    expect(recipes).to.have.length(2);
    for (const recipe of recipes) {
      expect(() => parse(recipe) as unknown).not.to.throw();
      expect(recipe).to.include('sf logik refresh verify').and.to.include('68');
    }
    const [, gitlab] = recipes.map((recipe) => parse(recipe) as Record<string, { artifacts?: object }>);
    expect(gitlab['logik-gate'].artifacts).to.have.nested.property('reports.junit', `reports/${renderers.junit.file}`);
  });

  it('Given the reports, When README lists them, Then it names every file', () => {
    for (const { file } of Object.values(renderers)) expect(readme).to.include(`\`${file}\``);
  });
});
