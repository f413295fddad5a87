import type { Connection } from '@salesforce/core';
import DataLoader from 'dataloader';
import { isItemError, toOrgError, unreadable } from './errors.ts';
import { soapConnection, type OrgGuard } from './http.ts';
import { isRecord, textIn } from './shapes.ts';
import { chunked } from './soql.ts';
import type { MetadataComponent, MetadataReader } from './types.ts';

/** The Metadata API's CRUD calls take at most 10 components. */
const CALL_SIZE = 10;

const READ = { repeatable: true };
const WRITE = { repeatable: false };

type Described = { metadataObjects?: Array<{ xmlName: string; childXmlNames?: string | string[] }> };

type Crud = {
  describe(): Promise<unknown>;
  list(query: { type: string } | Array<{ type: string }>): Promise<unknown>;
  read(type: string, fullNames: string[]): Promise<unknown>;
  upsert(type: string, component: MetadataComponent): Promise<unknown>;
};

/** jsforce's own refusal, before anything is sent, for logins whose access token is a JWT; it has no code. */
const JWT_REFUSAL = /JWT-based access tokens/;

/** Names that refusal, so that only the lines that need the Metadata API suffer. */
const named = async <T>(calling: Promise<T>): Promise<T> => {
  try {
    return await calling;
  } catch (error) {
    if (!(error instanceof Error) || !JWT_REFUSAL.test(error.message)) throw error;
    throw Object.assign(new Error(error.message), { errorCode: 'JWT_NOT_SUPPORTED' });
  }
};

/**
 * The calls, on this plugin's own transport. jsforce makes the API once for a connection, with the connection's transport:
 * so it is made anew. It types the calls by a closed list of metadata types; ours is data.
 */
const crud = (connection: Connection, { repeatable }: { repeatable: boolean }, ms: number): Crud => {
  const Api = connection.metadata.constructor as new (own: Connection) => Crud;
  const api = new Api(soapConnection(connection, repeatable, ms));
  return {
    describe: () => named(api.describe()),
    list: (query) => named(api.list(query)),
    read: (type, fullNames) => named(api.read(type, fullNames)),
    upsert: (type, component) => named(api.upsert(type, component)),
  };
};

const asList = <T>(answer: T | T[] | null | undefined): T[] => {
  if (answer === null || answer === undefined) return [];
  return Array.isArray(answer) ? answer : [answer];
};

type UpsertResult = { success: boolean | string; errors?: { message?: string; statusCode?: string } | unknown[] };

/** One call lists the components of three types at most. */
const LIST_SIZE = 3;

/** Reads that are under way: lines that ask for the same thing in the same moment share it. Nothing is remembered. */
const shared = <T>(): ((key: string, read: () => Promise<T>) => Promise<T>) => {
  const underWay = new Map<string, Promise<T>>();
  return (key, read) => {
    const known = underWay.get(key);
    if (known) return known;
    const reading = read().finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };
};

/**
 * jsforce fills in an empty text where its list of types says that an element is required and the org answered none: sent
 * back, that is refused (`principalType` of a secured endpoint). The Metadata API answers no empty elements of its own.
 */
const withoutInventions = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutInventions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== '')
      .map(([name, member]) => [name, withoutInventions(member)])
  );
};

type Listed = { fullName: string; type?: string; id?: string };

/**
 * Reads components with the Metadata API's CRUD calls (SOAP, through jsforce). Lists that are asked for in the same turn
 * travel three types a call; a call that is refused is repeated type by type, so that one unknown type spoils no other.
 */
