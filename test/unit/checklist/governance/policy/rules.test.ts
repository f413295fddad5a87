import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, dateOf, daysBetween, isThursday, monthOf } from '../../../../../src/checklist/shared/copies/dates.ts';
import type { Copy, SourceRecord } from '../../../../../src/checklist/shared/copies/facts.ts';
import type { Finding } from '../../../../../src/checklist/item.ts';
import type { EarlierDirectory, PolicyFacts } from '../../../../../src/checklist/governance/policy/facts.ts';
import { policy } from '../../../../../src/checklist/governance/policy/index.ts';
import { intervalOf } from '../../../../../src/checklist/governance/policy/rules.ts';
import { answers, NEW_ORG_ID, OLD_ORG_ID, sandbox } from '../../../support/situation.ts';

const copy = (ended: string | null, own: Partial<Copy> = {}): Copy => ({
  name: 'UAT',
  orgId: null,
  status: 'Completed',
  state: 'complete',
  licence: 'FULL',
  requested: ended,
  started: ended,
  ended,
  ...own,
});
const record = (copies: Copy[], licence: string | null = 'FULL'): SourceRecord => ({
  label: 'prod',
  unreadable: null,
  listed: [{ name: 'UAT', licence }],
  copies,
});

const facts = (own: Partial<PolicyFacts> = {}): PolicyFacts => ({
  today: '2026-11-21',
  source: null,
  directories: null,
  ...own,
});
const survey = (date: string, now: PolicyFacts): Finding[] =>
  policy.survey({ now, production: undefined, answers: answers({ refresh: { date } }), org: sandbox() });
const about = (findings: readonly Finding[], target: RegExp): Finding | undefined =>
  findings.find((one) => target.test(one.target));

describe('policy: notice', () => {
  const notice = (today: string, date: string): Finding | undefined =>
    about(survey(date, facts({ today })), /^Notice$/);

  it('Given three days of notice, When counted, Then three pass and two fail with the first day that would do', () => {
    expect(notice('2026-11-21', '2026-11-24')).to.include({ status: 'pass', actual: 3 });
    const late = notice('2026-11-21', '2026-11-23');
    expect(late).to.include({ status: 'fail', actual: 2 });
    expect(late?.hint).to.contain('2026-11-24');
  });

  it('Given the ends of months, years and Februaries, When counted, Then calendar days are counted', () => {
    expect(notice('2026-12-30', '2027-01-02')?.actual).to.equal(3);
    expect(notice('2028-02-27', '2028-03-01')?.actual).to.equal(3);
    expect(notice('2027-02-27', '2027-03-01')?.actual).to.equal(2);
    expect(notice('2027-03-27', '2027-03-30')?.actual).to.equal(3);
  });
});

describe('policy: refreshes in a month', () => {
  const month = (date: string, now: PolicyFacts): Finding | undefined => about(survey(date, now), /^Refreshes in/);

  it('Given one refresh in the month, When another is planned, Then two pass; a third fails and names the earlier ones', () => {
    const once = [copy('2027-01-04T08:00:00.000+0000')];
    expect(month('2027-01-15', facts({ source: record(once) }))).to.include({ status: 'pass', actual: 2 });
    const twice = [copy('2027-01-11T08:00:00.000+0000'), ...once];
    const third = month('2027-01-15', facts({ source: record(twice) }));
    expect(third).to.include({ status: 'fail', actual: 3, evidence: 'SandboxProcess in prod' });
    expect(third?.hint).to.contain('2027-01-04, 2027-01-11');
  });

  it('Given refreshes around the end of a month, When counted, Then each is of its month in UTC, whatever its offset', () => {
    const counted = (ended: string): unknown => month('2027-01-15', facts({ source: record([copy(ended)]) }))?.actual;
    expect(counted('2026-12-31T23:59:59.000+0000')).to.equal(1);
    expect(counted('2027-01-01T00:00:00.000+0000')).to.equal(2);
    expect(counted('2026-12-31T18:30:00.000-0600')).to.equal(2);
    expect(counted('2027-01-01T00:30:00.000+0100')).to.equal(1);
    expect(counted('2027-01-31T23:30:00Z')).to.equal(2);
  });

  it('Given copies that were thrown away or never dated, When counted, Then they are none', () => {
    const copies = [copy('2027-01-04T08:00:00Z', { state: 'gone' }), copy(null)];
    expect(month('2027-01-15', facts({ source: record(copies) }))?.actual).to.equal(1);
  });

  const directory = (own: Partial<EarlierDirectory> = {}): EarlierDirectory => ({
    directory: 'uat-december',
    orgId: NEW_ORG_ID,
    myDomain: sandbox().myDomain,
    preparedAt: '2027-01-02T10:00:00.000Z',
    date: '2027-01-05',
    ...own,
  });
  const onDisk = (...earlier: EarlierDirectory[]): Finding | undefined =>
    month('2027-01-15', facts({ directories: { earlier, damaged: [] } }));

  it('Given no source, When directories tell of an org that is no more, Then it was refreshed, and they are named as evidence', () => {
    expect(onDisk(directory())).to.include({
      status: 'pass',
      actual: 2,
      evidence: 'refresh directories: uat-december',
    });
  });

  it('Given two directories of one org, When counted, Then they are one refresh, by the later one', () => {
    const later = directory({ directory: 'uat-again', preparedAt: '2027-01-03T10:00:00.000Z', date: '2026-12-30' });
    expect(onDisk(later, directory())).to.include({ actual: 1, evidence: 'refresh directories: uat-again' });
  });

  it('Given directories of the org as it is, or of another sandbox of that name, When judged, Then nothing is known', () => {
    const theirs = directory({ myDomain: 'https://other--uat.sandbox.my.salesforce.com' });
    expect(onDisk(directory({ orgId: OLD_ORG_ID.slice(0, 15) }), theirs)).to.include({ status: 'skip', actual: null });
    expect(onDisk()?.hint).to.match(/^Nothing is known/);
  });

  it('Given a directory that cannot be read beside others, When judged, Then a number that it may change does not pass', () => {
    const seen = (damaged: string[]): Finding | undefined =>
      month('2027-01-15', facts({ directories: { earlier: [directory()], damaged } }));
    expect(seen([])).to.include({ status: 'pass' });
    expect(seen(['broken'])).to.include({ status: 'manual', actual: 2 });
    expect(seen(['broken'])?.hint).to.contain('broken');
  });

  it('Given history that cannot be read, When judged, Then that is a finding of its own, and nothing known is another', () => {
    const source: SourceRecord = { label: 'prod', unreadable: 'prod refused it', listed: [], copies: [] };
    const findings = survey('2027-01-15', facts({ source, directories: { earlier: [], damaged: ['broken'] } }));
    const doubts = findings.filter(({ target }) => target === 'Earlier refreshes');
    expect(doubts.map(({ status, actual }) => `${status} ${actual}`)).to.deep.equal([
      'manual could not be read',
      'manual could not be read',
    ]);
    expect(doubts[0].hint).to.contain('prod refused it');
    expect(doubts[1].hint).to.contain('broken');
    expect(about(findings, /^Refreshes in/)?.status).to.equal('skip');
    const none = survey('2027-01-15', facts({ source: record([]) }));
    expect(none.filter(({ target }) => target === 'Earlier refreshes')).to.deep.equal([]);
    expect(about(none, /^Refreshes in/)).to.include({ status: 'pass', actual: 1 });
  });
});

