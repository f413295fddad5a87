import { expect } from 'chai';
import type { JournalEntry, JournalEvent } from '../../../src/refresh/journal.ts';
import { invert, runToUndo } from '../../../src/refresh/rollback.ts';
import { recordChange } from '../support/changes.ts';
import { NEW_ORG_ID } from '../support/situation.ts';

const entry = (run: string, event: JournalEvent, field = 'A__c', own: Partial<JournalEntry> = {}): JournalEntry => ({
  schemaVersion: 1,
  run,
  at: '2027-01-15T10:00:00.000Z',
  orgId: NEW_ORG_ID,
  event,
  change: recordChange({ field }),
  ...own,
});
const undo = (field: string): JournalEntry => entry('undo', 'confirmed', field, { undoes: 'two' });
const chosen = (...entries: JournalEntry[]): unknown => {
  const found = runToUndo(entries, NEW_ORG_ID);
  return found && [found.run, ...found.changes.map(({ target }) => target)];
};

describe('runToUndo', () => {
  for (const event of ['attempt', 'answered', 'unconfirmed', 'confirmed'] as const) {
    it(`Given a newest run that ended at ${event}, when it is looked for, then it is the one to undo`, () => {
      expect(chosen(entry('one', 'confirmed'), entry('two', event))).to.deep.equal(['two', 'a01 A__c']);
    });
  }

  it('Given a newest run that was taken back, when it is looked for again, then nothing older is', () => {
    expect(chosen(entry('one', 'confirmed'), entry('two', 'confirmed'), undo('A__c'))).to.equal(undefined);
  });

  it('Given a rollback that got half-way, when it is tried again, then the rest is left to undo', () => {
    const two = [entry('two', 'confirmed'), entry('two', 'confirmed', 'B__c')];
    expect(chosen(...two, undo('A__c'))).to.deep.equal(['two', 'a01 B__c']);
  });
});

describe('invert', () => {
  it('Given a change away from production, when it is inverted, then the reason says where it leads', () => {
    expect(invert(recordChange({}, { severity: 'critical' })).reason).to.match(/^PRODUCTION: /);
    expect(invert(recordChange()).reason).not.to.contain('PRODUCTION');
  });
});