export const metadataReader = (connection: Connection, guard: OrgGuard, label: string): MetadataReader => {
  const odd = unreadable(label, connection.instanceUrl);
  const listOf = async (types: readonly string[]): Promise<Listed[]> => {
    const queries = types.map((type) => ({ type }));
    const asked = `the ${types.join(', ')} components`;
    const found = await guard(asked, (ms) =>
      crud(connection, READ, ms).list(queries.length === 1 ? queries[0] : queries)
    );
    const listed = asList(found as Listed | Listed[]);
    if (!listed.every((each) => isRecord(each) && typeof each.fullName === 'string'))
      throw odd(asked, 'a component has no name');
    return listed;
  };
  const alone = (type: string): Promise<Listed[]> => listOf([type]);
  const together = async (types: readonly string[]): Promise<Array<Listed[] | Error>> => {
    if (types.length === 1) return Promise.all(types.map(alone));
    try {
      const found = await listOf(types);
      return types.map((wanted) => found.filter(({ type }) => type === wanted));
    } catch (error) {
      if (!isItemError(error)) throw error;
      return Promise.all(types.map((type) => alone(type).catch((reason: Error) => reason)));
    }
  };
  const lists = new DataLoader<string, Listed[]>(together, { maxBatchSize: LIST_SIZE, cache: false });
  const listing = shared<Listed[]>();
  const reading = shared<MetadataComponent[]>();
  const readNow = async (type: string, fullNames: readonly string[]): Promise<MetadataComponent[]> => {
    const answers = await Promise.all(
      chunked(fullNames, CALL_SIZE).map(async (names) => {
        const asked = `${type} ${names.join(', ')}`;
        const answer = await guard(asked, (ms) => crud(connection, READ, ms).read(type, names));
        const components = asList(answer as MetadataComponent | MetadataComponent[]);
        if (components.length < names.length || !components.every(isRecord))
          throw odd(asked, `${components.length} of ${names.length} components`);
        return components;
      })
    );
    // A component that does not exist comes back as an empty one, without its name.
    return answers
      .flat()
      .map((component) => withoutInventions(component) as MetadataComponent)
      .filter((component) => typeof component.fullName === 'string');
  };
  /** Which types an org has does not change while somebody looks at it. */
  let types: Promise<string[]> | undefined;
  const typesNow = async (): Promise<string[]> => {
    const asked = 'the list of metadata types';
    const answer = (await guard(asked, (ms) => crud(connection, READ, ms).describe())) as Described | null;
    const objects: unknown[] = asList(answer?.metadataObjects);
    const found = objects
      .filter(isRecord)
      .flatMap(({ xmlName, childXmlNames }) => [xmlName, ...asList(childXmlNames)])
      .filter((name) => typeof name === 'string');
    // No org is without types: what an empty list says to be absent would be taken for not there.
    if (found.length === 0) throw odd(asked, 'the answer names no type');
    return found;
  };
  return {
    types: () =>
      (types ??= typesNow().catch((error: unknown) => {
        types = undefined;
        throw error;
      })),
    list: async (type) => (await listing(type, () => lists.load(type))).map(({ fullName }) => fullName),
    identified: async (type) =>
      (await listing(type, () => lists.load(type))).flatMap(({ id, fullName }) =>
        typeof id === 'string' && id !== '' ? [{ id, fullName }] : []
      ),
    read: (type, fullNames) => reading(JSON.stringify([type, fullNames]), () => readNow(type, fullNames)),
  };
};

/** Creates or replaces one component. */
export const upsertMetadata =
  (connection: Connection, guard: OrgGuard, label: string) =>
  async (type: string, component: MetadataComponent): Promise<void> => {
    const asked = `${type} ${component.fullName}`;
    const [result] = asList(
      (await guard(asked, (ms) => crud(connection, WRITE, ms).upsert(type, component), {
        isRead: false,
      })) as UpsertResult
    );
    if (result && String(result.success) === 'true') return;
    const [error] = asList<unknown>(result?.errors).filter(isRecord);
    const failure = {
      code: textIn(error?.statusCode) ?? 'UNKNOWN',
      message: textIn(error?.message) ?? 'no reason given',
    };
    throw toOrgError(failure, label, connection.instanceUrl, asked);
  };
