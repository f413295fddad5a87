import { expect } from 'chai';
import type { Connection } from '@salesforce/core';
import { OrgError } from '../../src/salesforce/errors.ts';
import { orgHttp } from '../../src/salesforce/http.ts';
import { orgReader } from '../../src/salesforce/reader.ts';
import type { OrgReader, OrgWriter, RecordFields, SetupPageReader } from '../../src/salesforce/types.ts';
import { orgWriter } from '../../src/salesforce/writer.ts';
import { play, type Asked, type Player } from './player.ts';
import { jsonOf, loadRecordings, recordingsFolder, type Json, type Recording } from './recordings.ts';

type Records = { records: Json[] };
type Client = { connection: Connection; reader: OrgReader; writer: OrgWriter };

/** What no client of the product asks for: nothing is ever deleted, and records travel in collections, not in graphs. */
const NOT_ASKED: Record<string, string> = {
  'rest/binary-data': 'contents of files are never read',
  'rest/delete': 'nothing is ever deleted',
  'rest/delete-already-deleted': 'nothing is ever deleted',
  'rest/composite-graph-create': 'graphs are not used',
  'rest/composite-graph-create-tree': 'graphs are not used',
  'rest/composite-graph-single-create-error': 'graphs are not used',
  'rest/composite-graph-single-update': 'graphs are not used',
  'rest/composite-graph-single-delete': 'graphs are not used',
  'bulk/bulk-query-delete': 'jobs are left to expire',
  'bulk/bulk-ingest-delete': 'jobs are left to expire',
  'bulk/bulk-ingest-abort': 'a job that takes too long is left to end, and told',
  'bulk/bulk-ingest-abort-nonexistent': 'a job that takes too long is left to end, and told',
};

