import { expect } from 'chai';
import { toOrgError } from '../../../../src/salesforce/errors.ts';
import { apply, type Attempt } from '../../../../src/refresh/write/apply.ts';
import type { Journal } from '../../../../src/refresh/directory/journal.ts';
import type { Change } from '../../../../src/checklist/item.ts';
import type { OrgWriter, RecordFields } from '../../../../src/salesforce/types.ts';
import { caught } from '../../support/caught.ts';
import { recordChange } from '../../support/changes.ts';
import { orgStub } from '../../support/reader.ts';

type Bench = { done: string[]; run: (changes: readonly Change[]) => Promise<Attempt[]> };

/** Notes, in order, what was journalled and what was sent; `refuse` decides what the org says to a write. */
const bench = (refuse: (id: string | null) => Error | undefined = () => undefined): Bench => {
  const done: string[] = [];
  const journal: Journal = {
    path: 'journal',
    write: async (event, { target }) => Promise.resolve(void done.push(`${event} ${target}`)),
    close: () => Promise.resolve(),
  };
  const sent = (id: string | null, fields: RecordFields): void => {
    done.push(`${id === null ? 'create' : `update ${id}`} ${JSON.stringify(fields)}`);
    const refused = refuse(id);
    if (refused) throw refused;
  };
  const writer = {
    update: async (_object: string, id: string, fields: RecordFields) => Promise.resolve(sent(id, fields)),
    create: async (_object: string, fields: RecordFields) => Promise.resolve(sent(null, fields)).then(() => 'a99'),
  } as unknown as OrgWriter;
  return { done, run: (changes) => apply({ writer, reader: orgStub({}), directory: '/nowhere' }, journal, changes) };
};

const refusal = (code: string, status?: number): Error =>
  toOrgError({ code, message: 'no', status }, 'uat', 'https://x.example', 'S__c a01');
const answersOf = (attempts: readonly Attempt[]): string[] => attempts.map(({ answer }) => answer);

