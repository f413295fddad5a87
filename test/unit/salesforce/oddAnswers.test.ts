import { expect } from 'chai';
import { collectionCreate, collectionUpdate } from '../../../src/salesforce/collections.ts';
import { bulkUpdate } from '../../../src/salesforce/bulk/ingest.ts';
import { bulkCsv } from '../../../src/salesforce/bulk/query.ts';
import { restCsv } from '../../../src/salesforce/csv/rest.ts';
import { toOrgError } from '../../../src/salesforce/errors.ts';
import { orgHttp, type RawAnswer } from '../../../src/salesforce/http.ts';
import { statementsById, type Asking } from '../../../src/salesforce/long.ts';
import { observe, timeAt } from '../../../src/salesforce/orgClock.ts';
import { orgReader } from '../../../src/salesforce/reader.ts';
import { urlText } from '../../../src/salesforce/shapes.ts';
import { searchParts } from '../../../src/salesforce/sosl.ts';
import type { OrgReader } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';
import { connectionStub, type SentRequest } from '../support/connection.ts';
import { orgStub } from '../support/reader.ts';
import { collected, contextOf, httpStub, resultPage, withoutPauses } from './httpStub.ts';

const open = (respond: (request: SentRequest) => unknown): { org: OrgReader; sent: SentRequest[] } => {
  const { connection, sent } = connectionStub(respond);
  return { sent, org: orgReader(connection, orgHttp(connection, 'uat'), 'uat', orgStub({}).pages) };
};

/** An answer in JSON that is none to what was asked: this read's own error. */
const expectOdd = async (call: () => Promise<unknown>): Promise<void> => {
  const error = await caught(call);
  expect(error).to.include({ name: 'OrgUnreadableError', scope: 'item' });
  expect(error.message).not.to.match(/undefined|\[object|TypeError/);
};

const ROWS = [
  { Id: 'a0B000000000001AAA', Name: 'x' },
  { Id: 'a0B000000000002AAA', Name: 'y' },
];

describe('answers of another shape', () => {
  withoutPauses();

  it('Given a next page that was read before, when a query, a list of jobs or a CSV follows it, then it ends with an error', async () => {
    const back = '/services/data/v62.0/query/01gX-2000';
    const { org, sent } = open(() => ({ done: false, records: [{ id: '750' }], nextRecordsUrl: back }));
    await expectOdd(() => org.query('SELECT Id FROM A'));
    await expectOdd(() => org.bulkJobs());
    expect(sent.length).to.be.below(12);
    const text = JSON.stringify({ done: false, records: [{ Id: '1' }], nextRecordsUrl: back });
    const { http } = httpStub((): RawAnswer => ({ bytes: Uint8Array.from(Buffer.from(text)), headers: {} }));
    await expectOdd(() => collected(restCsv(contextOf(http), { object: 'A', fields: ['Id'] }, { bulk: false })));
    const bulk = httpStub(({ method, path }) =>
      method === 'POST'
        ? { id: '750' }
        : path.includes('/results')
          ? resultPage('"Id"\n"1"\n', 1, 'MTAwMDA')
          : { id: '750', state: 'JobComplete' }
    );
    await expectOdd(() => collected(bulkCsv(contextOf(bulk.http), { object: 'A', fields: ['Id'] }, { bulk: true })));
  });

  for (const link of [
    'https://evil.example/services/data/v62.0/query/01g',
    '//evil.example/services/data',
    '/services/data/v62.0/../../setup',
    '/secur/logout.jsp',
    'services/data',
    '\\\\evil.example\\services',
  ])
    it(`Given a next page at ${link}, when it is followed, then no request goes there`, async () => {
      const { org, sent } = open(() => ({ done: false, records: [], nextRecordsUrl: link }));
      await expectOdd(() => org.query('SELECT Id FROM A'));
      expect(sent.map(({ url }) => url.split('?')[0])).to.deep.equal(['/services/data/v62.0/query']);
    });

  for (const records of [[null], ['x'], [[]], [1]])
    it(`Given records that are ${JSON.stringify(records)}, when they are read, then they are none`, async () => {
      const { org } = open(() => ({ done: true, records, sobjects: records, fields: records, searchRecords: records }));
      await expectOdd(() => org.query('SELECT Id FROM A'));
      await expectOdd(() => org.bulkJobs());
      await expectOdd(() => org.describe('A'));
      await expectOdd(() => org.describeGlobal());
      await expectOdd(() => org.toolingSearch('FIND {x}'));
    });

  it('Given codes and words that are no texts, when an error is made of them, then it has words all the same', () => {
    for (const odd of [null, 5, {}, [], { toString: 1 }, undefined] as unknown[]) {
      const told = { code: odd, message: odd } as { code: string; message: string };
      expect(toOrgError(told, 'uat', 'https://uat.example', 'A').message).to.match(/^.{20,}$/s);
    }
  });

  it('Given results of saves that are none, when rows are saved, then each row is told as not known', async () => {
    for (const odd of [null, [null, 5], [{ success: 'true' }, {}], {}, [{ success: false, errors: [null] }]]) {
      const { http } = httpStub(() => odd);
      const updated = await collectionUpdate(http, '/x', 'Site__c', ROWS);
      const created = await collectionCreate(http, '/x', 'Site__c', { rows: ROWS });
      for (const { outcome } of [...updated, ...created]) expect(outcome).to.be.oneOf(['unprocessed', 'failed']);
    }
  });

  it('Given states of a job that are none, when rows are uploaded, then each row is told as not known', async () => {
    for (const odd of [null, [], 'JobComplete', { id: 5, state: {} }, { id: '750' }]) {
      const { http } = httpStub(({ method }) => (method === 'POST' ? { id: '750' } : method === 'GET' ? odd : {}));
      const results = await bulkUpdate(contextOf(http), 'Site__c', ROWS, {});
      expect(results.map(({ outcome }) => outcome)).to.deep.equal(['unprocessed', 'unprocessed']);
    }
  });

  it('Given a date that is no time of ours, when an org sends it, then its clock is not known', () => {
    for (const date of [
      'Tue, 31 Dec 9999 23:59:59 GMT',
      '+275760-09-13T00:00:00.000Z',
      'Thu, 01 Jan 1970 00:00:00 GMT',
    ]) {
      observe('https://far.example', date);
      expect(Math.abs(timeAt('https://far.example').getTime() - Date.now()), date).to.be.below(1000);
    }
  });

  it('Given half a character in a name, when it goes into a URL, then it does', () => {
    expect(urlText('\ud800x')).to.equal('%EF%BF%BDx');
    expect(searchParts(['\udc00'])).to.deep.equal([['\udc00']]);
  });

  it('Given an ID with a quotation mark, when records are asked for by it, then it stays one text', () => {
    const asking = { room: { most: 4000 }, pathOf: (statement: string) => statement } as unknown as Asking;
    expect(statementsById(asking, 'A', ['B'], ["x') OR (Name != '"])).to.deep.equal([
      "SELECT Id, B FROM A WHERE Id IN ('x\\') OR (Name != \\'')",
    ]);
  });
});
