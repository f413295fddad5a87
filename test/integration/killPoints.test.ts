import { expect } from 'chai';
import {
  killedAt,
  seenAt,
  undisturbed,
  wrongFrom,
  type KillPoint,
  type Left,
  type Undisturbed,
} from '../faults/killPoints.ts';
import { placeOf } from '../faults/compare.ts';
import { History } from '../faults/rewind.ts';
import { Stage } from '../faults/stage.ts';

/** The short form of `npm run test:faults`: a kill behind a write, within a line of the journal, between two files. */
describe('the short form of the kill points', function () {
  this.timeout(240_000);
  let stage: Stage;
  let expected: Undisturbed;
  const places: Array<[way: KillPoint['way'], at: string]> = [
    ['answer', 'POST /sobjects/CspTrustedSite'],
    ['torn', 'file.appendFile journal.ndjson'],
    ['change', 'rename'],
  ];
  const isAt = ({ way, at, number }: KillPoint): boolean =>
    places.some(([wanted, place]) => way === wanted && at.startsWith(place)) && (way === 'answer' || number % 5 === 0);
  before(async () => {
    stage = await Stage.open();
    expected = await undisturbed(stage, 'repoint', isAt);
  });
  after(() => stage.close());

  const leftAt = (way: KillPoint['way'], at: string): Left => {
    const all = expected.left.filter(({ points }) => points.some((one) => one.way === way && one.at.startsWith(at)));
    expect(all, expected.points.map((each) => each.at).join('\n')).to.not.be.empty;
    return all[Math.floor(all.length / 2)];
  };

  for (const [way, at] of places) {
    it(`Given a repoint that is killed (${way}) at ${at}, When it runs again, Then it ends as if it had never been`, async () => {
      expect(await wrongFrom(stage, 'repoint', leftAt(way, at), expected)).to.deep.equal([]);
    });
  }

  it('Given a process that stood still in the middle of a line, When another is killed there, Then both leave the same', async () => {
    const left = leftAt('torn', 'file.appendFile journal.ndjson');
    const point = left.points.find(({ way }) => way === 'torn');
    if (point === undefined) throw new Error('No such point.');
    const named = (files: Map<string, string>): Map<string, string> =>
      new Map([...files].map(([path, content]) => [placeOf(path), path.startsWith('.lock') ? '' : content]));
    const [seen, killed] = [await seenAt(stage, left), await killedAt(stage, 'repoint', point)];
    expect(killed.org).to.deep.equal(seen.org);
    expect(named(killed.directory)).to.deep.equal(named(seen.directory));
    expect(seen.directory.get('journal.ndjson')).to.not.match(/\n$/);
  });
});

describe('states to go back to', () => {
  it('Given maps, sets, lists and objects that changed, When going back, Then each is what it was, and is itself', () => {
    const list = [1, 2];
    const root: Record<string, unknown> = { map: new Map([['a', list]]), set: new Set(['x']), calls: 0 };
    const { map } = root;
    const history = new History(() => [root], ['calls']);
    const first = history.keep();
    root['calls'] = 1;
    expect(history.keep().changed).to.equal(false);
    list.push(3);
    root['more'] = true;
    (root['set'] as Set<string>).add('y');
    const third = history.keep();
    expect(third.changed).to.equal(true);
    (map as Map<string, number[]>).clear();
    history.back(first.state);
    expect(root).to.deep.equal({ map: new Map([['a', [1, 2]]]), set: new Set(['x']), calls: 0 });
    expect(root['map']).to.equal(map);
    history.back(third.state);
    expect(root).to.deep.equal({ map: new Map([['a', [1, 2, 3]]]), set: new Set(['x', 'y']), calls: 1, more: true });
    expect((root['map'] as Map<string, number[]>).get('a')).to.equal(list);
  });
});
