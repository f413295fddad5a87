import { expect } from 'chai';
import fc from 'fast-check';
import { finding } from '../../../src/checklist/finding.ts';
import type { Finding } from '../../../src/checklist/item.ts';
import { changeRows, findingRows, proofLines, todoLines, waiverLines } from '../../../src/report/human.ts';
import { renderers } from '../../../src/report/index.ts';
import { verifyReport } from '../support/verifyReport.ts';

/** What steers a terminal or turns the direction of a text; a line feed ends a line of the report itself. */
// eslint-disable-next-line no-control-regex -- to find them is what this is for
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

const hostile = fc
  .array(
    fc.constantFrom(
      '\u001b[2J',
      '\u009b31m',
      '\u0000',
      '\u0007',
      '\r',
      '\n',
      '\t',
      '\u2028',
      '\u202e',
      '\u2066',
      '\u200f',
      '#',
      '\\',
      'a'
    ),
    { minLength: 1, maxLength: 12 }
  )
  .map((parts) => parts.join(''));

const findings = fc.array(
  fc
    .record({ text: hostile, status: fc.constantFrom('pass', 'fail', 'warn', 'manual', 'skip') })
    .map(({ text, status }): Finding => ({
      ...finding('logik-tenant', text, status, {
        expected: text,
        actual: `${text}x`,
        hint: text,
        evidence: text,
      }),
      attestation: { by: text, at: '2027-01-15T10:00:00.000Z', note: text },
      waiver: { was: 'fail', reason: text, owner: text, until: '2027-02-01' },
    })),
  { minLength: 1, maxLength: 4 }
);

describe('control characters of names in reports', () => {
  for (const [format, { render }] of Object.entries(renderers)) {
    if (format === 'json') continue;
    it(`Given names with any of them, when ${format} is made, then none is in it, and no line comes of them`, () => {
      fc.assert(
        fc.property(findings, hostile, (found, name) => {
          const org = { ...verifyReport(found).org, name, sandboxName: name, orgId: name };
          const report = render(verifyReport(found, { org, recognised: name }));
          expect(report).not.to.match(STEERING);
          const plain = found.map((each) => ({
            ...each,
            target: 'a',
            expected: 'a',
            actual: 'b',
            hint: 'a',
            evidence: 'a',
          }));
          const lines = render(verifyReport(plain, { org, recognised: 'a' })).split('\n').length;
          // Fewer where a comment of nothing but blanks is left out.
          if (format !== 'junit') expect(report.split('\n').length).to.be.at.most(lines);
        }),
        { numRuns: 200 }
      );
    });
  }

  it('Given the same, when --json is made, then it is JSON with the names as they are', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const { findings: told } = JSON.parse(renderers.json.render(verifyReport(found))) as { findings: Finding[] };
        expect(told.map(({ target }) => target)).to.deep.equal(found.map(({ target }) => target));
      })
    );
  });

  it('Given the same, when they are shown on a terminal, then none is in a cell or a line', () => {
    const paint = (_: string, word: string): string => word;
    fc.assert(
      fc.property(findings, (found) => {
        const changes = found.map(({ target, expected, actual }) => ({
          item: 'logik-tenant' as const,
          target,
          severity: 'normal' as const,
          before: expected,
          after: actual,
          reason: target,
          outcome: 'planned' as const,
        }));
        const shown = [
          ...findingRows(found, paint).flatMap((row) => Object.values(row)),
          ...changeRows(changes, paint).flatMap((row) => Object.values(row)),
          ...todoLines(found),
          ...proofLines(found),
          ...waiverLines(found),
        ];
        for (const line of shown) expect(line).not.to.match(/\n/).and.not.to.match(STEERING);
      })
    );
  });
});
