import { expect } from 'chai';
import type { Verdict } from '../../../../src/catalog/worker/compare.ts';
import { differenceLines } from '../../../../src/catalog/worker/differences.ts';
import type { Entry } from '../../../../src/catalog/worker/groups.ts';

const row = (id: string, Name: string | null = `Product ${id}`): Entry => ({ id, values: { Name } });
const brief = (verdict: Verdict): unknown[] =>
  differenceLines('Product2', verdict).map(({ kind, name, oldId, newId, field }) => [kind, name, oldId, newId, field]);

describe('differenceLines', () => {
  it('Given a row that stayed as it was, when its lines are made, then there is none, though its ID changed', () => {
    expect(brief({ kind: 'matched', key: 'k', before: row('a'), now: row('b'), differences: [] })).to.deep.equal([]);
  });

  it('Given two changed fields, when its lines are made, then there is one for each, with both values', () => {
    const differences = [
      { field: 'Family', before: null, after: 'F' },
      { field: 'Name', before: 'A', after: 'B' },
    ];
    const lines = differenceLines('Product2', {
      kind: 'matched',
      key: 'k',
      before: row('a'),
      now: row('b'),
      differences,
    });
    expect(lines).to.deep.equal(
      differences.map((difference) => ({
        object: 'Product2',
        kind: 'changed',
        key: 'k',
        name: 'Product b',
        oldId: 'a',
        newId: 'b',
        ...difference,
      }))
    );
  });

  it('Given rows that are missing, new or not told apart, when their lines are made, then every row has one', () => {
    expect(brief({ kind: 'missing', key: null, before: row('a', null) })).to.deep.equal([
      ['missing', null, 'a', null, null],
    ]);
    expect(brief({ kind: 'new', key: 'k', now: row('b') })).to.deep.equal([['new', 'Product b', null, 'b', null]]);
    expect(brief({ kind: 'ambiguous', key: 'k', before: [row('a'), row('b')], now: [row('c')] })).to.deep.equal([
      ['ambiguous', 'Product a', 'a', null, null],
      ['ambiguous', 'Product b', 'b', null, null],
      ['ambiguous', 'Product c', null, 'c', null],
    ]);
  });
});
