import { SfError } from '@salesforce/core';
import { loadText } from '../text.ts';
import { redact } from './redact.ts';

const text = loadText('salesforce');

/** What one request to an org came back with, when it was not an answer. */
export type OrgFailure = {
  /** Salesforce's errorCode (`INVALID_FIELD`) or the network's (`ECONNREFUSED`). */
  code: string;
  message: string;
  /** The HTTP status, where there was an answer at all. */
  status?: number;
  /** Which fields it is about, where the org told. */
  fields?: readonly string[];
};

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'DOMAIN_NOT_FOUND',
]);

/** Nothing came in time: our own deadline, the network's, or jsforce's, which ends as an aborted request. */
const TIMEOUT_CODES = new Set([
  'TIMEOUT',
  'ETIMEDOUT',
  'AbortError',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Codes that say the user may not see, or the org does not have, what was asked: one line suffers, not the run. */
const ITEM_CODES = new Set([
  'INVALID_TYPE',
  'INVALID_FIELD',
  'NOT_FOUND',
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  'FUNCTIONALITY_NOT_ENABLED',
  'INVALID_QUERY_FILTER_OPERATOR',
  'MALFORMED_QUERY',
  'MALFORMED_SEARCH',
  'INVALID_SEARCH',
  'UNKNOWN_EXCEPTION',
  'EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION',
  'JWT_NOT_SUPPORTED',
  'INVALID_QUERY_LOCATOR',
  // What the Bulk API says no with.
  'API_ERROR',
  'INVALIDENTITY',
  'INVALIDJOB',
  'INVALIDJOBSTATE',
  'FEATURENOTENABLED',
]);

/**
 * An error of one request to an org. Its `code` is Salesforce's errorCode or the network's code; `scope` says whether
 * the whole run must end (`run`: nobody can be asked anything) or only the checklist line that asked (`item`).
 */
export class OrgError extends SfError {
  public readonly scope: 'run' | 'item';
  public readonly errorCode: string;
  /** Which fields a refusal is about, where the org told. */
  public fields: readonly string[] = [];
  public constructor(name: string, message: string, actions: string[], errorCode: string, scope: 'run' | 'item') {
    super(message, name, actions, 1);
    this.scope = scope;
    this.errorCode = errorCode;
  }
}

type Kind = 'SessionExpired' | 'OrgUnreachable' | 'OrgTimeout' | 'OrgMaintenance' | 'ApiLimitReached' | 'OrgRefused';

/** A certificate that does not hold: expired, self-signed, for another name. */
const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_)/;

/** The OpenID endpoints answer an ended session with a bare word and status 403. */
const OAUTH_REFUSAL = /^\W*(Bad|Missing)_OAuth_Token/;

const kindOf = ({ code, message, status }: OrgFailure): Kind => {
  if (code === 'INVALID_SESSION_ID' || status === 401 || OAUTH_REFUSAL.test(message)) return 'SessionExpired';
  if (TIMEOUT_CODES.has(code)) return 'OrgTimeout';
  if (NETWORK_CODES.has(code) || TLS_CODE.test(code)) return 'OrgUnreachable';
  if (code === 'REQUEST_LIMIT_EXCEEDED') return 'ApiLimitReached';
  // A code that concerns one read says more than the status that came with it.
  if (ITEM_CODES.has(code)) return 'OrgRefused';
  if (code === 'SERVER_UNAVAILABLE' || code === 'UNREADABLE_BODY' || (status !== undefined && status >= 500))
    return 'OrgMaintenance';
  return 'OrgRefused';
};

/** A page in HTML (maintenance, a proxy) is told by its title; nobody reads its source in an error message. */
const withoutMarkup = (message: string): string =>
  /<(!doctype|html|head|body)\b/i.test(message)
    ? (/<title[^>]*>([^<]*)<\/title>/i.exec(message)?.[1] ?? text.get('htmlPage'))
    : message;

/**
 * Turns a failed request into the one error that users see.
 *
 * @param failure what came back
 * @param orgLabel how the user named the org, for the sentence and the `sf` commands in the actions
 * @param instanceUrl the org's URL, for the login command in the actions
 * @param asked what was being read or written, e.g. `LGK__ConfigurationTenant__c`
 */
export const toOrgError = (failure: OrgFailure, orgLabel: string, instanceUrl: string, asked: string): OrgError => {
  const kind = kindOf(failure);
  const detail = redact(withoutMarkup(failure.message)).replace(/\s+/g, ' ').trim().slice(0, 300);
  const { message, actions = [] } = text.error(kind, { org: orgLabel, asked, code: failure.code, detail, instanceUrl });
  const scope = kind === 'OrgRefused' && ITEM_CODES.has(failure.code) ? 'item' : 'run';
  const error = new OrgError(`${kind}Error`, message, actions, failure.code, scope);
  error.fields = failure.fields ?? [];
  return error;
};

/** Makes the error for an answer of status 200 that is not what was asked for: a proxy's, or a page's. */
export type Unreadable = (asked: string, message: string) => OrgError;

export const unreadable =
  (orgLabel: string, instanceUrl: string): Unreadable =>
  (asked, message) =>
    toOrgError({ code: 'UNREADABLE_BODY', message }, orgLabel, instanceUrl, asked);

/** How a bulk job ends other than well, or its result comes other than whole. */
export type BulkFailure = {
  kind: 'BulkJobFailed' | 'BulkJobAborted' | 'BulkJobGone' | 'BulkJobTimeout' | 'BulkResultDamaged';
  org: string;
  asked: string;
  job: string;
  /** How many rows had been read. */
  rows: number;
  detail: string;
};

/** The error of one bulk job: only what was to be read by it suffers. */
export const bulkError = ({ kind, detail, ...values }: BulkFailure): OrgError => {
  const { message, actions = [] } = text.error(kind, { ...values, detail: redact(detail) });
  return new OrgError(`${kind}Error`, message, actions, kind, 'item');
};

/** Failures after which the org may have done what it was asked: the answer got lost, or was none. */
export const isLost = ({ name, errorCode }: OrgError): boolean =>
  name === 'OrgTimeoutError' ||
  name === 'OrgMaintenanceError' ||
  (name === 'OrgUnreachableError' && ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(errorCode));

/** True for an error that only the checklist line that asked has to live with. */
export const isItemError = (error: unknown): error is OrgError => error instanceof OrgError && error.scope === 'item';
