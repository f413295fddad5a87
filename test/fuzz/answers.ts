import { Connection as JsforceConnection } from '@jsforce/jsforce-node';
import '@jsforce/jsforce-node/lib/api/metadata.js';
import type { Connection } from '@salesforce/core';
import fc from 'fast-check';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersSchema, type Answers } from '../../src/checklist/answers/index.ts';
import { checklist } from '../../src/checklist/index.ts';
import type { ReadContext } from '../../src/checklist/item.ts';
import { readOrgIdentity } from '../../src/checklist/identity/orgIdentity/facts.ts';
import { openLogik } from '../../src/logik/index.ts';
import { parseJson } from '../../src/literal/json.ts';
import { jobShape, pageShape } from '../../src/logik/shapes.ts';
import { retryAfterMs } from '../../src/retryAfter.ts';
import type { Baseline } from '../../src/refresh/directory/baseline.ts';
import { gather } from '../../src/refresh/judge/gather.ts';
import { contextFor } from '../../src/refresh/judge/readContext.ts';
import { clock } from '../../src/salesforce/clock.ts';
import { bulkCreate, bulkUpdate } from '../../src/salesforce/bulk/ingest.ts';
import { rowError, resultRows } from '../../src/salesforce/bulk/rows.ts';
import { pageOf } from '../../src/salesforce/bulk/query.ts';
import { collectionCreate, collectionUpdate } from '../../src/salesforce/collections.ts';
import { flatten, withFields } from '../../src/salesforce/componentFields.ts';
import { toOrgError, unreadable } from '../../src/salesforce/errors.ts';
import { orgGuard, orgHttp, type OrgHttp } from '../../src/salesforce/http.ts';
import { observe, timeAt } from '../../src/salesforce/orgClock.ts';
import { orgReader } from '../../src/salesforce/reader.ts';
import { upsertMetadata } from '../../src/salesforce/metadata.ts';
import { soapAnswer } from '../../src/salesforce/soapAnswer.ts';
import { sendAllThisWay } from '../../src/salesforce/transport.ts';
import type { OrgReader } from '../../src/salesforce/types.ts';
import { anyHost } from '../unit/support/anyHost.ts';
import { mutatedCsv, mutatedJson, mutatedXml, mutations, type Mutation } from './mutate.ts';
import { checkPlain } from './outputs.ts';
import { PAYLOADS } from './payloads.ts';
import type { Replay, Spoiling } from './replay.ts';
import { judgeAll } from './rules.ts';
import { target, type Target } from './target.ts';
import { Bad, bearably, judgeError } from './verdict.ts';

/** What a spoiled answer says for itself, shown in an error as it came, is the org's own word. */
const AS_THE_ORG_SAID = '[object undefined NaN TypeError RangeError ReferenceError SyntaxError is not a function';

/** Nobody waits in a test; everything else is as it is. */
export const withoutWaiting = (): (() => void) => {
  const { pause } = clock;
  const { SF_LOGIK_BULK_TIMEOUT: bulk, SF_LOGIK_REQUEST_TIMEOUT: request } = process.env;
  clock.pause = () => Promise.resolve();
  process.env.SF_LOGIK_BULK_TIMEOUT = '0.05';
  process.env.SF_LOGIK_REQUEST_TIMEOUT = '4';
  const back = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  return () => {
    clock.pause = pause;
    back('SF_LOGIK_BULK_TIMEOUT', bulk);
    back('SF_LOGIK_REQUEST_TIMEOUT', request);
  };
};

const VERSION = '65.0';

const connect = (replay: Replay, url: string): Connection =>
  Object.assign(new JsforceConnection({ instanceUrl: url, accessToken: replay.token, version: VERSION }), {
    getApiVersion: () => VERSION,
  }) as unknown as Connection;

const NO_PAGES = {
  read: () =>
    Promise.reject(
      toOrgError({ code: 'NO_BROWSER', message: 'no browser here' }, 'uat', 'https://uat.example', 'a page')
    ),
};

const openReader = (replay: Replay, url: string): OrgReader => {
  sendAllThisWay();
  const connection = connect(replay, url);
  return orgReader(connection, orgHttp(connection, 'uat'), 'uat', NO_PAGES);
};

const spoiling = (most: number): fc.Arbitrary<Spoiling> =>
  fc.record({ nth: fc.nat(most), changes: mutations(3), how: fc.nat({ max: 0x7fffffff }) });

type ReadInput = { read: number; spoil: Spoiling };

