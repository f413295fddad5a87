import { SfError } from '@salesforce/core';
import { loadText } from '../text.ts';
import { guardText } from './guards.ts';
import { redact } from './redact.ts';
import { OAUTH_REFUSAL } from './renewal.ts';
import { textIn } from './shapes.ts';

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
  /** How long the org wants to be left alone, in milliseconds, where it said so (Retry-After). */
  waitMs?: number;
};

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EPIPE',
  'EPROTO',
  'DOMAIN_NOT_FOUND',
  'FETCH_FAILED',
]);

/** Codes of undici and of Node's HTTP parser: no answer came, or none that can be read. */
const NETWORK_CODE = /^(UND_ERR|HPE)_/;

/** Nothing came in time: our own deadline, the network's, or jsforce's, which ends as an aborted request. */
const TIMEOUT_CODES = new Set([
  'TIMEOUT',
  'ETIMEDOUT',
  'AbortError',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/**
 * Codes that say that the login has ended or may not log in (SOAP API guide, ExceptionCode; OAuth 2.0 token endpoint).
 * The APIs spell one code in three ways (`INVALID_SESSION_ID`, `InvalidSessionId`, `invalid_grant`), so they are compared
 * without underscores, in capitals.
 */
const LOGIN_CODES = new Set([
  'INVALIDSESSIONID',
  'INVALIDAUTHHEADER',
  'INVALIDLOGIN',
  'INVALIDGRANT',
  'INVALIDCLIENT',
  'INVALIDCLIENTID',
  'INVALIDAPPACCESS',
  'INACTIVEUSER',
  'USERINACTIVE',
  'USERFROZEN',
  'PASSWORDLOCKOUT',
  'INVALIDOPERATIONWITHEXPIREDPASSWORD',
  'LOGINCHALLENGEISSUED',
  'LOGINCHALLENGEPENDING',
  'LOGINDURINGRESTRICTEDDOMAIN',
  'LOGINDURINGRESTRICTEDTIME',
  'LOGINMUSTUSESECURITYTOKEN',
]);

/** Codes that say that the org, or its API for this login, takes no requests any more; in the same spelling. */
const ORG_CODES = new Set([
  'APIDISABLEDFORORG',
  'APICURRENTLYDISABLED',
  'CLIENTNOTACCESSIBLEFORUSER',
  'CLIENTREQUIREUPDATEFORUSER',
  'UNSUPPORTEDAPIVERSION',
  'UNSUPPORTEDCLIENT',
  'ORGLOCKED',
  'ORGNOTOWNEDBYINSTANCE',
  'ORGSUSPENDED',
  'INACTIVEORG',
  'ORGINACTIVE',
  'TRIALEXPIRED',
]);

/** Codes of an org that is away as a whole, by its own words. */
const MAINTENANCE_CODES = new Set(['SERVERUNAVAILABLE', 'SERVICEUNAVAILABLE', 'ORGINMAINTENANCE']);

/**
 * An error of one request to an org. Its `code` is Salesforce's errorCode or the network's code; `scope` says whether
 * the whole run must end (`run`: nobody can be asked anything) or only the checklist line that asked (`item`).
 */
export class OrgError extends SfError {
  public readonly scope: 'run' | 'item';
  public readonly errorCode: string;
  /** Which fields a refusal is about, where the org told. */
  public fields: readonly string[] = [];
  /** The login server was asked for another session, and gives none: whatever else is asked has none either. */
  public notRenewed = false;
  public constructor(name: string, message: string, actions: string[], errorCode: string, scope: 'run' | 'item') {
    super(message, name, actions, 1);
    this.scope = scope;
    this.errorCode = errorCode;
  }
}

type Kind =
  | 'SessionExpired'
  | 'OrgUnreachable'
  | 'OrgTimeout'
  | 'OrgMaintenance'
  | 'OrgBusy'
  | 'OrgUnreadable'
  | 'OrgMoved'
  | 'OrgClosed'
  | 'ApiLimitReached'
  | 'RequestTooLong'
  | 'OrgRefused';

/** A certificate that does not hold: expired, self-signed, for another name. */
const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_)/;

/** What jsforce makes of a renewal of the session that failed; it has no code. */
const NOT_RENEWED = /^Unable to refresh session due to/;

/** What `@salesforce/core` makes of one; whoever waited for another request's renewal gets it as it is. */
const RENEWALS = new Set([
  'RefreshTokenAuthError',
  'RefreshTokenRotationTimeoutError',
  'JwtAuthError',
  'OrgDataNotAvailableError',
]);

const isRenewal = ({ code, message }: OrgFailure): boolean => RENEWALS.has(code) || NOT_RENEWED.test(message);

/** What both put in front of what the login server said. */
const RENEWAL_WORDS =
  /^(?:Unable to refresh session due to: *|Error authenticating with the refresh token due to: *|Error authenticating with JWT[^:]*: *|Errors encountered: *)+/;

/** Why that was not the login's fault: whoever renews it did not answer. */
const LOGIN_SERVER_AWAY = /fetch failed|no complete answer|ERROR_HTTP_5\d\d|<html|Request Timeout|DNS lookup/i;

/** A status without any code of Salesforce: a server in front of the org, or an org that cannot say more. */
const BARE_STATUS = /^ERROR_HTTP_(\d{3})$/;

/** The request is longer than a server takes (RFC 9110, 15.5.15; RFC 6585, 5). */
const TOO_LONG = new Set([413, 414, 431]);

/** Statuses that say that too much was asked at once (RFC 6585, section 4; 420 is older and means the same). */
const BUSY = new Set([420, 429]);

/** Codes of a body that cannot be unpacked (Node's zlib). */
const DAMAGED_BODY = /^(Z_|ERR_(?:_)?(?:BROTLI|ZLIB))/;

/** An XML parser's own words about what is no XML; it has no code for them (sax, which jsforce parses with). */
const NO_XML = /\nLine: \d+\nColumn: \d+/;

const spelled = (code: string): string => code.replaceAll('_', '').toUpperCase();

const kindOf = ({ code, message, status }: OrgFailure): Kind => {
  if (isRenewal({ code, message })) return LOGIN_SERVER_AWAY.test(message) ? 'OrgUnreachable' : 'SessionExpired';
  const plain = spelled(code);
  if (LOGIN_CODES.has(plain) || status === 401 || OAUTH_REFUSAL.test(message)) return 'SessionExpired';
  if (TIMEOUT_CODES.has(code)) return 'OrgTimeout';
  if (NETWORK_CODES.has(code) || NETWORK_CODE.test(code) || TLS_CODE.test(code)) return 'OrgUnreachable';
  if (plain === 'REQUESTLIMITEXCEEDED') return 'ApiLimitReached';
  if (ORG_CODES.has(plain)) return 'OrgClosed';
  if (code === 'REDIRECTED') return 'OrgMoved';
  if (MAINTENANCE_CODES.has(plain)) return 'OrgMaintenance';
  if (code === 'UNREADABLE_BODY' || DAMAGED_BODY.test(code) || NO_XML.test(message)) return 'OrgUnreadable';
  // A code says more than the status that came with it: every other one concerns what was asked.
  const bare = Number(BARE_STATUS.exec(code)?.[1] ?? 0);
  if (TOO_LONG.has(bare)) return 'RequestTooLong';
  if (BUSY.has(bare)) return 'OrgBusy';
  return bare >= 500 ? 'OrgMaintenance' : 'OrgRefused';
};

/**
 * What helps beside another login, by what the login server says (OAuth error codes, ExceptionCode of the SOAP API guide):
 * logging in again ends in the same refusal until that is done.
 */
const CURES: ReadonlyArray<readonly [RegExp, string]> = [
  [/ip restricted|RESTRICTED_?DOMAIN/i, 'login.address'],
  [/RESTRICTED_?TIME/i, 'login.hours'],
  [
    /inactive[_ ]?user|user[ _]?(is )?(in(_|-)?active|frozen|locked)|authentication failure|PASSWORD_?LOCKOUT/i,
    'login.user',
  ],
  [/inactive[_ ]?org|org.*(deleted|disabled|not appear to exist)|Data Not (Available|Found)/i, 'login.org'],
  [
    /invalid[_ ]?client|invalid_?app_?access|app.*(installed|blocked|not approved)|app_not_found|hasn't approved/i,
    'login.app',
  ],
  [/rate[_ ]?(limit[_ ]?)?exceeded|rotating the refresh token/i, 'login.later'],
];

const cureOf = (words: string): string[] => {
  const key = CURES.find(([pattern]) => pattern.test(words))?.[1];
  return key === undefined ? [] : [text.get(key)];
};

/** The code, and what the org says beside it where that says more. */
const whyNoLogin = (code: string, detail: string): string =>
  detail === '' || detail === code ? code : `${code}: ${detail.replace(/\.$/, '')}`;

/** A page in HTML (maintenance, a proxy) is told by its title; nobody reads its source in an error message. */
const withoutMarkup = (message: string): string =>
  /<(!doctype|html|head|body)\b/i.test(message)
    ? (/<title[^>]*>([^<]*)<\/title>/i.exec(message)?.[1] ?? text.get('htmlPage'))
    : message;

/**
 * Turns a failed request into the one error that users see.
 *
 * @param told what came back
 * @param orgLabel how the user named the org, for the sentence and the `sf` commands in the actions
 * @param instanceUrl the org's URL, for the login command in the actions
 * @param asked what was being read or written, e.g. `LGK__ConfigurationTenant__c`
 */
export const toOrgError = (told: OrgFailure, orgLabel: string, instanceUrl: string, asked: string): OrgError => {
  // An org, or what stands in front of it, may answer anything in the place of a code and of words.
  const failure = { ...told, code: textIn(told.code) || 'UNKNOWN', message: textIn(told.message) ?? '' };
  const kind = kindOf(failure);
  const words = redact(withoutMarkup(failure.message)).replace(/\s+/g, ' ').trim();
  const detail = words.replace(RENEWAL_WORDS, '').slice(0, 300);
  const code = isRenewal(failure) ? 'INVALID_SESSION_ID' : failure.code;
  const why = kind === 'SessionExpired' ? whyNoLogin(code, detail) : code;
  const { message: said, actions: usual = [] } = text.error(kind, {
    org: orgLabel,
    asked,
    code: why,
    detail: kind === 'OrgRefused' ? guardText(code, detail) : detail,
    instanceUrl,
  });
  const actions = [...(kind === 'SessionExpired' ? cureOf(`${code} ${detail}`) : []), ...usual];
  const seconds = Math.ceil((failure.waitMs ?? 0) / 1000);
  const message = seconds > 0 ? `${said} ${text.get('wantsPause', { seconds })}` : said;
  const scope = kind === 'OrgRefused' || kind === 'RequestTooLong' ? 'item' : 'run';
  const error = new OrgError(`${kind}Error`, message, actions, code, scope);
  error.fields = failure.fields ?? [];
  error.notRenewed = isRenewal(failure);
  return error;
};

/**
 * Whether the org may be there all the same: one answer that got lost, was late or was none of the API's says nothing of
 * the others. The org's own word that it is away is believed.
 */
export const mayBeOneRead = (error: OrgError): boolean =>
  (isLost(error) || ['OrgBusyError', 'OrgMovedError'].includes(error.name)) &&
  !MAINTENANCE_CODES.has(spelled(error.errorCode));

/** The same error of one request, to an org that answers others. */
export const ofOneRead = ({ name, message, actions = [], errorCode }: OrgError): OrgError =>
  new OrgError(name, `${message} ${text.get('answersOthers')}`, actions, errorCode, 'item');

/** Errors after which nothing else can be asked of the org, whoever asks: the login or the org's API has ended. */
export const isFinal = (error: unknown): error is OrgError =>
  error instanceof OrgError &&
  ['SessionExpiredError', 'ApiLimitReachedError', 'OrgClosedError', 'OrgSilentError'].includes(error.name);

/** The error of a request that is not sent, since those before it were not answered. */
export const silentError = (org: string, asked: string, count: number): OrgError => {
  const { message, actions = [] } = text.error('OrgSilent', { org, asked, count });
  return new OrgError('OrgSilentError', message, actions, 'TIMEOUT', 'run');
};

const asItem = ({ name, message, actions = [], errorCode }: OrgError): OrgError =>
  new OrgError(name, message, actions, errorCode, 'item');

/**
 * What an answer of status 200 says no with, where it is one of the API's refusals all the same: a list of errors instead
 * of what was asked for (a recorded answer of a public client's tests). Undefined for every other answer: rows of a save
 * have an outcome each, and are no refusal.
 */
export const refusalIn = (answer: unknown): OrgFailure | undefined => {
  const [first] = Array.isArray(answer) ? (answer as unknown[]) : [];
  const { errorCode, message, fields } = (first ?? {}) as { errorCode?: unknown; message?: unknown; fields?: unknown };
  if (typeof errorCode !== 'string' || typeof message !== 'string') return undefined;
  const named = Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
  return { code: errorCode, message, ...(named.length > 0 ? { fields: named } : {}) };
};

/**
 * Makes the error for an answer in JSON that is not what was asked for. The org's API spoke, so this read alone suffers.
 */
export type Unreadable = (asked: string, message: string) => OrgError;

export const unreadable =
  (orgLabel: string, instanceUrl: string): Unreadable =>
  (asked, message) =>
    asItem(toOrgError({ code: 'UNREADABLE_BODY', message }, orgLabel, instanceUrl, asked));

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

/** The connection was never made: nothing was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'DOMAIN_NOT_FOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Failures after which the org may have done what it was asked: the answer got lost, or was none. */
export const isLost = ({ name, errorCode }: OrgError): boolean =>
  name === 'OrgTimeoutError' ||
  name === 'OrgMaintenanceError' ||
  name === 'OrgUnreadableError' ||
  (name === 'OrgUnreachableError' && !NOT_SENT.has(errorCode) && !TLS_CODE.test(errorCode));

/** True for an error that only the checklist line that asked has to live with. */
export const isItemError = (error: unknown): error is OrgError => error instanceof OrgError && error.scope === 'item';
