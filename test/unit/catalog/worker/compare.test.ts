import { expect } from 'chai';
import fc from 'fast-check';
import { compareGroup, type Verdict } from '../../../../src/catalog/worker/compare.ts';
import type { Entry, Group } from '../../../../src/catalog/worker/groups.ts';

const row = (id: string, values: Entry['values'] = {}): Entry => ({ id, values });
const group = (before: Entry[], now: Entry[], key: string | null = 'k', isPart = false): Group => ({
  key,
  before,
  now,
  isPart,
});

const brief = (verdicts: readonly Verdict[]): string[] =>
  verdicts.map((verdict) => {
    const ids = (entries: Entry | Entry[]): string =>
      [entries]
        .flat()
        .map(({ id }) => id)
        .join('+');
    switch (verdict.kind) {
      case 'matched':
        return `${ids(verdict.before)} = ${ids(verdict.now)}`;
      case 'missing':
        return `- ${ids(verdict.before)}`;
      case 'new':
        return `+ ${ids(verdict.now)}`;
      case 'ambiguous':
        return `${ids(verdict.before)} ? ${ids(verdict.now)}`;
    }
  });
const judged = (before: string[], now: string[]): string[] =>
  brief(
    compareGroup(
      group(
        before.map((id) => row(id)),
        now.map((id) => row(id))
      ),
      []
    )
  );

describe('compareGroup', () => {
  it('Given a part of very many rows of a key, when compared, then the same ID is a match, and nothing else is', () => {
    const part = (before: string[], now: string[]): string[] =>
      brief(
        compareGroup(
          group(
            before.map((id) => row(id)),
            now.map((id) => row(id)),
            'k',
            true
          ),
          []
        )
      );
    expect(part(['a', 'b'], ['a'])).to.deep.equal(['a = a', 'b ? ']);
    expect(part(['a'], ['b'])).to.deep.equal(['a ? b']);
    expect(part([], ['b'])).to.deep.equal([' ? b']);
    expect(part(['a'], ['a'])).to.deep.equal(['a = a']);
  });

  const cases: Array<[name: string, before: string[], now: string[], expected: string[]]> = [
    ['one here and one there', ['a'], ['b'], ['a = b']],
    ['one only before', ['a'], [], ['- a']],
    ['one only now', [], ['b'], ['+ b']],
    ['two with the same IDs', ['a', 'b'], ['b', 'a'], ['a = a', 'b = b']],
    ['one that became two', ['a'], ['b', 'c'], ['a ? b+c']],
    ['two that became one', ['a', 'b'], ['c'], ['a+b ? c']],
    ['two that became two others', ['a', 'b'], ['c', 'd'], ['a+b ? c+d']],
    ['one that stayed and got a double', ['a'], ['a', 'b'], ['a = a', '+ b']],
    ['a double that went', ['a', 'b'], ['a'], ['a = a', '- b']],
    ['one that stayed beside others', ['a', 'b'], ['a', 'c'], ['a = a', 'b ? c']],
    ['doubles that are all gone', ['a', 'b'], [], ['- a', '- b']],
    ['doubles that are all new', [], ['a', 'b'], ['+ a', '+ b']],
  ];
  for (const [name, before, now, expected] of cases) {
    it(`Given ${name}, when compared, then: ${expected.join(', ')}`, () => {
      expect(judged(before, now)).to.deep.equal(expected);
    });
  }

  it('Given other values, when compared, then the differences of the fields that count are told, nothing as null', () => {
    const before = row('a', { Name: 'Old', Family: null, IsActive: 'true', Ignored: '1' });
    const now = row('b', { Name: 'New', Family: 'F', IsActive: 'true', Ignored: '2' });
    const [verdict] = compareGroup(group([before], [now]), ['Name', 'Family', 'IsActive']);
    expect(verdict).to.deep.include({
      kind: 'matched',
      differences: [
        { field: 'Name', before: 'Old', after: 'New' },
        { field: 'Family', before: null, after: 'F' },
      ],
    });
  });

  it('Given any rows, when compared, then every row of both sides is accounted for exactly once', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 });
    fc.assert(
      fc.property(ids, ids, (before, now) => {
        const verdicts = compareGroup(
          group(
            before.map((id) => row(id)),
            now.map((id) => row(id))
          ),
          []
        );
        const idsOf = (side: 'before' | 'now'): string[] =>
          verdicts.flatMap((verdict) => {
            const entries = side in verdict ? (verdict as Record<typeof side, Entry | Entry[]>)[side] : [];
            return [entries].flat().map(({ id }) => id);
          });
        expect(idsOf('before')).to.have.members(before).and.have.length(before.length);
        expect(idsOf('now')).to.have.members(now).and.have.length(now.length);
      }),
      { numRuns: 300 }
    );
  });

  it('Given any rows, when compared, then no row is taken for one of another ID where more than one might be meant', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdef'), { maxLength: 6 });
    fc.assert(
      fc.property(ids, ids, (before, now) => {
        fc.pre(before.length > 1 || now.length > 1);
        const guessed = judged(before, now).filter((told) => / = /.test(told) && told[0] !== told.at(-1));
        expect(guessed).to.deep.equal([]);
      }),
      { numRuns: 300 }
    );
  });
});
