import { expect } from 'chai';
import {
  EXIT,
  exitCodeHelp,
  prepareExitCode,
  repointExitCode,
  verifyExitCode,
} from '../../../src/refresh/exitCodes.ts';
import { finding, loudestFirst, summarise, type Summary } from '../../../src/checklist/finding.ts';
import type { Finding, ItemId } from '../../../src/checklist/item.ts';
import { oneOfEach } from '../support/verifyReport.ts';

const counts = (own: Partial<Summary> = {}): Summary => ({
  total: 9,
  pass: 9,
  fail: 0,
  warn: 0,
  manual: 0,
  waived: 0,
  skip: 0,
  ...own,
});

describe('verifyExitCode', () => {
  for (const [name, summary, usual, strict] of [
    ['only passes', {}, 0, 0],
    ['skips', { skip: 3 }, 0, 0],
    ['a warning', { warn: 1 }, 0, 1],
    ['a manual step', { manual: 1 }, 68, 1],
    ['a failure', { fail: 1 }, 1, 1],
    ['a failure beside manual steps', { fail: 1, manual: 2 }, 1, 1],
  ] as const) {
    it(`Given ${name}, when verify ends, then it exits ${usual}, with --strict ${strict}`, () => {
      expect([verifyExitCode(counts(summary), false), verifyExitCode(counts(summary), true)]).to.deep.equal([
        usual,
        strict,
      ]);
    });
  }
});

describe('repointExitCode', () => {
  const code = (own: Partial<Parameters<typeof repointExitCode>[0]>): number =>
    repointExitCode({ applied: 2, failed: 0, critical: 0, summary: counts(), ...own });

  for (const [name, own, expected] of [
    ['everything applied and nothing left', {}, 0],
    ['nothing to do', { applied: 0 }, 0],
    ['production still in reach', { critical: 1 }, 1],
    ['nothing but refused records', { applied: 0, failed: 2, keptFailed: 2 }, 68],
    ['refused records beside another failure', { applied: 0, failed: 2, keptFailed: 1 }, 1],
    ['every change failed', { applied: 0, failed: 2 }, 1],
    ['some changes failed', { failed: 1 }, 68],
    ['manual steps left', { summary: counts({ manual: 1 }) }, 68],
    ['lines that still do not hold', { summary: counts({ fail: 1 }) }, 68],
    ['warnings only', { summary: counts({ warn: 2 }) }, 0],
  ] as const) {
    it(`Given ${name}, when repoint ends, then it exits ${expected}`, () => {
      expect(code(own)).to.equal(expected);
    });
  }
});

describe('prepareExitCode', () => {
  const own = (status: Finding['status'], item: ItemId = 'policy'): Finding => finding(item, 'one', status);

  for (const [name, findings, incomplete, gate, expected] of [
    ['nothing against it', [own('pass'), own('warn'), own('skip')], false, true, 0],
    ['a finding that fails', [own('fail'), own('manual')], true, true, 1],
    ['a step left for people', [own('manual', 'active-users')], false, true, 68],
    ['something that could not be kept', [own('pass')], true, true, 68],
    ['a failure of a line that has no say in it', [own('fail', 'logik-tenant')], false, true, 0],
    ['a finding that fails, and no gate', [own('fail')], false, false, 0],
    ['something that could not be kept, and no gate', [own('fail')], true, false, 68],
  ] as const) {
    it(`Given ${name}, when prepare ends, then it exits ${expected}`, () => {
      expect(prepareExitCode(findings, { incomplete, gate })).to.equal(expected);
    });
  }
});

describe('the table of exit codes', () => {
  it('Given the table, when help shows it, then every code has its meaning, and no code is there twice', () => {
    const help = exitCodeHelp();
    expect([...help.keys()].map(Number)).to.deep.equal(Object.values(EXIT));
    for (const meaning of help.values()) expect(meaning).to.match(/\.$/);
  });
});

describe('findings in general', () => {
  it('Given one of each, when they are summed up, then every status counts once', () => {
    expect(summarise(oneOfEach())).to.deep.equal({
      total: 5,
      pass: 1,
      fail: 1,
      warn: 1,
      manual: 1,
      skip: 1,
      waived: 0,
    });
  });

  it('Given a critical one among others, when sorted, then it is first, and the others keep their order', () => {
    const findings = [...oneOfEach(), finding('logik-tenant', 'loud', 'fail', { severity: 'critical' })];
    expect(loudestFirst(findings).map(({ target }) => target)).to.deep.equal([
      'loud',
      ...oneOfEach().map(({ target }) => target),
    ]);
  });
});
