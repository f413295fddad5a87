import { SfError } from '@salesforce/core';
import { loadText, type Values } from '../text.ts';

const text = loadText('logik');

/** Why a Logik environment did not answer as asked. */
export type LogikProblem =
  | 'LogikBadUrl'
  | 'LogikWithheld'
  | 'LogikUnreachable'
  | 'LogikTimeout'
  | 'LogikCertificate'
  | 'LogikRedirected'
  | 'LogikUnauthorized'
  | 'LogikForbidden'
  | 'LogikNotFound'
  | 'LogikRateLimited'
  | 'LogikUnavailable'
  | 'LogikRefused'
  | 'LogikUnreadable'
  | 'LogikTooLarge';

/** What an environment said: the status, and Logik's own code and words where it gave any; shown to people. */
export type Said = {
  status: number | null;
  errorCode: string | null;
  said: string | null;
  /** The other host that the answer leads to, and whether to the same path there; absent: to none. */
  movedTo?: { host: string; same: boolean };
};

export const NOTHING_SAID: Said = { status: null, errorCode: null, said: null };

/** An error of one request to a Logik environment: the line that asked suffers, never the run. No text holds a token. */
export class LogikError extends SfError {
  public readonly problem: LogikProblem;
  public readonly status: number | null;
  /** Logik's own error code, such as `LGK-…`; null where what answered gave none. */
  public readonly errorCode: string | null;
  /** What it said, as one bounded line; null without. */
  public readonly said: string | null;
  /** The other host that the answer leads to, and whether to the same path there; null where to none. */
  public readonly movedTo: { host: string; same: boolean } | null;
  public constructor(problem: LogikProblem, message: string, actions: string[], told: Said) {
    super(message, `${problem}Error`, actions, 1);
    this.problem = problem;
    this.status = told.status;
    this.errorCode = told.errorCode;
    this.said = told.said;
    this.movedTo = told.movedTo ?? null;
  }
}

/** `instanceof` alone would leave the error's data typed as anything. */
export const isLogikError = (error: unknown): error is LogikError => error instanceof LogikError;

/** What was asked of Logik and never answered for sure: it may have come about. */
const UNANSWERED: ReadonlySet<LogikProblem> = new Set([
  'LogikUnreachable',
  'LogikTimeout',
  'LogikUnavailable',
  'LogikUnreadable',
]);

export const isUnanswered = (error: unknown): boolean => isLogikError(error) && UNANSWERED.has(error.problem);

/** What a request is about, for the sentences of its errors. */
export type Asking = {
  environment: string;
  /** What is read or written, such as `blueprints`. */
  asked: string;
  /** The environment variable whose credential was sent. */
  variable: string;
};

/** The one error that users see. `values` are what its sentence needs beside those of {@link Asking}. */
export const logikError = (
  problem: LogikProblem,
  asking: Asking,
  values: Values = {},
  told: Said = NOTHING_SAID
): LogikError => {
  const { message, actions = [] } = text.error(problem, { detail: '', ...asking, ...values });
  return new LogikError(problem, message, actions, told);
};
