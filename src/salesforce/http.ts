import type { Connection } from '@salesforce/core';
import { timeoutMs } from '../requestTimeout.ts';
import { loadText } from '../text.ts';
import { beginWait } from '../waits.ts';
import {
  mayBeOneRead,
  ofOneRead,
  OrgError,
  toOrgError,
  type OrgFailure,
  refusalIn,
  silentError,
  unreadable,
} from './errors.ts';
import { LATE_WRITES, Patience } from './patience.ts';
import { isRecord, textIn } from './shapes.ts';
import { FIRST_PAUSE_MS, ownTransport, RETRIES, wantedPauseMs, withOwnTransport, type Witness } from './transport.ts';

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

const text = loadText('salesforce');

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

/** Both ways in which a request ends for want of an answer: our deadline here, and the one of the transport. */
const isLate = (error: unknown): boolean => error instanceof Error && (error as { code?: unknown }).code === 'TIMEOUT';

/** sf takes an error that says "TypeError" anywhere for a bug of the program and ends with 10; fetch throws nothing else. */
const nameOf = (error: { name?: string } | undefined): string =>
  error?.name === undefined || error.name === 'TypeError' ? 'FETCH_FAILED' : error.name;

type Layer = { errorCode?: string; code?: unknown; name?: string; message?: string; cause?: unknown; data?: unknown };

/** Of several errors in one answer, which jsforce keeps beside a text of its own, the first. */
const firstOf = (error: unknown): unknown => {
  const { errorCode, data } = (error ?? {}) as { errorCode?: unknown; data?: unknown };
  if (errorCode !== 'MULTIPLE_API_ERRORS' || !Array.isArray(data)) return error;
  const [first] = data as unknown[];
  const { errorCode: code, message } = isRecord(first) ? first : {};
  return Object.assign(new Error(textIn(message) ?? ''), { errorCode: textIn(code), data });
};

/** Which fields an error of the REST API names: `[{ errorCode, message, fields }]`, of which jsforce keeps one or all. */
const fieldsIn = (data: unknown): string[] =>
  [data].flat().flatMap((entry) => {
    const { fields } = (entry ?? {}) as { fields?: unknown };
    return Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
  });

/** Digs the network's code out of undici's `fetch failed`, whose cause holds it. */
const failureOf = (error: unknown, instanceUrl: string): OrgFailure => {
  const layers: Layer[] = [];
  for (let layer = firstOf(error); layer instanceof Error && layers.length < 5; layer = layer.cause) layers.push(layer);
  const first = layers[0];
  const told = layers.map((layer) => layer.errorCode).find((code) => typeof code === 'string');
  // A SOAP fault spells the same codes with its namespace: `sf:INSUFFICIENT_ACCESS`.
  const errorCode = told?.replace(/^[a-z]+:/i, '');
  const code = layers.map((layer) => layer.code).find((candidate) => typeof candidate === 'string');
  const status = /^ERROR_HTTP_(\d{3})$/.exec(errorCode ?? '')?.[1];
  const waitMs = status === undefined ? undefined : wantedPauseMs(instanceUrl);
  return {
    code: errorCode ?? (typeof code === 'string' ? code : nameOf(first)),
    message: layers.at(-1)?.message ?? String(error),
    ...(status === undefined ? {} : { status: Number(status) }),
    ...(waitMs === undefined ? {} : { waitMs }),
    fields: layers.flatMap(({ data }) => fieldsIn(data)),
  };
};

/** How a request travels: its deadline, and the methods that may be sent again. */
const travelling = (methods: string[], timeout = timeoutMs()): Parameters<typeof ownTransport>[0] => ({
  timeout,
  retry: { maxRetries: RETRIES, minTimeout: FIRST_PAUSE_MS, methods },
});

/** The connection for jsforce's own SOAP calls, which are all POSTs; only those that read may be sent again. */
export const soapConnection = (connection: Connection, repeatable: boolean, ms: number): Connection =>
  withOwnTransport(connection, travelling(repeatable ? ['POST'] : [], ms));

/** How a call is guarded. */
type Guarding = {
  /** How long it may take in all. */
  ms?: number;
  /** False for a call that changes something: what became of it is read from the org by whoever sent it. */
  isRead?: boolean;
};

/** Bounds a call to an org, which is told its time in milliseconds, and turns whatever goes wrong into an {@link toOrgError}. */
export type OrgGuard = <T>(asked: string, call: (ms: number) => Promise<T>, guarding?: Guarding) => Promise<T>;

/** How long an org has to say that it is there. */
const PROBE_MS = 10_000;

