import { expect } from 'chai';
import { restore } from 'sinon';
import { bulkCsv, pageOf } from '../../../../src/salesforce/bulk/query.ts';
import { OrgError } from '../../../../src/salesforce/errors.ts';
import type { OrgRequest, RawAnswer } from '../../../../src/salesforce/http.ts';
import { caught } from '../../support/caught.ts';
import {
  collected,
  contextOf,
  failure,
  httpStub,
  readable,
  resultPage,
  ROOT,
  told,
  withoutPauses,
} from '../httpStub.ts';

const QUERY = { object: 'Product2', fields: ['Id', 'Name'] };
const HEADER = '"Id","Name"\n';
const JOB = '750000000000001AAA';

type Org = {
  /** The job's states, one a poll. */
  states?: Array<Record<string, unknown>>;
  /** The pages by locator; the first one's is ''. */
  pages?: Record<string, () => RawAnswer>;
};

const locatorIn = (path: string): string => new URLSearchParams(path.split('?')[1]).get('locator') ?? '';

const org = ({ states = [{ state: 'JobComplete' }], pages = {} }: Org): ((request: OrgRequest) => unknown) => {
  const left = [...states];
  return ({ method, path }) => {
    if (method === 'POST') return { id: JOB, state: 'UploadComplete' };
    if (path.includes('/results')) return pages[locatorIn(path)]?.() ?? Promise.reject(failure('NOT_FOUND'));
    return { id: JOB, ...(left.length > 1 ? left.shift() : left[0]) };
  };
};

const read = async (
  respond: (request: OrgRequest) => unknown
): Promise<{ pages: ReturnType<typeof readable>; sent: OrgRequest[]; counts: number[]; states: string[] }> => {
  const { http, sent } = httpStub(respond);
  const counts: number[] = [];
  const states: string[] = [];
  const options = {
    bulk: true,
    onRows: (rows: number) => counts.push(rows),
    onState: (state: string) => states.push(state),
  };
  return { pages: readable(await collected(bulkCsv(contextOf(http), QUERY, options))), sent, counts, states };
};

/** A page, where it is one. */
const looked = (answer: RawAnswer, header = ''): ReturnType<typeof readable> => {
  const page = pageOf(answer, QUERY.fields, header);
  return 'damage' in page ? [] : readable([page]);
};

describe('pageOf', () => {
  const bad: Array<[string, RawAnswer]> = [
    ['fewer rows than announced', resultPage(`${HEADER}"1","A"\n`, 2)],
    ['more rows than announced', resultPage(`${HEADER}"1","A"\n"2","B"\n`, 1)],
    ['a row without its line break', resultPage(`${HEADER}"1","A"\n"2","B"`, 2)],
    ['a cut right after a quoted line break', resultPage(`${HEADER}"1","A"\n"2","B\n`, 2)],
    ['the beginning of a row that was not announced', resultPage(`${HEADER}"1","A"\n"2`, 1)],
    ['another column', resultPage('"Id","Family"\n"1","A"\n', 1)],
    ['columns in another order', resultPage('"Name","Id"\n"1","A"\n', 1)],
    ['a page in HTML', resultPage('<html>Down</html>', 1)],
    ['nothing where rows were announced', resultPage('', 1)],
    ['no headers', { ...resultPage(`${HEADER}"1","A"\n`, 1), headers: {} }],
    ['no locator', { ...resultPage(`${HEADER}"1","A"\n`, 1), headers: { 'sforce-numberofrecords': '1' } }],
  ];
  for (const [name, answer] of bad) {
    it(`Given ${name}, when the page is looked at, then it is damaged`, () => {
      expect(pageOf(answer, QUERY.fields, HEADER)).to.have.property('damage');
    });
  }

  it('Given line breaks and quotes inside of values, when the page is looked at, then rows are counted right', () => {
    const body = '"1","A\nB ""C"",\n"\n"2","\n"\n';
    expect(looked(resultPage(HEADER + body, 2))).to.deep.equal([{ text: body, rows: 2 }]);
  });

  for (const text of ['', '\n', HEADER]) {
    it(`Given no rows and the body ${JSON.stringify(text)}, when the page is looked at, then that is fine`, () => {
      expect(looked(resultPage(text, 0))).to.deep.equal([{ text: '', rows: 0 }]);
      expect(looked(resultPage(text, 0), HEADER)).to.deep.equal([{ text: HEADER, rows: 0 }]);
    });
  }

  it('Given a byte order mark, when the page is looked at, then it is taken away with the header', () => {
    expect(looked(resultPage(`\uFEFF${HEADER}"1","A"\n`, 1), HEADER)).to.deep.equal([
      { text: `${HEADER}"1","A"\n`, rows: 1 },
    ]);
  });

  it('Given the very header that is wanted, when the page is looked at, then nothing is copied', () => {
    const answer = resultPage(`${HEADER}"1","A"\n`, 1);
    expect(pageOf(answer, QUERY.fields, HEADER)).to.have.property('bytes', answer.bytes);
  });

  it('Given a header in other case or without quotes, when the page is looked at, then it is the same', () => {
    const page = resultPage('ID,name\n"1","A"\n', 1);
    expect(looked(page)).to.deep.equal([{ text: '"1","A"\n', rows: 1 }]);
    expect(looked(page, HEADER)).to.deep.equal([{ text: `${HEADER}"1","A"\n`, rows: 1 }]);
  });
});

