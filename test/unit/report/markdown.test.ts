import { expect } from 'chai';
import fc from 'fast-check';
import { finding } from '../../../src/checklist/finding.ts';
import type { Finding } from '../../../src/checklist/item.ts';
import { markdownReport } from '../../../src/report/markdown.ts';
import { markdownText, plain } from '../../../src/literal/markdownText.ts';
import { oneOfEach, verifyReport } from '../support/verifyReport.ts';

const render = (findings: readonly Finding[]): string => markdownReport(verifyReport(findings));

/** The rows of the only table, as GitHub would cut them: at pipes without a backslash. */
const table = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .replace(/\\./gs, (pair) => (pair === '\\|' ? '\u0001' : pair))
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\u0001', '|'))
    );

const hostile = fc.string({
  unit: fc.constantFrom('|', '\\', '\n', '\r\n', '`', '<script>', '*', '_', '[x](y)', '# ', '- ', ' ', 'é', '😀'),
});

describe('plain', () => {
  it('Given text with breaks, controls and formatting, When it is put into Markdown, Then it is literal and on one line', () => {
    expect(plain('a\n*b* | <c>\u001b[2J \u202e')).to.equal('a \\*b\\* \\| \\<c\\>\ufffd\\[2J \ufffd');
  });
});

describe('markdownReport', () => {
  it('Given one finding of each status, when rendered, then the table has a row for each, after its head', () => {
    const rows = table(render(oneOfEach()));
    expect(rows[0]).to.deep.equal(['Status', 'Line', 'Target', 'Expected', 'Found']);
    expect(rows.slice(2).map(([status]) => status)).to.deep.equal([
      '✅ pass',
      '❌ fail',
      '⚠️ warning',
      '✋ by hand',
      '➖ not applicable',
    ]);
    expect(rows[3]).to.deep.equal(['❌ fail', 'logik-tenant', 'target fail', 'wanted fail', 'found fail']);
  });

  it('Given a critical finding, when rendered, then it is called by its name', () => {
    const [row] = table(render([finding('logik-tenant', 'x', 'fail', { severity: 'critical' })])).slice(2);
    expect(row[0]).to.contain('PRODUCTION');
  });

  it('Given findings, when rendered, then what to do and what is proven have their sections, and only then', () => {
    const all = render([...oneOfEach(), finding('refresh-token-user', 'reset', 'pass', { evidence: 'a token' })]);
    expect(all).to.contain('## What to do').and.contain('- **logik-tenant**, target manual: do manual');
    expect(all).to.contain('## What stands behind it').and.contain('- **refresh-token-user**, reset: a token');
    expect(all).not.to.contain('do skip');
    const quiet = render([finding('logik-tenant', 'x', 'pass')]);
    expect(quiet).not.to.match(/^## /m);
  });

  it('Given any hostile text, when rendered, then the table keeps its rows and columns, and no line is smuggled in', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const details = { expected: one, actual: other, hint: other, evidence: one };
        const markdown = render([
          finding('logik-tenant', one, 'fail', details),
          finding('logik-tenant', other, 'warn'),
        ]);
        const rows = table(markdown);
        expect(rows).to.have.length(4);
        for (const row of rows) expect(row).to.have.length(5);
        const titles = markdown.split('\n').filter((line) => line.startsWith('#'));
        expect(titles.length).to.be.at.most(3);
        expect(markdown).not.to.contain('<script>');
      })
    );
  });
});

describe('markdownText', () => {
  it('Given any text, when a reader takes the backslashes away, then it is the same text', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(markdownText(value).replace(/\\([\\`*_[\]<>|])/g, '$1')).to.equal(value);
      })
    );
  });
});
