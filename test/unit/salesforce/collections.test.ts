import { expect } from 'chai';
import { collectionCreate, collectionUpdate } from '../../../src/salesforce/collections.ts';
import type { OrgRequest } from '../../../src/salesforce/http.ts';
import type { RowResult } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';
import { failure, httpStub, ROOT, told } from './httpStub.ts';

type Sent = { allOrNone: boolean; records: Array<{ attributes: { type: string }; Id: string }> };

const rowsOf = (count: number): Array<{ Id: string; Family: string }> =>
  Array.from({ length: count }, (_, index) => ({ Id: `01t${index}`, Family: 'x' }));

const saved = ({ body }: OrgRequest): object[] =>
  (body as Sent).records.map(({ Id }) => ({ id: Id, success: true, errors: [] }));

const update = async (
  count: number,
  respond: (request: OrgRequest) => unknown
): Promise<{ results: RowResult[]; sent: OrgRequest[] }> => {
  const { http, sent } = httpStub(respond);
  return { results: await collectionUpdate(http, ROOT, 'Product2', rowsOf(count)), sent };
};

const tally = (results: readonly RowResult[]): Record<string, number> =>
  results.reduce<Record<string, number>>((all, { outcome }) => ({ ...all, [outcome]: (all[outcome] ?? 0) + 1 }), {});

describe('collectionUpdate', () => {
  it('Given 450 rows, when they are updated, then calls of at most 200 follow one another, and none is all or nothing', async () => {
    const { results, sent } = await update(450, saved);
    expect(results).to.deep.equal(rowsOf(450).map(({ Id }) => ({ id: Id, outcome: 'updated' })));
    expect(told(sent)).to.deep.equal(Array(3).fill('PATCH /composite/sobjects'));
    expect(sent.map(({ body }) => (body as Sent).records.length)).to.deep.equal([200, 200, 50]);
    expect(sent[0].body).to.have.property('allOrNone', false);
    expect((sent[0].body as Sent).records[0]).to.deep.equal({
      attributes: { type: 'Product2' },
      Id: '01t0',
      Family: 'x',
    });
  });

  it('Given a row that fails, when it is updated, then code and message are its own, without secrets', async () => {
    const { results } = await update(2, (request) => [
      saved(request)[0],
      { success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message: 'busy: sid=1 Bearer abc' }] },
    ]);
    expect(results).to.deep.equal([
      { id: '01t0', outcome: 'updated' },
      { id: '01t1', outcome: 'failed', code: 'UNABLE_TO_LOCK_ROW', message: 'busy: sid=1 Bearer <redacted>' },
    ]);
  });

  for (const answer of [null, {}, []]) {
    it(`Given the answer ${JSON.stringify(answer)}, when rows are updated, then they are unprocessed`, async () => {
      expect(tally((await update(2, () => answer)).results)).to.deep.equal({ unprocessed: 2 });
    });
  }

  it('Given one lost answer, when rows are updated, then its rows are unprocessed with the reason, and the others go on', async () => {
    let calls = 0;
    const { results, sent } = await update(600, (request) =>
      (calls += 1) === 2 ? Promise.reject(failure('UND_ERR_SOCKET')) : saved(request)
    );
    expect(sent).to.have.length(3);
    expect(tally(results)).to.deep.equal({ updated: 400, unprocessed: 200 });
    expect(results[200]).to.have.property('reason').that.contains('UND_ERR_SOCKET');
  });

  it('Given lost answers with good ones between, when rows are updated, then every call is made', async () => {
    let calls = 0;
    const { sent } = await update(1000, (request) =>
      (calls += 1) % 2 === 0 ? Promise.reject(failure('UND_ERR_SOCKET')) : saved(request)
    );
    expect(sent).to.have.length(5);
  });

  it('Given the first answer lost, when rows are updated, then nothing is thrown', async () => {
    const { results } = await update(1, () => Promise.reject(failure('UND_ERR_SOCKET')));
    expect(tally(results)).to.deep.equal({ unprocessed: 1 });
  });

  it('Given two lost answers in a row, when rows are updated, then the rest is not even sent', async () => {
    const { results, sent } = await update(800, () => Promise.reject(failure('TIMEOUT')));
    expect(sent).to.have.length(2);
    expect(tally(results)).to.deep.equal({ unprocessed: 800 });
    expect(results[799]).to.have.property('reason').that.contains('not sent');
  });

  it('Given an org that refuses the first call, when rows are updated, then that is thrown: nothing was written', async () => {
    const call = (): Promise<unknown> =>
      update(1, () => Promise.reject(failure('INVALID_SESSION_ID', { status: 401 })));
    expect(await caught(call)).to.include({ name: 'SessionExpiredError' });
  });

  it('Given an org that refuses a later call, when rows are updated, then what was written is told, and the rest not sent', async () => {
    let calls = 0;
    const { results, sent } = await update(600, (request) =>
      (calls += 1) === 2 ? Promise.reject(failure('REQUEST_LIMIT_EXCEEDED')) : saved(request)
    );
    expect(sent).to.have.length(2);
    expect(tally(results)).to.deep.equal({ updated: 200, unprocessed: 400 });
  });

  it('Given a later call that is refused for its own sake, when rows are updated, then the calls after it are made', async () => {
    let calls = 0;
    const { results, sent } = await update(600, (request) =>
      (calls += 1) === 2 ? Promise.reject(failure('REQUEST_RUNNING_TOO_LONG')) : saved(request)
    );
    expect(sent).to.have.length(3);
    expect(tally(results)).to.deep.equal({ updated: 400, unprocessed: 200 });
  });

  it('Given no rows, when they are updated, then nothing is sent', async () => {
    expect((await update(0, saved)).sent).to.deep.equal([]);
  });
});

describe('collectionCreate', () => {
  const rows = [{ Name: 'a' }, { Name: 'b' }];

  it('Given rows, when they are created, then each has the ID that it got, or its own error', async () => {
    const { http, sent } = httpStub(() => [
      { id: 'a001', success: true, errors: [] },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', message: 'Code__c' }] },
    ]);
    expect(await collectionCreate(http, ROOT, 'Site__c', { rows })).to.deep.equal([
      { id: 'a001', outcome: 'created' },
      { id: null, outcome: 'failed', code: 'REQUIRED_FIELD_MISSING', message: 'Code__c' },
    ]);
    expect(told(sent)).to.deep.equal(['POST /composite/sobjects']);
    expect((sent[0].body as Sent).records[0]).to.deep.equal({ attributes: { type: 'Site__c' }, Name: 'a' });
  });

  it('Given an external ID, when rows are created, then the org finds those that are there', async () => {
    const { http, sent } = httpStub(() => [{ id: 'a001', success: true, created: false, errors: [] }]);
    const results = await collectionCreate(http, ROOT, 'Site__c', { rows, externalId: 'Key__c' });
    expect(results.map(({ outcome }) => outcome)).to.deep.equal(['created', 'unprocessed']);
    expect(told(sent)).to.deep.equal(['PATCH /composite/sobjects/Site__c/Key__c']);
  });
});
