import { Lifecycle, type Connection } from '@salesforce/core';
import DataLoader from 'dataloader';
import { bulkCount, bulkCsv } from './bulk/query.ts';
import { longCsv } from './csv/long.ts';
import { statementOf } from './csv/query.ts';
import { restCsv } from './csv/rest.ts';
import { isItemError, toOrgError, unreadable, refusalIn } from './errors.ts';
import { orgGuard, type OrgHttp } from './http.ts';
import { queryInParts, type Asking } from './long.ts';
import { onceEach } from './nextPage.ts';
import { metadataReader } from './metadata.ts';
import { timeAt } from './orgClock.ts';
import { roomFor } from './room.ts';
import { isRecord, textIn, urlText } from './shapes.ts';
import { soql, soqlNames } from './soql.ts';
import { halvesOf } from './statement.ts';
import { loadText } from '../text.ts';
import type { ApiRequests, BulkJob, ObjectDescription, ObjectSummary, OrgReader, SetupPageReader } from './types.ts';
import { whoAsks } from './whoAsks.ts';

/** Salesforce takes at most 25 subrequests in one composite batch. */
const BATCH_SIZE = 25;

const text = loadText('salesforce');

/** So many records that vanished are named; all of them are counted. */
const NAMED = 5;

type QueryPage = { records: unknown[]; done: boolean; nextRecordsUrl?: string };
type BatchAnswer = { results: Array<{ statusCode: number; result: unknown } | null> };
type Read = { path: string; asked: string };

/** The code and the words of a refusal, as far as they are texts. */
const errorBody = (result: unknown): { errorCode?: string; message?: string } => {
  const told: unknown = Array.isArray(result) ? (result as unknown[])[0] : result;
  return isRecord(told) ? { errorCode: textIn(told.errorCode), message: textIn(told.message) } : {};
};

/**
 * A reader of the org behind `connection`.
 *
 * @param connection an authorised connection; its API version is used throughout
 * @param http the way out, see {@link OrgHttp}
 * @param label how the user named the org
 * @param pages reads setup pages
 */