describe('policy: the interval of the licence', () => {
  const judged = (date: string, source: SourceRecord | null): Finding | undefined =>
    about(survey(date, facts({ source })), /^Interval/);

  it('Given each licence by code and label, When looked up, Then its days are known; any other is not', () => {
    expect(['DEVELOPER', 'Developer Pro', 'PARTIAL', 'Partial Copy', 'Full'].map(intervalOf)).to.deep.equal([
      1, 1, 5, 5, 29,
    ]);
    expect(intervalOf('SCRATCH')).to.equal(undefined);
    const source = record([copy('2027-01-01T00:00:00Z')], 'SCRATCH');
    expect(judged('2027-01-15', source)).to.include({ status: 'warn', actual: 'SCRATCH' });
  });

  it('Given a full sandbox, When its last copy ended 29 days ago, Then it passes; a day less fails, by the day it began', () => {
    const source = record([copy('2026-12-17T08:00:00.000+0000')]);
    expect(judged('2027-01-15', source)).to.include({ status: 'pass', actual: 29 });
    expect(judged('2027-01-14', source)).to.include({ status: 'fail', actual: 28 });
    expect(judged('2027-01-14', source)?.hint).to.contain('2027-01-15');
    const slow = record([copy('2026-12-17T08:00:00Z', { started: '2026-12-16T08:00:00Z' })]);
    expect(judged('2027-01-14', slow)).to.include({ status: 'warn' });
  });

  it('Given a copy that is under way, When judged, Then the last one that ended counts', () => {
    const running = copy(null, { state: 'underway', started: '2027-01-14T08:00:00Z' });
    expect(judged('2027-01-15', record([running, copy('2026-12-17T08:00:00Z')]))).to.include({ actual: 29 });
  });

  it('Given nobody tells the licence or the last copy, When judged, Then the line does not apply and says why', () => {
    expect(judged('2027-01-15', null)?.hint).to.contain('--source-org');
    expect(judged('2027-01-15', record([]))?.status).to.equal('skip');
    expect(judged('2027-01-15', record([copy('2027-01-01T00:00:00Z', { licence: null })], null))?.status).to.equal(
      'skip'
    );
  });
});

describe("policy: Logik's upgrade window", () => {
  it('Given any day, When judged, Then a Thursday is a warning and no other day is', () => {
    const window = (date: string): string | undefined => about(survey(date, facts()), /upgrade/)?.status;
    expect(window('2027-01-14')).to.equal('warn');
    for (const day of [11, 12, 13, 15, 16, 17]) expect(window(`2027-01-${day}`)).to.equal('pass');
  });
});

describe('dates', () => {
  const day = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

  it('Given any day and any number of days, When added and counted, Then they are the same, over leap years and months', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -800, max: 800 }), (from, days) => {
        const date = from.toISOString().slice(0, 10);
        expect(daysBetween(date, addDays(date, days))).to.equal(days);
        expect(isThursday(addDays(date, 7))).to.equal(isThursday(date));
      })
    );
  });

  it('Given any instant at any offset, When told as a date, Then it is the day in UTC', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -11, max: 13 }), (instant, offset) => {
        const local = new Date(instant.getTime() + offset * 3_600_000).toISOString().slice(0, 23);
        const sign = offset < 0 ? '-' : '+';
        const spelled = `${local}${sign}${String(Math.abs(offset)).padStart(2, '0')}00`;
        expect(dateOf(spelled)).to.equal(instant.toISOString().slice(0, 10));
        expect(monthOf(dateOf(spelled))).to.equal(instant.toISOString().slice(0, 7));
      })
    );
  });
});