/** Orgs that have answered in this run, and the question whether they still do, where somebody asks it now. */
const answered = new WeakSet<Connection>();
const probes = new WeakMap<Connection, Promise<boolean>>();

const patiences = new WeakMap<Connection, Patience>();

const patienceWith = (connection: Connection): Patience => {
  const known = patiences.get(connection) ?? new Patience();
  patiences.set(connection, known);
  return known;
};

/** Whether the org answers a small question; any answer of its API will do. */
const answersNow = (connection: Connection, orgLabel: string): Promise<boolean> => {
  const asking = async (): Promise<boolean> => {
    const ms = Math.min(PROBE_MS, timeoutMs());
    const url = `/services/data/v${connection.getApiVersion()}`;
    try {
      const answer = await within(
        ms,
        connection.request<unknown>({ method: 'GET', url }, ownTransport(travelling(['GET'], ms)))
      );
      return typeof answer === 'object';
    } catch (error) {
      return (
        toOrgError(failureOf(error, connection.instanceUrl), orgLabel, connection.instanceUrl, url).scope === 'item'
      );
    } finally {
      probes.delete(connection);
    }
  };
  const probe = probes.get(connection) ?? asking();
  probes.set(connection, probe);
  return probe;
};

/**
 * What a failed request concerns. An answer that got lost, was late, or was a page instead of the API's concerns the
 * request alone where the org answered before and still does: that is asked, for nobody can tell it from the answer.
 */
const judged = async (error: OrgError, connection: Connection, orgLabel: string): Promise<OrgError> => {
  if (!mayBeOneRead(error) || !answered.has(connection)) return error;
  return (await answersNow(connection, orgLabel)) ? ofOneRead(error) : error;
};

/** The guard for everything that talks to one org, jsforce's own SOAP calls included. */
export const orgGuard =
  (connection: Connection, orgLabel: string): OrgGuard =>
  async (asked, call, { ms = timeoutMs(), isRead = true } = {}) => {
    const patience = patienceWith(connection);
    if (patience.isSpent(isRead)) throw silentError(orgLabel, asked, LATE_WRITES);
    const end = beginWait({ who: orgLabel, what: asked, origin: originOf(connection.instanceUrl) });
    try {
      const time = patience.within(ms, isRead);
      const answer = await within(time, call(time));
      answered.add(connection);
      patience.note(isRead, false);
      return answer;
    } catch (error) {
      if (error instanceof OrgError) throw error;
      patience.note(isRead, isLate(error));
      const found = toOrgError(failureOf(error, connection.instanceUrl), orgLabel, connection.instanceUrl, asked);
      if (found.scope === 'item') answered.add(connection);
      throw isRead ? await judged(found, connection, orgLabel) : found;
    } finally {
      end();
    }
  };

const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

/**
 * Addresses that requests go to: below the org's own services. What an answer names (the next page, a job, a record) may be
 * part of one, and never decides where the login goes, nor what it is used for.
 */
const OWN_PATH = /^\/services\/[\w./:-]*(?:\?|$)/;
const CLIMBS = /^[^?]*(?:\/\.{1,2}(?:\/|\?|$)|\/\/)/;

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
    if (!OWN_PATH.test(request.path) || CLIMBS.test(request.path))
      throw unreadable(orgLabel, connection.instanceUrl)(request.asked, text.get('foreignAddress'));
    const { method, path, asked, repeatable = method === 'GET', extraMs = 0 } = request;
    const ms = timeoutMs() + extraMs;
    let raw: RawAnswer | undefined;
    const witness: Witness = (bytes, headers) => {
      raw = { bytes, headers };
    };
    const answer = await orgGuard(connection, orgLabel)(
      asked,
      (time) =>
        connection.request<T>(
          { method, url: path, ...written(request) },
          ownTransport(travelling(repeatable ? [method] : [], time), request.raw === undefined ? undefined : witness)
        ),
      { ms, isRead: repeatable }
    );
    if (raw !== undefined) return raw as T;
    // jsforce hands a body that it cannot parse through as text: a truncated answer, or a page in HTML.
    if (typeof answer === 'string' && answer !== '') {
      const failure = { code: 'UNREADABLE_BODY', message: 'the body is not JSON' };
      const error = toOrgError(failure, orgLabel, connection.instanceUrl, asked);
      throw repeatable ? await judged(error, connection, orgLabel) : error;
    }
    const refusal = refusalIn(answer);
    if (refusal) throw toOrgError(refusal, orgLabel, connection.instanceUrl, asked);
    return answer;
  };