describe('apply', () => {
  it('Given changes, when they are applied, then each stands in the journal before it leaves', async () => {
    const { done, run } = bench();
    const attempts = await run([recordChange({ field: 'A__c' }), recordChange({ field: 'B__c' })]);
    expect(done).to.deep.equal([
      'attempt a01 A__c',
      'update a01 {"A__c":"new"}',
      'answered a01 A__c',
      'attempt a01 B__c',
      'update a01 {"B__c":"new"}',
      'answered a01 B__c',
    ]);
    expect(answersOf(attempts)).to.deep.equal(['accepted', 'accepted']);
  });

  it('Given parts of users of which the first needs the second, when they are applied, then it is sent again; what is refused for good is, as long as one is accepted', async () => {
    const part = (object: string): Change => ({
      ...recordChange({ field: object }),
      write: {
        kind: 'user',
        username: 'ana@x.example',
        part: 'assignment',
        object,
        fields: {},
        userField: 'UserId',
      },
    });
    const done: string[] = [];
    const journal: Journal = {
      path: 'journal',
      write: async (event, { target }) => Promise.resolve(void done.push(`${event} ${target}`)),
      close: () => Promise.resolve(),
    };
    const there = new Set<string>();
    const writer = {
      create: async (object: string) => {
        if (object === 'Never' || (object === 'First' && !there.has('Second')))
          throw refusal('INVALID_CROSS_REFERENCE_KEY');
        there.add(object);
        return Promise.resolve('a99');
      },
    } as unknown as OrgWriter;
    const reader = orgStub({ queries: [[/FROM User/, [{ Id: '005', IsActive: true, Manager: null }]]] });
    const attempts = await apply(
      { writer, reader, directory: '/nowhere' },
      journal,
      ['Never', 'First', 'Second'].map(part)
    );
    expect(answersOf(attempts)).to.deep.equal(['refused', 'accepted', 'accepted']);
    expect(done.filter((line) => line.startsWith('attempt')).length).to.equal(6);
  });

  it('Given a record and a component of which the first needs the second, when they are applied, then the first is sent again; a new record is not', async () => {
    const component: Change = {
      ...recordChange({ field: 'Site' }),
      write: { kind: 'metadata', type: 'RemoteSiteSetting', fullName: 'Site', field: 'url' },
    };
    const there = new Set<string>();
    let created = 0;
    const writer = {
      update: () =>
        there.has('Site') ? Promise.resolve() : Promise.reject(refusal('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY')),
      create: () => {
        created += 1;
        return Promise.reject(refusal('FIELD_INTEGRITY_EXCEPTION'));
      },
      upsertMetadata: () => Promise.resolve(void there.add('Site')),
    } as unknown as OrgWriter;
    const journal: Journal = { path: 'j', write: () => Promise.resolve(), close: () => Promise.resolve() };
    const changes = [recordChange(), recordChange({ id: null, field: 'B__c', defaults: {} }), component];
    const attempts = await apply({ writer, reader: orgStub({}), directory: '/nowhere' }, journal, changes);
    expect(answersOf(attempts)).to.deep.equal(['accepted', 'refused', 'accepted']);
    expect(created).to.equal(1);
  });

  it('Given a change that is refused and nothing that comes after it, when applied, then it is sent once', async () => {
    const { done, run } = bench((id) => (id === 'a02' ? refusal('FIELD_CUSTOM_VALIDATION_EXCEPTION') : undefined));
    await run([recordChange(), recordChange({ id: 'a02' })]);
    expect(done.filter((step) => step === 'attempt a02 A__c')).to.have.length(1);
  });

  it('Given a journal that cannot be written, when changes are applied, then none leaves', async () => {
    const sent: string[] = [];
    const journal: Journal = {
      path: 'journal',
      write: () => Promise.reject(new Error('disk full')),
      close: () => Promise.resolve(),
    };
    const writer = { update: async (...args: unknown[]) => Promise.resolve(void sent.push(String(args))) };
    const org = { writer: writer as unknown as OrgWriter, reader: orgStub({}), directory: '/nowhere' };
    expect((await caught(() => apply(org, journal, [recordChange()]))).message).to.equal('disk full');
    expect(sent).to.deep.equal([]);
  });

  it('Given fields of one new record, when they are applied, then one request creates it whole', async () => {
    const { done, run } = bench();
    const defaults = { SetupOwnerId: '00D1' };
    const fresh = (field: string): Change => recordChange({ id: null, field, defaults });
    const attempts = await run([fresh('A__c'), fresh('B__c'), recordChange({ id: 'a01' })]);
    expect(done.filter((step) => /^(create|update)/.test(step))).to.deep.equal([
      'create {"SetupOwnerId":"00D1","A__c":"new","B__c":"new"}',
      'update a01 {"A__c":"new"}',
    ]);
    expect(done.slice(0, 2)).to.deep.equal(['attempt new A__c', 'attempt new B__c']);
    expect(answersOf(attempts)).to.deep.equal(['accepted', 'accepted', 'accepted']);
  });

  it('Given two new records of one object, when they are applied, then they are not run together', async () => {
    const { done, run } = bench();
    await run(['00e1', '00e2'].map((SetupOwnerId) => recordChange({ id: null, defaults: { SetupOwnerId } })));
    expect(done.filter((step) => step.startsWith('create'))).to.have.length(2);
  });

  for (const code of ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'UNABLE_TO_LOCK_ROW', 'ECONNRESET']) {
    it(`Given ${code} for one change, when changes are applied, then the others are applied all the same`, async () => {
      const { done, run } = bench((id) => (id === 'a01' ? refusal(code) : undefined));
      const attempts = await run([recordChange(), recordChange({ id: 'a02' })]);
      expect(answersOf(attempts)).to.deep.equal(['refused', 'accepted']);
      expect(attempts[0].error).to.contain('uat');
      expect(done).to.include('refused a01 A__c').and.include('answered a02 A__c');
    });
  }

  const ends: Array<[string, number | undefined]> = [
    ['INVALID_SESSION_ID', 401],
    ['ERROR_HTTP_401', 401],
    ['REQUEST_LIMIT_EXCEEDED', 403],
  ];
  for (const [code, status] of ends) {
    it(`Given ${code}, when changes are applied, then nothing more is sent, and the rest says why`, async () => {
      const { done, run } = bench(() => refusal(code, status));
      const attempts = await run([recordChange(), recordChange({ id: 'a02' }), recordChange({ id: 'a03' })]);
      expect(answersOf(attempts)).to.deep.equal(['refused', 'not-sent', 'not-sent']);
      expect(attempts[2].error).to.equal(attempts[0].error);
      expect(done.join()).not.to.contain('a02');
    });
  }

  it('Given an error that nobody foresaw, when it comes, then it is journalled and reported, and the next change goes out', async () => {
    const { run } = bench((id) => (id === 'a01' ? new RangeError('a mistake in the program') : undefined));
    const attempts = await run([recordChange(), recordChange({ id: 'a02' })]);
    expect(attempts.map(({ answer }) => answer)).to.deep.equal(['refused', 'accepted']);
    expect(attempts[0].error).to.contain('a mistake in the program');
  });

  describe('a new user without a value that was refused', () => {
    const change = (username: string): Change => ({
      ...recordChange({ field: username }),
      after: true,
      write: { kind: 'user', username, part: 'user', fields: { LastName: 'One', CommunityNickname: 'one' } },
    });
    const journal: Journal = {
      path: 'journal',
      write: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    /** What the org says to each creation of `one`, in turn; `two` is accepted, so that there is another round. */
    const attemptsWith = async (answers: Array<Error | undefined>): Promise<Attempt[]> => {
      const writer = {
        create: (_: string, { Username }: RecordFields) => {
          const error = Username === 'one' ? answers.shift() : undefined;
          return error ? Promise.reject(error) : Promise.resolve('005N');
        },
      } as unknown as OrgWriter;
      return apply({ writer, reader: orgStub({}), directory: '/nowhere' }, journal, [change('one'), change('two')]);
    };
    const told = ([{ answer, failures }]: readonly Attempt[]): string[] => [answer, ...failures.map(({ id }) => id)];

    it('Given a nickname that is refused and an answer that then gets lost, when applied, then the nickname is told', async () => {
      const attempts = await attemptsWith([refusal('DUPLICATE_COMM_NICKNAME'), refusal('ETIMEDOUT')]);
      expect(told(attempts)).to.deep.equal(['refused', 'CommunityNickname']);
    });

    it('Given that, and a later round that hears that the user is there, when applied, then the nickname is still told', async () => {
      const attempts = await attemptsWith([
        refusal('DUPLICATE_COMM_NICKNAME'),
        new Error('nobody foresaw it'),
        toOrgError(
          { code: 'DUPLICATE_USERNAME', message: 'no', fields: ['Username'] },
          'uat',
          'https://x.example',
          'User'
        ),
      ]);
      expect(told(attempts)).to.deep.equal(['refused', 'CommunityNickname']);
    });

    it('Given a later round in which the org takes it whole, when applied, then nothing is told', async () => {
      const attempts = await attemptsWith([refusal('DUPLICATE_COMM_NICKNAME'), refusal('ECONNREFUSED'), undefined]);
      expect(told(attempts)).to.deep.equal(['accepted']);
    });
  });
});