/** Each way of the reader to ask, with what it asked when the record was made. */
const READS: ReadonlyArray<(org: OrgReader) => Promise<unknown>> = [
  (org) => org.query('SELECT Id, Name FROM User'),
  (org) => org.toolingQuery('SELECT Id FROM ApexClass'),
  (org) => org.toolingSearch('FIND {"x"} RETURNING ApexClass(Id)'),
  (org) => org.count('Product2'),
  (org) => org.bulkJobs(),
  (org) => org.apiRequests(),
  (org) => org.describe('Product2'),
  (org) => org.describeGlobal(),
  (org) => org.toolingObjects(),
  (org) => org.userInfo(),
  (org) => org.metadata.types(),
  (org) => org.metadata.list('RemoteSiteSetting'),
  (org) => org.metadata.identified('CspTrustedSite'),
  async (org) => {
    for (const component of await org.metadata.read('RemoteSiteSetting', ['Logik', 'ERP'])) {
      flatten(component);
      withFields(component, { url: 'https://x.example' });
    }
  },
  (org) => readOrgIdentity(org),
  (org) => Promise.all([org.query('SELECT Id FROM User'), org.describe('User'), org.count('User')]),
  async (org) => {
    for await (const page of org.csv({ object: 'Product2', fields: ['Id', 'Name'] }, { bulk: false })) void page;
  },
  async (org) => {
    for await (const page of org.csv({ object: 'Product2', fields: ['Id', 'Name'] }, { bulk: true })) void page;
  },
];

/** XML that is nested deeper than any component: the parser in front refuses it. */
const isDeep = (value: unknown): boolean => {
  try {
    parseJson(JSON.stringify(value) ?? '');
    return false;
  } catch {
    return true;
  }
};

/** JSON that an API may answer, by what is asked; the client is the real one, the way is not. */
const answering =
  (answers: ReadonlyArray<unknown>): OrgHttp =>
  <T>() => {
    turn += 1;
    const answer = answers[Math.min(turn - 1, answers.length - 1)];
    return Promise.resolve(answer as T);
  };
let turn = 0;

const raw = (text: Buffer, rows: number): unknown => ({
  bytes: Uint8Array.from(text),
  headers: { 'sforce-numberofrecords': String(rows), 'sforce-locator': 'null' },
});

