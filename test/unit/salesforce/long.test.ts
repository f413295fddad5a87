import { Lifecycle } from '@salesforce/core';
import { expect } from 'chai';
import { restore, stub } from 'sinon';
import { orgHttp } from '../../../src/salesforce/http.ts';
import { orgReader } from '../../../src/salesforce/reader.ts';
import { decoded, encoded } from '../../../src/salesforce/bytes.ts';
import { longCsv } from '../../../src/salesforce/csv/long.ts';
import { csvText } from '../../../src/salesforce/csv/text.ts';
import { roomFor } from '../../../src/salesforce/room.ts';
import { soql, soqlNames } from '../../../src/salesforce/soql.ts';
import type { OrgReader } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';
import { connectionStub, type SentRequest } from '../support/connection.ts';
import { orgStub } from '../support/reader.ts';
import { collected, contextOf, failure, httpStub, ROOT } from './httpStub.ts';

const MOST = 16_384;
/** What a connection sends beside the address. */
const HEADERS = 1500;

type Batch = { batchRequests: Array<{ url: string }> };
type Rows = Array<Record<string, unknown>>;

const pathsIn = ({ method, url, body }: SentRequest): string[] =>
  method === 'POST' && url.endsWith('/batch')
    ? (JSON.parse(body ?? '{}') as Batch).batchRequests.map((part) => part.url)
    : [url];

const statementIn = (path: string): string => decodeURIComponent(/\?q=(.*)$/.exec(path)?.[1] ?? '');

/** An org with rows of one object that answers what a statement selects: by ID, or by a list of names. */
const orgOf = (
  rows: Rows,
  { gone = [], most = MOST - HEADERS, noBulk = false }: { gone?: string[]; most?: number; noBulk?: boolean } = {}
): { org: OrgReader; sent: SentRequest[]; paths: () => string[] } => {
  const answer = (path: string): { statusCode: number; result: unknown } => {
    const statement = statementIn(path);
    const listed = /IN \((.*)\)/s.exec(statement)?.[1];
    const values = listed?.match(/'((?:[^'\\]|\\.)*)'/g)?.map((value) => value.slice(1, -1)) ?? [];
    const byId = /WHERE Id IN/.test(statement);
    const found = rows
      .filter(({ Id, Name }) => listed === undefined || values.includes(String(byId ? Id : Name)))
      .filter(({ Id }) => !(byId && gone.includes(String(Id))));
    if (statement.includes('COUNT()')) return { statusCode: 200, result: { totalSize: found.length, records: [] } };
    const fields = /SELECT (.*?) FROM/s.exec(statement)?.[1].split(', ') ?? [];
    const records = found.map((row) => Object.fromEntries(fields.map((field) => [field, row[field] ?? null])));
    return { statusCode: 200, result: { records, done: true } };
  };
  const { connection, sent } = connectionStub((request) => {
    const tooLong = pathsIn(request).find((path) => path.length > most);
    if (tooLong !== undefined) throw Object.assign(new Error('Request-URI Too Long'), { errorCode: 'ERROR_HTTP_414' });
    if (request.url.endsWith('/jobs/query')) {
      if (noBulk) throw Object.assign(new Error('not supported by the Bulk API'), { errorCode: 'INVALIDENTITY' });
      return { id: '750' };
    }
    if (request.url.endsWith('/jobs/query/750')) return { id: '750', state: 'JobComplete', numberRecordsProcessed: 7 };
    const [path] = pathsIn(request);
    if (request.url.endsWith('/batch')) return { results: pathsIn(request).map(answer) };
    return answer(path).result;
  });
  const org = orgReader(connection, orgHttp(connection, 'uat'), 'uat', orgStub({}).pages);
  return { org, sent, paths: () => sent.flatMap(pathsIn) };
};

const FIELDS = Array.from({ length: 420 }, (_, index) => `Configured_Attribute_Value_${index}__c`);
const ROWS: Rows = Array.from({ length: 900 }, (_, row) => ({
  Id: `a00${String(row).padStart(15, '0')}`,
  Name: `Name ${row}`,
  ...Object.fromEntries(FIELDS.map((field, index) => [field, index % 7 === 0 ? row : null])),
}));
const wide = soql`SELECT ${soqlNames('Name', ...FIELDS)} FROM Wide__c`;
/** Names in letters that take nine characters of a URL each. */
const NAMES = Array.from({ length: 400 }, (_, index) => `価格表の項目 ${index}`);

