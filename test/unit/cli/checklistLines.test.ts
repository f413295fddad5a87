import { expect } from 'chai';
import { checklist } from '../../../src/checklist/index.ts';
import { checklistLines, stateText } from '../../../src/cli/checklistLines.ts';
import type { LineState } from '../../../src/refresh/directory/checklistState.ts';
import { bundles } from '../support/messages.ts';

describe('the words of the checklist', () => {
  it('Given every line, When its words are looked for, Then it says what it reads, and what it changes if it plans changes; there are no others', () => {
    const bundle = bundles().find(({ name }) => name === 'checklist.items');
    const keys = (bundle?.entries ?? []).map(([key]) => key).filter((key) => !key.startsWith('state.'));
    expect(keys).to.have.members(
      checklist.flatMap((item) => [`${item.id}.reads`, ...(item.plan ? [`${item.id}.changes`] : [])])
    );
  });

  it('Given every line, When it is listed, Then its words are one line each, and no sentence', () => {
    for (const { id, reads, changes } of checklistLines(undefined))
      for (const words of [reads, changes ?? 'nothing']) expect(words, id).to.match(/^[^\n]{5,200}[^.\n]$/);
  });

  it('Given every line, When it is listed, Then prepare looks at it, verify unless it is before the refresh, repoint where it plans', () => {
    const lines = checklistLines(undefined);
    for (const item of checklist) {
      const { id, onlyBeforeRefresh } = item;
      const { commands, changes } = lines.find((line) => line.id === id) ?? {};
      expect(commands, id).to.deep.equal([
        'prepare',
        ...(item.plan ? ['repoint'] : []),
        ...(onlyBeforeRefresh ? [] : ['verify']),
      ]);
      expect(changes === null, id).to.equal(item.plan === undefined);
    }
  });
});

describe('stateText', () => {
  const state = (own: Partial<LineState>): LineState => ({ recordedAt: null, lastStatus: null, waived: 0, ...own });

  it('Given what is known of a line, When it is told, Then it is told in words', () => {
    const both = ['prepare', 'verify'] as const;
    expect(stateText(state({}), both)).to.equal('not recorded; not verified yet');
    expect(stateText(state({ recordedAt: '2027-01-15T08:00:00.000Z', lastStatus: 'fail' }), both)).to.equal(
      'recorded on 2027-01-15; last verify: FAIL'
    );
    expect(stateText(state({ lastStatus: 'warn', waived: 2 }), both)).to.equal(
      'not recorded; last verify: warn; 2 waived'
    );
    expect(stateText(state({ lastStatus: 'skip', waived: 1 }), both)).to.equal('not recorded; last verify: waived');
    expect(stateText(state({}), ['prepare'])).to.equal('not recorded');
  });
});
