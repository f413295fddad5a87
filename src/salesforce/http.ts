import type { Connection, SfError } from '@salesforce/core';
import { toOrgError, type OrgFailure } from './errors.ts';

type Method = 'GET' | 'POST' | 'PATCH';

/** One request to an org. `asked` names, for errors, what is read or written. */
export type OrgRequest = {
  method: Method;
  /** From the root: `/services/…`. */
  path: string;
  body?: unknown;
  asked: string;
  /** True where sending it twice does no harm although it is a POST (a batch of reads). */
  repeatable?: boolean;
};

export type OrgHttp = <T>(request: OrgRequest) => Promise<T>;

const DEFAULT_TIMEOUT_SECONDS = 60;
const RETRIES = 3;
const FIRST_PAUSE_MS = 250;

const timeoutMs = (): number => {
  const seconds = Number(process.env.SF_LOGIK_REQUEST_TIMEOUT);
  return (seconds > 0 ? seconds : DEFAULT_TIMEOUT_SECONDS) * 1000;
};

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

/** Digs the network's code out of undici's `fetch failed`, whose cause holds it. */
const failureOf = (error: unknown): OrgFailure => {
  const layers: Array<{ errorCode?: string; code?: unknown; name?: string; message?: string; cause?: unknown }> = [];
  for (let layer = error; layer instanceof Error && layers.length < 5; layer = layer.cause) layers.push(layer);
  const first = layers[0];
  const errorCode = layers.map((layer) => layer.errorCode).find((code) => typeof code === 'string');
  const code = layers.map((layer) => layer.code).find((candidate) => typeof candidate === 'string');
  const status = /^ERROR_HTTP_(\d{3})$/.exec(errorCode ?? '')?.[1];
  return {
    code: errorCode ?? (typeof code === 'string' ? code : (first?.name ?? 'UNKNOWN')),
    message: layers.at(-1)?.message ?? String(error),
    ...(status === undefined ? {} : { status: Number(status) }),
  };
};

/**
 * The single way out of this plugin to an org: every request has a deadline, reads are retried with a pause that grows
 * (503, dropped connections), writes never are, and whatever goes wrong becomes an {@link toOrgError} without secrets.
 */
export const orgHttp =
  (connection: Connection, orgLabel: string): OrgHttp =>
  async <T>({ method, path, body, asked, repeatable = method === 'GET' }: OrgRequest): Promise<T> => {
    const fail = (failure: OrgFailure): SfError => toOrgError(failure, orgLabel, connection.instanceUrl, asked);
    try {
      const answer = await within(
        timeoutMs(),
        connection.request<T>(
          {
            method,
            url: path,
            ...(body === undefined
              ? {}
              : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
          },
          {
            timeout: timeoutMs(),
            retry: { maxRetries: RETRIES, minTimeout: FIRST_PAUSE_MS, methods: repeatable ? [method] : [] },
          }
        )
      );
      // jsforce hands a body that it cannot parse through as text: a truncated answer, or a page in HTML.
      if (typeof answer === 'string' && answer !== '') {
        throw fail({ code: 'UNREADABLE_BODY', message: 'the body is not JSON' });
      }
      return answer;
    } catch (error) {
      if (error instanceof Error && 'scope' in error) throw error;
      throw fail(failureOf(error));
    }
  };
