import { expect } from 'chai';
import type { Change, Scalar, UserWrite } from '../../../../src/checklist/item.ts';
import { passwordsOwed } from '../../../../src/refresh/directory/history.ts';
import type { JournalEntry, JournalEvent } from '../../../../src/refresh/directory/journal.ts';
import { recordChange } from '../../support/changes.ts';
import { NEW_ORG_ID, OLD_ORG_ID } from '../../support/situation.ts';

const QA = { id: '005Q', username: 'qa@acme.example.uat' };
const entry = (change: Change, event: JournalEvent, own: Partial<JournalEntry> = {}): JournalEntry => ({
  schemaVersion: 1,
  run: 'one',
  at: '2027-01-15T10:00:00.000Z',
  orgId: NEW_ORG_ID,
  event,
  change,
  ...own,
});
const part = (which: 'user' | 'password', after: Scalar = true): Change => {
  const username = 'QA@acme.example.uat';
  const write: UserWrite =
    which === 'user' ? { kind: 'user', username, part: 'user', fields: {} } : { kind: 'user', username, part: which };
  return { ...recordChange(), before: !after, after, write };
};
const active = (after: Scalar): Change =>
  recordChange({ object: 'User', id: QA.id, field: 'IsActive' }, { before: !after, after });

const MADE = entry(part('user'), 'confirmed');
const MAILED = entry(part('password'), 'confirmed');
const cases: Array<[string, JournalEntry[], boolean]> = [
  ['nothing', [], false],
  ['a user that was created and not written to', [MADE], true],
  ['a user that was not created after all', [entry(part('user'), 'unconfirmed')], false],
  ['a user that was created and written to', [MADE, MAILED], false],
  ['an email that was refused', [MADE, entry(part('password'), 'refused')], true],
  ['a user who was activated', [entry(active(true), 'confirmed')], true],
  ['a user who was activated after the email', [MAILED, entry(active(true), 'confirmed')], true],
  ['a user who was deactivated', [entry(active(false), 'confirmed')], false],
  ['a rollback', [entry(active(true), 'confirmed', { undoes: 'zero' })], false],
  ['another org', [{ ...MADE, orgId: OLD_ORG_ID }], false],
];

describe('passwordsOwed', () => {
  for (const [what, journal, owed] of cases) {
    it(`Given a journal of ${what}, When asked, Then an email is ${owed ? '' : 'not '}owed`, () => {
      expect(passwordsOwed(journal, NEW_ORG_ID)(QA)).to.equal(owed);
      expect(passwordsOwed(journal, NEW_ORG_ID)({ id: '005X', username: 'x@acme.example.uat' })).to.equal(false);
    });
  }
});
