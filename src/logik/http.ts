import {
  EnvHttpProxyAgent,
  interceptors,
  request as send,
  type Dispatcher,
  type FormData,
  type RetryHandler,
} from 'undici';
import { parseJson } from '../literal/json.ts';
import { timeoutMs } from '../requestTimeout.ts';
import { retryAfterMs } from '../retryAfter.ts';
import { loadText } from '../text.ts';
import { tellTrouble, waitingFor } from '../waits.ts';
import { ERROR_BYTES, JSON_BYTES, startOf, wholeOf } from './body.ts';
import { environmentUrlProblem } from './environmentUrl.ts';
import { isLogikError, logikError, type Asking, type LogikError, type LogikProblem } from './errors.ts';
import { codeOf, DROPPED, whyNoAnswer } from './network.ts';
import { LONGEST_PAUSE_MS, REPEATS, repeating } from './repeat.ts';
import { detailOf, isJob, notJsonWords, problemOf, refusalIn, saidBy } from './said.ts';
import { sanitiser, type Sanitise } from './words.ts';

const text = loadText('logik');

/** One request to an environment. */
export type LogikRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the root: `/api/…`. */
  path: string;
  /** What is read or written, for errors. */
  asked: string;
  headers?: Record<string, string>;
  body?: string | FormData;
  /** How long all of it may take where that is more than for a short answer, in milliseconds. */
  ms?: number;
};

export type Answer = Dispatcher.ResponseData;

/** The way to one environment, with one credential. Whatever goes wrong is a LogikError that does not hold it. */
export type LogikHttp = {
  /** An answer whose status is no refusal, with its body still to be read; read it to its end or destroy it. */
  answer(request: LogikRequest): Promise<Answer>;
  /** The same, read as JSON, with its status. A read whose answer breaks off is asked once more. */
  told(request: LogikRequest): Promise<{ status: number; body: unknown }>;
  /** The body alone. One that names an error is a refusal, whatever its status. */
  json(request: LogikRequest): Promise<unknown>;
  /** A refusal that came with a status that says otherwise; nothing where the body names no error. */
  unlessRefusal(status: number, body: unknown, asked: string): void;
  /** What went wrong while an answer was read. */
  brokenOff(error: unknown, asked: string): LogikError;
  error(problem: LogikProblem, asked: string, detail: string): LogikError;
  /** What Logik says in an answer, fit to be shown. */
  said(words: string): string;
  /** The environment answered as only one does that takes the credential. */
  accepted(): Promise<void>;
  /** The same request without any credential: what comes as JSON with a status of success; undefined for anything else. */
  bare(request: LogikRequest): Promise<unknown>;
};

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

let shared: Dispatcher | undefined;

/** Made at the first request: by then the environment of the process says which proxy to use, and for which hosts none. */
const sharedDispatcher = (): Dispatcher => (shared ??= new EnvHttpProxyAgent({ allowH2: false }));

const isForm = (body: LogikRequest['body']): body is FormData => typeof body === 'object';

/** The environment's origin; undefined for a URL that no credential may be sent to. */
const originOf = (environment: string): string | undefined => {
  const problem = environmentUrlProblem(environment);
  if (problem && ['not-a-url', 'not-https', 'credentials'].includes(problem.kind)) return undefined;
  return new URL(environment).origin;
};

/** Where an answer sends people to; undefined where it does not. */
export const redirectOf = ({ statusCode, headers }: Answer, from: URL): URL | undefined => {
  const { location } = headers;
  if (!REDIRECTS.has(statusCode) || typeof location !== 'string' || !URL.canParse(location, from.href))
    return undefined;
  return new URL(location, from);
};

/** What a run says while an environment takes its time. */
const waitOn = (environment: string, what: string | null): Parameters<typeof waitingFor>[0] => {
  const url = URL.canParse(environment) ? new URL(environment) : undefined;
  return { who: url?.host ?? text.get('someEnvironment'), what, origin: url?.origin };
};

