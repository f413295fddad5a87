import { expect } from 'chai';
import { finding, summarise } from '../../../src/checklist/finding.ts';
import { changeRows, columns, findingRows, proofLines, todoLines, type Paint } from '../../../src/report/human.ts';
import { comparison, summaryText, valueText } from '../../../src/report/words.ts';
import { recordChange } from '../support/changes.ts';
import { oneOfEach } from '../support/verifyReport.ts';

const paint: Paint = (kind, word) => `${kind}:${word}`;

describe('findingRows', () => {
  it('Given one finding of each status, when shown, then each has its word and its colour', () => {
    expect(findingRows(oneOfEach(), paint).map(({ status }) => status)).to.deep.equal([
      'good:pass',
      'bad:FAIL',
      'warning:warn',
      'warning:by hand',
      'quiet:n/a',
    ]);
  });

  it('Given a critical finding, when shown, then its status is PRODUCTION', () => {
    const [row] = findingRows([finding('logik-tenant', 'x', 'fail', { severity: 'critical' })], paint);
    expect(row.status).to.equal('bad:PRODUCTION');
  });

  it('Given rows and columns, when put together, then every column has a value', () => {
    const [row] = findingRows(oneOfEach(), paint);
    expect(columns('status', 'item', 'target', 'expected', 'actual').map(({ key }) => row[key])).to.deep.equal([
      'good:pass',
      'logik-tenant',
      'target pass',
      'wanted pass',
      'found pass',
    ]);
  });
});

describe('todoLines', () => {
  const todo = (target: string, hint: string | null): ReturnType<typeof finding> =>
    finding('logik-tenant', target, 'fail', { hint });

  it('Given findings that want the same, when listed, then it is said once for all of them', () => {
    expect(todoLines([todo('A', 'do x'), todo('B', 'do y'), todo('C', 'do x')])).to.deep.equal([
      '1. logik-tenant: A, C',
      '   do x',
      '2. logik-tenant: B',
      '   do y',
    ]);
  });

  it('Given the same hint in two lines of the checklist, when listed, then they stay apart', () => {
    expect(todoLines([todo('A', 'do x'), finding('runtime-clients', 'B', 'manual', { hint: 'do x' })])).to.have.length(
      4
    );
  });

  it('Given passes, skips and findings without a hint, when listed, then nothing is to do', () => {
    const quiet = [
      finding('logik-tenant', 'A', 'pass', { hint: 'x' }),
      finding('logik-tenant', 'B', 'skip', { hint: 'x' }),
      todo('C', null),
    ];
    expect(todoLines(quiet)).to.deep.equal([]);
  });
});

describe('proofLines', () => {
  it('Given evidence and an attestation, when listed, then both are told; without, nothing is', () => {
    const attestation = { by: 'ava@acme.example', at: '2027-01-16T08:00:00.000Z', note: 'case CS1' };
    const proven = { ...finding('runtime-clients', 'A', 'pass', { evidence: 'a token' }), attestation };
    expect(proofLines([proven, ...oneOfEach()])).to.deep.equal([
      'runtime-clients: A: a token; attested by ava@acme.example on 2027-01-16: case CS1',
    ]);
  });
});

describe('changeRows', () => {
  it('Given a planned change away from production, when shown, then the old value is loud', () => {
    const change = recordChange({}, { severity: 'critical' });
    const [planned] = changeRows([{ ...change, outcome: 'planned' }], paint);
    expect(planned).to.include({ outcome: 'quiet:planned', before: 'bad:old', after: 'new', reason: 'differs' });
    const [applied] = changeRows([{ ...change, outcome: 'applied' }], paint);
    expect(applied).to.include({ outcome: 'good:applied', before: 'old' });
  });

  it('Given a planned rollback to production, when shown, then the new value is loud', () => {
    const change = recordChange({}, { severity: 'critical', reason: 'PRODUCTION: was so before repoint' });
    const [planned] = changeRows([{ ...change, outcome: 'planned' }], paint);
    expect(planned).to.include({ before: 'old', after: 'bad:new' });
  });

  it('Given every outcome, when shown, then each has its word', () => {
    const outcomes = ['planned', 'applied', 'failed', 'skipped'] as const;
    expect(
      changeRows(
        outcomes.map((outcome) => ({ ...recordChange(), outcome })),
        paint
      ).map(({ outcome }) => outcome)
    ).to.deep.equal(['quiet:planned', 'good:applied', 'bad:FAILED', 'warning:not sent']);
  });
});

describe('words', () => {
  it('Given values of every kind, when shown, then nothing set is a dash and booleans are words', () => {
    expect([null, '', 'x', 0, 5, true, false].map(valueText)).to.deep.equal(['–', '–', 'x', '0', '5', 'yes', 'no']);
  });

  it('Given what is known of expected and found, when compared, then only that is told', () => {
    expect(comparison({ expected: null, actual: null })).to.equal('');
    expect(comparison({ expected: null, actual: 'x' })).to.equal('x');
    expect(comparison({ expected: 'y', actual: null })).to.equal('expected y, found –');
    expect(comparison({ expected: false, actual: true })).to.equal('expected no, found yes');
  });

  it('Given counts, when summed up, then zeros are left out, passes never', () => {
    expect(summaryText(summarise([]))).to.equal('0 passed');
    expect(summaryText(summarise(oneOfEach()))).to.equal(
      '1 passed, 1 failed, 1 with a warning, 1 to do by hand, 1 not applicable'
    );
  });
});
