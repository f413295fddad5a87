import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { TestJobs } from '../simulator/bulk/testJobs.ts';
import { startClient, type Reply, type TestClient } from '../simulator/rest/testClient.ts';
import { differences } from './differences.ts';
import { loadRecordings, recordingsFolder, type Recording } from './recordings.ts';

const text = (length: number): object => ({ type: 'string', length });

/** The recorded org's own objects, as far as the recordings tell of them. */
const SCENARIO = {
  extends: 'standard',
  production: {
    objects: {
      Movie__c: {
        label: 'Movie',
        fields: {
          Rating__c: {
            label: 'Rating',
            type: 'picklist',
            length: 255,
            restricted: true,
            picklistValues: [{ value: 'Excellent', label: 'Excellent' }],
          },
          ReleaseDate__c: { label: 'Release Date', type: 'date' },
        },
      },
      Spaceship__c: {
        label: 'Spaceship',
        fields: { Website__c: { label: 'Website', type: 'url', length: 255, nillable: false } },
      },
      random__c: { label: 'Random', fields: { RANDOM_1__c: text(20), RANDOM_2__c: text(20) } },
    },
  },
};

/** What the simulator does not do, and why it need not: no client of the product, and nothing it is tested with, asks for it. */
const ABSENT: Record<string, string> = {
  'rest/composite-graph-create': 'composite graph is not simulated',
  'rest/composite-graph-create-tree': 'composite graph is not simulated',
  'rest/composite-graph-single-create-error': 'composite graph is not simulated',
  'rest/composite-graph-single-update': 'composite graph is not simulated',
  'rest/composite-graph-single-delete': 'composite graph is not simulated',
  'rest/binary-data': 'the bytes behind a file are not simulated',
  'rest/create-binary-field': 'a version of a file cannot be uploaded',
  'rest/update-binary-field': 'a version of a file cannot be uploaded',
  'rest/update-binary-type': 'a version of a file cannot be uploaded',
  'rest/query-resource-not-found': 'made by hand: no org answered a query so',
  'rest/query-unexpected-response': 'made by hand: no org answered a query so',
  'rest/query-unparseable-body': 'made by hand: no org answered a query so',
};

/** Differences that stay, each with its reason. */
const EXPLAINED: Record<string, Record<string, string>> = {
  'bulk/bulk-query-get-info': {
    'isPkChunkingSupported: here, not recorded': 'the guide names it; the recording is of an older version, 53.0',
  },
};

