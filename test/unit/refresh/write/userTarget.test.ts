import { expect } from 'chai';
import type { Change, UserWrite } from '../../../../src/checklist/item.ts';
import { readUserPart, sendUser } from '../../../../src/refresh/write/userTarget.ts';
import { toUndo } from '../../../../src/refresh/rollback/undo.ts';
import type { JournalEntry } from '../../../../src/refresh/directory/journal.ts';
import type { OrgWriter } from '../../../../src/salesforce/types.ts';
import { caught } from '../../support/caught.ts';
import { orgStub } from '../../support/reader.ts';
import { NEW_ORG_ID } from '../../support/situation.ts';

const USERNAME = 'qa@acme.example.uat';
const PART: UserWrite = { kind: 'user', username: USERNAME, part: 'user', fields: { LastName: 'One' } };
const ASSIGNED: UserWrite = {
  kind: 'user',
  username: USERNAME,
  part: 'assignment',
  object: 'PermissionSetAssignment',
  userField: 'AssigneeId',
  fields: { PermissionSetId: '0PS1', ExpirationDate: '2027-01-01T00:00:00.000+0000' },
};
const PASSWORD: UserWrite = { kind: 'user', username: USERNAME, part: 'password' };

const change = (write: UserWrite, after = true): Change & { write: UserWrite } => ({
  item: 'test-users',
  target: `${USERNAME} ${write.part}`,
  severity: 'normal',
  before: !after,
  after,
  reason: '',
  write,
});

/** Sends one part to an org that has the user, or not; answers what was written. */
const sent = async (write: UserWrite, { after = true, there = true } = {}): Promise<unknown[]> => {
  const calls: unknown[] = [];
  const note =
    (...name: string[]) =>
    (...given: unknown[]): Promise<string> => {
      calls.push([...name, ...given]);
      return Promise.resolve('id');
    };
  const writer = { create: note('create'), update: note('update'), resetPassword: note('reset') };
  const reader = orgStub({ queries: [[/FROM User/, there ? [{ Id: '005Q', IsActive: true }] : []]] });
  await sendUser(writer as unknown as OrgWriter, reader, [change(write, after)]);
  return calls;
};

describe('a test user, written', () => {
  it('Given each part, when sent, then the user is created by name, and the others go to whoever has the name then', async () => {
    expect(await sent(PART)).to.deep.equal([
      ['create', 'User', { LastName: 'One', Username: USERNAME, IsActive: true }],
    ]);
    expect(await sent(ASSIGNED)).to.deep.equal([
      ['create', 'PermissionSetAssignment', { ...(ASSIGNED as { fields: object }).fields, AssigneeId: '005Q' }],
    ]);
    expect(await sent(PASSWORD)).to.deep.equal([['reset', '005Q']]);
  });

  it('Given a created user, when taken back, then it is deactivated', async () => {
    expect(await sent(PART, { after: false })).to.deep.equal([['update', 'User', '005Q', { IsActive: false }]]);
  });

  it('Given a user that could not be created, when assigned, then the error says so', async () => {
    const error = await caught(() => sent(ASSIGNED, { there: false }));
    expect(error.message).to.contain(USERNAME);
  });

  it('Given each part, when read back, then it is told by what is there, an end date left aside; an email by nothing', async () => {
    const reader = orgStub({
      queries: [
        [/FROM User /, [{ Id: '005Q', IsActive: true }]],
        [/FROM PermissionSetAssignment/, [{ Id: '0Pa1' }]],
      ],
    });
    expect(await readUserPart(reader, PART)).to.deep.equal({ id: '005Q', value: true });
    expect(await readUserPart(reader, ASSIGNED)).to.deep.equal({ id: '0Pa1', value: true });
    expect(reader.asked.at(-1)).to.contain("PermissionSetId = '0PS1' AND AssigneeId = '005Q'").and.not.contain('2027');
    expect(await readUserPart(reader, PASSWORD)).to.equal(undefined);
    const empty = orgStub({ queries: [[/./, []]] });
    expect(await readUserPart(empty, PART)).to.deep.equal({ id: null, value: false });
    expect(await readUserPart(empty, ASSIGNED)).to.deep.equal({ id: null, value: false });
  });

  it('Given a run that created, assigned and mailed, when it is to be undone, then the creation only; of another user the assignment too', () => {
    const entry = (write: UserWrite): JournalEntry => ({
      schemaVersion: 1,
      run: 'one',
      at: '2026-11-21T18:00:00.000Z',
      orgId: NEW_ORG_ID,
      event: 'confirmed',
      change: change(write),
    });
    const all = toUndo([PART, ASSIGNED, PASSWORD].map(entry), NEW_ORG_ID);
    expect(
      all?.places.map(
        ({
          links: [
            {
              change: { write },
            },
          ],
        }) => write
      )
    ).to.deep.equal([PART]);
    const other = toUndo([ASSIGNED, PASSWORD].map(entry), NEW_ORG_ID);
    expect(
      other?.places.map(
        ({
          links: [
            {
              change: { write },
            },
          ],
        }) => write
      )
    ).to.deep.equal([ASSIGNED]);
  });
});
