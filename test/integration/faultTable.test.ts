import { expect } from 'chai';
import { FAULTS } from '../faults/faultKinds.ts';
import { Stage } from '../faults/stage.ts';
import { cellsOf, plainRun, runCell, wrongFindings, type Plain } from '../faults/table.ts';

/** The short form of `npm run test:faults`: the places and the kinds where most was found wrong. */
describe('the short form of the table of faults', function () {
  this.timeout(240_000);
  let stage: Stage;
  let plain: Plain;
  before(async () => {
    stage = await Stage.open(true);
    plain = await plainRun(stage, 'verify');
  });
  after(() => stage.close());

  const fault = (name: string): (typeof FAULTS)[number] => {
    const found = FAULTS.find((each) => each.name === name);
    if (!found) throw new Error(`There is no fault ${name}.`);
    return found;
  };

  const cells: Array<[kind: string, name: string, times: 'once' | 'ever', verdict: 'ok' | 'told']> = [
    ['SOAP readMetadata NamedCredential', 'envelope', 'ever', 'told'],
    ['SOAP readMetadata NamedCredential', '200 HTML', 'once', 'told'],
    ['GET /query Product2', '{}', 'ever', 'told'],
    ['GET /tooling/query Certificate', 'cut', 'ever', 'told'],
    ['POST /composite/batch', '503', 'once', 'ok'],
    ['GET /services/oauth2/userinfo', '401', 'ever', 'told'],
    ['GET /jobs/ingest', 'null', 'ever', 'told'],
    ['GET /api/admin/v2/blueprints', '[]', 'ever', 'told'],
  ];
  for (const [kind, name, times, verdict] of cells) {
    it(`Given ${name} (${times}) for ${kind}, When verify runs, Then it is ${verdict}, and no fail turns to pass`, async () => {
      const cell = cellsOf(plain).find(
        (each) => each.kind.name.startsWith(kind) && each.fault.name === name && each.times === times
      );
      expect(cell, plain.kinds.map((each) => each.name).join('\n')).to.not.equal(undefined);
      if (cell === undefined) return;
      const judged = await runCell(stage, 'verify', plain, cell, 'http://localhost:1');
      expect(judged.reasons).to.deep.equal([]);
      expect(judged.verdict).to.equal(verdict);
    });
  }

  it('Given the columns of the table, When they are read, Then each fault has a name of its own', () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).to.equal(FAULTS.length);
    expect(fault('hang').isSlow).to.equal(true);
  });

  it('Given findings that went without a word, When they are judged, Then the table is not blind to it', () => {
    const all = [...plain.findings.values()];
    const [failed] = all.filter(({ status }) => status === 'fail');
    const without = all.filter(({ item }) => item !== failed?.item);
    expect(wrongFindings(plain, all)).to.deep.equal([]);
    expect(wrongFindings(plain, without)).to.deep.equal([`${failed?.item} is gone`]);
    const passed = all.map((finding) => (finding === failed ? { ...finding, status: 'pass' as const } : finding));
    expect(wrongFindings(plain, passed).join()).to.include('was fail, is pass');
    const skipped = all.map((finding) =>
      finding.item === failed?.item ? { ...finding, status: 'skip' as const } : finding
    );
    expect(wrongFindings(plain, skipped).join()).to.include('was fail, is said to be well');
  });
});