describe('requests that grow with what an org has', () => {
  let warned: string[];
  beforeEach(() => {
    warned = [];
    stub(Lifecycle.getInstance(), 'emitWarning').callsFake((warning) => {
      warned.push(warning);
      return Promise.resolve();
    });
  });
  afterEach(() => restore());

  it('Given more fields than a URL holds, when they are queried, then records come whole, and no URL is longer than Salesforce takes', async () => {
    const { org, paths } = orgOf(ROWS);
    const found = await org.query<Record<string, unknown>>(wide);
    expect(found.map((record) => ({ ...record }))).to.deep.equal(ROWS);
    expect(Math.max(...paths().map(({ length }) => length))).to.be.below(MOST - HEADERS);
    expect(warned).to.deep.equal([]);
  });

  it('Given a record that vanished between two reads, when it is queried, then it is left out and told', async () => {
    const { org } = orgOf(ROWS.slice(0, 3), { gone: [String(ROWS[1].Id)] });
    expect((await org.query<{ Name: string }>(wide)).map(({ Name }) => Name)).to.deep.equal(['Name 0', 'Name 2']);
    expect(warned).to.have.length(1);
    expect(warned[0]).to.contain(String(ROWS[1].Id)).and.to.contain('Wide__c');
  });

  it('Given the Tooling API, which knows no jobs, when many fields are queried, then it is the same', async () => {
    const { org, paths } = orgOf(ROWS.slice(0, 5));
    expect(await org.toolingQuery<object>(wide)).to.deep.equal(ROWS.slice(0, 5));
    expect(paths().every((path) => path.includes('/tooling/query'))).to.equal(true);
  });

  it('Given more names than a URL holds, when they are queried and counted, then each is asked for once', async () => {
    const rows = NAMES.map((Name, index) => ({ Id: `a01${index}`, Name }));
    const { org, paths } = orgOf(rows);
    const found = await org.query<{ Name: string }>(soql`SELECT Id, Name FROM A WHERE Name IN ${NAMES}`);
    expect(found.map(({ Name }) => Name)).to.deep.equal(NAMES);
    expect(await org.count('A', soql`Name IN ${NAMES}`)).to.equal(NAMES.length);
    expect(Math.max(...paths().map(({ length }) => length))).to.be.below(MOST - HEADERS);
  });

  it('Given conditions that nobody can cut, when records are counted, then a job does it; when they are queried, then only that read fails', async () => {
    const where = NAMES.map((name) => soql`Name = ${name}`).join(' OR ');
    const { org } = orgOf([]);
    expect(await org.count('A', where)).to.equal(7);
    const error = await caught(() => org.query(`SELECT Id FROM A WHERE ${where}`));
    expect(error).to.include({ name: 'QueryTooLongError', scope: 'item' });
  });

  it('Given a proxy that takes shorter URLs than Salesforce, when it refuses one, then shorter ones are tried, and nothing longer again', async () => {
    const { org, paths } = orgOf(ROWS.slice(0, 40), { most: 4000 });
    expect(await org.query<object>(wide)).to.deep.equal(ROWS.slice(0, 40));
    const before = paths().length;
    expect(await org.query<object>(`${wide} ORDER BY Name`)).to.have.length(40);
    expect(
      Math.max(
        ...paths()
          .slice(before)
          .map(({ length }) => length)
      )
    ).to.be.at.most(4000);
  });

  describe('as CSV', () => {
    const query = { object: 'Wide__c', fields: ['Id', ...FIELDS], where: soql`Name != ''` };

    /** Reads the CSV by REST in parts, since the org takes no job of the object. */
    const read = async (rows: Rows, gone: string[] = []): Promise<{ text: string; paths: string[] }> => {
      const { http, sent } = httpStub(({ path }) => {
        if (path.endsWith('/jobs/query')) throw failure('INVALIDENTITY');
        const statement = statementIn(path);
        const fields = /SELECT (.*?) FROM/s.exec(statement)?.[1].split(', ') ?? [];
        const found = rows.filter(({ Id }) => !/WHERE Id IN/.test(statement) || statement.includes(`'${String(Id)}'`));
        const there = found.filter(({ Id }) => !/WHERE Id IN/.test(statement) || !gone.includes(String(Id)));
        const records = there.map((row) => Object.fromEntries(fields.map((field) => [field, row[field] ?? null])));
        return { bytes: encoded(JSON.stringify({ records, done: true })), headers: {} };
      });
      const room = roomFor({ accessToken: '', instanceUrl: 'https://uat.example' });
      const pathOf = (statement: string): string => `${ROOT}/query?q=${encodeURIComponent(statement)}`;
      const asking = {
        room,
        pathOf,
        label: 'uat',
        ask: () => Promise.resolve([]),
        vanished: (_: string, ids: readonly string[]) => warned.push(...ids),
      };
      const pages = await collected(longCsv(contextOf(http), asking, query, { bulk: false }));
      const paths = sent.map(({ path }) => path).filter((path) => path.includes('/query?q='));
      return { text: pages.map(({ bytes }) => decoded(bytes)).join(''), paths };
    };

    it('Given an object that no job reads, when more fields than a URL holds are read, then rows come whole by REST', async () => {
      const rows = ROWS.slice(0, 600);
      const { text, paths } = await read(rows);
      const cells = rows.map((row) => ['Id', ...FIELDS].map((field) => String(row[field] ?? '')));
      expect(text).to.equal(csvText([['Id', ...FIELDS], ...cells]));
      expect(paths.length).to.be.above(3);
      expect(Math.max(...paths.map(({ length }) => length))).to.be.below(MOST - HEADERS);
    });

    it('Given a row that vanished between two reads, when it is read, then it is left out and told', async () => {
      const { text } = await read(ROWS.slice(0, 3), [String(ROWS[1].Id)]);
      expect(text.trim().split('\n')).to.have.length(3);
      expect(warned).to.deep.equal([ROWS[1].Id]);
    });

    it('Given no row, when it is read, then there is the header', async () => {
      expect((await read([])).text).to.equal(csvText([['Id', ...FIELDS]]));
    });
  });
});
