import type { Connection } from '@salesforce/core';
import DataLoader from 'dataloader';
import { toOrgError } from './errors.ts';
import { orgGuard, type OrgHttp } from './http.ts';
import { metadataReader } from './metadata.ts';
import type { ObjectDescription, ObjectSummary, OrgReader, SetupPageReader, UserInfo } from './types.ts';

/** Salesforce takes at most 25 subrequests in one composite batch. */
const BATCH_SIZE = 25;

type QueryPage = { records: unknown[]; done: boolean; nextRecordsUrl?: string };
type BatchAnswer = { results: Array<{ statusCode: number; result: unknown }> };
type Read = { path: string; asked: string };

const errorBody = (result: unknown): { errorCode?: string; message?: string } =>
  (Array.isArray(result) ? (result as unknown[])[0] : result) as { errorCode?: string; message?: string };

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

  const readAlone = ({ path, asked }: Read): Promise<unknown> => http({ method: 'GET', path: `${root}${path}`, asked });

  const readTogether = async (reads: readonly Read[]): Promise<unknown[]> => {
    const { results } = await http<BatchAnswer>({
      method: 'POST',
      path: `${root}/composite/batch`,
      body: { batchRequests: reads.map(({ path }) => ({ method: 'GET', url: `${version}${path}` })) },
      asked: reads.map(({ asked }) => asked).join(', '),
      repeatable: true,
    });
    return reads.map(({ asked }, index) => {
      const answer = results[index];
      if (!answer) {
        const failure = { code: 'UNREADABLE_BODY', message: 'the batch has fewer answers than reads' };
        return toOrgError(failure, label, connection.instanceUrl, asked);
      }
      const { statusCode, result } = answer;
      if (statusCode < 400) return result;
      const { errorCode = `ERROR_HTTP_${statusCode}`, message = '' } = errorBody(result) ?? {};
      return toOrgError({ code: errorCode, message, status: statusCode }, label, connection.instanceUrl, asked);
    });
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

  const allPages = async <T>(first: QueryPage, asked: string): Promise<T[]> => {
    const records = [...first.records];
    for (let page = first; !page.done && page.nextRecordsUrl !== undefined;) {
      // Pages follow one another by their locator: they cannot be asked for at once.
      page = await http<QueryPage>({ method: 'GET', path: page.nextRecordsUrl, asked });
      records.push(...page.records);
    }
    return records as T[];
  };

  const objectOf = (statement: string): string => /\bFROM\s+(\w+)/i.exec(statement)?.[1] ?? 'a query';
  const queryPath = (statement: string): string => `/query?q=${encodeURIComponent(statement)}`;

  return {
    label,
    instanceUrl: connection.instanceUrl,
    query: async <T>(statement: string) => {
      const asked = objectOf(statement);
      return allPages<T>((await loader.load({ path: queryPath(statement), asked })) as QueryPage, asked);
    },
    toolingQuery: async <T>(statement: string) => {
      const asked = objectOf(statement);
      return allPages<T>((await tooling.load({ path: `/tooling${queryPath(statement)}`, asked })) as QueryPage, asked);
    },
    describe: async (objectName) =>
      (await loader.load({ path: `/sobjects/${objectName}/describe`, asked: objectName })) as ObjectDescription,
    describeGlobal: async () =>
      ((await loader.load({ path: '/sobjects', asked: 'the list of objects' })) as { sobjects: ObjectSummary[] })
        .sobjects,
    userInfo: () => http<UserInfo>({ method: 'GET', path: '/services/oauth2/userinfo', asked: 'the login' }),
    metadata: metadataReader(connection, orgGuard(connection, label)),
    pages,
    forget: () => {
      loader.clearAll();
      tooling.clearAll();
    },
  };
};
