import { expect } from 'chai';
import { EXIT, exitCodeHelp, repointExitCode, verifyExitCode } from '../../../../src/refresh/judge/exitCodes.ts';
import { finding, loudestFirst, summarise, type Summary } from '../../../../src/checklist/finding.ts';
import type { Finding, FindingStatus } from '../../../../src/checklist/item.ts';
import { oneOfEach } from '../../support/verifyReport.ts';

const counts = (own: Partial<Summary> = {}): Summary => ({
  total: 9,
  pass: 9,
  attested: 0,
  fail: 0,
  warn: 0,
  manual: 0,
  waived: 0,
  skip: 0,
  ...own,
});

type Counted = Partial<Record<FindingStatus, number>>;

/** Findings of these numbers, each with a target of its own. */
const findingsOf = (counted: Counted): Finding[] =>
  Object.entries(counted).flatMap(([status, count]) =>
    Array.from({ length: count }, (_, at) => finding('sync-evidence', `${status} ${at}`, status as FindingStatus))
  );

describe('verifyExitCode', () => {
  for (const [name, counted, usual, strict] of [
    ['only passes', { pass: 9 }, 0, 0],
    ['skips', { skip: 3 }, 0, 0],
    ['a warning', { warn: 1 }, 0, 1],
    ['a manual step', { manual: 1 }, 68, 1],
    ['a failure', { fail: 1 }, 1, 1],
    ['a failure beside manual steps', { fail: 1, manual: 2 }, 1, 1],
  ] as const) {
    it(`Given ${name}, when verify ends, then it exits ${usual}, with --strict ${strict}`, () => {
      const findings = findingsOf(counted);
      expect([verifyExitCode(findings, false), verifyExitCode(findings, true)]).to.deep.equal([usual, strict]);
    });
  }

  const awaited = (...targets: string[]): Parameters<typeof verifyExitCode>[2] => ({
    outcome: 'limit',
    left: targets.map((target) => ({ item: 'sync-evidence', target, what: target })),
  });
  for (const [name, counted, left, usual, strict] of [
    ['only the sync missing, as a step', { manual: 1 }, ['manual 0'], 69, 69],
    ['only the sync missing, and late', { fail: 1 }, ['fail 0'], 69, 69],
    ['the sync missing beside another step', { manual: 2 }, ['manual 0'], 69, 1],
    ['the sync missing beside a failure', { manual: 1, fail: 1 }, ['manual 0'], 1, 1],
    ['the sync missing beside a late failure of its own', { fail: 2 }, ['fail 0'], 1, 1],
    ['the sync missing where nothing is reported as open', { skip: 1 }, ['skip 0'], 69, 69],
  ] as const) {
    it(`Given ${name}, when the time of --wait is up, then it exits ${usual}, with --strict ${strict}`, () => {
      const findings = findingsOf(counted);
      expect([
        verifyExitCode(findings, false, awaited(...left)),
        verifyExitCode(findings, true, awaited(...left)),
      ]).to.deep.equal([usual, strict]);
    });
  }

  it('Given waiting that somebody ended, when verify ends, then it exits 130 whatever was found', () => {
    for (const counted of [{ pass: 1 }, { fail: 1 }, { manual: 1 }]) {
      expect(verifyExitCode(findingsOf(counted), true, { outcome: 'interrupted', left: [] })).to.equal(130);
    }
  });

  it('Given waiting that brought everything, when verify ends, then it exits as without waiting', () => {
    const settled = { outcome: 'settled' as const, left: [] };
    expect(
      [{ pass: 1 }, { manual: 1 }, { fail: 1 }].map((counted) => verifyExitCode(findingsOf(counted), false, settled))
    ).to.deep.equal([0, 68, 1]);
  });
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
      attested: 0,
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
