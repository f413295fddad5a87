import { isLoopback } from './environmentUrl.ts';

export type OriginProblem = 'not-a-url' | 'not-https' | 'path';

/** `*.salesforce.com`, with a scheme and a port or without: every host below that one. */
const WILDCARD = /^(?:https:\/\/)?\*\.((?:[a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*)(?::(\d+))?\/?$/i;

/** True for an allowed origin that speaks for all hosts below one (ServiceNow CPQ docs, "Set up a runtime client"). */
export const isWildcardOrigin = (text: string): boolean => WILDCARD.test(text);

/**
 * What is wrong with an allowed origin of a Logik runtime client, or undefined. An origin is scheme, host and port, or a
 * wildcard for the hosts below one. A single trailing slash is let through here, since communities need both forms;
 * {@link lonelySlashes} judges it.
 */
export const originProblem = (text: string): OriginProblem | undefined => {
  if (isWildcardOrigin(text)) return undefined;
  if (!URL.canParse(text)) return 'not-a-url';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) return 'not-https';
  return text === url.origin || text === `${url.origin}/` ? undefined : 'path';
};

const bare = (origin: string): string => origin.replace(/\/$/, '');

/** Whether an allowed origin lets in what an application sends as its origin. */
export const allows = (allowed: string, origin: string): boolean => {
  const [, below, port = '443'] = WILDCARD.exec(allowed) ?? [];
  if (below === undefined) return allowed === origin;
  if (allowed.endsWith('/') || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  return (
    url.protocol === 'https:' &&
    (url.port || '443') === port &&
    url.hostname.endsWith(`.${below.toLowerCase()}`) &&
    origin === url.origin
  );
};

/**
 * The origins that are listed only with a trailing slash. API calls send an origin without one and are refused then,
 * unless a wildcard lets them in; communities need the origin in both forms (ServiceNow CPQ docs, "Set up a runtime
 * client", "Using Logik.io with community users").
 */
export const lonelySlashes = (origins: readonly string[]): string[] =>
  origins.filter((origin) => origin.endsWith('/') && !origins.some((other) => isSlashless(other, bare(origin))));

/** Whether one of the other origins lets in what this one is without its slash; a wildcard is so by its own spelling. */
const isSlashless = (other: string, origin: string): boolean =>
  other === origin || (isWildcardOrigin(other) && !isWildcardOrigin(origin) && allows(other, origin));
