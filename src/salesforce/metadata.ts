import type { Connection } from '@salesforce/core';
import { toOrgError } from './errors.ts';
import { soapConnection, type OrgGuard } from './http.ts';
import type { MetadataComponent, MetadataReader } from './types.ts';

/** The Metadata API's CRUD calls take at most 10 components. */
const CALL_SIZE = 10;

const READ = { repeatable: true };
const WRITE = { repeatable: false };

type Crud = {
  list(query: { type: string }): Promise<unknown>;
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
const crud = (connection: Connection, { repeatable }: { repeatable: boolean }): Crud => {
  const Api = connection.metadata.constructor as new (own: Connection) => Crud;
  const api = new Api(soapConnection(connection, repeatable));
  return {
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

/** Reads components with the Metadata API's CRUD calls (SOAP, through jsforce). */
export const metadataReader = (connection: Connection, guard: OrgGuard): MetadataReader => ({
  list: async (type) => {
    const found = await guard(`the ${type} components`, () => crud(connection, READ).list({ type }));
    return asList(found as { fullName: string } | Array<{ fullName: string }>).map(({ fullName }) => fullName);
  },
  read: async (type, fullNames) => {
    const calls = Array.from({ length: Math.ceil(fullNames.length / CALL_SIZE) }, (_, index) =>
      fullNames.slice(index * CALL_SIZE, (index + 1) * CALL_SIZE)
    );
    const answers = await Promise.all(
      calls.map((names) => guard(`${type} ${names.join(', ')}`, () => crud(connection, READ).read(type, names)))
    );
    // A component that does not exist comes back as an empty one, without its name.
    return answers
      .flatMap((answer) => asList(answer as MetadataComponent | MetadataComponent[]))
      .filter((component) => typeof component.fullName === 'string');
  },
});

/** Creates or replaces one component. */
export const upsertMetadata =
  (connection: Connection, guard: OrgGuard, label: string) =>
  async (type: string, component: MetadataComponent): Promise<void> => {
    const asked = `${type} ${component.fullName}`;
    const [result] = asList(
      (await guard(asked, () => crud(connection, WRITE).upsert(type, component))) as UpsertResult
    );
    if (result && String(result.success) === 'true') return;
    const [error] = asList(result?.errors) as Array<{ message?: string; statusCode?: string }>;
    const failure = { code: error?.statusCode ?? 'UNKNOWN', message: error?.message ?? 'no reason given' };
    throw toOrgError(failure, label, connection.instanceUrl, asked);
  };
