import type { Connection } from '@salesforce/core';
import { timeoutMs } from '../requestTimeout.ts';
import { OrgError, toOrgError, type OrgFailure } from './errors.ts';
import { ownTransport, withOwnTransport, type Witness } from './transport.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';

/** One request to an org. `asked` names, for errors, what is read or written. */
export type OrgRequest = {
  method: Method;
  /** From the root: `/services/…`. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of a body. */
  csv?: string;
  asked: string;
  /** True where sending it twice does no harm although it is a POST (a batch of reads). */
  repeatable?: boolean;
  /** The type of answer that is wanted unparsed, as a {@link RawAnswer}. */
  raw?: 'text/csv' | 'application/json';
  /** What else the org is told with the request. */
  headers?: Readonly<Record<string, string>>;
  /** How much longer than any other request it may take. */
  extraMs?: number;
};

/** An answer as it came, in a buffer of its own; the names of headers are in lower case. */
export type RawAnswer = { bytes: Uint8Array<ArrayBuffer>; headers: Readonly<Record<string, string>> };

export type OrgHttp = <T>(request: OrgRequest) => Promise<T>;

const RETRIES = 3;
const FIRST_PAUSE_MS = 250;

class Timeout extends Error {
  public readonly code = 'TIMEOUT';
}

/**
 * Bounds the whole request. jsforce's own timeout ends with the response's headers: a body that stops half-way would
 * leave its promise open for ever.
 */
const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Timeout(`no complete answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** sf takes an error that says "TypeError" anywhere for a bug of the program and ends with 10; fetch throws nothing else. */
const nameOf = (error: { name?: string } | undefined): string =>
  error?.name === undefined || error.name === 'TypeError' ? 'FETCH_FAILED' : error.name;

/** Digs the network's code out of undici's `fetch failed`, whose cause holds it. */
const failureOf = (error: unknown): OrgFailure => {
  const layers: Array<{ errorCode?: string; code?: unknown; name?: string; message?: string; cause?: unknown }> = [];
  for (let layer = error; layer instanceof Error && layers.length < 5; layer = layer.cause) layers.push(layer);
  const first = layers[0];
  const told = layers.map((layer) => layer.errorCode).find((code) => typeof code === 'string');
  // A SOAP fault spells the same codes with its namespace: `sf:INSUFFICIENT_ACCESS`.
  const errorCode = told?.replace(/^[a-z]+:/i, '');
  const code = layers.map((layer) => layer.code).find((candidate) => typeof candidate === 'string');
  const status = /^ERROR_HTTP_(\d{3})$/.exec(errorCode ?? '')?.[1];
  return {
    code: errorCode ?? (typeof code === 'string' ? code : nameOf(first)),
    message: layers.at(-1)?.message ?? String(error),
    ...(status === undefined ? {} : { status: Number(status) }),
  };
};

/** How a request travels: its deadline, and the methods that may be sent again. */
const travelling = (methods: string[], timeout = timeoutMs()): Parameters<typeof ownTransport>[0] => ({
  timeout,
  retry: { maxRetries: RETRIES, minTimeout: FIRST_PAUSE_MS, methods },
});

/** The connection for jsforce's own SOAP calls, which are all POSTs; only those that read may be sent again. */
export const soapConnection = (connection: Connection, repeatable: boolean): Connection =>
  withOwnTransport(connection, travelling(repeatable ? ['POST'] : []));

/** Bounds a call to an org, and turns whatever goes wrong into an {@link toOrgError}. */
export type OrgGuard = <T>(asked: string, call: () => Promise<T>, ms?: number) => Promise<T>;

/** The guard for everything that talks to one org, jsforce's own SOAP calls included. */
export const orgGuard =
  (connection: Connection, orgLabel: string): OrgGuard =>
  async (asked, call, ms = timeoutMs()) => {
    try {
      return await within(ms, call());
    } catch (error) {
      if (error instanceof OrgError) throw error;
      throw toOrgError(failureOf(error), orgLabel, connection.instanceUrl, asked);
    }
  };

/** The body of a request with the headers that say what it is, and what is wanted. */
const written = ({ body, csv, raw, headers = {} }: OrgRequest): { body?: string; headers?: Record<string, string> } => {
  const accept: Record<string, string> = raw === undefined ? { ...headers } : { ...headers, accept: raw };
  if (csv !== undefined) return { body: csv, headers: { ...accept, 'content-type': 'text/csv; charset=UTF-8' } };
  if (body === undefined) return Object.keys(accept).length === 0 ? {} : { headers: accept };
  return { body: JSON.stringify(body), headers: { ...accept, 'content-type': 'application/json' } };
};

/**
 * The single way out of this plugin to an org: every request has a deadline, reads are retried with a pause that grows
 * (503, dropped connections), writes never are, and whatever goes wrong becomes an {@link toOrgError} without secrets.
 */
export const orgHttp =
  (connection: Connection, orgLabel: string): OrgHttp =>
  async <T>(request: OrgRequest): Promise<T> => {
    const { method, path, asked, repeatable = method === 'GET', extraMs = 0 } = request;
    const ms = timeoutMs() + extraMs;
    let raw: RawAnswer | undefined;
    const witness: Witness = (bytes, headers) => {
      raw = { bytes, headers };
    };
    const answer = await orgGuard(connection, orgLabel)(
      asked,
      () =>
        connection.request<T>(
          { method, url: path, ...written(request) },
          ownTransport(travelling(repeatable ? [method] : [], ms), request.raw === undefined ? undefined : witness)
        ),
      ms
    );
    if (raw !== undefined) return raw as T;
    // jsforce hands a body that it cannot parse through as text: a truncated answer, or a page in HTML.
    if (typeof answer === 'string' && answer !== '') {
      const failure = { code: 'UNREADABLE_BODY', message: 'the body is not JSON' };
      throw toOrgError(failure, orgLabel, connection.instanceUrl, asked);
    }
    return answer;
  };
