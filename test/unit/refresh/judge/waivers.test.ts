import { expect } from 'chai';
import fc from 'fast-check';
import { finding, summarise } from '../../../../src/checklist/finding.ts';
import type { Finding, FindingStatus } from '../../../../src/checklist/item.ts';
import { waiverSchema, type WaiverAnswer } from '../../../../src/checklist/answers/waivers.ts';
import { applyWaivers, refuseUnknownItems, type Waived } from '../../../../src/refresh/judge/waivers.ts';
import { caught } from '../../support/caught.ts';

const TODAY = '2027-01-15';

const waiver = (own: Partial<WaiverAnswer> = {}): WaiverAnswer => ({
  item: 'trusted-url',
  target: null,
  reason: 'pilot',
  owner: 'Release board',
  until: '2027-02-01',
  ...own,
});

const apply = (findings: Finding[], waivers: WaiverAnswer[], refreshed = true): Waived =>
  applyWaivers(findings, { waivers, today: TODAY, lines: ['trusted-url', 'policy', 'packages'], refreshed });

const found = (status: FindingStatus, target = 'A'): Finding => finding('trusted-url', target, status, { hint: 'do' });

describe('applyWaivers', () => {
  it('Given findings of every status, When all of the line is waived, Then failures, warnings and steps are, and the rest stays', () => {
    const all = (['pass', 'fail', 'warn', 'manual', 'skip'] as const).map((status) => found(status, status));
    const { findings, notices } = apply(all, [waiver()]);
    expect(findings.map(({ status, waiver: own }) => [status, own?.was ?? null])).to.deep.equal([
      ['pass', null],
      ['skip', 'fail'],
      ['skip', 'warn'],
      ['skip', 'manual'],
      ['skip', null],
    ]);
    expect(findings[1].hint).to.equal('do');
    expect(notices).to.deep.equal([]);
    expect(summarise(findings)).to.deep.include({ total: 5, pass: 1, fail: 0, warn: 0, manual: 0, skip: 4, waived: 3 });
  });

  it('Given a target, When it is waived, Then another target and the same target of another line are not', () => {
    const other = finding('packages', 'A', 'fail');
    const { findings } = apply([found('fail', 'A'), found('fail', 'B'), other], [waiver({ target: 'A' })]);
    expect(findings.map(({ status }) => status)).to.deep.equal(['skip', 'fail', 'fail']);
  });

  it('Given a critical finding, When it is waived, Then it stays critical', () => {
    const critical = finding('trusted-url', 'A', 'fail', { severity: 'critical' });
    expect(apply([critical], [waiver()]).findings[0]).to.include({ status: 'skip', severity: 'critical' });
  });

  it('Given the last day, the day after and a valid one beside it, When findings are waived, Then the last day counts, and the expired one fails all the same', () => {
    expect(apply([found('fail')], [waiver({ until: TODAY })]).findings[0].status).to.equal('skip');
    const expired = apply([found('fail')], [waiver({ until: '2027-01-14' })]);
    expect(expired.findings).to.deep.equal([found('fail')]);
    expect(expired.notices).to.have.length(1);
    expect(expired.notices[0]).to.include({ status: 'fail', severity: 'normal', actual: 'expired on 2027-01-14' });
    const both = apply([found('fail')], [waiver({ until: '2027-01-14' }), waiver()]);
    expect(both.findings[0].status).to.equal('skip');
    expect(both.notices.map(({ status }) => status)).to.deep.equal(['fail']);
  });

  it('Given a waiver that covers nothing, When it is after the refresh, Then it warns; before, only where the line is of before', () => {
    const idle = (own: Partial<WaiverAnswer>, refreshed: boolean): string[] =>
      apply([found('pass')], [waiver(own)], refreshed).notices.map(({ status }) => status);
    expect(idle({}, true)).to.deep.equal(['warn']);
    expect(idle({}, false)).to.deep.equal(['skip']);
    expect(idle({ item: 'policy' }, false)).to.deep.equal(['warn']);
  });

  it('Given a waiver for a line that this run left out, When it is expired or idle, Then nothing is said of it', () => {
    const { findings, notices } = apply([found('fail')], [waiver({ item: 'catalog', until: '2020-01-01' })]);
    expect(findings).to.deep.equal([found('fail')]);
    expect(notices).to.deep.equal([]);
  });

  it('Given any findings and waivers, When applied, Then nothing but the status and the waiver of a finding changes, and expired waivers change nothing', () => {
    const statuses = fc.constantFrom<FindingStatus>('pass', 'fail', 'warn', 'manual', 'skip');
    const findings = fc.array(
      fc
        .record({
          status: statuses,
          target: fc.constantFrom('A', 'B'),
          item: fc.constantFrom('trusted-url', 'packages'),
        })
        .map(({ status, target, item }) => finding(item as 'packages', target, status)),
      { maxLength: 6 }
    );
    const waivers = fc.array(
      fc
        .record({
          item: fc.constantFrom('trusted-url', 'packages', 'catalog'),
          target: fc.constantFrom(null, 'A', 'C'),
          until: fc.constantFrom('2027-01-14', '2027-01-15', '2028-01-01'),
        })
        .map(waiver),
      { maxLength: 4 }
    );
    fc.assert(
      fc.property(findings, waivers, (before, given) => {
        const after = apply(before, given);
        expect(
          after.findings.map((each, index) => ({ ...each, status: before[index].status, waiver: null }))
        ).to.deep.equal(before);
        for (const { waiver: own, status } of after.findings) {
          if (own) expect([status, own.until >= TODAY]).to.deep.equal(['skip', true]);
        }
        const expired = given.filter(({ item, until }) => until < TODAY && item !== 'catalog');
        expect(after.notices.filter(({ status }) => status === 'fail')).to.have.length(expired.length);
      })
    );
  });
});