describe('recorded answers of real orgs, read by the clients of the product', function () {
  const folder = recordingsFolder();
  const driven = new Set<string>();
  let all: Map<string, Recording>;
  let player: Player | undefined;

  before(function () {
    // Without the recordings there is nothing to play; the run says so.
    if (folder === undefined) this.skip();
    all = loadRecordings(folder);
  });
  afterEach(async () => {
    await player?.close();
    player = undefined;
  });

  const recording = (name: string): Recording => {
    const found = all.get(name);
    if (!found) throw new Error(`${name} is not among the recordings.`);
    driven.add(name);
    return found;
  };
  const body = (name: string): Json => jsonOf(recording(name));
  const recordsOf = (name: string): Json[] => (body(name) as Records).records;
  const sent = (name: string): RecordFields => JSON.parse(recording(name).sent ?? '{}') as RecordFields;

  /** Clients that speak the API version of the recordings to a server that plays some of them. */
  const against = async (names: readonly string[], translate?: (asked: Asked) => Asked): Promise<Client> => {
    const played = names.map(recording);
    player = await play(played, translate);
    const [, version = '51.0'] = /\/v(\d+\.\d)\//.exec(played[0].path) ?? [];
    const connection = await player.connect(version);
    const http = orgHttp(connection, 'uat');
    const pages: SetupPageReader = { read: () => Promise.reject(new Error('no pages here')) };
    return {
      connection,
      reader: orgReader(connection, http, 'uat', pages),
      writer: orgWriter(connection, http, 'uat', {
        ...pages,
        save: () => Promise.resolve(),
        close: () => Promise.resolve(),
      }),
    };
  };

  const refusal = async (act: () => Promise<unknown>): Promise<OrgError> => {
    let answer: unknown;
    try {
      answer = await act();
    } catch (error) {
      expect(error).to.be.instanceOf(OrgError);
      return error as OrgError;
    }
    throw new Error(`Expected a refusal, got ${JSON.stringify(answer)}.`);
  };

  describe('queries', () => {
    for (const name of [
      'rest/query',
      'rest/query-with-associated-data',
      'rest/query-with-subquery',
      'rest/query-binary-field',
    ]) {
      it(`${name}: the records are those of the answer`, async () => {
        const { reader } = await against([name]);
        expect(await reader.query(recording(name).parameters.q)).to.deep.equal(recordsOf(name));
        expect(player?.unknown).to.deep.equal([]);
      });
    }

    it('rest/query-with-next-records-url: pages of 2,000 follow one another, and one that does not come is an error, not an end', async () => {
      const [first, second] = ['rest/query-with-next-records-url', 'rest/query-with-next-records-url-2'];
      const { reader } = await against([first, second]);
      await refusal(() => reader.query(recording(first).parameters.q));
      // Only two pages of five were recorded: the third was asked for by the address that the second told.
      expect(player?.unknown).to.not.be.empty;
      expect(new Set(player?.unknown)).to.deep.equal(
        new Set([`GET ${String((body(second) as { nextRecordsUrl: string }).nextRecordsUrl)} {}`])
      );
      expect([recordsOf(first).length, recordsOf(second).length]).to.deep.equal([2000, 2000]);
    });

    for (const [name, code] of [
      ['rest/query-malformed-soql', 'MALFORMED_QUERY'],
      ['rest/query-unknown-column', 'INVALID_FIELD'],
      // Status 200, and yet a refusal.
      ['rest/query-resource-not-found', 'NOT_FOUND'],
      ['rest/query-unexpected-response', 'ERROR_HTTP_404'],
      ['rest/query-unparseable-body', 'UNREADABLE_BODY'],
    ]) {
      it(`${name}: ${code}, which concerns this read alone`, async () => {
        const { reader } = await against([name]);
        const error = await refusal(() => reader.query(recording(name).parameters.q));
        expect([error.errorCode, error.scope]).to.deep.equal([code, 'item']);
        expect(error.message).not.to.match(/<html|<!doctype|undefined/i);
      });
    }
  });

  describe('records', () => {
    const objectOf = ({ path }: Recording): [string, string] => {
      const [, object = '', id = ''] = /\/sobjects\/(\w+)\/?(\w*)$/.exec(path) ?? [];
      return [object, id];
    };

    for (const name of ['rest/create', 'rest/create-binary-field']) {
      it(`${name}: the new record is known by its ID`, async () => {
        const { writer } = await against([name]);
        const [object] = objectOf(recording(name));
        expect(await writer.create(object, sent(name))).to.equal((body(name) as { id: string }).id);
      });
    }

    for (const name of ['rest/update', 'rest/update-binary-field', 'rest/update-binary-type']) {
      it(`${name}: an answer without a body is a yes`, async () => {
        const { writer } = await against([name]);
        const [object, id] = objectOf(recording(name));
        expect(await writer.update(object, id, sent(name))).to.equal(undefined);
      });
    }

    for (const [name, code] of [
      ['rest/create-invalid-field', 'INVALID_FIELD'],
      ['rest/create-invalid-picklist-value', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
      ['rest/create-required-field-missing', 'REQUIRED_FIELD_MISSING'],
      ['rest/create-unknown-object', 'NOT_FOUND'],
      ['rest/update-invalid-field', 'INVALID_FIELD'],
      ['rest/update-malformed-id', 'MALFORMED_ID'],
    ]) {
      it(`${name}: ${code}, in the org's words, and nothing else suffers`, async () => {
        const { writer } = await against([name]);
        const [object, id] = objectOf(recording(name));
        const error = await refusal(() =>
          id === '' ? writer.create(object, sent(name)) : writer.update(object, id, sent(name))
        );
        expect([error.errorCode, error.scope]).to.deep.equal([code, 'item']);
        expect(error.message).to.include((body(name) as Array<{ message: string }>)[0].message);
      });
    }

    it('rest/create-invalid-token: the login is over, and so is the run', async () => {
      const { writer } = await against(['rest/create-invalid-token']);
      const error = await refusal(() => writer.create('Account', sent('rest/create-invalid-token')));
      expect([error.name, error.scope]).to.deep.equal(['SessionExpiredError', 'run']);
    });

    it('rest/create-invalid-api-version: NOT_FOUND', async () => {
      const name = 'rest/create-invalid-api-version';
      const { writer } = await against([name], (asked) => ({ ...asked, path: recording(name).path }));
      const error = await refusal(() => writer.create('Account', sent(name)));
      expect([error.errorCode, error.scope]).to.deep.equal(['NOT_FOUND', 'item']);
    });
  });

  describe('bulk jobs', () => {
    it('a query job: created, followed to its end, its pages read by their locator, every row', async () => {
      const results = ['bulk/bulk-query-get-results-limited', 'bulk/bulk-query-get-results-limited-next'];
      const { reader } = await against(
        ['bulk/bulk-query-create', 'bulk/bulk-query-get-info', ...results],
        // The pages were recorded of another job, and the second without the number of rows.
        ({ parameters: { maxRecords, ...rest }, ...asked }) => ({
          ...asked,
          path: asked.path.replace(/jobs\/query\/\w+\/results/, 'jobs/query/7507Q000009f9tHQAQ/results'),
          parameters: rest.locator === undefined && maxRecords !== undefined ? { maxRecords } : rest,
        })
      );
      let csv = '';
      let rows = 0;
      const pages = reader.csv(
        { object: 'Account', fields: ['Name', 'Type', 'Industry'] },
        { bulk: true, pageRows: 10 }
      );
      for await (const page of pages) {
        csv += Buffer.from(page.bytes).toString();
        rows += page.rows;
      }
      const texts = results.map((name) => String(body(name)));
      expect(csv).to.equal(texts[0] + texts[1].slice(texts[1].indexOf('\n') + 1));
      expect(rows).to.equal(13);
    });

    it('a query job in one page: the same rows', async () => {
      const name = 'bulk/bulk-query-get-results';
      const { reader } = await against(
        ['bulk/bulk-query-create', 'bulk/bulk-query-get-info', name],
        ({ parameters: _all, ...asked }) => ({ ...asked, parameters: {} })
      );
      let csv = '';
      const pages = reader.csv({ object: 'Account', fields: ['Name', 'Type', 'Industry'] }, { bulk: true });
      for await (const page of pages) csv += Buffer.from(page.bytes).toString();
      expect(csv).to.equal(String(body(name)));
    });

    it('an ingest job that fails: no row is said to be written, and each says why', async () => {
      const steps = ['create', 'upload', 'close', 'get-info', 'get-successful-results', 'get-failed-results'];
      const names = [...steps, 'get-unprocessed-records'].map((step) => `bulk/bulk-ingest-${step}`);
      const { writer } = await against(names);
      const rows = [
        { Name: 'Foo', Employees: 12 },
        { Name: 'Bar', Employees: 1138 },
      ];
      const results = await writer.createMany('Asset', rows, { bulk: true });
      expect(results.map(({ id, outcome }) => [id, outcome])).to.deep.equal([
        [null, 'unprocessed'],
        [null, 'unprocessed'],
      ]);
      for (const result of results)
        expect(result).to.have.property('reason').that.includes('Field name not found : Employees');
      expect(player?.unknown).to.deep.equal([]);
    });
  });

  describe('all of them', () => {
    it('every recording was played, or nobody asks for it', () => {
      expect([...driven, ...Object.keys(NOT_ASKED)].toSorted()).to.deep.equal([...all.keys()].toSorted());
    });
  });
});
