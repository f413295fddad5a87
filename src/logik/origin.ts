import { isLoopback, namesHost } from './environmentUrl.ts';

export type OriginProblem = 'not-a-url' | 'not-https' | 'path';

/**
 * What is wrong with an allowed origin of a Logik runtime client, or undefined. An origin is scheme, host and port. A
 * single trailing slash is let through here, since communities need both forms; {@link lonelySlashes} judges it.
 */
export const originProblem = (text: string): OriginProblem | undefined => {
  if (!URL.canParse(text)) return 'not-a-url';
  const url = new URL(text);
  // An origin may stand for all hosts below one: https://*.my.site.com.
  if (!namesHost(text.replace('://*.', '://'))) return 'not-a-url';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) return 'not-https';
  return text === url.origin || text === `${url.origin}/` ? undefined : 'path';
};

/**
 * The origins that are listed only with a trailing slash. API calls send an origin without one and are refused then;
 * communities need the origin in both forms (ServiceNow CPQ docs, "Set up a runtime client", "Using Logik.io with
 * community users").
 */
export const lonelySlashes = (origins: readonly string[]): string[] =>
  origins.filter((origin) => origin.endsWith('/') && !origins.includes(origin.slice(0, -1)));
