import { expect } from 'chai';
import { killAt, undisturbed, type KillPoint, type Undisturbed } from '../faults/killPoints.ts';
import { Stage } from '../faults/stage.ts';

/** The short form of `npm run test:faults`: a kill behind a write, within a line of the journal, between two files. */
describe('the short form of the kill points', function () {
  this.timeout(240_000);
  let stage: Stage;
  let expected: Undisturbed;
  before(async () => {
    stage = await Stage.open();
    expected = await undisturbed(stage, 'repoint');
  });
  after(() => stage.close());

  const places: Array<[way: KillPoint['way'], at: string]> = [
    ['answer', 'POST /sobjects/CspTrustedSite'],
    ['torn', 'file.appendFile journal.ndjson'],
    ['change', 'rename'],
  ];
  for (const [way, at] of places) {
    it(`Given a repoint that is killed (${way}) at ${at}, When it runs again, Then it ends as if it had never been`, async () => {
      const points = expected.points.filter((point) => point.way === way && point.at.startsWith(at));
      const point = points[Math.floor(points.length / 2)];
      expect(points, expected.points.map((each) => each.at).join('\n')).to.not.be.empty;
      expect(await killAt(stage, 'repoint', point, expected)).to.deep.equal([]);
    });
  }
});
