import { expect } from 'chai';
import type { Difference, Verdict } from '../../../../src/catalog/worker/compare.ts';
import type { Entry } from '../../../../src/catalog/worker/groups.ts';
import { SAMPLE, tallyOf, type Tally } from '../../../../src/catalog/worker/tally.ts';

const CONFIGURABLE = 'LGK__IsConfigurable__c';
const row = (id: string, configurable = false): Entry => ({
  id,
  values: { Name: `Product ${id}`, [CONFIGURABLE]: String(configurable) },
});
const matched = (old: string, id: string, differences: Difference[] = []): Verdict => ({
  kind: 'matched',
  key: 'ProductCode A',
  before: row(old),
  now: row(id),
  differences,
});
const fresh = (id: string, configurable = false): Verdict => ({
  kind: 'new',
  key: `k ${id}`,
  now: row(id, configurable),
});
const tallied = (...verdicts: Verdict[]): Tally => {
  const { tally, add } = tallyOf('Product2', CONFIGURABLE);
  verdicts.forEach(add);
  return tally;
};
const rowsOf = ({ missing, new: added, changed, deactivated, ambiguous }: Tally): number[] =>
  [missing, added, changed, deactivated, ambiguous].map(({ rows }) => rows);

const OFF = { field: 'IsActive', before: 'true', after: 'false' };

describe('tallyOf', () => {
  it('Given nothing, when tallied, then all is zero', () => {
    const tally = tallied();
    expect(tally).to.include({ object: 'Product2', before: 0, now: 0, unchangedIds: 0, changedIds: 0 });
    expect(rowsOf(tally)).to.deep.equal([0, 0, 0, 0, 0]);
  });

  it('Given one verdict of each kind, when tallied, then both sides and IDs are counted', () => {
    const tally = tallied(
      matched('a', 'a'),
      matched('b', 'c'),
      { kind: 'missing', key: 'k', before: row('d') },
      fresh('e'),
      { kind: 'ambiguous', key: 'k', before: [row('f'), row('g')], now: [row('h')] }
    );
    expect(tally).to.include({ before: 5, now: 4, unchangedIds: 1, changedIds: 1 });
    expect(rowsOf(tally)).to.deep.equal([1, 1, 0, 0, 1]);
    expect(tally.missing.sample).to.deep.equal([
      { key: 'k', id: 'd', name: 'Product d', configurable: false, note: null },
    ]);
  });

  it('Given a row that was switched off and renamed, when tallied, then it is deactivated and changed, each in its words', () => {
    const name = { field: 'Name', before: null, after: 'New' };
    const tally = tallied(matched('a', 'b', [name, OFF]));
    expect(rowsOf(tally)).to.deep.equal([0, 0, 1, 1, 0]);
    expect(tally.changed.sample[0].note).to.equal('Name – → New');
    expect(tally.deactivated.sample[0]).to.include({ id: 'b', note: null });
  });

  it('Given a row that was only switched off, when tallied, then it is no change besides', () => {
    expect(rowsOf(tallied(matched('a', 'b', [OFF])))).to.deep.equal([0, 0, 0, 1, 0]);
  });

  it('Given a row that was switched on, when tallied, then it is a change', () => {
    const on = { field: 'IsActive', before: 'false', after: 'true' };
    expect(rowsOf(tallied(matched('a', 'b', [on])))).to.deep.equal([0, 0, 1, 0, 0]);
  });

  it('Given more rows than are named, when tallied, then all count, and those that Logik configures are named', () => {
    const plain = Array.from({ length: SAMPLE + 5 }, (_, at) => fresh(`p${at}`));
    const { new: added } = tallied(...plain, fresh('c1', true), fresh('c2', true));
    expect(added.rows).to.equal(SAMPLE + 7);
    expect(added.sample).to.have.length(SAMPLE);
    expect(added.sample.filter(({ configurable }) => configurable).map(({ id }) => id)).to.have.members(['c1', 'c2']);
    expect(added.sample[0].id).to.equal('p0');
  });

  it('Given an object that Logik does not configure, when tallied, then nothing of it is configurable', () => {
    const { tally, add } = tallyOf('Pricebook2', undefined);
    add(fresh('a', true));
    expect(tally.new.sample[0].configurable).to.equal(false);
  });

  it('Given rows without a key, when tallied, then they are named by an empty key', () => {
    expect(tallied({ kind: 'missing', key: null, before: row('a') }).missing.sample[0].key).to.equal('');
  });
});
