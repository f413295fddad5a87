import { OrgError } from '../../../src/salesforce/errors.ts';
import type {
  ApiRequests,
  BulkJob,
  CsvPage,
  FieldDescription,
  MetadataComponent,
  ObjectDescription,
  OrgReader,
  UserInfo,
} from '../../../src/salesforce/types.ts';

type Answered = unknown[] | Error;

/** What an org answers: to a query by the first pattern that its text matches, to a describe by the object's name. */
export type OrgStub = {
  queries?: Array<[RegExp, Answered]>;
  tooling?: Answered;
  /** What the Tooling API answers to queries whose text matches, the first pattern first; `tooling` to all others. */
  toolingQueries?: Array<[RegExp, Answered]>;
  /** What a Tooling search finds, by the first pattern that its text matches; nothing unless given. */
  searches?: Array<[RegExp, Answered]>;
  objects?: ObjectDescription[];
  /** The objects that it lists; those that it describes unless given. */
  global?: ObjectDescription[] | Error;
  instanceUrl?: string;
  userInfo?: Partial<UserInfo>;
  /** Metadata components by type; a type that is not there has none. */
  components?: Record<string, MetadataComponent[] | Error>;
  /** The metadata types that the org lists, and the objects that its Tooling API lists. */
  types?: string[] | Error;
  toolingObjects?: string[] | Error;
  /** Pages of CSV by object; an object that is not there is refused. */
  csv?: Record<string, CsvPage[]>;
  /** Numbers of records by object; an object that is not there has none. */
  counts?: Record<string, number>;
  apiRequests?: ApiRequests;
  bulkJobs?: BulkJob[] | Error;
  /** What the time is there; what it is here unless given. */
  now?: Date;
};

export const refusal = (errorCode: string, scope: 'run' | 'item' = 'item'): OrgError =>
  new OrgError('OrgRefusedError', `uat refused it (${errorCode})`, [], errorCode, scope);

const told = <T>(answer: Answered): Promise<T[]> =>
  answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T[]);

/** A reader that answers from a table and remembers what it was asked. */
export const orgStub = (stub: OrgStub): OrgReader & { asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    label: 'uat',
    instanceUrl: stub.instanceUrl ?? 'https://acme--uat.sandbox.my.salesforce.com',
    query: <T>(statement: string) => {
      asked.push(statement);
      const found = stub.queries?.find(([pattern]) => pattern.test(statement));
      return told<T>(found?.[1] ?? new Error(`Nobody answers: ${statement}`));
    },
    toolingQuery: <T>(statement: string) => {
      asked.push(statement);
      const found = stub.toolingQueries?.find(([pattern]) => pattern.test(statement));
      return told<T>(found?.[1] ?? stub.tooling ?? []);
    },
    toolingSearch: <T>(statement: string) => {
      asked.push(statement);
      const found = stub.searches?.find(([pattern]) => pattern.test(statement));
      return told<T & { attributes: { type: string } }>(found?.[1] ?? []);
    },
    csv: async function* ({ object }) {
      asked.push(`csv ${object}`);
      yield* await told<CsvPage>(stub.csv?.[object] ?? refusal('INVALID_TYPE'));
    },
    count: (object) => {
      asked.push(`count ${object}`);
      return Promise.resolve(stub.counts?.[object] ?? 0);
    },
    bulkJobs: () => told<BulkJob>(stub.bulkJobs ?? []),
    now: () => stub.now ?? new Date(),
    apiRequests: () => Promise.resolve(stub.apiRequests),
    describe: (name) => {
      const found = stub.objects?.find((candidate) => candidate.name === name);
      return found ? Promise.resolve(found) : Promise.reject(refusal('NOT_FOUND'));
    },
    describeGlobal: () => told<ObjectDescription>(stub.global ?? stub.objects ?? []),
    userInfo: () =>
      Promise.resolve({
        user_id: '005000000000001AAA',
        organization_id: '00DOLD00000000AAAA',
        preferred_username: 'admin@acme.example.uat',
        ...stub.userInfo,
      }),
    toolingObjects: () => told<string>(stub.toolingObjects ?? []),
    metadata: {
      types: () => {
        asked.push('types');
        return told<string>(stub.types ?? []);
      },
      list: async (type) => {
        asked.push(`list ${type}`);
        return (await told<MetadataComponent>(stub.components?.[type] ?? [])).map(({ fullName }) => fullName);
      },
      identified: async (type) => {
        asked.push(`identify ${type}`);
        const found = await told<MetadataComponent>(stub.components?.[type] ?? []);
        return found.flatMap(({ fullName, id }) => (typeof id === 'string' ? [{ id, fullName }] : []));
      },
      read: async (type, fullNames) => {
        asked.push(`read ${type} ${fullNames.join(', ')}`);
        const found = await told<MetadataComponent>(stub.components?.[type] ?? []);
        return found.filter(({ fullName }) => fullNames.includes(fullName));
      },
    },
    pages: { read: () => Promise.reject(refusal('NO_BROWSER')) },
    forget: () => undefined,
  };
};

export const fieldOf = (name: string, label = name, own: Partial<FieldDescription> = {}): FieldDescription => ({
  name,
  label,
  type: 'string',
  updateable: true,
  createable: true,
  permissionable: true,
  ...own,
});

export const objectOf = (
  name: string,
  fields: FieldDescription[] = [],
  own: Partial<ObjectDescription> = {}
): ObjectDescription => ({ name, label: name, customSetting: true, fields, ...own });