/** Everything that an org or a Logik environment answers, spoiled on its way. */
export const answerTargets = (
  replay: Replay,
  { prepared, answers, base }: { prepared: Baseline; answers: Answers; base: string }
): Target[] => {
  const [url, newUrl] = Object.values(replay.urls);
  const logik = openLogik({ adminKey: replay.key, runtimeToken: 'token-of-the-runtime' }, anyHost);
  const here = JSON.parse(
    Object.entries(replay.urls).reduce(
      (text, [was, is]) => text.replaceAll(was, is),
      JSON.stringify({ prepared, answers })
    )
  ) as { prepared: Baseline; answers: Answers };
  const identity = here.prepared.org;
  const root = join(base, `gather-${process.pid}`);
  const directory = join(root, 'logik-refresh', 'uat');
  const context = (org: OrgReader): Omit<ReadContext, 'facts'> => ({
    ...contextFor(org, here.answers, identity, {
      salt: here.prepared.salt,
      directory,
      today: '2026-11-21',
      logik,
      catalog: () => Promise.reject(unreadable('uat', url)('Product2', 'no catalog here')),
      stage: () => {
        mkdirSync(join(root, 'stage'), { recursive: true });
        return Promise.resolve(join(root, 'stage'));
      },
    }),
  });
  const items = checklist.filter(
    ({ id }) =>
      !['catalog', 'id-map', 'stale-ids', 'sync-health', 'pricebook-health'].includes(id) || id === 'stale-ids'
  );
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'refresh.yaml'), 'schemaVersion: 1\n');
  const weighed = items.flatMap((item) => [item]);
  return [
    target<ReadInput>(
      'answers of the org, read by read',
      8,
      fc.record({ read: fc.nat(), spoil: spoiling(2) }),
      async ({ read, spoil }) => {
        replay.begin(spoil);
        const org = openReader(replay, url);
        await bearably(() => READS[read % READS.length](org), AS_THE_ORG_SAID);
        if (replay.given() > 200) throw new Bad('asked for ever', `${replay.given()} requests`);
        org.now().toISOString();
      }
    ),
    target<ReadInput>(
      'answers of the org and Logik, line by line',
      7,
      fc.record({ read: fc.nat(), spoil: spoiling(14) }),
      async ({ read, spoil }) => {
        replay.begin(spoil);
        const org = openReader(replay, url);
        const item = weighed[read % weighed.length];
        const gathered = await bearably(() => gather([item], context(org), here.prepared.items), AS_THE_ORG_SAID);
        if (replay.given() > 500) throw new Bad('asked for ever', `${item.id}: ${replay.given()} requests`);
        const reading = gathered?.readings[item.id];
        for (const error of gathered?.errors.values() ?? []) judgeError(error, AS_THE_ORG_SAID);
        if (reading?.status !== 'read') return;
        // What is written must be a record that the next command reads again.
        const kept = JSON.parse(JSON.stringify(reading.facts)) as unknown;
        const parsed = item.facts.safeParse(kept);
        if (!parsed.success) {
          const [issue] = parsed.error.issues;
          throw new Bad('a record that nobody reads again', `${item.id}: ${issue.path.join('.')}: ${issue.message}`);
        }
        await judgeAll(
          here.prepared,
          { ...here.prepared.items, [item.id]: { status: 'read', facts: kept } },
          here.answers
        );
      }
    ),
    target<{ read: number; spoil: Spoiling }>(
      'answers of Logik, call by call',
      8,
      fc.record({ read: fc.nat(), spoil: spoiling(1) }),
      async ({ read, spoil }) => {
        replay.begin(spoil);
        const admin = logik.admin(url) ?? undefined;
        const runtime = logik.runtime(url) ?? undefined;
        const file = join(root, 'download');
        const calls: Array<() => Promise<unknown> | undefined> = [
          () => admin?.probe(),
          () => admin?.blueprints(),
          () => admin?.configurableProducts(),
          () => admin?.managedTables(),
          () => admin?.lastDeployment('pump'),
          () => admin?.exportBlueprints(['pump']),
          () => admin?.exportTable('discontinued'),
          () => admin?.job('table', '1'),
          () => admin?.download('table', '1', file),
          () => runtime?.start('01t000000000001AAA', url),
          () => logik.reach(newUrl),
        ];
        const answer = await bearably(() => calls[read % calls.length](), AS_THE_ORG_SAID);
        rmSync(file, { force: true });
        if (replay.given() > 100) throw new Bad('asked for ever', `${replay.given()} requests`);
        if (typeof answer === 'object' && answer !== null && 'message' in answer && typeof answer.message === 'string')
          checkPlain(answer.message, 'a word of Logik');
      }
    ),
    target<{ changes: Mutation[]; which: number }>(
      'results of saves',
      8,
      fc.record({ changes: mutations(3), which: fc.nat() }),
      async ({ changes, which }) => {
        turn = 0;
        const rows = [
          { Id: 'a0B000000000001AAA', Name: 'x' },
          { Id: 'a0B000000000002AAA', Name: 'y' },
        ];
        const saved = [
          { id: rows[0].Id, success: true, errors: [] },
          { success: false, errors: [{ statusCode: 'X', message: 'y', fields: ['Name'] }] },
        ];
        const job = {
          id: '750000000000001AAA',
          state: 'JobComplete',
          numberRecordsProcessed: 2,
          numberRecordsFailed: 1,
        };
        const good = mutatedCsv(
          Buffer.from('"sf__Id","sf__Created","Id","Name"\n"a0B000000000001AAA","false","a0B000000000001AAA","x"\n'),
          changes
        );
        const bad = mutatedCsv(
          Buffer.from(
            '"sf__Id","sf__Error","Id","Name"\n"a0B000000000002AAA","X:y:Name --","a0B000000000002AAA","y"\n'
          ),
          changes
        );
        const ctx = (http: OrgHttp): Parameters<typeof bulkUpdate>[0] => ({
          http,
          root: '/services/data/v62.0',
          label: 'uat',
          unreadable: unreadable('uat', 'https://uat.example'),
        });
        const odd = which % 3 === 0 ? mutatedJson(job, changes) : job;
        const bulk = answering([
          which % 5 === 0 ? mutatedJson(job, changes) : job,
          {},
          {},
          odd,
          raw(good, 1),
          raw(bad, 1),
        ]);
        const results = await bearably<Array<{ outcome: string; message?: string; id?: unknown }>>(() => {
          if (which % 4 === 0) return collectionUpdate(answering([mutatedJson(saved, changes)]), '/x', 'Site__c', rows);
          if (which % 4 === 1)
            return collectionCreate(answering([mutatedJson(saved, changes)]), '/x', 'Site__c', { rows });
          if (which % 4 === 2) return bulkUpdate(ctx(bulk), 'Site__c', rows, {});
          return bulkCreate(ctx(bulk), 'Site__c', rows, {});
        }, AS_THE_ORG_SAID);
        if (results && results.length !== rows.length) throw new Bad('rows got lost', JSON.stringify(results));
        for (const result of results ?? []) {
          if (!['updated', 'created', 'failed', 'unprocessed'].includes(result.outcome))
            throw new Bad('outcome', JSON.stringify(result));
          if (result.message !== undefined && typeof result.message !== 'string')
            throw new Bad('a message that is no text', JSON.stringify(result));
          if (result.outcome === 'created' && typeof result.id !== 'string')
            throw new Bad('an ID that is no text', JSON.stringify(result));
        }
      }
    ),
    target<{ changes: Mutation[]; which: number }>(
      'parts of answers',
      18,
      fc.record({ changes: mutations(4), which: fc.nat() }),
      async ({ changes, which }) => {
        const [{ with: pick }] = changes;
        switch (which % 7) {
          case 0:
            pageOf(
              {
                bytes: Uint8Array.from(mutatedCsv(Buffer.from('"Id","Name"\n"01t","a ""b""\nc"\n'), changes)),
                headers: { 'sforce-numberofrecords': '1', 'sforce-locator': PAYLOADS[pick % PAYLOADS.length] },
              },
              ['Id', 'Name'],
              '"Id","Name"\n'
            );
            return;
          case 1:
            resultRows(
              Uint8Array.from(mutatedCsv(Buffer.from('"sf__Id","sf__Error","Name"\n"","X:y:Name --","z"\n'), changes))
            );
            rowError(PAYLOADS[pick % PAYLOADS.length]);
            rowError(
              mutatedCsv(
                Buffer.from('FIELD_CUSTOM_VALIDATION_EXCEPTION:No, "never":Name,Code__c --'),
                changes
              ).toString()
            );
            return;
          case 2: {
            const envelope = Buffer.from(
              '<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="x"><soapenv:Body><readMetadataResponse><result><records><fullName>A</fullName></records></result></readMetadataResponse></soapenv:Body></soapenv:Envelope>'
            );
            const body = mutatedXml(envelope, changes).toString();
            await bearably(
              () =>
                soapAnswer({ method: 'POST', url: 'x', body: '<soapenv:Body xmlns="y"><readMetadata>' } as never, {
                  statusCode: 200,
                  headers: {},
                  body,
                }),
              AS_THE_ORG_SAID,
              ['Error']
            );
            return;
          }
          case 3: {
            const ms = retryAfterMs(mutatedJson(PAYLOADS[pick % PAYLOADS.length], changes));
            if (ms !== undefined && (Number.isNaN(ms) || ms < 0)) throw new Bad('Retry-After', String(ms));
            observe('https://uat.example', PAYLOADS[pick % PAYLOADS.length]);
            observe('https://uat.example', '+275760-09-13T00:00:00.000Z');
            timeAt('https://uat.example').toISOString();
            observe('https://uat.example', new Date().toUTCString());
            return;
          }
          case 4: {
            const job = {
              id: '7',
              status: 'COMPLETED',
              finished: '2026-01-01',
              errorCode: null,
              message: 'm',
              result: {
                success: true,
                counts: { success: 1, error: 0, warning: 1, total: '2' },
                messages: [{ message: 'x' }, 'y', { a: 1 }],
                message: null,
              },
            };
            // As the client reads it: what is nested without end is refused before it has a shape.
            const read = (value: unknown): unknown => {
              try {
                return parseJson(JSON.stringify(value) ?? '');
              } catch {
                return null;
              }
            };
            jobShape.safeParse(read(mutatedJson(job, changes)));
            const page = { content: [{ name: 'a', modified: 5 }], last: true, totalPages: 1, totalElements: 1 };
            pageShape.safeParse(read(mutatedJson(page, changes)));
            return;
          }
          case 5: {
            const component = mutatedJson(
              {
                fullName: 'A',
                url: 'https://x',
                parameters: [{ parameterName: 'a', parameterValue: 'b' }],
                nested: { deep: { value: 'true' } },
              },
              changes
            );
            if (typeof component !== 'object' || component === null || !('fullName' in component)) return;
            if (isDeep(component)) return;
            flatten(component as { fullName: string });
            withFields(component as { fullName: string }, { url: 'https://y', 'nested.deep.value': false });
            return;
          }
          default: {
            const said = PAYLOADS[pick % PAYLOADS.length];
            const error = toOrgError(
              { code: 'X', message: said, status: 400 },
              'uat',
              'https://uat.example',
              said.slice(0, 50)
            );
            checkPlain(error.message.replace(said.slice(0, 50), ''), 'an error of the org', true);
          }
        }
      }
    ),
    target<{ spoil: Spoiling }>(
      'the answer to a component that is written',
      3,
      fc.record({ spoil: spoiling(0) }),
      async ({ spoil }) => {
        replay.begin(spoil);
        sendAllThisWay();
        const connection = connect(replay, url);
        await bearably(
          () =>
            upsertMetadata(
              connection,
              orgGuard(connection, 'uat'),
              'uat'
            )('RemoteSiteSetting', { fullName: 'Logik', url: 'https://x.example' }),
          AS_THE_ORG_SAID
        );
      }
    ),
    target<{ changes: Mutation[] }>(
      'answers of people',
      3,
      fc.record({ changes: mutations(4) }),
      async ({ changes }) => {
        answersSchema.safeParse(mutatedJson(answers, changes));
      }
    ),
  ];
};
