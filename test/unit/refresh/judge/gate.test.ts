import { expect } from 'chai';
import { finding } from '../../../../src/checklist/finding.ts';
import type { Finding, ItemId } from '../../../../src/checklist/item.ts';
import { prepareExitCode, refuseBlindGate, verdictOf } from '../../../../src/refresh/judge/gate.ts';
import { select } from '../../../../src/refresh/judge/selection.ts';
import { answers } from '../../support/situation.ts';

const one = (status: Finding['status'], item: ItemId = 'policy'): Finding => finding(item, `${item} ${status}`, status);
const lines = select('prepare').selected;
const ending = answers({ refresh: { dataStrategy: 'decommission' } });

type Given = {
  findings?: readonly Finding[];
  notices?: readonly Finding[];
  decommission?: boolean;
  withheld?: readonly Finding[];
};

const verdict = ({
  findings = [],
  notices = [],
  decommission = false,
  withheld = [],
}: Given): ReturnType<typeof verdictOf> =>
  verdictOf({ findings, notices, lines, answers: decommission ? ending : answers(), withheld });
const codes = (given: Given): number[] => [true, false].map((gate) => prepareExitCode(verdict(given), gate));

describe('the gate of prepare', () => {
  for (const [name, given, asGate, without] of [
    ['nothing against it', { findings: [one('pass'), one('warn'), one('skip')] }, 0, 0],
    ['a line that fails', { findings: [one('fail'), one('manual')] }, 1, 0],
    ['a step left for people', { findings: [one('manual', 'active-users')] }, 68, 0],
    ['something that could not be kept', { findings: [one('fail', 'records')] }, 68, 68],
    ['a failure of a line that has no say in it', { findings: [one('fail', 'logik-tenant')] }, 0, 0],
    ['a step of a line that has no say in it', { findings: [one('manual', 'connected-apps')] }, 0, 0],
    ['a waiver that is over, whatever its line', { notices: [one('fail', 'trusted-url')] }, 1, 0],
    ['a waiver that covers nothing', { notices: [one('warn', 'trusted-url')] }, 0, 0],
    ['no backup, and Logik stays', { findings: [one('fail', 'logik-backup')] }, 68, 68],
    ['no backup, and Logik ends', { findings: [one('fail', 'logik-backup')], decommission: true }, 1, 68],
    ['a case that would name production', { withheld: [one('fail', 'logik-tenant')] }, 1, 1],
    ['a case whose environment nobody vouches for', { withheld: [one('manual', 'logik-tenant')] }, 68, 68],
    ['a waived backup, and Logik ends', { findings: [one('skip', 'logik-backup')], decommission: true }, 0, 0],
  ] as const) {
    it(`Given ${name}, when prepare ends, then it exits ${asGate} as a gate, else ${without}`, () => {
      expect(codes(given)).to.deep.equal([asGate, without]);
    });
  }

  it('Given all kinds of findings, when they are judged, then each that counts is told once', () => {
    const { shut, left } = verdict({
      findings: [
        one('fail'),
        one('manual', 'target'),
        one('fail', 'records'),
        one('warn'),
        one('fail', 'logik-backup'),
      ],
      notices: [one('fail', 'trusted-url')],
      decommission: true,
    });
    expect(shut.map(({ item }) => item)).to.deep.equal(['policy', 'logik-backup', 'trusted-url']);
    expect(left.map(({ item }) => item)).to.deep.equal(['target', 'records']);
  });

  it('Given lines that it judges are left out, when it is asked, then it refuses; other lines may be', () => {
    const refused = (skip: string[], decommission = false): boolean => {
      try {
        refuseBlindGate(select('prepare', { skip }), decommission ? ending : answers());
        return false;
      } catch (error) {
        return (error as Error).name === 'BlindGateError';
      }
    };
    expect(refused(['policy'])).to.equal(true);
    expect(refused(['logik-backup'])).to.equal(false);
    expect(refused(['logik-backup'], true)).to.equal(true);
    expect(refused(['trusted-url'])).to.equal(false);
  });
});
