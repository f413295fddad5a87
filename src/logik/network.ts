import { loadText } from '../text.ts';
import type { LogikProblem } from './errors.ts';
import type { Sanitise } from './words.ts';

const text = loadText('logik');

/** A certificate that does not hold, or no TLS at all. */
const TLS_CODE =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|UNABLE_TO_(GET|VERIFY|DECRYPT)_)/;

const certificateWords = (code: string): string => {
  if (code === 'CERT_HAS_EXPIRED') return text.get('certificate.expired');
  if (code === 'CERT_NOT_YET_VALID') return text.get('certificate.notYet');
  if (/ALTNAME_INVALID|HOSTNAME_MISMATCH/.test(code)) return text.get('certificate.otherHost');
  if (/SELF_SIGNED|ISSUER|LEAF_SIGNATURE|CERT_UNTRUSTED/.test(code)) return text.get('certificate.selfSigned');
  return text.get('certificate.other', { code });
};

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** The connection ended before the answer did: asking again may bring it. */
export const DROPPED: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

/** The network's code of an error; of several addresses that were tried, the one of the first. */
export const codeOf = (error: unknown): string => {
  for (let layer = error, depth = 0; layer instanceof Error && depth < 5; layer = layer.cause, depth += 1) {
    if (layer.name === 'TimeoutError') return 'UND_ERR_HEADERS_TIMEOUT';
    if ('code' in layer && typeof layer.code === 'string') return layer.code;
    const [first] = layer instanceof AggregateError ? (layer.errors as unknown[]) : [];
    if (first instanceof Error && 'code' in first && typeof first.code === 'string') return first.code;
  }
  return 'UNKNOWN';
};

const networkWords = (code: string, message: string, sanitise: Sanitise): string => {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${text.get('network.unknownHost')} (${code})`;
  if (code === 'ECONNREFUSED') return `${text.get('network.refused')} (${code})`;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return `${text.get('network.noConnection')} (${code})`;
  if (DROPPED.has(code)) return `${text.get('network.dropped')} (${code})`;
  if (/proxy/i.test(message)) return `${text.get('network.proxy')} (${sanitise(message)})`;
  return text.get('network.other', { code });
};

/** Tells in words why no answer came. */
export const whyNoAnswer = (
  error: unknown,
  sanitise: Sanitise
): { problem: Extract<LogikProblem, 'LogikUnreachable' | 'LogikTimeout' | 'LogikCertificate'>; detail: string } => {
  const code = codeOf(error);
  if (TIMEOUTS.has(code)) return { problem: 'LogikTimeout', detail: '' };
  if (TLS_CODE.test(code)) return { problem: 'LogikCertificate', detail: certificateWords(code) };
  const message = error instanceof Error ? error.message : '';
  return { problem: 'LogikUnreachable', detail: networkWords(code, message, sanitise) };
};
