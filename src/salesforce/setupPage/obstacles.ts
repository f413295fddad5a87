/**
 * What stands between a login and the page that was asked for. `passkey`: a page that wants one made or used;
 * `challenge`: another proof of identity; `login`: there is no session; `maintenance`: the server does not serve;
 * `notice`: any other page in between.
 */
export type Obstacle = { kind: 'passkey' | 'challenge' | 'login' | 'maintenance' | 'notice'; words: string };

const PASSKEY = /^\/_ui\/identity\/webauthn\//i;
const CHALLENGE = /^\/(_ui|_nc_external)\/identity\/(verification|webauthn)|^\/identity\/verification/i;
const LOGIN = /^\/($|login(\.jsp)?\b|secur\/login)/i;

/** What a title is worth in an error: in the user's language, and only to be shown. */
const words = (...parts: Array<string | number | undefined>): string => parts.filter(Boolean).join(' ');

/** Recognises pages that Salesforce shows instead of the one that was asked for, by address and status: no language changes these. */
export const obstacleAt = (url: URL, status: number | undefined, title: string): Obstacle | undefined => {
  if (PASSKEY.test(url.pathname)) return { kind: 'passkey', words: words(title, `(${url.pathname})`) };
  if (CHALLENGE.test(url.pathname)) return { kind: 'challenge', words: words(title, `(${url.pathname})`) };
  if (LOGIN.test(url.pathname)) return { kind: 'login', words: title };
  if (status !== undefined && status >= 500) return { kind: 'maintenance', words: words(status, title) };
  return undefined;
};

/** The last part of an address, without the namespace that a package's own host leaves out. */
const pageName = (path: string): string => (path.split('/').at(-1) ?? '').toLowerCase().replace(/^[a-z0-9]+__/, '');

/** A page at another address than the one asked for. Lightning shows every classic page at addresses of its own. */
export const noticeAt = (url: URL, wanted: URL, title: string): Obstacle | undefined =>
  url.pathname.startsWith('/lightning/') || pageName(url.pathname) === pageName(wanted.pathname)
    ? undefined
    : { kind: 'notice', words: words(title, `(${url.pathname})`) };
