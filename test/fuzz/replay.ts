import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyOf, type Answer, type Corpus } from './corpus.ts';
import { mutatedBytes, mutatedCsv, mutatedJsonText, mutatedXml, type Mutation } from './mutate.ts';

/** Which answer of those that are given is spoiled, and how. */
export type Spoiling = { nth: number; changes: Mutation[]; how: number };

type Told = { status: number; headers: Record<string, string>; body: Buffer };

const NOT_FOUND: Told = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]'),
};

const STATUSES = [200, 200, 204, 201, 300, 400, 401, 403, 404, 413, 418, 420, 429, 500, 502, 503, 504, 599];
const DATES = [
  'Fri, 27 Nov 2026 22:00:00 GMT',
  'yesterday',
  '0',
  '-1',
  '99999999999999999999',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Tue, 31 Dec 9999 23:59:59 GMT',
  '+275760-09-13T00:00:00.000Z',
  '',
  'NaN',
  '1e400',
  '1.5',
];
const TYPES = [
  'text/html',
  'text/plain',
  'application/json',
  'application/xml',
  'text/xml',
  'text/csv',
  'application/octet-stream',
  '',
];
const BODIES = [
  '',
  '<html><head><title>Maintenance \u202e</title></head></html>',
  'null',
  '[]',
  '{}',
  '0',
  '"text"',
  '[null]',
  '[[]]',
  '[{}]',
  '[{"errorCode":null,"message":5}]',
  '[{"errorCode":"INVALID_SESSION_ID","message":"Session expired"}]',
  '{"records":[null],"done":true}',
  '{"records":{},"done":true}',
  '{"records":[],"done":false,"nextRecordsUrl":"https://evil.example/services/data"}',
  '{"records":[],"done":false,"nextRecordsUrl":"../../x"}',
  '{"errorCode":"LGK-1","errorMessage":{"a":1}}',
  '\ufeff{}',
  '{"a":',
  `${'['.repeat(20_000)}`,
];

const spoiled = (told: Told, { changes, how }: Spoiling): Told => {
  const [{ at, with: pick }] = changes;
  const type = told.headers['content-type'] ?? '';
  switch (how % 12) {
    case 0:
      return { ...told, status: STATUSES[pick % STATUSES.length] };
    case 1:
      return { ...told, body: Buffer.from(BODIES[pick % BODIES.length]) };
    case 2:
      return { ...told, headers: { ...told.headers, 'content-type': TYPES[pick % TYPES.length] } };
    case 3:
      return {
        ...told,
        status: [429, 503, 200][at % 3],
        headers: { ...told.headers, 'retry-after': DATES[pick % DATES.length], date: DATES[at % DATES.length] },
      };
    case 4: {
      const names = Object.keys(told.headers).filter((name) => name.startsWith('sforce'));
      const name = names[pick % Math.max(1, names.length)] ?? 'sforce-limit-info';
      return {
        ...told,
        headers: { ...told.headers, [name]: ['null', '', '-1', 'x', 'api-usage=a/b', '99999999999'][at % 6] },
      };
    }
    case 5:
      return { ...told, body: mutatedBytes(told.body, changes) };
    default:
      if (/json/.test(type)) return { ...told, body: mutatedJsonText(told.body, changes, how % 2 === 0) };
      if (/xml/.test(type)) return { ...told, body: mutatedXml(told.body, changes) };
      return { ...told, body: /csv/.test(type) ? mutatedCsv(told.body, changes) : mutatedBytes(told.body, changes) };
  }
};

/** Answers as the recorded servers did; one answer of those of an input is spoiled. */
export type Replay = {
  /** By the address that the recorded server had. */
  urls: Record<string, string>;
  token: string;
  key: string;
  /** Begins an input: so many answers were given before it stand no more. */
  begin(spoiling: Spoiling | undefined): void;
  /** How many were given since. */
  given(): number;
  missed: string[];
  close(): void;
};

type Sub = { method?: string; url: string };

