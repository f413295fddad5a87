import { expect } from 'chai';
import { groupsOf, MOST_ROWS, type Group, type SidedRow } from '../../../../src/catalog/worker/groups.ts';

const BEFORE = 0;
const NOW = 1;
const row = (key: string | null, Id: string, side: number): SidedRow => ({ natural_key: key, side, Id, Name: Id });
const brief = (groups: Iterable<Group>): unknown[] =>
  [...groups].map(({ key, before, now }) => [key, before.map(({ id }) => id).join(), now.map(({ id }) => id).join()]);

describe('groupsOf', () => {
  it('Given no row, when grouped, then there is no group', () => {
    expect(brief(groupsOf([]))).to.deep.equal([]);
  });

  it('Given rows sorted by key, when grouped, then each key is one group with both sides', () => {
    const rows = [row('a', '1', BEFORE), row('a', '2', NOW), row('b', '3', NOW), row('c', '4', BEFORE)];
    expect(brief(groupsOf(rows))).to.deep.equal([
      ['a', '1', '2'],
      ['b', '', '3'],
      ['c', '4', ''],
    ]);
  });

  it('Given rows without a key, when grouped, then only the same ID puts them together', () => {
    const rows = [row(null, '1', BEFORE), row(null, '1', NOW), row(null, '2', BEFORE), row(null, '3', NOW)];
    expect(brief(groupsOf(rows))).to.deep.equal([
      [null, '1', '1'],
      [null, '2', ''],
      [null, '', '3'],
    ]);
  });

  it('Given a row without a key and one whose key reads like its ID, when grouped, then they are apart', () => {
    expect(brief(groupsOf([row(null, '1', BEFORE), row('1', '2', NOW), row('id 1', '3', NOW)]))).to.have.length(3);
  });

  it('Given a key that all rows share, when grouped, then it comes in parts, no row is lost, and one ID is never apart', () => {
    const many = Array.from({ length: MOST_ROWS + 500 }, (_, at) => String(at).padStart(5, '0'));
    const sided = many.flatMap((id) => [row('same', id, BEFORE), row('same', id, NOW)]);
    const lone = many.map((id) => row('same', `x${id}`, NOW));
    const groups = [...groupsOf([...sided, ...lone, row('single', '1', NOW)])];
    expect(groups.map(({ isPart }) => isPart)).to.deep.equal([true, true, true, false]);
    const ids = (side: 'before' | 'now'): string[] => groups.flatMap((group) => group[side].map(({ id }) => id));
    expect(ids('before')).to.deep.equal(many);
    expect(ids('now')).to.deep.equal([...many, ...many.map((id) => `x${id}`), '1']);
    for (const { before, now } of groups) {
      expect(Math.max(before.length, now.length)).to.be.at.most(MOST_ROWS);
      const here = new Set(now.map(({ id }) => id));
      expect(before.every(({ id }) => here.has(id))).to.equal(true);
    }
  });
});
