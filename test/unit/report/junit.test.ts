import { expect } from 'chai';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { finding } from '../../../src/checklist/finding.ts';
import type { Finding } from '../../../src/checklist/item.ts';
import { junitReport } from '../../../src/report/junit.ts';
import { oneOfEach, verifyReport } from '../support/verifyReport.ts';

type Case = {
  name: string;
  classname: string;
  failure?: { type: string; message: string; '#text': string };
  skipped?: { message: string };
  'system-out'?: string;
};
type Suite = { name: string; tests: string; failures: string; skipped: string; testcase: Case[]; properties: unknown };
type Parsed = { testsuites: { tests: string; failures: string; skipped: string; testsuite: Suite[] } };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'testsuite' || name === 'testcase',
});

/** Characters that XML 1.0 does not allow, whatever way they are written. */
const ILLEGAL =
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const REFERENCE = /&#(x[0-9a-f]+|\d+);/gi;

const parsed = (findings: readonly Finding[]): Parsed => {
  const xml = junitReport(verifyReport(findings));
  expect(XMLValidator.validate(xml)).to.equal(true);
  expect(xml).not.to.match(ILLEGAL);
  for (const [, code] of xml.matchAll(REFERENCE)) {
    const point = code.startsWith('x') ? parseInt(code.slice(1), 16) : Number(code);
    expect(String.fromCodePoint(point)).not.to.match(ILLEGAL);
  }
  return parser.parse(xml) as Parsed;
};

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      ']]>',
      '<',
      '&',
      '"',
      "'",
      '\n',
      '\r',
      '\t',
      '\u0000',
      '\u001b',
      '\uFFFF',
      '\uD800',
      '-->',
      '&',
      'é',
      '😀'
    ),
  })
);

describe('junitReport', () => {
  it('Given one finding of each status, when rendered, then each is what other gates make of it', () => {
    const { testsuites } = parsed(oneOfEach());
    expect(testsuites).to.include({ tests: '5', failures: '1', skipped: '2' });
    const [suite] = testsuites.testsuite;
    expect(suite).to.include({ name: 'logik-tenant', tests: '5', failures: '1', skipped: '2' });
    const [pass, fail, warn, manual, skip] = suite.testcase;
    expect(pass).to.include({ name: 'target pass', classname: 'logik.refresh.logik-tenant' });
    expect(pass).not.to.have.any.keys('failure', 'skipped', 'system-out');
    expect(fail.failure).to.include({ type: 'normal', message: 'expected wanted fail, found found fail\ndo fail' });
    expect(warn['system-out']).to.match(/^warning: expected/);
    expect(manual.skipped?.message).to.match(/^manual: .*do manual$/s);
    expect(skip.skipped?.message).to.contain('do skip');
  });

  it('Given findings of several lines, when rendered, then each line is a suite, and the counts add up', () => {
    const more = finding('runtime-clients', 'storefront', 'fail', { severity: 'critical' });
    const { testsuites } = parsed([...oneOfEach(), more]);
    expect(testsuites.testsuite.map(({ name, tests }) => [name, tests])).to.deep.equal([
      ['logik-tenant', '5'],
      ['runtime-clients', '1'],
    ]);
    expect(testsuites.testsuite[1].testcase[0].failure?.type).to.equal('critical');
    expect(testsuites).to.include({ tests: '6', failures: '2' });
  });

  it('Given an attested step, when rendered, then who vouched stands in its output', () => {
    const attested = {
      ...finding('runtime-clients', 'storefront', 'pass'),
      attestation: { by: 'ava@acme.example', at: '2027-01-16T08:00:00.000Z', note: 'case CS1' },
    };
    expect(parsed([attested]).testsuites.testsuite[0].testcase[0]['system-out']).to.equal(
      'attested by ava@acme.example on 2027-01-16: case CS1'
    );
  });

  it('Given no findings, when rendered, then it is a report of nothing', () => {
    expect(parsed([]).testsuites).to.include({ tests: '0', failures: '0' });
  });

  it('Given any hostile text in every place, when rendered, then the XML is well formed, and the counts hold', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const details = { expected: other, actual: one, hint: other };
        const { testsuites } = parsed([
          finding('logik-tenant', one, 'fail', details),
          finding('logik-tenant', other, 'warn', { ...details, evidence: one }),
          finding('logik-tenant', one, 'manual', details),
          { ...finding('logik-tenant', one, 'pass', { evidence: other }) },
        ]);
        expect(testsuites).to.include({ tests: '4', failures: '1', skipped: '1' });
        expect(testsuites.testsuite[0].testcase).to.have.length(4);
      })
    );
  });

  it('Given text that XML allows, when rendered, then it comes back as it was', () => {
    const words = `a ]]> b <c> & "d" 'e' é 😀 --> &x;`;
    const [suite] = parsed([finding('logik-tenant', words, 'fail', { hint: words })]).testsuites.testsuite;
    expect(suite.testcase[0].name).to.equal(words);
    expect(suite.testcase[0].failure?.['#text']).to.equal(words);
  });

  it('Given names that turn the direction of text or steer a terminal, when rendered, then they do not', () => {
    const xml = junitReport(verifyReport([finding('target', 'a\u202eb\u009b2J\u2067c', 'pass')]));
    expect(xml).to.contain('a\ufffdb\ufffd2J\ufffdc');
  });

  it('Given a hostile org name, when rendered, then it is well formed all the same', () => {
    const report = verifyReport(oneOfEach(), { recognised: '"<\u0000]]>' });
    const xml = junitReport({ ...report, org: { ...report.org, name: '"<&\u0007\uD800' } });
    expect(XMLValidator.validate(xml)).to.equal(true);
    expect(xml).not.to.match(ILLEGAL);
  });

  it('Given texts that look like references, When reported, Then they come back as they were', () => {
    for (const said of ['https://x.example?a=1&copy;b', 'one &#1; two', '&amp; and & and &lt;', '&nosuch;']) {
      const found = finding('trusted-url', 'target', 'fail', { actual: said, hint: said });
      const [{ testcase }] = parsed([found]).testsuites.testsuite;
      // The parser undoes one level of escaping, as any reader of the report does.
      expect(testcase[0].failure?.message).to.include(said);
    }
  });
});
