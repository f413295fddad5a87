import { expect } from 'chai';
import { idMap } from '../../../../src/checklist/catalog/idMap/index.ts';
import type { Finding } from '../../../../src/checklist/item.ts';
import { statuses } from '../../support/brief.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../support/situation.ts';

type Line = { object: string; mapped: number; unchanged: number; missing: number; new: number; ambiguous: number };
const line = (object: string, own: Partial<Line> = {}): Line => ({
  object,
  mapped: 0,
  unchanged: 0,
  missing: 0,
  new: 0,
  ambiguous: 0,
  ...own,
});
const check = (objects: Line[] | null, said = answers()): Finding[] =>
  idMap.check(situation({ now: { objects }, answers: said }));

describe('id-map', () => {
  it('Given an org that was not refreshed, or nothing compared, when checked, then there is nothing to map', () => {
    expect(statuses(check(null))).to.deep.equal(['skip ID map']);
    expect(statuses(idMap.check(situation({ now: { objects: [] }, org: NOT_REFRESHED })))).to.deep.equal([
      'skip ID map',
    ]);
    expect(
      idMap.survey({ now: { objects: null }, production: undefined, answers: answers(), org: sandbox() })
    ).to.deep.equal([]);
  });

  it('Given products with other IDs, when checked, then the counts and the file for the case are told', () => {
    const [finding] = check([line('Product2', { mapped: 1200, unchanged: 3, missing: 1, new: 2 })]);
    expect(finding).to.include({
      status: 'pass',
      target: 'Products',
      actual: '1,200 with another ID, 3 with the same, 1 missing, 2 new, 0 not told apart',
    });
    expect(finding.hint).to.match(/^Attach id-map\/Product2\.csv/);
  });

  it('Given Logik that matches by Partner Id, when product IDs changed, then the map is what support has to apply', () => {
    const said = answers({ logik: { productIdField: 'partner-id' } });
    const [product, book] = check([line('Product2', { mapped: 1 }), line('Pricebook2', { mapped: 1 })], said);
    expect(product.hint).to.contain('Partner Id').and.contain('id-map/Product2.csv');
    expect(book.hint).to.equal(null);
    expect(check([line('Product2', { unchanged: 1 })], said)[0].hint).to.equal(null);
  });

  it('Given no row before and none now, when checked, then that passes for nothing', () => {
    expect(statuses(check([line('Pricebook2', {})]))).to.deep.equal(['skip Price books']);
  });

  it('Given rows that nobody can tell apart, when checked, then it is a warning that names the file', () => {
    const [finding] = check([line('PricebookEntry', { mapped: 5, ambiguous: 2 })]);
    expect(finding).to.include({ status: 'warn', target: 'Price book entries' });
    expect(finding.hint).to.contain('id-map/PricebookEntry.csv');
  });
});
