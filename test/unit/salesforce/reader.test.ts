import { expect } from 'chai';
import { orgHttp } from '../../../src/salesforce/http.ts';
import { orgReader } from '../../../src/salesforce/reader.ts';
import type { OrgReader } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';
import { orgStub } from '../support/reader.ts';
import { connectionStub, type SentRequest } from '../support/connection.ts';

type Subrequest = { method: string; url: string };

const page = (records: unknown[], nextRecordsUrl?: string): object => ({
  records,
  done: nextRecordsUrl === undefined,
  ...(nextRecordsUrl === undefined ? {} : { nextRecordsUrl }),
});

const subrequestsOf = ({ body }: SentRequest): Subrequest[] =>
  (JSON.parse(body ?? '{}') as { batchRequests: Subrequest[] }).batchRequests;

/** The statement inside a request's path, decoded. */
const statementIn = (url: string): string => decodeURIComponent(/\?q=(.*)$/.exec(url)?.[1] ?? '');

/** An org in which each query answers one record that holds the query's own text. */
const echo = (request: SentRequest): unknown =>
  request.method === 'POST'
    ? {
        results: subrequestsOf(request).map(({ url }) => ({
          statusCode: 200,
          result: { ...page([{ said: statementIn(url) }]), fields: [] },
        })),
      }
    : page([{ said: statementIn(request.url) }]);

const open = (respond: (request: SentRequest) => unknown = echo): { org: OrgReader; sent: SentRequest[] } => {
  const { connection, sent } = connectionStub(respond);
  return { sent, org: orgReader(connection, orgHttp(connection, 'uat'), 'uat', orgStub({}).pages) };
};

const query = (number: number): string => `SELECT Id FROM A WHERE B = ${number}`;

