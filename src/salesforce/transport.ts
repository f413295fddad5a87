import { PassThrough } from 'node:stream';
import type { HttpRequest, HttpResponse } from '@jsforce/jsforce-node/lib/types/common.js';
import { Transport } from '@jsforce/jsforce-node/lib/transport.js';
import type { Connection } from '@salesforce/core';
import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { isTimeGiven, timeoutMs } from '../requestTimeout.ts';
import { tellTrouble } from '../waits.ts';
import { loadText } from '../text.ts';
import { bytesOf } from './bytes.ts';
import { clock } from './clock.ts';
import { bounds, Line, type Outcome } from './firstAnswer.ts';
import { observe } from './orgClock.ts';
import { leadsTo, mayFollow, Redirected } from './redirect.ts';
import { forgetMoves, unlessEndedTwice, whereItIs } from './renewal.ts';
import { retryAfterMs } from '../retryAfter.ts';
import { soapAnswer } from './soapAnswer.ts';

const text = loadText('salesforce');

/** What `connection.request` hands on: the deadline, and whether and how often a request is sent again. */
type Options = {
  timeout: number;
  retry: { maxRetries: number; minTimeout: number; methods: string[]; statuses?: ReadonlySet<number> };
};

/** How often a request is sent again, and the first pause before that, which doubles each time. */
export const RETRIES = 3;
export const FIRST_PAUSE_MS = 250;

const RETRIED_STATUS: ReadonlySet<number> = new Set([420, 429, 500, 502, 503, 504]);
/** SOAP says no with a 500: it would say so again. */
const RETRIED_SOAP_STATUS: ReadonlySet<number> = new Set([...RETRIED_STATUS].filter((status) => status !== 500));

/** Created at the first request: by then the environment says which proxy to use, and for which hosts none. */
let agent: EnvHttpProxyAgent | undefined;

/** An answer whose body somebody wants as bytes: there is no text of it then. */
type RawResponse = HttpResponse & { bytes?: Uint8Array<ArrayBuffer> };

/** One answer; where it leads elsewhere on the same host, the one that it leads to. */
const followed = async (
  { url, method, headers, body }: HttpRequest,
  signal: AbortSignal,
  hops = 0
): Promise<Response> => {
  agent ??= new EnvHttpProxyAgent({ allowH2: false });
  const answer: Response = await fetch(url, {
    method,
    headers: headers as Record<string, string>,
    ...(typeof body === 'string' ? { body } : {}),
    signal,
    // fetch would take the body along to another host, and with it the session that SOAP carries there.
    redirect: 'manual',
    dispatcher: agent,
  });
  const to = leadsTo(answer.status, answer.headers.get('location'), url);
  if (to === undefined) return answer;
  await answer.body?.cancel();
  if (!mayFollow({ from: url, to, method, status: answer.status, hops })) throw new Redirected(to);
  return followed({ url: to.href, method, headers, body }, signal, hops + 1);
};

const exchange = async (request: HttpRequest, signal: AbortSignal, raw: boolean): Promise<RawResponse> => {
  const answer = await followed(request, signal);
  observe(new URL(request.url).origin, answer.headers.get('date') ?? undefined);
  const response = { statusCode: answer.status, headers: Object.fromEntries(answer.headers) };
  return raw && answer.status < 400
    ? { ...response, body: '', bytes: await bytesOf(answer.body) }
    : { ...response, body: await answer.text() };
};

class Late extends Error {
  public readonly code = 'TIMEOUT';
}

/** What is known of each host in this run, by its origin. */
const lines = new Map<string, Line<RawResponse>>();

/** How long each host wants to be left alone, by its last answer. */
const pauses = new Map<string, number | undefined>();

/** How long the host that a URL names wants to be left alone, in milliseconds, where its last answer said so. */
export const wantedPauseMs = (url: string): number | undefined =>
  URL.canParse(url) ? pauses.get(new URL(url).origin) : undefined;

const lineTo = (origin: string): Line<RawResponse> => {
  const known = lines.get(origin) ?? new Line<RawResponse>();
  lines.set(origin, known);
  return known;
};

/** The longest pause that nobody asked for. */
const LONGEST_PAUSE_MS = 4000;

const isHtml = ({ headers }: HttpResponse): boolean => /^text\/html\b/i.test(headers?.['content-type'] ?? '');

/** A status that may pass, said with one of Salesforce's codes: the org itself is there, unless that says it is not. */
const hasCode = ({ body }: HttpResponse): boolean =>
  /"errorCode"|<faultcode>/.test(body) && !/\b(SERVER|SERVICE)_UNAVAILABLE\b|\bORG_IN_MAINTENANCE\b/.test(body);

const whyAgain = ({ answer, error }: Outcome<RawResponse>): string => {
  if (answer === undefined) return text.get('again.network', { code: codeOf(error) });
  const { statusCode: status } = answer;
  return text.get(status === 429 ? 'again.busy' : status === 503 ? 'again.maintenance' : 'again.status', { status });
};

/** The network's code of an error of fetch, whose cause holds it. */
const codeOf = (error: Error): string => {
  for (let layer: unknown = error, depth = 0; layer instanceof Error && depth < 5; layer = layer.cause, depth += 1)
    if ('code' in layer && typeof layer.code === 'string') return layer.code;
  return error.name;
};