describe('bulkCsv', () => {
  withoutPauses();

  it('Given pages, when they are read, then the header stands once, and the locators are followed', async () => {
    const { pages, sent, counts, states } = await read(
      org({
        states: [{ state: 'UploadComplete' }, { state: 'JobComplete', numberRecordsProcessed: 3 }],
        pages: {
          '': () => resultPage(`${HEADER}"1","A"\n"2","B"\n`, 2, 'MjAw'),
          MjAw: () => resultPage(`${HEADER}"3","C"\n`, 1),
        },
      })
    );
    expect(pages).to.deep.equal([
      { text: `${HEADER}"1","A"\n"2","B"\n`, rows: 2 },
      { text: '"3","C"\n', rows: 1 },
    ]);
    expect(counts).to.deep.equal([2, 3]);
    expect(states).to.deep.equal(['UploadComplete', 'JobComplete']);
    expect(told(sent)).to.deep.equal([
      'POST /jobs/query',
      `GET /jobs/query/${JOB}`,
      `GET /jobs/query/${JOB}`,
      `GET /jobs/query/${JOB}/results`,
      `GET /jobs/query/${JOB}/results`,
    ]);
    expect(sent[0].body).to.deep.equal({
      operation: 'query',
      query: 'SELECT Id, Name FROM Product2',
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    });
  });

  it('Given no rows, when they are read, then there is the header', async () => {
    const { pages } = await read(org({ pages: { '': () => resultPage('', 0) } }));
    expect(pages).to.deep.equal([{ text: HEADER, rows: 0 }]);
  });

  it('Given a page that is cut off once, when it is read, then it is read again', async () => {
    let times = 0;
    const whole = `${HEADER}"1","A"\n`;
    const page = (): RawAnswer => resultPage((times += 1) === 1 ? whole.slice(0, -3) : whole, 1);
    const { pages } = await read(org({ pages: { '': page } }));
    expect(pages).to.deep.equal([{ text: whole, rows: 1 }]);
  });

  it('Given a second page with other columns, when it is read, then the error has the rows so far and what to do', async () => {
    const error = await caught(() =>
      read(
        org({
          pages: {
            '': () => resultPage(`${HEADER}"1","A"\n`, 1, 'next'),
            next: () => resultPage('"Id","Family"\n"2","B"\n', 1),
          },
        })
      )
    );
    expect(error).to.include({ name: 'BulkResultDamagedError', scope: 'item' });
    expect(error.message).to.contain(JOB).and.contain('rows read: 1').and.contain('Family');
    expect(error.actions).to.not.deep.equal([]);
  });

  it('Given fewer rows than the job processed, when all pages are read, then that is an error', async () => {
    const error = await caught(() =>
      read(
        org({
          states: [{ state: 'JobComplete', numberRecordsProcessed: 2 }],
          pages: { '': () => resultPage(`${HEADER}"1","A"\n`, 1) },
        })
      )
    );
    expect(error.message).to.contain('1 rows of 2');
  });

  const ends: Array<[string, Record<string, unknown>, string, string]> = [
    ['failed', { state: 'Failed', errorMessage: 'too complex' }, 'BulkJobFailedError', 'too complex'],
    ['was aborted', { state: 'Aborted' }, 'BulkJobAbortedError', 'aborted'],
  ];
  for (const [name, state, kind, detail] of ends) {
    it(`Given a job that ${name}, when it is followed, then only this read fails, with the job's ID`, async () => {
      const error = await caught(() => read(org({ states: [{ state: 'InProgress' }, state] })));
      expect(error).to.be.instanceOf(OrgError);
      expect(error).to.include({ name: kind, scope: 'item' });
      expect(error.message).to.contain(JOB).and.contain(detail).and.contain('uat');
      expect(error.actions?.join()).to.contain(JOB);
    });
  }

  it('Given a secret in the reason of a failed job, when it is told, then it is not', async () => {
    const errorMessage = 'session 00D000000000001!AQ0secret.x ended';
    const error = await caught(() => read(org({ states: [{ state: 'Failed', errorMessage }] })));
    expect(error.message).to.contain('ended').and.not.contain('AQ0secret');
  });

  it('Given a job that is deleted while its result is read, when a page is asked for, then the error says so', async () => {
    const first = resultPage(`${HEADER}"1","A"\n`, 1, 'next');
    const error = await caught(() => read(org({ pages: { '': () => first } })));
    expect(error).to.include({ name: 'BulkJobGoneError', scope: 'item' });
    expect(error.message).to.contain('rows read: 1');
  });

  it('Given a job that never ends, when the time is up, then the error says how to wait longer', async () => {
    restore();
    process.env.SF_LOGIK_BULK_TIMEOUT = '0.3';
    try {
      const error = await caught(() => read(org({ states: [{ state: 'InProgress' }] })));
      expect(error).to.include({ name: 'BulkJobTimeoutError', scope: 'item' });
      expect(error.actions?.join()).to.contain('SF_LOGIK_BULK_TIMEOUT');
      expect(error.message).to.contain('InProgress');
    } finally {
      delete process.env.SF_LOGIK_BULK_TIMEOUT;
    }
  });

  it('Given a query that the org refuses, when the job is made, then the org says why', async () => {
    const error = await caught(() => read(() => Promise.reject(failure('INVALID_FIELD'))));
    expect(error).to.include({ errorCode: 'INVALID_FIELD', scope: 'item' });
  });

  it('Given an answer without a job, when it is made, then that is an error of the org', async () => {
    expect(await caught(() => read(() => ({})))).to.include({ errorCode: 'UNREADABLE_BODY' });
  });

  it('Given a session that ends while a page is read, when it cannot be refreshed, then the whole run ends', async () => {
    const pages = {
      '': (): never => {
        throw failure('INVALID_SESSION_ID', { status: 401 });
      },
    };
    expect(await caught(() => read(org({ pages })))).to.include({ name: 'SessionExpiredError', scope: 'run' });
  });

  it('Given a whole read, when what was sent is looked at, then nothing but the job was ever posted', async () => {
    const { sent } = await read(org({ pages: { '': () => resultPage(HEADER, 0) } }));
    const posts = sent.filter(({ method }) => method !== 'GET');
    expect(posts.map(({ path }) => path)).to.deep.equal([`${ROOT}/jobs/query`]);
  });
});
