import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpRequest, HttpResponse } from '@jsforce/jsforce-node/lib/types/common.js';
import type { Connection } from '@salesforce/core';
import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { bytesOf } from './bytes.ts';

/** What `connection.request` hands on: the deadline, and whether and how often a request is sent again. */
type Options = {
  timeout: number;
  retry: { maxRetries: number; minTimeout: number; methods: string[]; statuses?: ReadonlySet<number> };
};

const RETRIED_STATUS: ReadonlySet<number> = new Set([420, 429, 500, 502, 503, 504]);
/** SOAP says no with a 500: it would say so again. */
const RETRIED_SOAP_STATUS: ReadonlySet<number> = new Set([...RETRIED_STATUS].filter((status) => status !== 500));

/** Created at the first request: by then the environment says which proxy to use, and for which hosts none. */
let agent: EnvHttpProxyAgent | undefined;

/** An answer whose body somebody wants as bytes: there is no text of it then. */
type RawResponse = HttpResponse & { bytes?: Uint8Array<ArrayBuffer> };

const exchange = async (
  { url, method, headers, body }: HttpRequest,
  signal: AbortSignal,
  raw: boolean
): Promise<RawResponse> => {
  agent ??= new EnvHttpProxyAgent({ allowH2: false });
  const answer: Response = await fetch(url, {
    method,
    headers: headers as Record<string, string>,
    ...(typeof body === 'string' ? { body } : {}),
    signal,
    dispatcher: agent,
  });
  const response = { statusCode: answer.status, headers: Object.fromEntries(answer.headers) };
  return raw && answer.status < 400
    ? { ...response, body: '', bytes: await bytesOf(answer.body) }
    : { ...response, body: await answer.text() };
};

class Late extends Error {
  public readonly code = 'TIMEOUT';
}

const send = async (request: HttpRequest, { timeout, retry }: Options, raw = false): Promise<RawResponse> => {
  const signal = AbortSignal.timeout(timeout);
  const mayRepeat = retry.methods.includes(request.method);
  const statuses = retry.statuses ?? RETRIED_STATUS;
  for (let repeated = 0; ; repeated += 1) {
    const last = !mayRepeat || repeated === retry.maxRetries;
    try {
      const answer = await exchange(request, signal, raw);
      if (last || !statuses.has(answer.statusCode)) return answer;
    } catch (error) {
      if (signal.aborted) throw new Late('no complete answer in time');
      if (last) throw error;
    }
    await pause(retry.minTimeout * 2 ** repeated);
  }
};

/** Takes the body of an answer that is no refusal, as bytes. */
export type Witness = (bytes: Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>) => void;

/**
 * What jsforce gets to see of an answer that somebody else takes: nothing but how it went. It would parse a CSV into
 * objects, and what goes through its streams stays in memory long after it was used. Refusals it gets whole.
 */
const witnessed = async (answering: Promise<RawResponse>, witness: Witness): Promise<HttpResponse> => {
  const { bytes, ...answer } = await answering;
  if (bytes === undefined) return answer;
  witness(bytes, answer.headers);
  return { ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } };
};

/**
 * Sends a request and answers only once the whole body is there. jsforce's own transport hands the body on as a stream
 * whose errors nobody listens to, so that a connection that breaks half-way ends the process; it cannot repeat a request
 * with a body; and it sends every request to the proxy, whatever NO_PROXY says. Everything else stays jsforce's.
 */
const httpRequest = (request: HttpRequest, options: Options, witness?: Witness): Promise<HttpResponse> =>
  // jsforce pipes a stream through, which nobody reads here.
  Object.assign(witness === undefined ? send(request, options) : witnessed(send(request, options, true), witness), {
    stream: () => new PassThrough(),
  });

type RequestOptions = Parameters<Connection['request']>[1];

/**
 * The options that make a `connection.request` travel this way; its type knows of no transport, jsforce does.
 *
 * @param witness gets the body with the headers, which jsforce keeps to itself; jsforce gets no body then
 */
export const ownTransport = (options: Options, witness?: Witness): RequestOptions => {
  const transport = { httpRequest: (request: HttpRequest) => httpRequest(request, options, witness) };
  return { ...options, transport } as unknown as RequestOptions;
};

/**
 * The same connection for jsforce's SOAP calls, which take their transport from it: they travel this way then.
 *
 * @param options the deadline, and whether the calls may be sent again
 */
export const withOwnTransport = <C extends Connection>(connection: C, { timeout, retry }: Options): C => {
  const soap: Options = { timeout, retry: { ...retry, statuses: RETRIED_SOAP_STATUS } };
  const transport = { httpRequest: (request: HttpRequest) => httpRequest(request, soap) };
  return Object.create(connection, { _transport: { value: transport } }) as C;
};