/**
 * The pause before a request is sent once more; undefined where it is not. Before the host's first answer a status that
 * may pass is asked again for as long as the budget lasts, afterwards a few times. Retry-After is kept to the letter
 * (RFC 9110, section 10.2.3), unless it is longer than anybody waits: the request has failed then.
 */
const pauseBefore = (
  outcome: Outcome<RawResponse>,
  repeated: number,
  { retry, leftMs }: { retry: Options['retry']; leftMs: number | undefined }
): number | undefined => {
  const mostly = leftMs === undefined || outcome.error !== undefined ? retry.maxRetries : Infinity;
  if (repeated >= mostly) return undefined;
  const asked = retryAfterMs(outcome.answer?.headers?.['retry-after']);
  const ms = asked ?? Math.min(retry.minTimeout * 2 ** repeated, LONGEST_PAUSE_MS);
  return ms < (leftMs ?? bounds.firstAnswerMs) ? ms : undefined;
};

const send = async (request: HttpRequest, { timeout, retry }: Options, raw = false): Promise<RawResponse> => {
  const { origin } = new URL(request.url);
  const line = lineTo(origin);
  const given = line.givenUp;
  if (given?.error) throw given.error;
  if (given) return given.answer;
  const mayRepeat = retry.methods.includes(request.method);
  const statuses = retry.statuses ?? RETRIED_STATUS;
  const signal = AbortSignal.timeout(timeout);

  const exchanged = async (within: AbortSignal): Promise<Outcome<RawResponse>> => {
    try {
      return { answer: await exchange(request, within, raw) };
    } catch (error) {
      return { error: within.aborted ? new Late('no complete answer in time') : (error as Error) };
    }
  };
  const finished = ({ answer, error }: Outcome<RawResponse>): RawResponse => {
    tellTrouble(origin, undefined);
    pauses.set(origin, retryAfterMs(answer?.headers?.['retry-after']));
    if (error) throw error;
    return answer;
  };

  let last: Outcome<RawResponse> | undefined;
  for (let repeated = 0; ; repeated += 1) {
    const { leftMs: left } = line;
    // Who gave slow orgs more time has it for the first answer too; asking again is bounded all the same.
    const isBounded = left !== undefined && (last !== undefined || !isTimeGiven());
    const within = isBounded ? AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(left))]) : signal;
    const outcome = await exchanged(within);
    const isCut = isBounded && within.aborted && !signal.aborted;
    const { answer, error } = outcome;
    if (error instanceof Redirected) return finished(outcome);
    const mayPass = answer === undefined || statuses.has(answer.statusCode);
    if (answer && !isHtml(answer) && (!mayPass || hasCode(answer))) line.answers();
    if (answer && !mayPass) return finished(outcome);
    last = isCut && last !== undefined ? last : outcome;
    if (!mayRepeat) return finished(last);
    const ms = isCut || signal.aborted ? undefined : pauseBefore(last, repeated, { retry, leftMs: line.leftMs });
    if (ms === undefined) {
      line.giveUp(last);
      return finished(last);
    }
    tellTrouble(origin, whyAgain(last));
    await clock.pause(ms);
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

type StreamedAnswer = ReturnType<Transport['httpRequest']>;

/** jsforce pipes a stream through, which nobody reads here. */
const streamless = (answering: Promise<HttpResponse>): StreamedAnswer =>
  Object.assign(answering, { stream: () => new PassThrough() });

/**
 * Sends a request and answers only once the whole body is there. jsforce's own transport hands the body on as a stream
 * whose errors nobody listens to, so that a connection that breaks half-way ends the process; it cannot repeat a request
 * with a body; and it sends every request to the proxy, whatever NO_PROXY says. Everything else stays jsforce's.
 */
const httpRequest = (asked: HttpRequest, options: Options, witness?: Witness): StreamedAnswer => {
  const request = whereItIs(asked);
  const sent = witness === undefined ? send(request, options) : witnessed(send(request, options, true), witness);
  return streamless(unlessEndedTwice(request, sent));
};

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
  const transport = {
    httpRequest: (asked: HttpRequest) => {
      const request = whereItIs(asked);
      const answering = unlessEndedTwice(request, send(request, soap), true);
      return streamless(answering.then((answer) => soapAnswer(request, answer)));
    },
  };
  return Object.create(connection, { _transport: { value: transport } }) as C;
};

/** What jsforce sends again by itself. */
const REPEATABLE = ['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'];

/**
 * Makes everything that jsforce sends in this process travel this way, also what `@salesforce/core` sends of its own
 * before a command has its org (the org's API versions, who it is), and renewals of a login: their connections are made
 * where nobody can give them a transport, each with retries of its own, a minute of silence in all where an org is away.
 */
export const sendAllThisWay = (): void => {
  // A run begins: what an earlier one in this process learnt of hosts does not count.
  lines.clear();
  forgetMoves();
  Transport.prototype.httpRequest = (request): StreamedAnswer =>
    httpRequest(request, {
      timeout: timeoutMs(),
      retry: { maxRetries: RETRIES, minTimeout: FIRST_PAUSE_MS, methods: REPEATABLE },
    });
};