describe('orgReader', () => {
  it('Given one read, when it is asked for, then it travels by itself as a GET', async () => {
    const { org, sent } = open();
    expect(await org.query(query(1))).to.deep.equal([{ said: query(1) }]);
    expect(sent).to.have.length(1);
    expect(sent[0]).to.deep.equal({
      method: 'GET',
      url: `/services/data/v62.0/query?q=${encodeURIComponent(query(1))}`,
    });
  });

  it('Given several reads of one turn, when they are asked for, then one batch of GETs brings each its own answer', async () => {
    const { org, sent } = open();
    const answers = await Promise.all([1, 2, 3].map((number) => org.query(query(number))));
    expect(answers).to.deep.equal([1, 2, 3].map((number) => [{ said: query(number) }]));
    expect(sent.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      'POST /services/data/v62.0/composite/batch',
    ]);
    expect(subrequestsOf(sent[0]).map(({ method }) => method)).to.deep.equal(['GET', 'GET', 'GET']);
  });

  it('Given more than 25 reads of one turn, when they are asked for, then no batch holds more than 25', async () => {
    const { org, sent } = open();
    const numbers = Array.from({ length: 53 }, (_, index) => index);
    const answers = await Promise.all(numbers.map((number) => org.query<{ said: string }>(query(number))));
    expect(answers.map(([{ said }]) => said)).to.deep.equal(numbers.map(query));
    expect(sent.map((request) => subrequestsOf(request).length)).to.deep.equal([25, 25, 3]);
  });

  it('Given the same read twice, when it is asked for, then it is sent once, until answers are forgotten', async () => {
    const { org, sent } = open();
    await Promise.all([org.query(query(1)), org.query(query(1))]);
    await org.query(query(1));
    expect(sent).to.have.length(1);
    org.forget();
    await org.query(query(1));
    expect(sent).to.have.length(2);
  });

  it('Given an answer of several pages, when it is read, then every page is, in order', async () => {
    const { org, sent } = open(({ url }) =>
      url.includes('/query?')
        ? page([{ Id: 1 }, { Id: 2 }], '/services/data/v62.0/query/01gX-2000')
        : url.endsWith('-2000')
          ? page([{ Id: 3 }], '/services/data/v62.0/query/01gX-4000')
          : page([{ Id: 4 }])
    );
    expect(await org.query(query(1))).to.deep.equal([{ Id: 1 }, { Id: 2 }, { Id: 3 }, { Id: 4 }]);
    expect(sent.map(({ url }) => url).slice(1)).to.deep.equal([
      '/services/data/v62.0/query/01gX-2000',
      '/services/data/v62.0/query/01gX-4000',
    ]);
  });

  it('Given a batch in which one read is refused, when it is asked for, then only that read fails, in its own words', async () => {
    const { org } = open((request) => ({
      results: subrequestsOf(request).map(({ url }) =>
        url.includes('Secret__c')
          ? { statusCode: 400, result: [{ errorCode: 'INVALID_TYPE', message: 'sObject type is not supported' }] }
          : { statusCode: 200, result: page([]) }
      ),
    }));
    const [refused, fine] = await Promise.allSettled([
      org.query('SELECT Id FROM Secret__c'),
      org.query('SELECT Id FROM Open__c'),
    ]);
    expect(fine).to.deep.equal({ status: 'fulfilled', value: [] });
    expect(refused.status === 'rejected' && (refused.reason as Error).message).to.contain('Secret__c');
    expect(refused).to.have.nested.property('reason.scope', 'item');
  });

  it('Given a batch in which the session ends, when it is asked for, then every read says so', async () => {
    const refusal = { errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' };
    const { org } = open((request) => {
      if (request.method === 'GET') throw Object.assign(new Error(refusal.message), refusal);
      return { results: subrequestsOf(request).map(() => ({ statusCode: 401, result: [refusal] })) };
    });
    const answers = await Promise.allSettled([org.query(query(1)), org.query(query(2))]);
    for (const answer of answers) expect(answer).to.have.nested.property('reason.name', 'SessionExpiredError');
  });

  it('Given a batch whose answer has no body for an error, when it is read, then the status is the code', async () => {
    const { org } = open((request) => ({
      results: subrequestsOf(request).map(() => ({ statusCode: 404, result: null })),
    }));
    const [answer] = await Promise.allSettled([org.query(query(1)), org.query(query(2))]);
    expect(answer).to.have.nested.property('reason.errorCode', 'ERROR_HTTP_404');
  });

  it('Given a Tooling query, when it is asked for beside others, then it travels by itself', async () => {
    const { org, sent } = open();
    await Promise.all([org.toolingQuery('SELECT Id FROM ApexClass'), org.query(query(1)), org.query(query(2))]);
    expect(sent.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).to.have.members([
      'GET /services/data/v62.0/tooling/query',
      'POST /services/data/v62.0/composite/batch',
    ]);
  });

  it('Given every kind of read, when all are asked for, then nothing but GET and the batch of GETs leaves', async () => {
    const { org, sent } = open((request) =>
      request.method === 'POST'
        ? echo(request)
        : { ...page([]), sobjects: [{ name: 'Account' }], fields: [], user_id: '005' }
    );
    await Promise.all([org.query(query(1)), org.describe('A__c'), org.toolingQuery('SELECT Id FROM B')]);
    await org.describeGlobal();
    await org.userInfo();
    for (const request of sent) {
      if (request.method === 'GET') continue;
      expect(request).to.include({ method: 'POST', url: '/services/data/v62.0/composite/batch' });
      expect(subrequestsOf(request).every(({ method }) => method === 'GET')).to.equal(true);
    }
  });

  for (const body of [{}, null, { records: null }]) {
    it(`Given ${JSON.stringify(body)} with status 200, when it is read, then that is an error of the org, not of ours`, async () => {
      const { org } = open(() => body);
      const reads = [
        () => org.query(query(1)),
        () => Promise.all([org.query(query(2)), org.query(query(3))]),
        () => org.toolingQuery(query(4)),
        () => org.describe('A__c'),
        () => org.describeGlobal(),
      ];
      for (const read of reads) expect(await caught(read)).to.include({ errorCode: 'UNREADABLE_BODY' });
    });
  }

  it('Given lists of what an org has that are empty, when they are read, then nothing counts as absent from them', async () => {
    const { org } = open(() => ({ sobjects: [] }));
    for (const read of [() => org.describeGlobal(), () => org.toolingObjects()])
      expect(await caught(read)).to.include({ errorCode: 'UNREADABLE_BODY', scope: 'item' });
  });

  it('Given a page that is not the last and names no next one, when it is read, then it is no whole answer', async () => {
    const { org } = open(() => ({ records: [{ Id: 'a' }], done: false, totalSize: 9 }));
    expect(await caught(() => org.query(query(1)))).to.include({ errorCode: 'UNREADABLE_BODY' });
  });

  it('Given userinfo without a user, when it is read, then it is no answer', async () => {
    const { org } = open(() => ({ ok: true }));
    expect(await caught(() => org.userInfo())).to.include({ errorCode: 'UNREADABLE_BODY' });
  });

  for (const [what, statusCode, errorCode] of [
    ['ended with the session', 401, 'INVALID_SESSION_ID'],
    ['was answered by no API', 503, undefined],
    ['was left undone for the sake of another', 412, 'BATCH_PROCESSING_HALTED'],
  ] as const) {
    it(`Given a read of a batch that ${what}, when it is asked for, then it is asked alone, and the others are not`, async () => {
      const { org, sent } = open((request) =>
        request.method === 'GET'
          ? page([{ Id: 'alone' }])
          : {
              results: subrequestsOf(request).map((_, index) =>
                index === 0
                  ? { statusCode, result: errorCode === undefined ? null : [{ errorCode, message: 'no' }] }
                  : { statusCode: 200, result: page([{ Id: 'batch' }]) }
              ),
            }
      );
      const answers = await Promise.all([org.query(query(1)), org.query(query(2))]);
      expect(answers).to.deep.equal([[{ Id: 'alone' }], [{ Id: 'batch' }]]);
      expect(sent.map(({ method }) => method)).to.deep.equal(['POST', 'GET']);
    });
  }

  it('Given the batch itself refused, when reads are asked for, then each is asked alone and has its own answer', async () => {
    const { org } = open((request) => {
      if (request.method === 'GET' && request.url.includes('A')) return page([{ Id: 'A' }]);
      throw Object.assign(new Error('odd'), { errorCode: 'REQUEST_RUNNING_TOO_LONG' });
    });
    const [fine, refused] = await Promise.allSettled([org.query('SELECT X FROM A'), org.query('SELECT X FROM B')]);
    expect(fine).to.deep.equal({ status: 'fulfilled', value: [{ Id: 'A' }] });
    expect(refused).to.have.nested.property('reason.message').that.contains('refused B');
  });

  it('Given counts and limits of one turn, when they are asked for, then one round trip brings all', async () => {
    const { org, sent } = open((request) => ({
      results: subrequestsOf(request).map(({ url }) => ({
        statusCode: 200,
        result: url.endsWith('/limits')
          ? { DailyApiRequests: { Max: 15000, Remaining: 14000 } }
          : { totalSize: statementIn(url).length, done: true, records: [] },
      })),
    }));
    const answers = await Promise.all([org.count('A'), org.count('B', "C = 'x'"), org.apiRequests()]);
    expect(answers).to.deep.equal([
      'SELECT COUNT() FROM A'.length,
      "SELECT COUNT() FROM B WHERE C = 'x'".length,
      { max: 15000, remaining: 14000 },
    ]);
    expect(sent).to.have.length(1);
  });

  it('Given the limits asked for twice, when they are read, then both times as of now', async () => {
    let remaining = 100;
    const { org } = open(() => ({ DailyApiRequests: { Max: 100, Remaining: (remaining -= 1) } }));
    expect([await org.apiRequests(), await org.apiRequests()]).to.deep.equal([
      { max: 100, remaining: 99 },
      { max: 100, remaining: 98 },
    ]);
  });

  const refused = (): never => {
    throw Object.assign(new Error('no'), { errorCode: 'INSUFFICIENT_ACCESS' });
  };
  for (const [name, respond] of [
    ['refuses the limits', refused],
    ['answers no limits', () => ({})],
  ] as const) {
    it(`Given an org that ${name}, when they are asked for, then the header of earlier answers says it, or nobody`, async () => {
      const { connection } = connectionStub(respond);
      const org = orgReader(connection, orgHttp(connection, 'uat'), 'uat', orgStub({}).pages);
      expect(await org.apiRequests()).to.equal(undefined);
      connection.limitInfo = { apiUsage: { used: 60, limit: 50 } };
      expect(await org.apiRequests()).to.deep.equal({ max: 50, remaining: 0 });
    });
  }

  it('Given an org whose session ended, when its limits are asked for, then that is an error', async () => {
    const { org } = open(() => {
      throw Object.assign(new Error('no'), { errorCode: 'INVALID_SESSION_ID' });
    });
    expect(await caught(() => org.apiRequests())).to.include({ name: 'SessionExpiredError' });
  });

  it('Given lists of bulk jobs on several pages, when they are asked for, then every page of both is read', async () => {
    const more = '/services/data/v62.0/jobs/query?queryLocator=01g-1';
    const { org, sent } = open(({ url }) => ({
      done: url !== '/services/data/v62.0/jobs/query',
      records: [{ id: url }],
      nextRecordsUrl: url === '/services/data/v62.0/jobs/query' ? more : null,
    }));
    const urls = ['/services/data/v62.0/jobs/ingest', '/services/data/v62.0/jobs/query', more];
    expect((await org.bulkJobs()).map(({ id }) => id)).to.deep.equal(urls);
    expect(sent.map(({ method, url }) => `${method} ${url}`)).to.have.members(urls.map((url) => `GET ${url}`));
  });

  it('Given a job of the first version in both lists, when they are asked for, then it counts once', async () => {
    const classic = { id: '7505e00000AbCdEAAV', jobType: 'Classic', state: 'Open' };
    const { org } = open(({ url }) => ({
      done: true,
      records: String(url).endsWith('ingest')
        ? [classic, { id: '7505e00000AbCdFAAV' }]
        : [{ id: '7505e00000AbCdeAAV' }, { ...classic, id: classic.id.slice(0, 15) }],
    }));
    expect((await org.bulkJobs()).map(({ id }) => id.slice(0, 15))).to.deep.equal([
      '7505e00000AbCdE',
      '7505e00000AbCdF',
      '7505e00000AbCde',
    ]);
  });

  it('Given a count that is no number, when it is asked for, then that is an error of the org', async () => {
    expect(await caught(() => open(() => ({ records: [] })).org.count('A'))).to.include({
      errorCode: 'UNREADABLE_BODY',
    });
  });
});
