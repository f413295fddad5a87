import { expect } from 'chai';
import fc from 'fast-check';
import { finding } from '../../../src/checklist/finding.ts';
import type { Finding } from '../../../src/checklist/item.ts';
import { tapReport } from '../../../src/report/tap.ts';
import { oneOfEach, verifyReport } from '../support/verifyReport.ts';

const lines = (findings: readonly Finding[]): string[] => tapReport(verifyReport(findings)).split('\n');
const results = (findings: readonly Finding[]): string[] => lines(findings).filter((line) => /^(not )?ok\b/.test(line));

describe('tapReport', () => {
  it('Given one finding of each status, when rendered, then TAP tells them apart', () => {
    expect(results(oneOfEach())).to.deep.equal([
      'ok 1 - logik-tenant › target pass',
      'not ok 2 - logik-tenant › target fail',
      'ok 3 - logik-tenant › target warn',
      'not ok 4 - logik-tenant › target manual # TODO',
      'ok 5 - logik-tenant › target skip # SKIP',
    ]);
  });

  it('Given findings, when rendered, then version and plan are there once', () => {
    const all = lines(oneOfEach());
    expect(all[0]).to.equal('TAP version 13');
    expect(all.filter((line) => /^1\.\.\d+$/.test(line))).to.deep.equal(['1..5']);
  });

  it('Given a hint and a proof, when rendered, then both stand in comments', () => {
    const proven = finding('refresh-token-user', 'reset', 'pass', { evidence: 'a token' });
    expect(lines([...oneOfEach(), proven]).filter((line) => line.startsWith('#'))).to.include.members([
      '#   do manual',
      '#   a token',
    ]);
  });

  it('Given words that are nothing but blanks, when rendered, then no line of them is left', () => {
    const rendered = lines([finding('target', 'a', 'warn', { hint: ' \u00a0 ', evidence: '\t' })]);
    expect(rendered.filter((line) => line !== '' && line.trim() === '')).to.deep.equal([]);
  });

  it('Given names that hold control characters, when rendered, then they steer no terminal', () => {
    const rendered = lines([finding('target', 'a\u001b[31m\u202eb', 'warn', { hint: 'c\u009b2Jd' })]).join('\n');
    expect(rendered).to.contain('a\ufffd[31m\ufffdb').and.contain('c\ufffd2Jd');
  });

  it('Given any hostile text, when rendered, then every finding is one result, and no directive is smuggled in', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '\n',
        '\r\n',
        '# TODO ',
        '# SKIP ',
        'ok 9 - x',
        'not ok',
        '1..3',
        'Bail out!',
        '\\',
        ' ',
        'é'
      ),
    });
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const all = [
          finding('logik-tenant', one, 'fail', { hint: other, expected: one, actual: other }),
          finding('logik-tenant', other, 'pass', { evidence: one }),
        ];
        const rendered = results(all);
        expect(rendered).to.have.length(2);
        for (const line of rendered) expect(line).not.to.match(/(?<!\\)#/);
        expect(lines(all).filter((line) => /^(Bail out!|1\.\.)/.test(line))).to.deep.equal(['1..2']);
      })
    );
  });
});