export const startReplay = async (corpus: Corpus): Promise<Replay> => {
  const exact = new Map<string, Answer>(corpus.answers.map((answer) => [answer.key, answer]));
  /** What was asked in a batch may be asked alone, or in another one. */
  const kinds = new Map<string, Told>();
  const inBatch = new Map<string, { statusCode: number; result: unknown }>();
  for (const { asked, body } of corpus.answers) {
    if (!asked.url.endsWith('/composite/batch')) continue;
    try {
      const { batchRequests } = JSON.parse(asked.body) as { batchRequests: Sub[] };
      const { results } = JSON.parse(Buffer.from(body, 'base64').toString()) as {
        results: Array<{ statusCode: number; result: unknown }>;
      };
      for (const [index, { url }] of batchRequests.entries()) {
        const plain = decodeURIComponent(url);
        const [, object] = /\bFROM[ +](\w+)/i.exec(plain) ?? [];
        const name =
          object === undefined
            ? `GET /services/data/${url.replace(/\?.*/, '')}`
            : `FROM ${object} false ${/COUNT\(\)/.test(plain)}`;
        const { statusCode, result } = results[index];
        if (statusCode < 300)
          kinds.set(name, {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: Buffer.from(JSON.stringify(result)),
          });
        inBatch.set(keyOf('GET', `/services/data/${url}`, ''), results[index]);
      }
    } catch {
      // A batch that was cut in the record tells nothing.
    }
  }
  /** The object that a statement reads, and the call in an envelope: the same is near enough where nothing is the same. */
  const near = new Map<string, Told>();
  const json = (value: unknown, status = 200): Told => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  });
  const kindOf = (method: string, url: string, body: string): string => {
    const plain = decodeURIComponent(url.replace(/%(?![0-9a-f]{2})/gi, '%25'));
    const [, object] = /\bFROM[ +](\w+)/i.exec(plain) ?? [];
    if (object !== undefined) return `FROM ${object} ${/\/tooling\//.test(url)} ${/COUNT\(\)/.test(plain)}`;
    const [, call] = /<soapenv:Body[^>]*><(\w+)/.exec(body) ?? [];
    return call ?? `${method} ${url.replace(/\?.*/, '').replace(/\b(750|01t|00D)\w+/g, 'ID')}`;
  };
  for (const { asked, status, headers, body } of corpus.answers)
    if (status < 300)
      near.set(kindOf(asked.method, asked.url, asked.body), { status, headers, body: Buffer.from(body, 'base64') });
  for (const [kind, told] of kinds) near.set(kind, told);

  let statement = '';
  /** What stands in for an answer that nobody recorded. */
  const made = (method: string, url: string, body: string): Told | undefined => {
    const path = url.replace(/\?.*/, '');
    const known = near.get(kindOf(method, url, body));
    if (known) return known;
    if (/\/jobs\/query$/.test(path) && method === 'POST') {
      statement = (JSON.parse(body) as { query: string }).query;
      return json({ id: '750000000000001AAA', state: 'UploadComplete' });
    }
    const fields = /^SELECT (.*?) FROM/.exec(statement)?.[1].split(', ') ?? ['Id'];
    if (/\/jobs\/query\/\w+\/results$/.test(path))
      return {
        status: 200,
        headers: { 'content-type': 'text/csv', 'sforce-numberofrecords': '1', 'sforce-locator': 'null' },
        body: Buffer.from(`${fields.map((name) => `"${name}"`).join()}\n${fields.map(() => '"a ""b"", c"').join()}\n`),
      };
    if (/\/jobs\/query\/\w+$/.test(path))
      return json({ id: '750000000000001AAA', state: 'JobComplete', numberRecordsProcessed: 1 });
    if (/\/jobs\/(query|ingest)$/.test(path))
      return json({
        done: true,
        records: [
          {
            id: '750000000000001AAA',
            createdById: '005000000000001AAA',
            object: 'Product2',
            operation: 'query',
            state: 'JobComplete',
            jobType: 'V2Query',
            createdDate: '2026-11-21T18:00:00.000+0000',
          },
        ],
        nextRecordsUrl: null,
      });
    if (/\/services\/data\/v[\d.]+$/.test(path)) return json({ sobjects: path });
    if (/\/services\/data\/v[\d.]+\/query\/01g/.test(path))
      return json({ totalSize: 2, done: true, records: [{ Id: '01t000000000002AAA', Name: 'y' }] });
    if (/COUNT\(\)/.test(decodeURIComponent(url.replace(/%(?![0-9a-f]{2})/gi, '%25'))))
      return json({ totalSize: 2, done: true, records: [] });
    if (/\/query$/.test(path))
      return json({
        totalSize: 2,
        done: false,
        nextRecordsUrl: '/services/data/v65.0/query/01g000000000001-2000',
        records: [{ attributes: { type: 'X' }, Id: '01t000000000001AAA', Name: 'x' }],
      });
    if (/\/search$/.test(path))
      return json({
        searchRecords: [
          {
            attributes: { type: 'ApexClass' },
            Id: '01p000000000001AAA',
            Name: 'X',
            NamespacePrefix: null,
            Body: 'class X {}',
          },
        ],
      });
    if (/\/limits$/.test(path)) return json({ DailyApiRequests: { Max: 15000, Remaining: 14000 } });
    if (/\/userinfo$/.test(path))
      return json({
        user_id: '005000000000001AAA',
        organization_id: '00DOLD00000000AAAA',
        preferred_username: 'admin@acme.example.uat',
        urls: { custom_domain: 'https://acme--uat.sandbox.my.salesforce.com' },
      });
    if (/\/sobjects$/.test(path))
      return json({ sobjects: [{ name: 'Product2', label: 'Product', customSetting: false, keyPrefix: '01t' }] });
    if (/\/describe$/.test(path))
      return json({
        name: 'Product2',
        label: 'Product',
        customSetting: false,
        fields: [{ name: 'Id', label: 'ID', type: 'id', updateable: false, createable: false, permissionable: false }],
      });
    if (/\/deployments$/.test(path)) return json({ content: [{ created: '2026-01-01T00:00:00Z' }], last: true });
    if (/\/job\/\w+\/file$|\/export\/\w+$/.test(path) && method === 'GET')
      return {
        status: 200,
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.from('one,two\n1,2\n'),
      };
    if (/\/export$|\/job\//.test(path))
      return json({
        id: '1',
        status: 'COMPLETED',
        finished: '2026-01-01T00:00:00Z',
        result: {
          success: true,
          counts: { success: 2, error: 0, warning: 1, total: 2 },
          messages: ['One was left out'],
        },
      });
    if (path === '/api' && method === 'POST') return json({ uuid: 'b4f4', products: [] });
    return undefined;
  };
  let spoiling: Spoiling | undefined;
  let count = 0;
  const urls: Record<string, string> = {};
  const missed: string[] = [];
  const moved = (text: string, back = false): string =>
    Object.entries(urls).reduce((now, [was, is]) => {
      const [from, to] = back ? [is, was] : [was, is];
      return now
        .replaceAll(from, to)
        .replaceAll(encodeURIComponent(from), encodeURIComponent(to))
        .replaceAll(from.slice(7), to.slice(7))
        .replaceAll(encodeURIComponent(from.slice(7)), encodeURIComponent(to.slice(7)));
    }, text);

  const oneOf = (method: string, url: string, body: string): Told => {
    const known = exact.get(keyOf(method, url, body));
    if (known)
      return {
        status: known.status,
        headers: known.headers,
        body: Buffer.from(moved(Buffer.from(known.body, 'base64').toString('latin1')), 'latin1'),
      };
    if (url.endsWith('/composite/batch')) {
      try {
        const { batchRequests } = JSON.parse(body) as { batchRequests: Sub[] };
        const results = batchRequests.map((each) => {
          const { status, body: told } = oneOf('GET', `/services/data/${each.url}`, '');
          return { statusCode: status, result: JSON.parse(told.toString()) as unknown };
        });
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify({ hasErrors: false, results })),
        };
      } catch {
        return NOT_FOUND;
      }
    }
    const sub = inBatch.get(keyOf(method, url, body));
    if (sub)
      return {
        status: sub.statusCode,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(moved(JSON.stringify(sub.result))),
      };
    const other = made(method, url, body);
    if (other) return { ...other, body: Buffer.from(moved(other.body.toString('latin1')), 'latin1') };
    if (missed.length < 200)
      missed.push(
        `${method} ${decodeURIComponent(url.replace(/%(?![0-9a-f]{2})/gi, '%25')).slice(0, 300)} ${body.slice(0, 200)}`
      );
    return NOT_FOUND;
  };

  const send = (response: ServerResponse, { status, headers, body }: Told): void => {
    try {
      response.writeHead(status, { ...headers, 'content-length': String(body.length), connection: 'keep-alive' });
      response.end(status === 204 || status === 304 ? undefined : body);
    } catch {
      // A header that no server can send is none that a client gets.
      response.destroy();
    }
  };

  const servers: Server[] = [];
  for (const was of corpus.urls) {
    const server = createServer({ keepAliveTimeout: 120_000, maxHeaderSize: 4 * 1024 * 1024 }, (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url = '' } = request;
        const told = oneOf(method, moved(url, true), moved(Buffer.concat(parts).toString('latin1'), true));
        const number = count;
        count += 1;
        send(response, spoiling !== undefined && number === spoiling.nth ? spoiled(told, spoiling) : told);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    urls[was] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    servers.push(server);
  }
  return {
    urls,
    token: corpus.token,
    key: corpus.key,
    begin: (next) => {
      spoiling = next;
      count = 0;
    },
    given: () => count,
    missed,
    close: () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
};
