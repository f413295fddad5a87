import { z } from 'zod';
import { loadText } from '../text.ts';
import type { LogikProblem, Said } from './errors.ts';
import type { Sanitise } from './words.ts';

const text = loadText('logik');

/** `{errorCode, errorMessage, timestamp}`, as Logik's API words its errors; some gateways say `message` or `error`. */
const errorBody = z.object({
  errorCode: z.union([z.string(), z.number()]).nullish(),
  errorMessage: z.string().nullish(),
  message: z.string().nullish(),
  error: z.string().nullish(),
});

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
  const told = errorBody.safeParse(parsed(body));
  if (!told.success) return { status, errorCode: null, said: body.trim() === '' ? null : notJsonWords(body, sanitise) };
  const { errorCode, errorMessage, message, error } = told.data;
  const words = sanitise(errorMessage ?? message ?? error ?? '');
  const code = sanitise(String(errorCode ?? '')).slice(0, 80);
  return { status, errorCode: code === '' ? null : code, said: words === '' ? null : words };
};

/** All that is known of a refusal, in one line. */
export const detailOf = ({ status, errorCode, said }: Said): string =>
  [status === null ? '' : text.get('status', { status }), errorCode ?? '', said ?? '']
    .filter((part) => part !== '')
    .join(', ');

/** What a status that is no success means. */
export const problemOf = (status: number): LogikProblem => {
  if (status === 401) return 'LogikUnauthorized';
  if (status === 403) return 'LogikForbidden';
  if (status === 404 || status === 410) return 'LogikNotFound';
  if (status === 429) return 'LogikRateLimited';
  return status === 502 || status === 503 || status === 504 ? 'LogikUnavailable' : 'LogikRefused';
};
