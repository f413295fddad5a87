import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AuthInfo, Org, StateAggregator, type SfError } from '@salesforce/core';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { restore, stub } from 'sinon';
import { clock } from '../../src/salesforce/clock.ts';
import { openOrg, type OpenOrg } from '../../src/salesforce/open.ts';
import type { CsvOptions, CsvQuery, RowResult } from '../../src/salesforce/types.ts';
import { Workbench, type Login } from '../support/workbench.ts';
import { caught } from '../unit/support/caught.ts';

const NAMES = [
  'say "hi", you',
  'two\nlines',
  'three\r\nlines\n\n',
  '"',
  ',',
  '😀 naïve — 日本',
  "it's 100 %",
  ' spaced ',
  '#N/A',
];
const QUERY: CsvQuery = {
  object: 'Product2',
  fields: ['Id', 'Name', 'ProductCode', 'Description', 'IsActive', 'LastModifiedDate'],
};

type Text = { text: string; rows: string[][] };

describe('large reads and writes', () => {
  let bench: Workbench;
  let org: OpenOrg;

  const open = async (alias: string): Promise<OpenOrg> =>
    openOrg(await Org.create({ aliasOrUsername: alias }), { label: alias });

  const bulk = (behaviour: object): Promise<unknown> => bench.control('POST', 'bulk', behaviour);

  const read = async (query: CsvQuery, options: CsvOptions, from = org): Promise<Text> => {
    let text = '';
    let announced = 0;
    for await (const page of from.reader.csv(query, options)) {
      text += Buffer.from(page.bytes).toString();
      announced += page.rows;
    }
    const rows = parse(text);
    expect(rows).to.have.length(announced + 1);
    return { text, rows };
  };

  const failing = (options: Partial<CsvOptions> = {}): Promise<SfError> =>
    caught(() => read(QUERY, { bulk: true, ...options }));

  /** The sandbox's products, as the simulator keeps them. */
  const products = async (): Promise<Map<string, Record<string, unknown>>> =>
    new Map((await bench.records('sandbox', 'Product2')).map((row) => [row.Id, row]));

  const sent = async (): Promise<string[]> =>
    (await bench.requests()).map(({ method, path }) => `${method} ${path.replace(/^\/services\/data\/v[\d.]+\//, '')}`);

  before(async () => {
    stub(clock, 'pause').callsFake((ms) => pause(Math.min(ms, 20)));
    bench = await Workbench.start();
    const made = NAMES.map((Name, index) => ({
      Name,
      ProductCode: `AWK-${index}`,
      Description: index % 2 === 0 ? null : `${Name}${'x'.repeat(5000)}`,
      IsActive: index % 3 === 0,
    }));
    await bench.setRecords('sandbox', 'Product2', made);
    org = await open('uat');
  });
  after(async () => {
    restore();
    await bench.close();
  });
  beforeEach(() => bench.forgetRequests());
  afterEach(async () => {
    await bench.control('DELETE', 'faults');
    await bench.control('DELETE', 'bulk');
  });

  describe('csv', () => {
    it('Given quotes, line breaks, commas, emoji and nulls, When read by REST and by bulk, Then both texts hold the same, as it is in the org', async () => {
      const [rest, job] = [await read(QUERY, { bulk: false }), await read(QUERY, { bulk: true, pageRows: 4 })];
      const sorted = ({ rows }: Text): string[][] => rows.slice(1).sort(([a], [b]) => (a < b ? -1 : 1));
      expect(rest.rows[0]).to.deep.equal(QUERY.fields);
      expect(sorted(job)).to.deep.equal(sorted(rest));
      expect(job.text.split('\n').sort()).to.deep.equal(rest.text.split('\n').sort());
      const kept = await products();
      expect(kept.size).to.equal(rest.rows.length - 1);
      for (const [id, name, , description] of rest.rows.slice(1)) {
        expect(name).to.equal(kept.get(id)?.Name);
        expect(description).to.equal(kept.get(id)?.Description ?? '');
      }
    });

    it('Given fields of related records and prices, When read both ways, Then the rows are the same', async () => {
      const query = {
        object: 'PricebookEntry',
        fields: ['Id', 'Product2.Name', 'Pricebook2.Name', 'Product2.ProductCode', 'UnitPrice'],
      };
      const told = ({ rows }: Text): string[] =>
        rows.slice(1).map((row) => `${row.slice(0, 4).join()} ${Number(row[4])}`);
      const [rest, job] = [await read(query, { bulk: false }), await read(query, { bulk: true, pageRows: 2 })];
      expect(rest.rows.length).to.be.above(3);
      expect(told(job)).to.have.members(told(rest));
    });

    it('Given no rows, When read both ways, Then there is the header, and nothing else', async () => {
      const none = { ...QUERY, where: "Name = 'nobody'" };
      const [rest, job] = [await read(none, { bulk: false }), await read(none, { bulk: true })];
      expect(rest.text).to.equal(`${QUERY.fields.map((name) => `"${name}"`).join()}\n`);
      expect(job.text).to.equal(rest.text);
    });

    it('Given a job that takes its time, When it is read, Then states and rows are told, and nothing is written', async () => {
      await bulk({ delayMs: 150 });
      const states: string[] = [];
      const counts: number[] = [];
      const { rows } = await read(QUERY, {
        bulk: true,
        pageRows: 5,
        onState: (state) => states.push(state),
        onRows: (count) => counts.push(count),
      });
      expect(states.at(-1)).to.equal('JobComplete');
      expect(states.length).to.be.above(1);
      expect(counts[0]).to.equal(5);
      expect(counts.at(-1)).to.equal(rows.length - 1);
      expect((await bench.requests()).filter(({ write }) => write)).to.deep.equal([]);
      expect((await sent()).filter((request) => !request.startsWith('GET'))).to.deep.equal(['POST jobs/query']);
    });

    for (const [name, action] of [
      ['drops', { drop: 'after' }],
      ['breaks off half-way', { truncateBody: true }],
      ['is a maintenance page', { status: 503, body: '<html>Down</html>' }],
    ] as const) {
      it(`Given a result whose second page ${name} once, When it is read, Then it is whole nevertheless`, async () => {
        const whole = await read(QUERY, { bulk: true, pageRows: 5 });
        await bench.fault({ method: 'GET', path: '*/results*', after: 1, action });
        expect((await read(QUERY, { bulk: true, pageRows: 5 })).text).to.equal(whole.text);
      });
    }

    it('Given an answer that is cut off but looks whole to HTTP, When it is read, Then it is no result', async () => {
      const headers = { 'Sforce-Locator': 'null', 'Sforce-NumberOfRecords': '9', 'content-type': 'text/csv' };
      const body = `${QUERY.fields.map((name) => `"${name}"`).join()}\n`;
      await bench.fault({ method: 'GET', path: '*/results*', times: 9, action: { status: 200, body, headers } });
      const error = await failing();
      expect(error).to.include({ name: 'BulkResultDamagedError', scope: 'item' });
    });

    it('Given a REST page that drops once, When it is read, Then it is whole nevertheless', async () => {
      await bench.fault({ method: 'GET', path: '*/query*', action: { truncateBody: true } });
      expect((await read(QUERY, { bulk: false })).rows.length).to.be.above(NAMES.length);
    });

    it('Given a session that ends mid-way and cannot be refreshed, When a page is asked for, Then the run ends, without the token', async () => {
      const body = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }];
      await bench.fault({ method: 'GET', path: '*/results*', after: 1, action: { status: 401, body } });
      const error = await failing({ pageRows: 5 });
      expect(error).to.include({ name: 'SessionExpiredError', scope: 'run' });
      expect(JSON.stringify(error)).not.to.match(/00D\w+!/);
    });

    it('Given a session that ends mid-way and can be refreshed, When pages are read, Then it is, and nothing is missing', async () => {
      const { sandbox } = await bench.control<{ sandbox: Login }>('GET', 'logins');
      const privateKeyFile = join(bench.home, 'key.pem');
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      await writeFile(privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
      await (await StateAggregator.getInstance()).orgs.remove(sandbox.username);
      const login = await AuthInfo.create({
        username: sandbox.username,
        oauth2Options: { clientId: 'Some_App', loginUrl: bench.url, privateKeyFile },
      });
      await login.save();
      const renewable = await open(sandbox.username);
      const whole = await read(QUERY, { bulk: true, pageRows: 5 }, renewable);
      const body = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }];
      await bench.fault({ method: 'GET', path: '*/results*', after: 1, action: { status: 401, body } });
      expect((await read(QUERY, { bulk: true, pageRows: 5 }, renewable)).text).to.equal(whole.text);
      expect((await sent()).filter((request) => request.endsWith('/services/oauth2/token')).length).to.be.above(0);
    });

    const ends: Array<[string, object, string, string]> = [
      ['fails', { failJob: { message: 'InternalServerError : try less' } }, 'BulkJobFailedError', 'try less'],
      ['is aborted by an admin', { abortedByAdmin: true }, 'BulkJobAbortedError', 'aborted'],
      ['is aborted half-way', { abortAfterRecords: 2 }, 'BulkJobAbortedError', 'aborted'],
    ];
    for (const [name, behaviour, kind, words] of ends) {
      it(`Given a job that ${name}, When it is read, Then only this read fails, and the job is named`, async () => {
        await bulk(behaviour);
        const error = await failing();
        expect(error).to.include({ name: kind, scope: 'item' });
        expect(error.message)
          .to.match(/750\w{15}/)
          .and.contain(words);
      });
    }

    it('Given a job that vanishes, When its state is asked for, Then the error says so', async () => {
      const body = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }];
      await bench.fault({ method: 'GET', path: '*/jobs/query/750*', action: { status: 404, body } });
      expect(await failing()).to.include({ name: 'BulkJobGoneError' });
    });

    for (const way of [true, false]) {
      it(`Given a field that the org does not have, When read with bulk ${way}, Then the org's refusal is this read's`, async () => {
        const error = await caught(() => read({ ...QUERY, fields: ['Id', 'Nothing__c'] }, { bulk: way }));
        expect(error).to.include({ errorCode: 'INVALID_FIELD', scope: 'item' });
      });
    }

    it('Given counts and limits, When they are asked for together, Then one request brings them', async () => {
      const [all, one, limits] = await Promise.all([
        org.reader.count('Product2'),
        org.reader.count('Product2', "ProductCode = 'AWK-1'"),
        org.reader.apiRequests(),
      ]);
      expect([all, one]).to.deep.equal([(await products()).size, 1]);
      expect(limits?.remaining)
        .to.be.above(0)
        .and.at.most(limits?.max ?? 0);
      expect((await sent()).filter((request) => request.startsWith('POST'))).to.deep.equal(['POST composite/batch']);
    });
  });

  describe('updateMany', () => {
    let ids: string[];
    before(async () => {
      ids = [...(await products())].filter(([, row]) => /^AWK-/.test(String(row.ProductCode))).map(([id]) => id);
    });

    const update = (
      rows: Array<{ Id: string; [field: string]: string | boolean | null }>,
      way: boolean
    ): Promise<RowResult[]> => org.openWriter().updateMany('Product2', rows, { bulk: way });

    const outcomes = (results: readonly RowResult[]): string[] =>
      results.map((result) => (result.outcome === 'failed' ? result.code : result.outcome));

    /** Updates a text that no row had before, so that it shows which rows were written. */
    const mark = async (text: string, way: boolean): Promise<{ results: RowResult[]; written: string[] }> => {
      const results = await update(
        ids.map((Id) => ({ Id, Family: text })),
        way
      );
      const kept = await products();
      return { results, written: ids.filter((id) => kept.get(id)?.Family === text) };
    };

    for (const way of [true, false]) {
      it(`Given awkward values, When updated with bulk ${way}, Then they stand in the org as given`, async () => {
        const rows = ids.map((Id, index) => ({ Id, Description: `${way} ${NAMES[index]}`, IsActive: index % 2 === 0 }));
        expect(outcomes(await update(rows, way))).to.deep.equal(ids.map(() => 'updated'));
        const kept = await products();
        // Salesforce takes the blanks around a text away.
        for (const { Id, Description, IsActive } of rows)
          expect(kept.get(Id)).to.include({ Description: Description.trimEnd(), IsActive });
        await update(
          [
            { Id: ids[0], Description: null },
            { Id: ids[1], Description: '' },
          ],
          way
        );
        const cleared = await products();
        expect(ids.slice(0, 2).map((id) => cleared.get(id)?.Description)).to.deep.equal([null, null]);
      });

      it(`Given rows that the org refuses, When updated with bulk ${way}, Then each has its reason, and the others are written`, async () => {
        const rows = [
          { Id: ids[0], Name: null },
          { Id: ids[1], Name: 'fine' },
          { Id: ids[2], Name: 'x'.repeat(300) },
          { Id: '01t000000000000AAA', Name: 'gone' },
        ];
        const results = await update(rows, way);
        expect(results.map(({ id }) => id)).to.deep.equal(rows.map(({ Id }) => Id));
        expect(outcomes(results).slice(0, 3)).to.deep.equal(['REQUIRED_FIELD_MISSING', 'updated', 'STRING_TOO_LONG']);
        expect(results[3].outcome).to.equal('failed');
        expect(results[0]).to.have.property('message').that.contains('Name').and.not.match(/--$/);
        expect((await products()).get(ids[1])?.Name).to.equal('fine');
      });
    }

    it('Given rows that somebody else holds, When updated by bulk, Then they fail with the lock, and again they are written', async () => {
      await bulk({ lockRows: { ids: [ids[2]], times: 100 } });
      const { results, written } = await mark('locked', true);
      expect(outcomes(results)).to.deep.equal(ids.map((_, at) => (at === 2 ? 'UNABLE_TO_LOCK_ROW' : 'updated')));
      expect(written).to.have.length(ids.length - 1);
      await bulk({ lockRows: null });
      expect(outcomes(await update([{ Id: ids[2], Family: 'locked' }], true))).to.deep.equal(['updated']);
    });

    const stops: Array<[string, object, string]> = [
      ['fails before its first record', { failJob: { message: 'InternalServerError : no' } }, 'no'],
      ['is aborted half-way', { abortAfterRecords: 4 }, 'Aborted'],
      ['leaves records unprocessed', { unprocessed: 3 }, 'Failed'],
    ];
    for (const [name, behaviour, words] of stops) {
      it(`Given a job that ${name}, When updated by bulk, Then what was written is told, and the rest is unprocessed`, async () => {
        await bulk(behaviour);
        const { results, written } = await mark(name, true);
        const done = results.filter(({ outcome }) => outcome === 'updated').map(({ id }) => id);
        const left = results.filter((result) => result.outcome === 'unprocessed');
        expect(done).to.have.members(written);
        expect(left).to.have.length(ids.length - written.length);
        for (const { reason } of left)
          expect(reason)
            .to.contain(words)
            .and.match(/750\w{15}/);
      });
    }

    for (const drop of ['before', 'after']) {
      it(`Given an upload whose connection drops ${drop}, When updated by bulk, Then it is sent once, and nothing is written`, async () => {
        await bench.fault({ method: 'PUT', path: '*/batches', action: { drop } });
        const { results, written } = await mark(`put ${drop}`, true);
        expect(new Set(outcomes(results))).to.deep.equal(new Set(['unprocessed']));
        expect(written).to.deep.equal([]);
        expect((await sent()).filter((request) => request.startsWith('PUT'))).to.have.length(1);
      });

      it(`Given a close whose connection drops ${drop}, When updated by bulk, Then results tell what is in the org`, async () => {
        await bench.fault({ method: 'PATCH', path: '*/jobs/ingest/*', action: { drop } });
        const { results, written } = await mark(`close ${drop}`, true);
        expect(results.filter(({ outcome }) => outcome === 'updated').map(({ id }) => id)).to.have.members(written);
        expect(written).to.have.length(drop === 'after' ? ids.length : 0);
      });

      it(`Given a call whose connection drops ${drop}, When updated by collections, Then it is sent once, and nobody claims to know`, async () => {
        await bench.fault({ method: 'PATCH', path: '*/composite/sobjects', action: { drop } });
        const { results } = await mark(`call ${drop}`, false);
        expect(new Set(outcomes(results))).to.deep.equal(new Set(['unprocessed']));
        expect((await sent()).filter((request) => request.startsWith('PATCH'))).to.have.length(1);
      });
    }
  });
});
