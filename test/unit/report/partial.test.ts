import { expect } from 'chai';
import { finding, summarise } from '../../../src/checklist/finding.ts';
import type { Finding } from '../../../src/checklist/item.ts';
import { findingRows, leftOutLines, todoLines, waiverLines, type Paint } from '../../../src/report/human.ts';
import { renderers } from '../../../src/report/index.ts';
import type { Selection } from '../../../src/refresh/judge/selection.ts';
import { summaryText } from '../../../src/report/words.ts';
import { oneOfEach, verifyReport } from '../support/verifyReport.ts';

const paint: Paint = (kind, word) => `${kind}:${word}`;

const SAID = 'waived until 2027-02-01 by Release board: the | <pilot> # needs it (was: FAIL)';

const waived = (own: Partial<Finding> = {}): Finding => ({
  ...finding('trusted-url', 'A', 'skip', { expected: 'yes', actual: 'no', hint: 'do it' }),
  waiver: { was: 'fail', reason: 'the | <pilot> # needs it', owner: 'Release board', until: '2027-02-01' },
  ...own,
});

const partial: Selection = {
  complete: false,
  lines: ['org-identity', 'trusted-url', 'remote-site'],
  leftOut: [
    { item: 'packages', recordedAt: '2027-01-02T03:04:05.000Z' },
    { item: 'records', recordedAt: null },
  ],
};

describe('waived findings in reports', () => {
  it('Given a waived finding, When it is shown, Then it has a word of its own, and production stays production', () => {
    const rows = findingRows([waived(), waived({ severity: 'critical' })], paint);
    expect(rows.map(({ status }) => status)).to.deep.equal(['warning:waived', 'bad:PRODUCTION, waived']);
    expect(waiverLines([waived(), ...oneOfEach()])).to.deep.equal([`trusted-url: A: ${SAID}`]);
    expect(todoLines([waived()])).to.deep.equal([]);
  });

  it('Given waived findings, When they are counted, Then they are told apart from what does not apply', () => {
    expect(summaryText(summarise([waived(), ...oneOfEach()]))).to.equal(
      '1 passed, 1 failed, 1 with a warning, 1 to do by hand, 1 waived, 1 not applicable'
    );
    expect(summaryText(summarise([waived()]))).to.equal('0 passed, 1 waived');
  });

  it('Given waived findings, When reports are rendered, Then each says who accepted them, and none counts them as failed', () => {
    const report = verifyReport([waived(), waived({ severity: 'critical', target: 'B' })]);
    const { junit, markdown, tap, json } = renderers;
    expect(junit.render(report))
      .to.contain('skipped="2"')
      .and.contain('failures="0"')
      .and.contain('waived until 2027-02-01');
    expect(markdown.render(report))
      .to.contain('## Waived')
      .and.contain('📝 waived')
      .and.contain('🛑 PRODUCTION, waived');
    expect(markdown.render(report)).to.contain('the \\| \\<pilot\\> # needs it');
    expect(tap.render(report)).to.contain('ok 1 - trusted-url › A # SKIP').and.contain('#   waived until 2027-02-01');
    expect((JSON.parse(json.render(report)) as { findings: Finding[] }).findings[0].waiver?.was).to.equal('fail');
  });
});

describe('lines that were left out, in reports', () => {
  const report = verifyReport([finding('trusted-url', 'A', 'pass')], { selection: partial });

  it('Given a partial run, When reports are rendered, Then none looks like a full pass', () => {
    const said = 'Not looked at: 2 of 5 lines were left out, and nothing is said of them: packages, records';
    const { junit, markdown, tap, json } = renderers;
    expect(junit.render(report)).to.contain('tests="3"').and.contain('skipped="2"').and.contain(said);
    expect(markdown.render(report)).to.contain(`**${said}**`);
    expect(tap.render(report).split('\n')).to.include.members(['ok 2 - packages # SKIP', `#   ${said}`, '1..3']);
    expect((JSON.parse(json.render(report)) as { selection: Selection }).selection).to.deep.equal(partial);
  });

  it('Given a full run, When reports are rendered, Then nothing is said of a selection, but in JSON', () => {
    for (const format of ['junit', 'markdown', 'tap'] as const)
      expect(renderers[format].render(verifyReport(oneOfEach())), format).not.to.contain('left out');
  });

  it('Given a partial run, When it is shown on a terminal, Then the shorter of both lists is told', () => {
    expect(leftOutLines(partial, 'compared')[0]).to.match(/: packages, records$/);
    expect(leftOutLines({ ...partial, lines: ['org-identity'] }, 'compared')).to.deep.equal([
      'Looked at only: org-identity. All others of the 3 lines were left out, and nothing is said of them.',
    ]);
    expect(leftOutLines({ ...partial, complete: true }, 'compared')).to.deep.equal([]);
  });

  it('Given a partial prepare, When it is shown, Then it tells from when the record of each line is', () => {
    expect(leftOutLines(partial, 'gathered')).to.deep.equal([
      'Left out of this run: 2 lines',
      '  as recorded on 2027-01-02: packages',
      '  never recorded: records',
    ]);
  });
});
