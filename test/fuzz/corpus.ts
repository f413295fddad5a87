import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { KEEP_ALL } from '../support/keptRows.ts';
import { writeAnswers } from '../support/preservedRun.ts';
import { Workbench, type Login, type Ran } from '../support/workbench.ts';

/** An answer of an org or a Logik environment, as it was given to one request. */
export type Answer = {
  key: string;
  asked: { method: string; url: string; body: string };
  status: number;
  headers: Record<string, string>;
  body: string;
};

/** What everything is made from: a refresh directory that commands wrote, and what they were answered. */
export type Corpus = {
  /** Where the two simulated servers were: in the files and in the answers. */
  urls: string[];
  token: string;
  key: string;
  answers: Answer[];
};

/** Moments and the borders of forms are others each time. */
const steady = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT[\d:.%A]+(Z|%2B\d{4}|[+-][\d:]{4,5})?/g, 'T')
    .replace(/-{4,}\w+/g, '--')
    .replace(/(sessionId>)[^<]*/g, '$1');

/** One request: the same request has the same key. */
export const keyOf = (method: string, url: string, body: string): string =>
  createHash('sha256')
    .update(JSON.stringify([method, steady(url), steady(body)]))
    .digest('hex')
    .slice(0, 24);

type Started = { request: IncomingMessage; response: ServerResponse };

/** Listens to every HTTP server of this process: the simulator shares nothing with whoever asks it. */
const recording = (): { answers: Map<string, Answer>; end(): void } => {
  const answers = new Map<string, Answer>();
  const listen = (message: unknown): void => {
    const { request, response } = message as Started;
    const asked: Buffer[] = [];
    const told: Buffer[] = [];
    const push = request.push.bind(request);
    request.push = (chunk: unknown, encoding) => {
      if (Buffer.isBuffer(chunk)) asked.push(Buffer.from(chunk));
      return push(chunk, encoding);
    };
    const take = (chunk: unknown): void => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) told.push(Buffer.from(chunk as string));
    };
    const [write, end] = [response.write.bind(response), response.end.bind(response)] as Array<
      (...args: unknown[]) => unknown
    >;
    const sentHeaders: Record<string, string> = {};
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => unknown;
    response.writeHead = (...args: unknown[]) => {
      const given = args.find((arg) => typeof arg === 'object' && arg !== null) ?? {};
      for (const [name, value] of Object.entries(given)) sentHeaders[name.toLowerCase()] = String(value);
      writeHead(...args);
      return response;
    };
    response.write = ((...args: unknown[]) => (take(args[0]), write(...args))) as ServerResponse['write'];
    response.end = ((...args: unknown[]) => {
      take(args[0]);
      const { method = '', url = '' } = request;
      if (!url.startsWith('/__simulator')) {
        const body = Buffer.concat(asked).toString('latin1');
        const key = keyOf(method, url, body);
        const headers = Object.fromEntries(
          Object.entries({ ...response.getHeaders(), ...sentHeaders }).flatMap(([name, value]) =>
            /^(content-type|sforce-|location)/.test(name) ? [[name, String(value)]] : []
          )
        );
        // The last answer counts: of a job, that it is over.
        answers.set(key, {
          key,
          asked: { method, url, body },
          status: response.statusCode,
          headers,
          body: Buffer.concat(told).toString('base64'),
        });
      }
      return end(...args);
    }) as ServerResponse['end'];
  };
  subscribe('http.server.request.start', listen);
  return { answers, end: () => void unsubscribe('http.server.request.start', listen) };
};

const well = <T>(name: string, { error, result }: Ran<T>): T => {
  if (result === undefined) throw new Error(`The corpus needs a ${name} that ends well: ${error?.message ?? '?'}`);
  return result;
};

/**
 * Runs the whole job on the simulator once, with everything that a refresh directory can hold, and keeps in `to` the
 * directory before the refresh (`prepared`), after it (`refreshed`), and the answers that came meanwhile.
 *
 * @param short only prepare, so that it takes seconds: `refreshed` is what was prepared then
 */
export const makeCorpus = async (to: string, { short = false } = {}): Promise<void> => {
  const heard = recording();
  const bench = await Workbench.start({ scenario: 'preserved' });
  const given = process.env.LOGIK_ADMIN_API_KEY;
  try {
    const { key } = await bench.control<{ key: string }>('POST', 'logik/keys', {
      name: 'fuzz',
      permissions: ['Read', 'Bulk'],
    });
    const { url: logikUrl } = await bench.control<{ url: string }>('GET', 'logik-new');
    await bench.control('POST', 'logik', { jobMs: 10 });
    await bench.control('POST', 'logik/tables', {
      name: 'Größe & "Preis"',
      columns: ['one', 'two'].map((name) => ({ name, type: 'text' })),
      rows: [
        ['=1+1', 'First\n"second"'],
        ['', '🚚'],
      ],
      modified: '2026-01-01T00:00:00Z',
    });
    process.env.LOGIK_ADMIN_API_KEY = key;
    await writeAnswers(bench, ...KEEP_ALL);
    well('prepare', await bench.prepare('--source-org', 'prod'));
    await cp(bench.directory, join(to, 'prepared'), { recursive: true });
    let { accessToken } = (await bench.control<{ sandbox: Login }>('GET', 'logins')).sandbox;
    if (!short) {
      ({ accessToken } = await bench.refresh());
      await bench.run('verify', '--target-org', 'uat');
      well('repoint', await bench.run('repoint', '--target-org', 'uat', '--no-prompt'));
      await bench.run('verify', '--target-org', 'uat', '--attest', 'email-deliverability=Checked by hand');
    }
    await cp(bench.directory, join(to, 'refreshed'), { recursive: true });
    const corpus: Corpus = {
      urls: [bench.url, logikUrl],
      token: accessToken,
      key,
      answers: [...heard.answers.values()],
    };
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'corpus.json'), JSON.stringify(corpus));
  } finally {
    heard.end();
    if (given === undefined) delete process.env.LOGIK_ADMIN_API_KEY;
    else process.env.LOGIK_ADMIN_API_KEY = given;
    await bench.close();
  }
};

export const readCorpus = async (from: string): Promise<Corpus> =>
  JSON.parse(await readFile(join(from, 'corpus.json'), 'utf8')) as Corpus;

/** Every file below a directory. */
export const filesIn = async (root: string): Promise<Map<string, Buffer>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries
    .filter((each) => each.isFile())
    .sort((one, other) => one.name.localeCompare(other.name))) {
    const path = join(entry.parentPath, entry.name);
    files.set(relative(root, path).replaceAll('\\', '/'), await readFile(path));
  }
  return files;
};
