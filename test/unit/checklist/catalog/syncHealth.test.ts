import { expect } from 'chai';
import { syncHealth } from '../../../../src/checklist/catalog/syncHealth/index.ts';
import type { Change, Finding, Situation } from '../../../../src/checklist/item.ts';
import { statuses } from '../../support/brief.ts';
import { answers, NOT_REFRESHED, situation } from '../../support/situation.ts';

const RECONNECTED = '2027-01-15T10:00:00.000Z';
const OLDER = '2027-01-15T09:59:59.000Z';
type Facts = Parameters<typeof syncHealth.check>[0]['now'];
type Candidate = NonNullable<Facts['candidates']>[number];

const candidate = (id: string, lastModified = OLDER): Candidate => ({
  id,
  key: `ProductCode ${id}`,
  name: id,
  lastModified,
});
const facts = (candidates: Candidate[] | null, own: Partial<Facts> = {}): Facts => ({
  configurableField: 'LGK__IsConfigurable__c',
  candidates,
  remaining: null,
  ...own,
});
const judged = (now: Facts, own: Partial<Situation<Facts>> = {}): Situation<Facts> =>
  situation({ now, reconnectedAt: RECONNECTED, touchProducts: true, ...own });
const check = (now: Facts, own: Partial<Situation<Facts>> = {}): Finding[] => syncHealth.check(judged(now, own));
const plan = (now: Facts, own: Partial<Situation<Facts>> = {}): Change[] => syncHealth.plan?.(judged(now, own)) ?? [];

describe('sync-health', () => {
  it('Given an org that was not refreshed, nothing compared, or no Logik package, when checked, then it is skipped and nothing planned', () => {
    const cases: Array<[Facts, Partial<Situation<Facts>>]> = [
      [facts([candidate('1')]), { org: NOT_REFRESHED }],
      [facts(null), {}],
      [facts([], { configurableField: null }), {}],
    ];
    for (const [now, own] of cases) {
      expect(statuses(check(now, own))).to.deep.equal(['skip configurable products']);
      expect(plan(now, own)).to.deep.equal([]);
    }
  });

  it('Given products older than the connection, when checked, then they fail, counted and named, with the remedy', () => {
    const [finding] = check(facts([candidate('1'), candidate('2'), candidate('3', RECONNECTED)]));
    expect(finding.status).to.equal('fail');
    expect(finding.actual).to.match(/^2 of 3 rows/);
    expect(finding.hint).to.contain('ProductCode 1 (1), ProductCode 2 (2)').and.contain('--touch-products');
    expect(finding.hint).not.to.contain('ProductCode 3');
  });

  it('Given fewer API requests than touching takes, when planned, then nothing is begun, and the finding has both numbers', () => {
    const many = Array.from({ length: 401 }, (_, at) => candidate(String(at)));
    expect(plan(facts(many, { remaining: 4 }))).to.deep.equal([]);
    expect(check(facts(many, { remaining: 4 }))[0].hint).to.match(/about 5 API requests.* has 4 left/);
    expect(plan(facts(many, { remaining: 5 }))).to.have.length(1);
  });

  it('Given more than are named, when checked, then the rest is counted', () => {
    const many = Array.from({ length: 1012 }, (_, at) => candidate(String(at)));
    expect(check(facts(many))[0].hint).to.contain('ProductCode 9 (9) and 1,002 more');
  });

  it('Given products modified since, in whatever spelling, when checked, then all is well', () => {
    for (const date of [RECONNECTED, '2027-01-15T10:00:00.000+0000', '2027-01-15T12:00:00+01:00']) {
      expect(statuses(check(facts([candidate('1', date)]))), date).to.deep.equal(['pass configurable products']);
    }
    expect(statuses(check(facts([])))).to.deep.equal(['pass configurable products']);
  });

  it('Given a product that repoint touched, when the clocks disagree, then it counts as touched all the same', () => {
    const own = { touched: new Set(['1']) };
    expect(statuses(check(facts([candidate('1')]), own))).to.deep.equal(['pass configurable products']);
    expect(plan(facts([candidate('1')]), own)).to.deep.equal([]);
    expect(plan(facts([candidate('1'), candidate('2')]), own)[0].write).to.deep.include({ ids: ['2'] });
  });

  it('Given products to touch, when planned without being asked for, then nothing is', () => {
    for (const touchProducts of [false, undefined]) {
      expect(plan(facts([candidate('1')]), { touchProducts })).to.deep.equal([]);
    }
  });

  it('Given products to touch, when asked for, then exactly those are planned, saved by the field that Logik reads', () => {
    const now = facts([
      candidate('1', '2027-01-01T00:00:00.000Z'),
      candidate('2', '2027-01-02T00:00:00.000Z'),
      candidate('3', RECONNECTED),
    ]);
    const [change, ...others] = plan(now);
    expect(others).to.deep.equal([]);
    expect(change).to.deep.include({
      item: 'sync-health',
      severity: 'normal',
      before: 2,
      after: 0,
      write: {
        kind: 'touch',
        object: 'Product2',
        field: 'LGK__IsConfigurable__c',
        ids: ['1', '2'],
        since: '2027-01-02T00:00:00.000Z',
      },
    });
  });

  it('Given a field that people chose to save, when planned, then it is that one', () => {
    const said = answers();
    said.catalog.touchField = 'Family';
    expect(plan(facts([candidate('1')]), { answers: said })[0].write).to.include({ field: 'Family' });
  });

  const requests: Array<[rows: number, needed: number]> = [
    [1, 3],
    [200, 3],
    [201, 4],
    [1999, 12],
    [2000, 12],
    [10_001, 14],
  ];
  for (const [rows, needed] of requests) {
    it(`Given ${rows} products to touch, when planned, then its cost says about ${needed} requests`, () => {
      const many = Array.from({ length: rows }, (_, at) => candidate(String(at)));
      expect(plan(facts(many))[0].cost).to.match(new RegExp(`about ${needed} API requests\\.`));
      expect(plan(facts(many, { remaining: 15_000 }))[0].cost).to.contain(`about ${needed} of the 15,000 API requests`);
    });
  }
});