describe('a waiver that covers nothing', () => {
  const warned = (findings: Finding[], own: Partial<WaiverAnswer> = {}): boolean =>
    apply(findings, [waiver(own)]).notices.length > 0;

  it('Given a line that was looked at and holds, when it is waived, then the waiver is said to cover nothing', () => {
    expect(warned([found('pass')])).to.equal(true);
    expect(warned([found('pass')], { target: 'B' })).to.equal(true);
    expect(warned([])).to.equal(true);
  });

  it('Given a line that was not looked at, for want of a credential, when it is waived, then nothing is said of the waiver', () => {
    expect(warned([found('skip')])).to.equal(false);
    expect(warned([found('pass'), found('skip', 'B')])).to.equal(false);
    expect(warned([found('pass'), found('skip', 'B')], { target: 'B' })).to.equal(false);
  });

  it('Given a target that was found to hold beside one that was not looked at, when it is waived, then its waiver covers nothing', () => {
    expect(warned([found('pass'), found('skip', 'B')], { target: 'A' })).to.equal(true);
  });

  it('Given a line that could not be read, when one of its targets is waived, then nothing is said of the waiver', () => {
    const unread = { ...found('fail', 'the whole line'), actual: 'could not be read' };
    expect(warned([unread], { target: 'A' })).to.equal(false);
  });
});

describe('refuseUnknownItems', () => {
  it('Given a waiver for no line of the checklist, When it is judged, Then it is a usage error with the line in refresh.yaml', async () => {
    const at = {
      path: 'refresh.yaml',
      lineOf: (place: readonly PropertyKey[]): number => place.length + Number(place[1]),
    };
    const error = await caught(() => refuseUnknownItems([waiver(), waiver({ item: 'nope' })], at));
    expect(error).to.include({ name: 'UnknownWaiverItemError', exitCode: 2 });
    expect(error.message).to.contain('refresh.yaml:4: waivers[1].item').and.contain('nope');
    expect(() => refuseUnknownItems([waiver()], at)).not.to.throw();
  });
});

describe('waivers in refresh.yaml', () => {
  it('Given a waiver without owner, reason or a date, When it is read, Then it is refused; without a target it is for the line', () => {
    expect(waiverSchema.parse({ ...waiver(), target: undefined }).target).to.equal(null);
    for (const key of ['owner', 'reason', 'until', 'item'] as const)
      expect(waiverSchema.safeParse({ ...waiver(), [key]: undefined }).success, key).to.equal(false);
    for (const until of ['soon', '2027-02-30', ''])
      expect(waiverSchema.safeParse(waiver({ until })).success).to.equal(false);
  });
});
