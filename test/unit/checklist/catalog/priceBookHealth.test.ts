import { expect } from 'chai';
import type { PriceBookHealth } from '../../../../src/catalog/worker/priceBooks.ts';
import { priceBookHealth } from '../../../../src/checklist/catalog/priceBookHealth/index.ts';
import type { Finding } from '../../../../src/checklist/item.ts';
import { statuses } from '../../support/brief.ts';
import { catalogView } from '../../support/catalogView.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../support/situation.ts';
import { countOf, named } from '../../support/tally.ts';

const health = (own: Partial<PriceBookHealth> = {}): PriceBookHealth => ({ ...catalogView().health, ...own });
const check = (own: Partial<PriceBookHealth>): Finding[] => priceBookHealth.check(situation({ now: health(own) }));
const survey = (own: Partial<PriceBookHealth>): Finding[] =>
  priceBookHealth.survey({ now: health(own), production: undefined, answers: answers(), org: sandbox() });

describe('pricebook-health', () => {
  it('Given price books in which nothing is wrong, when judged, then all passes, without anything to do', () => {
    const findings = check({ withoutEntry: [{ priceBook: 'Standard', count: countOf() }] });
    expect(statuses(findings)).to.deep.equal(['pass standard price book', 'pass Standard']);
    expect(findings.every(({ hint }) => hint === null)).to.equal(true);
  });

  for (const standard of ['inactive', 'absent'] as const) {
    it(`Given a standard price book that is ${standard}, when judged, then prepare warns and verify fails, with what to do`, () => {
      expect(statuses(survey({ standard }))).to.deep.equal(['warn standard price book']);
      const [finding] = check({ standard });
      expect(finding).to.include({ status: 'fail', expected: 'active' });
      expect(finding.actual).not.to.equal(finding.expected);
      expect(finding.hint).to.be.a('string');
    });
  }

  it('Given products without an entry, when judged, then they are counted and named with the error that users would see', () => {
    const withoutEntry = [{ priceBook: 'EMEA', count: { ...countOf('1', '2'), rows: 12 } }];
    const [, finding] = check({ withoutEntry });
    expect(finding).to.include({ status: 'fail', target: 'EMEA' });
    expect(finding.actual).to.match(/^12 rows/);
    expect(finding.hint)
      .to.contain('Attempt to de-reference a null object')
      .and.contain('ProductCode 1 (1)')
      .and.contain('10 more');
    expect(statuses(survey({ withoutEntry }))[1]).to.equal('warn EMEA');
  });

  it('Given a price book that refresh.yaml names and nobody has, when judged, then it is named', () => {
    const [, finding] = check({ unknown: ['APAC'] });
    expect(finding).to.include({ status: 'fail', target: 'APAC' });
    expect(finding.hint).to.contain('"APAC"').and.contain('catalog.priceBooks');
  });

  it('Given entries in a price book that is not active, when judged, then it is a warning, never a failure', () => {
    const inInactive = [{ priceBook: 'Old', rows: 2 }];
    expect(statuses(check({ inInactive }))[1]).to.equal('warn Old (inactive)');
    expect(check({ inInactive })[1].actual).to.match(/^2 rows/);
  });

  it('Given an org that was not refreshed, when checked, then its health is judged all the same', () => {
    const findings = priceBookHealth.check(situation({ now: health({ standard: 'inactive' }), org: NOT_REFRESHED }));
    expect(statuses(findings)).to.deep.equal(['fail standard price book']);
  });

  describe('as it was before the refresh', () => {
    type Count = ReturnType<typeof countOf>;
    const sideOf = (count: Count): PriceBookHealth => health({ withoutEntry: [{ priceBook: 'EMEA', count }] });
    const wasSo = (before: Count, now: Count): boolean | undefined => {
      const here = { ...situation({ now: sideOf(now) }), before: sideOf(before) };
      const finding = priceBookHealth.check(here).find(({ target }) => target === 'EMEA');
      return finding && priceBookHealth.wasSo?.(finding, here);
    };
    const rows = (...sample: Count['sample']): Count => ({ rows: sample.length, sample });

    it('Given as many products without an entry, when they are others, then it was not so; the same or fewer of them were', () => {
      expect(wasSo(countOf('1', '2'), countOf('1', '3'))).to.equal(false);
      expect(wasSo(countOf('1', '2'), countOf('1', '2'))).to.equal(true);
      expect(wasSo(countOf('1', '2'), countOf('2'))).to.equal(true);
    });

    it('Given a product under another ID, when its key was among them, then it was so; as often as before, and never without a key', () => {
      const [old, one, two] = ['old', 'one', 'two'].map((id) => ({ ...named('1'), id }));
      expect(wasSo(rows(old), rows(one))).to.equal(true);
      expect(wasSo(rows(old, named('2')), rows(one, two))).to.equal(false);
      expect(wasSo(rows(old, named('2')), rows(old, one))).to.equal(false);
      expect(wasSo(rows({ ...old, key: '' }), rows({ ...one, key: '' }))).to.equal(false);
      expect(wasSo(rows({ ...old, key: '' }), rows({ ...old, key: '' }))).to.equal(true);
    });

    it('Given more products than the sample names, when as many or fewer lack an entry, then it was so; more are worse', () => {
      const cut = { ...countOf('1'), rows: 12 };
      expect(wasSo(cut, cut)).to.equal(true);
      expect(wasSo(cut, { ...cut, rows: 13 })).to.equal(false);
      expect(wasSo(countOf('1'), cut)).to.equal(false);
    });
  });
});