/** The same repetitions, and a word why each is needed. */
const telling = (origin: string, options: RetryHandler.RetryOptions): RetryHandler.RetryOptions => ({
  ...options,
  retry: (error, context, callback) => {
    const { statusCode } = error as { statusCode?: number };
    tellTrouble(origin, text.get('again', { code: statusCode ?? codeOf(error) }));
    return options.retry?.(error, context, callback);
  },
});

/** A request without a credential that is sent once; what comes is whatever comes. */
export const sendBare = (
  url: URL,
  ms: number,
  base: Dispatcher = sharedDispatcher(),
  { method = 'GET', headers = {}, body }: Partial<Pick<LogikRequest, 'method' | 'headers'>> & { body?: string } = {}
): Promise<Answer> => {
  const own = { dispatcher: base, headersTimeout: ms, bodyTimeout: ms, signal: AbortSignal.timeout(ms) };
  return waitingFor(waitOn(url.origin, null), () => send(url, { method, headers, body, ...own }));
};

type Way = {
  environment: string;
  variable: string;
  credential: string;
  /** Why the credential must not go there; null where it may. Asked before every request. */
  withheld: () => Promise<string | null>;
  accepted: () => Promise<void>;
  base?: Dispatcher;
};

class Http implements LogikHttp {
  private readonly way: Way;
  private readonly sanitise: Sanitise;

  public constructor(way: Way) {
    this.way = way;
    this.sanitise = sanitiser([way.credential]);
  }

  public error(problem: LogikProblem, asked: string, detail: string): LogikError {
    return logikError(problem, this.asking(asked), { detail: this.sanitise(detail) });
  }

  public said(words: string): string {
    return this.sanitise(words);
  }

  public brokenOff(error: unknown, asked: string): LogikError {
    if (isLogikError(error)) return error;
    const { problem, detail } = whyNoAnswer(error, this.sanitise);
    return this.error(problem, asked, problem === 'LogikUnreachable' ? `${text.get('brokenOff')}: ${detail}` : detail);
  }

  public accepted(): Promise<void> {
    return this.way.accepted();
  }

  /** The one place that sends a credential: it asks first whether that may go there. */
  public async answer(request: LogikRequest): Promise<Answer> {
    const origin = originOf(this.way.environment);
    if (origin === undefined) throw this.error('LogikBadUrl', request.asked, '');
    const why = await this.way.withheld();
    if (why !== null) throw this.error('LogikWithheld', request.asked, why);
    return waitingFor(waitOn(this.way.environment, this.sanitise(request.asked)), () => this.sendTo(origin, request));
  }

  private async sendTo(origin: string, request: LogikRequest): Promise<Answer> {
    const pause = Math.min(timeoutMs(), LONGEST_PAUSE_MS);
    const signal = AbortSignal.timeout(request.ms ?? timeoutMs() + REPEATS * pause);
    const url = new URL(request.path, origin);
    const answer = await this.sendOnce(url, request, { signal, pause });
    if (answer.statusCode >= 300 && answer.statusCode < 400) return this.refuseRedirect(answer, url, request);
    return this.unlessRefused(answer, request.asked);
  }

  public async json(request: LogikRequest): Promise<unknown> {
    const { status, body } = await this.told(request);
    if (!isJob(body)) this.unlessRefusal(status, body, request.asked);
    return body;
  }

  public unlessRefusal(status: number, body: unknown, asked: string): void {
    const told = refusalIn(status, body, this.sanitise);
    if (told) throw logikError('LogikRefused', this.asking(asked), { detail: detailOf(told) }, told);
  }

  public async told(request: LogikRequest): Promise<{ status: number; body: unknown }> {
    for (let turn = 0; ; turn += 1) {
      const { statusCode: status, body } = await this.answer(request);
      try {
        return { status, body: this.parsed(await wholeOf(body), request.asked) };
      } catch (error) {
        const again = request.method === 'GET' && turn === 0 && DROPPED.has(codeOf(error));
        if (!again) throw this.brokenOff(error, request.asked);
      }
    }
  }

