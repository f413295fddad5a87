import { loadText } from '../text.ts';
import type { LogikProblem, Said } from './errors.ts';
import type { Sanitise } from './words.ts';

const text = loadText('logik');

/** `{errorCode, errorMessage, timestamp}`, as Logik's API words its errors; some gateways say `message` or `error`. */
type ErrorBody = { errorCode?: unknown; errorMessage?: unknown; message?: unknown; error?: unknown };

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** What is no text is quoted as it came: an error that is worded otherwise is an error all the same. */
const asText = (value: unknown): string =>
  isBlank(value) ? '' : typeof value === 'string' ? value : JSON.stringify(value);

const isObject = (body: unknown): body is object => typeof body === 'object' && body !== null && !Array.isArray(body);

const saidIn = (status: number, { errorCode, errorMessage, message, error }: ErrorBody, sanitise: Sanitise): Said => {
  const words = [errorMessage, message, error].find((one) => !isBlank(one));
  const [code, said] = [sanitise(asText(errorCode)).slice(0, 80), sanitise(asText(words))];
  return { status, errorCode: code === '' ? null : code, said: said === '' ? null : said };
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** A page in HTML (maintenance, a proxy) is told by its title: nobody reads its source in an error message. */
export const pageWords = (body: string, sanitise: Sanitise): string | undefined => {
  if (!/<(!doctype|html|head|body)\b/i.test(body)) return undefined;
  const title = sanitise(/<title[^>]*>([^<]*)/i.exec(body)?.[1] ?? '');
  return title === '' ? text.get('page.untitled') : text.get('page', { title });
};

/** What came instead of JSON, in words. */
export const notJsonWords = (body: string, sanitise: Sanitise): string => {
  if (body.trim() === '') return text.get('empty');
  return pageWords(body, sanitise) ?? text.get('notJson', { start: sanitise(body.slice(0, 1000)).slice(0, 60) });
};

/** What the body of a refusal says. */
export const saidBy = (status: number, body: string, sanitise: Sanitise): Said => {
  const told = parsed(body);
  if (isObject(told)) return saidIn(status, told, sanitise);
  return { status, errorCode: null, said: body.trim() === '' ? null : notJsonWords(body, sanitise) };
};

/** Whether a body is a job, which tells of its own failure in the same words. */
export const isJob = (body: unknown): boolean => isObject(body) && 'id' in body && 'status' in body;

/**
 * What a body says that names an error although its status does not; undefined where it names none. Logik's runtime
 * refuses with 200 too.
 */
export const refusalIn = (status: number, body: unknown, sanitise: Sanitise): Said | undefined => {
  if (!isObject(body)) return undefined;
  const { errorCode, errorMessage }: ErrorBody = body;
  return isBlank(errorCode) && isBlank(errorMessage)
    ? undefined
    : saidIn(status, { errorCode, errorMessage }, sanitise);
};

/** All that is known of a refusal, in one line. */
export const detailOf = ({ status, errorCode, said }: Said): string =>
  [status === null ? '' : text.get('status', { status }), errorCode ?? '', said ?? '']
    .filter((part) => part !== '')
    .join(', ');

/** Where people and requests are sent for good. */
const PERMANENT: ReadonlySet<number> = new Set([301, 308]);

/** What a status that is no success means. */
export const problemOf = (status: number): LogikProblem => {
  if (PERMANENT.has(status)) return 'LogikRedirected';
  if (status === 401 || (status >= 300 && status < 400)) return 'LogikUnauthorized';
  if (status === 403) return 'LogikForbidden';
  if (status === 404 || status === 410) return 'LogikNotFound';
  if (status === 429) return 'LogikRateLimited';
  return status === 502 || status === 503 || status === 504 ? 'LogikUnavailable' : 'LogikRefused';
};
