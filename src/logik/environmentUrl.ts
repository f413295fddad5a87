/** Hosts that Logik environments are known to have; others are possible, so they are warned about, never refused. */
const KNOWN_HOSTS = ['logik.io', 'logik.ai', 'service-now.com'];

export type UrlProblem =
  | { kind: 'not-a-url' }
  | { kind: 'not-https' }
  | { kind: 'no-host' }
  | { kind: 'credentials' }
  | { kind: 'path'; canonical: string }
  | { kind: 'trailing-dot'; canonical: string }
  | { kind: 'trailing-slash'; canonical: string };

/** `URL` takes more than that: it drops blanks and line breaks, and reads `https:host` and backslashes its own way. */
const SPELLED_OUT = /^[a-z]+:\/\/[^\s\\]+$/i;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** True for this machine's own addresses, where http stands in for https (a simulator, a tunnel). */
export const isLoopback = (url: URL): boolean => LOOPBACK.has(url.hostname);

const LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/i;

/**
 * True where a URL names a host as the network has them: with a dot in it. `URL` takes more than that: the answer `no`,
 * and `1`, of which it makes 0.0.0.1. This machine's own addresses count.
 *
 * @param text the URL as it was written
 */
export const namesHost = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (isLoopback(url)) return true;
  const labels = url.hostname.replace(/\.$/, '').split('.');
  if (labels.every((label) => /^\d+$/.test(label))) return text.includes(url.hostname);
  return labels.length > 1 && labels.every((label) => LABEL.test(label));
};

/**
 * What is wrong with a Logik environment URL, or undefined when it has the form that Logik documents:
 * `https://<tenant>.<sector>.logik.io`, with nothing behind the host (ServiceNow CPQ docs, "Reconnect Logik after
 * refreshing the Salesforce org").
 */
export const environmentUrlProblem = (text: string): UrlProblem | undefined => {
  if (!SPELLED_OUT.test(text) || !URL.canParse(text)) return { kind: 'not-a-url' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) return { kind: 'not-https' };
  if (!namesHost(text)) return { kind: 'no-host' };
  if (/\.$/.test(url.hostname)) return { kind: 'trailing-dot', canonical: url.origin.replace(/\.(?=$|:\d+$)/, '') };
  if (url.username !== '' || url.password !== '') return { kind: 'credentials' };
  if (url.pathname !== '/' || /[?#]/.test(text)) return { kind: 'path', canonical: url.origin };
  if (text.endsWith('/')) return { kind: 'trailing-slash', canonical: url.origin };
  return undefined;
};

/** True when the host is one that Logik environments are known to have. Loopback counts: it is meant. */
export const hasKnownHost = (text: string): boolean => {
  const url = new URL(text);
  return isLoopback(url) || KNOWN_HOSTS.some((host) => url.hostname.endsWith(`.${host}`));
};

/** The host a value names, however it was typed (`http://`, no scheme, trailing slash, upper case); null when none. */
export const hostOf = (value: string | null | undefined): string | null => {
  if (value === null || value === undefined || value.trim() === '') return null;
  const candidate = /^[a-z]+:\/\//i.test(value.trim()) ? value.trim() : `https://${value.trim()}`;
  // `host.` is the same host spelled absolutely: it must not look like another one.
  return URL.canParse(candidate) ? new URL(candidate).host.replace(/\.(?=$|:)/, '') : null;
};

/** True for a host of the sector that Logik documents for production: `<tenant>.prod.logik.io`. */
export const looksLikeProduction = (host: string): boolean => /(^|\.)prod\./i.test(host);
