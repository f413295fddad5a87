import { expect } from 'chai';
import fc from 'fast-check';
import { finding } from '../../../src/checklist/finding.ts';
import { findingRows, proofLines, todoLines } from '../../../src/report/human.ts';
import { markdownReport } from '../../../src/report/markdown.ts';
import { printable } from '../../../src/literal/printable.ts';
import { verifyReport } from '../support/verifyReport.ts';

const HOSTILE = 'a\u001b[2J\u0007\u009b31m\u202e\u2066z';
const PLAIN = 'a\ufffd[2J\ufffd\ufffd31m\ufffd\ufffdz';
// eslint-disable-next-line no-control-regex -- they are what must not be there
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('printable', () => {
  it('Given control characters, when printed, then each is shown as one, and line breaks and tabs are a space', () => {
    expect(printable(HOSTILE)).to.equal(PLAIN);
    expect(printable('a \r\n b\tc\u2028d')).to.equal('a b c d');
    expect(printable('Łódź › 東京 😀')).to.equal('Łódź › 東京 😀');
  });

  it('Given any text, when printed, then nothing in it steers a terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(printable(value)).not.to.match(CONTROL).and.not.contain('\n');
      })
    );
  });

  it('Given hostile values in a finding, when it is shown in any way, then they are harmless', () => {
    const details = { expected: HOSTILE, actual: HOSTILE, hint: HOSTILE, evidence: HOSTILE };
    const findings = [finding('logik-tenant', HOSTILE, 'fail', details)];
    const [row] = findingRows(findings, (_, word) => word);
    expect([row.target, row.expected, row.actual]).to.deep.equal([PLAIN, PLAIN, PLAIN]);
    const shown = [...todoLines(findings), ...proofLines(findings), markdownReport(verifyReport(findings))];
    for (const text of shown) expect(text).not.to.match(CONTROL);
  });
});
