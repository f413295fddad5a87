import { expect } from 'chai';
import type { Change } from '../../../../../src/checklist/item.ts';
import type { TestUser } from '../../../../../src/checklist/people/testUsers/facts.ts';
import { testUsers } from '../../../../../src/checklist/people/testUsers/index.ts';
import { readUserPart, sendUser } from '../../../../../src/refresh/write/userTarget.ts';
import type { OrgWriter } from '../../../../../src/salesforce/types.ts';
import { orgStub } from '../../../support/reader.ts';
import { answers, situation } from '../../../support/situation.ts';
import { testUser, testUsersFacts } from '../../../support/testUsers.ts';

const BOSS = 'boss@acme.example.uat';
const QA = 'qa@acme.example.uat';
const WRITE = { kind: 'user', username: QA, part: 'manager' } as const;

const manager = { id: '005OLD', name: BOSS };
const plan = (before: TestUser[], now: TestUser[], users = [QA, BOSS]): Change[] =>
  testUsers.plan?.(
    situation({
      before: testUsersFacts(before),
      now: testUsersFacts(now),
      answers: { ...answers(), preserve: { ...answers().preserve, users } },
    })
  ) ?? [];
const brief = (changes: Change[]): unknown[] =>
  changes.map(({ target, after, write }) => [target, after, 'part' in write]);

describe('a manager who is created in the same run', () => {
  it('Given both are to be created, When planned, Then the manager is set by name, once everybody is there', () => {
    expect(brief(plan([testUser(QA, { manager }), testUser(BOSS)], []))).to.deep.equal([
      [QA, true, true],
      [BOSS, true, true],
      [`${QA} › Manager`, BOSS, true],
    ]);
  });

  it('Given the user is there without a manager, When planned, Then the same', () => {
    const changes = plan([testUser(QA, { manager }), testUser(BOSS)], [testUser(QA)]);
    expect(brief(changes)).to.deep.equal([
      [BOSS, true, true],
      [`${QA} › Manager`, BOSS, true],
    ]);
    expect(changes[1].before).to.equal(null);
  });

  it('Given the manager was inactive, or nobody keeps it, When planned, Then it is not waited for', () => {
    const inactive = testUser(BOSS, { user: { isActive: false } });
    expect(brief(plan([testUser(QA, { manager }), inactive], []))).to.deep.equal([[QA, true, true]]);
    expect(brief(plan([testUser(QA, { manager })], [], [QA]))).to.deep.equal([[QA, true, true]]);
  });

  it('Given the change, When it is sent, read and taken back, Then the manager is whoever has the name then, and nobody afterwards', async () => {
    const sent: unknown[] = [];
    const writer = {
      update: (...given: unknown[]) => {
        sent.push(given);
        return Promise.resolve();
      },
    } as unknown as OrgWriter;
    const row = (Id: string, Manager: object | null): object => ({ Id, IsActive: true, Manager });
    const reader = orgStub({
      queries: [
        [/Username = 'boss/, [row('005BOSS', null)]],
        [/Username = 'qa/, [row('005QA', { Username: BOSS })]],
      ],
    });
    const change = {
      item: 'test-users',
      target: '',
      severity: 'normal',
      before: null,
      reason: '',
      write: WRITE,
    } as const;
    await sendUser(writer, reader, [{ ...change, after: BOSS }]);
    await sendUser(writer, reader, [{ ...change, after: null }]);
    expect(sent).to.deep.equal([
      ['User', '005QA', { ManagerId: '005BOSS' }],
      ['User', '005QA', { ManagerId: null }],
    ]);
    expect(await readUserPart(reader, WRITE)).to.deep.equal({ id: '005QA', value: BOSS });
  });
});
