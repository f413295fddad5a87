/** What a Salesforce access token or session ID looks like: an org ID, a bang, and the secret. */
const SESSION_ID = /00D[A-Za-z0-9]{9,15}![A-Za-z0-9._-]+/g;
const BEARER = /(Bearer\s+)[^\s"',]+/gi;
/** Parameters of a URL that hold a secret by their names; behind `&amp;` and in a fragment as well. */
const QUERY_SECRET =
  /([?&#;](?:sid|otp|access_token|refresh_token|id_token|token|rt|code|api_?key|key|sig|signature|password|pwd|secret|client_secret)=)[^&#\s"'<>]+/gi;

/** What stands in the place of a secret. */
export const REDACTED = '<redacted>';

/** `https://user:password@host`; a password may hold an `@` itself. */
const CREDENTIALS = /(\w+:\/\/)[^/\s?#"'<>]+@/g;

/** True for a text that had a secret taken out of it: it must never be written back. */
export const isRedacted = (value: unknown): boolean => typeof value === 'string' && value.includes(REDACTED);

/** What this process holds that no form gives away: the credentials of Logik. */
const held = new Set<string>();

/** Shorter ones stand in words that are none. */
const SHORTEST = 8;

/** From here on no text of others tells this secret, whoever repeats it. */
export const hide = (secret: string | null): void => {
  if (secret !== null && secret.length >= SHORTEST)
    for (const spelling of [secret, encodeURIComponent(secret)]) held.add(spelling);
};

const withoutHeld = (text: string): string =>
  [...held].reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);

/** Takes every token, session ID and frontdoor secret out of a text that somebody else wrote. */
export const redact = (text: string): string =>
  withoutHeld(text)
    .replace(CREDENTIALS, '$1<redacted>@')
    .replace(SESSION_ID, '<redacted>')
    .replace(BEARER, '$1<redacted>')
    .replace(QUERY_SECRET, '$1<redacted>');
