import { createHash } from 'node:crypto';

type Body = { errorCode: string; errorMessage: string; timestamp: string };

/** An error answer of Logik: a status, headers, and a body with the code, the message and the time. */
export class LogikError extends Error {
  public readonly status: number;
  public readonly headers: Record<string, string>;
  private readonly kind: string;

  /** `kind` tells errors of one status apart; clients see it as an opaque code. */
  public constructor(status: number, kind: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.kind = kind;
    this.headers = headers;
  }

  public get body(): Body {
    return {
      errorCode: codeOf(`${this.status} ${this.kind}`),
      errorMessage: this.message,
      timestamp: new Date().toISOString(),
    };
  }
}

/** A refusal that is a status and nothing else. */
export class EmptyRefusal extends Error {
  public readonly status: number;
  public readonly headers: Record<string, string>;

  public constructor(status: number, headers: Record<string, string> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
  }
}

/** `LGK-7A407E7202264005AD03A14D9`: the vendor's codes say nothing by themselves, but are the same each time. */
function codeOf(kind: string): string {
  return `LGK-${createHash('sha256').update(kind).digest('hex').slice(0, 25).toUpperCase()}`;
}

export const badRequest = (message: string): LogikError => new LogikError(400, 'BAD_REQUEST', message);

export const notFound = (what: string, name: string): LogikError =>
  new LogikError(404, 'NOT_FOUND', `${what} '${name}' was not found.`);

export const tooMany = (message: string, retryAfterSeconds: number): LogikError =>
  new LogikError(429, 'TOO_MANY_REQUESTS', message, { 'retry-after': String(retryAfterSeconds) });