export const orgReader = (connection: Connection, http: OrgHttp, label: string, pages: SetupPageReader): OrgReader => {
  const version = `v${connection.getApiVersion()}`;
  const root = `/services/data/${version}`;

  const odd = unreadable(label, connection.instanceUrl);

  /** The answer where it is an object that holds a list under `key`; an error otherwise. */
  const withList = <T>(answer: unknown, key: string, asked: string): T => {
    const list = isRecord(answer) ? answer[key] : undefined;
    if (!Array.isArray(list)) throw odd(asked, `the answer has no ${key}`);
    // The results of a batch alone may have gaps.
    if (key !== 'results' && !list.every(isRecord)) throw odd(asked, `the answer has ${key} that are none`);
    return answer as T;
  };

  /** A list of what an org has names something: what is missing in it is taken for absent. */
  const named = <T extends { name?: unknown }>(list: readonly T[], asked: string): T[] => {
    if (list.length === 0 || list.some((entry) => typeof entry.name !== 'string'))
      throw odd(asked, 'the answer is no list of names');
    return [...list];
  };

  /** Fields go by their names, and so does everything that is said of them. */
  const described = (answer: unknown, asked: string): ObjectDescription => {
    const description = withList<ObjectDescription>(answer, 'fields', asked);
    if (description.fields.some(({ name }) => typeof name !== 'string')) throw odd(asked, 'a field has no name');
    return description;
  };

  /** A page of records says whether it is the last, and where the next one is. */
  const pageIn = (answer: unknown, asked: string): QueryPage => {
    const page = withList<Partial<QueryPage>>(answer, 'records', asked);
    if (page.done !== true && (typeof page.nextRecordsUrl !== 'string' || page.nextRecordsUrl === ''))
      throw odd(asked, 'the answer is not the last page and names no next one');
    return page as QueryPage;
  };

  const readAlone = ({ path, asked }: Read): Promise<unknown> => http({ method: 'GET', path: `${root}${path}`, asked });

  /** Many at once, each with its answer or why there is none. */
  const readEach = (reads: readonly Read[]): Promise<unknown[]> =>
    Promise.all(reads.map((read) => readAlone(read).catch((error: unknown) => error)));

  /**
   * Reads in one batch. What one of them is answered that may not be about it (a session that ran out meanwhile, no answer
   * of the API), and what the batch left undone for the sake of another, is asked alone; and so is everything where the
   * batch itself is refused or gets lost: one read spoils no other.
   */
  const readTogether = async (reads: readonly Read[]): Promise<unknown[]> => {
    const all = reads.map(({ asked }) => asked).join(', ');
    let batch: unknown;
    try {
      batch = await http<unknown>({
        method: 'POST',
        path: `${root}/composite/batch`,
        body: { batchRequests: reads.map(({ path }) => ({ method: 'GET', url: `${version}${path}` })) },
        asked: all,
        repeatable: true,
      });
    } catch (error) {
      if (!isItemError(error)) throw error;
      return readEach(reads);
    }
    const { results } = withList<BatchAnswer>(batch, 'results', all);
    return Promise.all(
      reads.map((read, index) => {
        const answer = results[index];
        if (!isRecord(answer) || typeof answer.statusCode !== 'number')
          return odd(read.asked, 'the batch has fewer answers than reads');
        const { statusCode, result } = answer;
        if (statusCode < 400 && !refusalIn(result)) return result;
        const { errorCode = `ERROR_HTTP_${statusCode}`, message = '' } = errorBody(result);
        const failure = { code: errorCode, message, status: statusCode };
        const error = toOrgError(failure, label, connection.instanceUrl, read.asked);
        const isItsOwn = isItemError(error) && errorCode !== 'BATCH_PROCESSING_HALTED';
        return isItsOwn ? error : readAlone(read).catch((alone: unknown) => alone);
      })
    );
  };

  const loader = new DataLoader<Read, unknown, string>(
    async (reads) => (reads.length === 1 ? [await readAlone(reads[0])] : readTogether(reads)),
    { maxBatchSize: BATCH_SIZE, cacheKeyFn: ({ path }) => path }
  );

  // The composite batch does not reach the Tooling API: its reads travel by themselves, each once.
  const tooling = new DataLoader<Read, unknown, string>((reads) => Promise.all(reads.map(readAlone)), {
    batch: false,
    cacheKeyFn: ({ path }) => path,
  });

  const allPages = async <T>(answer: unknown, asked: string): Promise<T[]> => {
    const first = pageIn(answer, asked);
    const records = [...first.records];
    const links = onceEach(odd, asked);
    for (let page = first; !page.done && page.nextRecordsUrl !== undefined;) {
      // Pages follow one another by their locator: they cannot be asked for at once.
      const next = await http<unknown>({ method: 'GET', path: links(page.nextRecordsUrl), asked });
      page = pageIn(next, asked);
      // One by one: a page may hold more than a call takes arguments.
      for (const record of page.records) records.push(record);
    }
    return records as T[];
  };

  const objectOf = (statement: string): string => /\bFROM\s+(\w+)/i.exec(statement)?.[1] ?? 'a query';
  const queryPath = (statement: string): string => `/query?q=${urlText(statement)}`;

  const room = roomFor(connection);

  /** Nobody waits for it: it is told beside whatever the command says. */
  const vanished = (object: string, ids: readonly string[]): void => {
    const told = { rows: ids.length, object, org: label, ids: ids.slice(0, NAMED).join(', ') };
    void Lifecycle.getInstance().emitWarning(text.get('vanished', told));
  };

  /** How an API is asked for the records of a statement; the path counts as a batch spells it, and as a GET does. */
  const askingOf = (api: '' | '/tooling', load: (read: Read) => Promise<unknown>): Asking => ({
    room,
    label,
    vanished,
    pathOf: (statement) => `${root}${api}${queryPath(statement)}`,
    ask: async <T>(statement: string) => {
      const asked = objectOf(statement);
      return allPages<T>(await load({ path: `${api}${queryPath(statement)}`, asked }), asked);
    },
  });
  const rest = askingOf('', (read) => loader.load(read));
  const toolingApi = askingOf('/tooling', (read) => tooling.load(read));

  const bulk = { http, root, label, unreadable: odd };

  /** Conditions that no URL holds are counted in parts, or by a job. */
  const countOf = async (objectName: string, statement: string): Promise<number> => {
    if (!room.fits(rest.pathOf(statement))) {
      const halves = halvesOf(statement);
      if (halves) return (await Promise.all(halves.map((half) => countOf(objectName, half)))).reduce((a, b) => a + b);
      return bulkCount(bulk, objectName, statement.replace('COUNT()', 'Id'));
    }
    const answer = (await loader.load({ path: queryPath(statement), asked: objectName })) as {
      totalSize?: unknown;
    } | null;
    if (typeof answer?.totalSize !== 'number') throw odd(objectName, 'the answer has no totalSize');
    return answer.totalSize;
  };

  /** Every page of a list of bulk jobs, which the composite batch does not reach. */
  const jobsOf = async (kind: string): Promise<BulkJob[]> => {
    const asked = 'the bulk jobs';
    const jobs: BulkJob[] = [];
    const links = onceEach(odd, asked);
    for (let path: string | null | undefined = `${root}/jobs/${kind}`; path;) {
      // Pages follow one another by their locator: they cannot be asked for at once.
      const page: unknown = await http({ method: 'GET', path, asked });
      const { records, nextRecordsUrl } = withList<{ records: BulkJob[]; nextRecordsUrl?: string | null }>(
        page,
        'records',
        asked
      );
      if (records.some(({ id }) => typeof id !== 'string')) throw odd(asked, 'a job has no ID');
      jobs.push(...records);
      path = nextRecordsUrl ? links(nextRecordsUrl) : undefined;
    }
    return jobs;
  };

  /** What `/limits` says, for users who may see it; for others what the last answer's header said. */
  const apiRequests = async (): Promise<ApiRequests | undefined> => {
    const read = { path: '/limits', asked: 'the limits' };
    try {
      const answer = (await loader.load(read)) as { DailyApiRequests?: { Max?: unknown; Remaining?: unknown } } | null;
      const { Max: max, Remaining: remaining } = answer?.DailyApiRequests ?? {};
      if (typeof max === 'number' && typeof remaining === 'number') return { max, remaining };
    } catch (error) {
      if (!isItemError(error)) throw error;
    } finally {
      loader.clear(read);
    }
    const usage = connection.limitInfo?.apiUsage;
    return usage && { max: usage.limit, remaining: Math.max(0, usage.limit - usage.used) };
  };

  return {
    label,
    // A renewal of the session may say that the org is somewhere else by now.
    get instanceUrl() {
      return connection.instanceUrl;
    },
    query: <T>(statement: string) => queryInParts<T>(rest, statement),
    toolingQuery: <T>(statement: string) => queryInParts<T>(toolingApi, statement),
    toolingSearch: async <T>(statement: string) => {
      const asked = 'the Tooling search';
      const answer = await tooling.load({ path: `/tooling/search?q=${urlText(statement)}`, asked });
      const { searchRecords } = withList<{ searchRecords: Array<T & { attributes?: { type?: unknown } }> }>(
        answer,
        'searchRecords',
        asked
      );
      if (searchRecords.some((record) => typeof record.attributes?.type !== 'string'))
        throw odd(asked, 'a record has no type');
      return searchRecords as Array<T & { attributes: { type: string } }>;
    },
    csv: (asked, options) => {
      if (!room.fits(rest.pathOf(statementOf(asked)))) return longCsv(bulk, rest, asked, options);
      return options.bulk ? bulkCsv(bulk, asked, options) : restCsv(bulk, asked, options);
    },
    count: (objectName, where) => {
      const all = soql`SELECT COUNT() FROM ${soqlNames(objectName)}`;
      return countOf(objectName, where === undefined ? all : `${all} WHERE ${where}`);
    },
    bulkJobs: async () => {
      const jobs = (await Promise.all(['ingest', 'query'].map(jobsOf))).flat();
      // Jobs of the Bulk API's first version stand in both lists.
      return [...new Map(jobs.map((job) => [job.id.length === 18 ? job.id.slice(0, 15) : job.id, job])).values()];
    },
    apiRequests,
    describe: async (objectName) =>
      described(await loader.load({ path: `/sobjects/${objectName}/describe`, asked: objectName }), objectName),
    describeGlobal: async () => {
      const asked = 'the list of objects';
      const answer = await loader.load({ path: '/sobjects', asked });
      return named(withList<{ sobjects: ObjectSummary[] }>(answer, 'sobjects', asked).sobjects, asked);
    },
    toolingObjects: async () => {
      const asked = 'the list of Tooling objects';
      const answer = await tooling.load({ path: '/tooling/sobjects', asked });
      const { sobjects } = withList<{ sobjects: Array<{ name: string }> }>(answer, 'sobjects', asked);
      return named(sobjects, asked).map(({ name }) => name);
    },
    userInfo: () => whoAsks({ http, root, odd, query: (statement) => queryInParts(rest, statement) }),
    metadata: metadataReader(connection, orgGuard(connection, label), label),
    pages,
    now: () => timeAt(connection.instanceUrl),
    forget: () => {
      loader.clearAll();
      tooling.clearAll();
    },
  };
};