describe('the simulator, asked what real orgs were asked', function () {
  const folder = recordingsFolder();
  const asked = new Set<string>();
  let all: Map<string, Recording>;
  let client: TestClient;
  let jobs: TestJobs;
  let directory: string;

  before(async function () {
    // Without the recordings there is nothing to compare with; the run says so.
    if (folder === undefined) return this.skip();
    all = loadRecordings(folder);
    directory = await mkdtemp(join(tmpdir(), 'replay-'));
    await writeFile(join(directory, 'scenario.json'), JSON.stringify(SCENARIO));
    client = await startClient({ scenario: join(directory, 'scenario.json') });
    jobs = new TestJobs(client);
  });
  after(async () => {
    if (folder === undefined) return;
    await client.simulator.close();
    await rm(directory, { recursive: true });
  });

  const idIn = ({ json }: Reply): string => String((json as { id?: string } | null)?.id);
  const created = async (object: string, fields: object): Promise<string> =>
    idIn(await client.call('POST', `/sobjects/${object}`, fields as never));
  const sent = (recording: Recording): never => JSON.parse(recording.sent ?? '{}') as never;
  const movie = (): Promise<string> => created('Movie__c', { Name: 'Alien' });
  const fake = (id: string): string => `${id.slice(0, 15)}XXX`;
  const account = (name = 'GenePoint'): Promise<string> => created('Account', { Name: name });
  const ask = ({ parameters }: Recording): Promise<Reply> => client.query(parameters.q);
  const insert = { object: 'Account', operation: 'insert' };
  const uploaded = async (csv: string): Promise<string> => {
    const id = await jobs.opened(insert);
    await jobs.put(id, csv);
    return id;
  };
  const failed = async (): Promise<string> => {
    const id = await uploaded('Name,Employees\nFoo,12\nBar,1138\n');
    await client.call('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });
    await jobs.ended('ingest', id);
    return id;
  };
  const result = async (path: string): Promise<Reply> => client.get(`/jobs/ingest/${await failed()}/${path}`);
  const queryJob = async (soql = 'SELECT Name, Type, Industry FROM Account'): Promise<string> => {
    const id = idIn(await jobs.query(soql, { contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' }));
    await jobs.ended('query', id);
    return id;
  };

  /** How each recording is asked for; records that it needs are there first. */
  const questions: Record<string, (recording: Recording) => Promise<Reply>> = {
    'rest/query': ask,
    'rest/query-with-associated-data': async () => {
      await account('TestAccount5');
      return client.query("SELECT Name, Owner.Name FROM Account WHERE Name = 'TestAccount5'");
    },
    'rest/query-with-subquery': async (recording) => {
      await created('Contact', { LastName: 'Frank', FirstName: 'Edna', AccountId: await account() });
      const { json, ...reply } = await ask(recording);
      // The first account of the recording has a contact: so must the one that stands for all here.
      const body = json as { records: Array<{ Contacts: unknown }> };
      body.records.sort((one, other) => Number(other.Contacts !== null) - Number(one.Contacts !== null));
      return { ...reply, json, text: JSON.stringify(body) };
    },
    'rest/query-binary-field': async (recording) => ask(recording),
    'rest/query-malformed-soql': ask,
    'rest/query-unknown-column': ask,
    'rest/query-with-next-records-url': async (recording) => {
      const rows = Array.from({ length: 200 }, (_, index) => ({
        attributes: { type: 'random__c' },
        RANDOM_1__c: `R${index}`,
      }));
      for (let count = 0; count < 25; count += 1)
        await client.call('POST', '/composite/sobjects', { allOrNone: false, records: rows });
      return ask(recording);
    },
    'rest/query-with-next-records-url-2': async () => {
      const first = await client.query('SELECT RANDOM_1__c, RANDOM_2__c FROM random__c');
      return client.get((first.json as { nextRecordsUrl: string }).nextRecordsUrl);
    },
    'rest/create': async (recording) => client.call('POST', '/sobjects/Movie__c', sent(recording)),
    'rest/create-invalid-api-version': async (recording) => client.call('POST', recording.path, sent(recording)),
    'rest/create-invalid-field': async (recording) => client.call('POST', '/sobjects/Account', sent(recording)),
    'rest/create-invalid-picklist-value': async (recording) =>
      client.call('POST', '/sobjects/Movie__c', sent(recording)),
    'rest/create-invalid-token': async (recording) =>
      client.call('POST', '/sobjects/Account', sent(recording), { Authorization: 'Bearer badToken' }),
    'rest/create-required-field-missing': async (recording) =>
      client.call('POST', '/sobjects/Spaceship__c', sent(recording)),
    'rest/create-unknown-object': async (recording) => client.call('POST', '/sobjects/PlayingCard__c', sent(recording)),
    'rest/update': async (recording) => client.call('PATCH', `/sobjects/Movie__c/${await movie()}`, sent(recording)),
    'rest/update-invalid-field': async (recording) =>
      client.call('PATCH', `/sobjects/Movie__c/${await movie()}`, sent(recording)),
    'rest/update-malformed-id': async (recording) =>
      client.call('PATCH', `/sobjects/Movie__c/${fake(await movie())}`, sent(recording)),
    'rest/delete': async () => client.call('DELETE', `/sobjects/Account/${await account()}`),
    'rest/delete-already-deleted': async () => {
      const id = await account();
      await client.call('DELETE', `/sobjects/Account/${id}`);
      return client.call('DELETE', `/sobjects/Account/${id}`);
    },
    'bulk/bulk-query-create': async (recording) => client.call('POST', '/jobs/query', sent(recording)),
    'bulk/bulk-query-get-info': async () => client.get(`/jobs/query/${await queryJob()}`),
    'bulk/bulk-query-get-results': async () => {
      for (const name of ['Edge', 'sForce']) await account(name);
      return client.get(
        `/jobs/query/${await queryJob("SELECT Name, Type, Industry FROM Account WHERE Name = 'Edge'")}/results`
      );
    },
    'bulk/bulk-query-get-results-limited': async () =>
      client.get(`/jobs/query/${await queryJob()}/results?maxRecords=1`),
    'bulk/bulk-query-get-results-limited-next': async () => {
      const id = await queryJob("SELECT Name, Type, Industry FROM Account WHERE Name IN ('Edge', 'sForce')");
      const first = await client.get(`/jobs/query/${id}/results?maxRecords=1`);
      return client.get(`/jobs/query/${id}/results?locator=${first.headers.get('sforce-locator') ?? ''}`);
    },
    'bulk/bulk-query-delete': async () => client.call('DELETE', `/jobs/query/${await queryJob()}`),
    'bulk/bulk-ingest-create': async () => client.call('POST', '/jobs/ingest', insert),
    'bulk/bulk-ingest-upload': async (recording) => jobs.put(await jobs.opened(insert), recording.sent ?? ''),
    'bulk/bulk-ingest-close': async (recording) =>
      client.call('PATCH', `/jobs/ingest/${await uploaded('Name\nFoo\n')}`, sent(recording)),
    'bulk/bulk-ingest-abort': async (recording) =>
      client.call('PATCH', `/jobs/ingest/${await jobs.opened(insert)}`, sent(recording)),
    'bulk/bulk-ingest-abort-nonexistent': async (recording) =>
      client.call('PATCH', '/jobs/ingest/7507Q000009f4YjXXX', sent(recording)),
    'bulk/bulk-ingest-get-info': async () => client.get(`/jobs/ingest/${await failed()}`),
    'bulk/bulk-ingest-get-successful-results': () => result('successfulResults'),
    'bulk/bulk-ingest-get-failed-results': () => result('failedResults'),
    'bulk/bulk-ingest-get-unprocessed-records': () => result('unprocessedrecords'),
    'bulk/bulk-ingest-delete': async () => client.call('DELETE', `/jobs/ingest/${await failed()}`),
  };

  for (const [name, question] of Object.entries(questions)) {
    it(`${name}: the same status, headers, keys, types, and words of refusals`, async () => {
      const recording = all.get(name);
      if (!recording) throw new Error(`${name} is not among the recordings.`);
      asked.add(name);
      const { status, headers, text: body } = await question(recording);
      const answer = { status, headers: Object.fromEntries(headers), text: body };
      expect(differences(recording, answer)).to.deep.equal(Object.keys(EXPLAINED[name] ?? {}));
    });
  }

  describe('all of them', () => {
    it('every recording was asked for, or the simulator does not do it, with a reason', () => {
      expect([...asked, ...Object.keys(ABSENT)].toSorted()).to.deep.equal([...all.keys()].toSorted());
    });
  });
});