  public async bare({ method, path, headers, body }: LogikRequest): Promise<unknown> {
    const origin = originOf(this.way.environment);
    if (origin === undefined || isForm(body)) return undefined;
    try {
      const answer = await sendBare(new URL(path, origin), timeoutMs(), this.way.base, { method, headers, body });
      const content = await wholeOf(answer.body);
      return answer.statusCode < 200 || answer.statusCode >= 300 ? undefined : JSON.parse(content ?? '');
    } catch {
      return undefined;
    }
  }

  private asking(asked: string): Asking {
    return {
      environment: this.sanitise(this.way.environment),
      asked: this.sanitise(asked),
      variable: this.way.variable,
    };
  }

  private async sendOnce(
    url: URL,
    { method, headers = {}, body, asked }: LogikRequest,
    { signal, pause }: { signal: AbortSignal; pause: number }
  ): Promise<Answer> {
    let begun = false;
    const retry = interceptors.retry(
      telling(
        url.origin,
        repeating(method === 'GET', () => begun, pause)
      )
    );
    try {
      const answer = await send(url, {
        method,
        signal,
        dispatcher: (this.way.base ?? sharedDispatcher()).compose(retry),
        headersTimeout: timeoutMs(),
        bodyTimeout: timeoutMs(),
        headers: {
          accept: 'application/json',
          ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
          ...headers,
          authorization: `Bearer ${this.way.credential}`,
        },
        ...(body === undefined || isForm(body) ? {} : { body }),
        ...(isForm(body) ? { body } : {}),
      });
      begun = true;
      return answer;
    } catch (error) {
      const { problem, detail } = whyNoAnswer(error, this.sanitise);
      throw this.error(problem, asked, detail);
    } finally {
      tellTrouble(url.origin, undefined);
    }
  }

  /**
   * No request with a credential goes on to where an answer sends it, on the same host or another: to the Admin API, 302
   * is how Logik says that it does not accept a key (ServiceNow CPQ docs, "Troubleshooting"). What is permanent (301,
   * 308) is a new address instead.
   */
  private async refuseRedirect(answer: Answer, url: URL, { asked }: LogikRequest): Promise<never> {
    const { statusCode: status } = answer;
    const to = redirectOf(answer, url);
    await answer.body.dump().catch(() => undefined);
    const isElsewhere = to !== undefined && to.origin !== url.origin;
    const where = to === undefined ? null : this.sanitise(isElsewhere ? to.host : to.pathname);
    const told = {
      status,
      errorCode: null,
      said: where === null ? null : text.get('leadsTo', { to: where }),
      ...(isElsewhere ? { movedTo: { host: this.sanitise(to.host), same: to.pathname === url.pathname } } : {}),
    };
    throw logikError(problemOf(status), this.asking(asked), { detail: detailOf(told) }, told);
  }

  private async unlessRefused(answer: Answer, asked: string): Promise<Answer> {
    const { statusCode: status, headers, body } = answer;
    if (status >= 200 && status < 300) return answer;
    // A body that breaks off says as much as what came of it: the status is what counts.
    const start = await startOf(body, ERROR_BYTES).catch(() => '');
    const told = saidBy(status, start, this.sanitise);
    const after = status === 429 || status === 503 ? retryAfterMs(headers['retry-after']) : undefined;
    const wants = after === undefined ? '' : text.get('retryAfter', { seconds: Math.ceil(after / 1000) });
    const detail = [detailOf(told), wants].filter((part) => part !== '').join('; ');
    throw logikError(problemOf(status), this.asking(asked), { detail }, told);
  }

  private parsed(body: string | undefined, asked: string): unknown {
    if (body === undefined)
      throw this.error('LogikTooLarge', asked, text.get('megabytes', { count: JSON_BYTES / 1024 / 1024 }));
    try {
      return parseJson(body);
    } catch {
      throw this.error('LogikUnreadable', asked, notJsonWords(body, this.sanitise));
    }
  }
}

/**
 * The single way out of this plugin to a Logik environment. Every request has a deadline; reads are sent again after
 * 429, 502, 503, 504 and broken connections, others only after 429; no redirect is followed; what comes is bounded.
 *
 * @param way `variable` names the credential in errors; `base` stands in for the network in tests
 */
export const logikHttp = (way: Way): LogikHttp => new Http(way);
