/** What stands in the place of a secret. */
export const REDACTED = '<redacted>';

/** What a Salesforce access token or session ID looks like: an org ID, a bang, and the secret; as an address has it too. */
const SESSION_ID = /00D[A-Za-z0-9]{9,15}(?:!|%21)[A-Za-z0-9._%-]+/gi;
/** A JSON Web Token (RFC 7519): what is signed begins with `{"` in Base64url. */
const JSON_WEB_TOKEN = /\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)*/g;
/** A refresh token of Salesforce. */
const REFRESH_TOKEN = /\b5Aep[A-Za-z0-9._-]{20,}/g;
const BEARER = /(Bearer\s+)[^\s"',]+/gi;
/** Parameters of a URL that hold a secret by their names; behind `&amp;` and in a fragment as well. */
const QUERY_SECRET =
  /([?&#;](?:sid|otp|access_token|refresh_token|id_token|token|rt|code|api_?key|key|sig|signature|password|pwd|secret|client_secret)=)[^&#\s"'<>]+/gi;
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
    .replace(CREDENTIALS, `$1${REDACTED}@`)
    .replace(SESSION_ID, REDACTED)
    .replace(JSON_WEB_TOKEN, REDACTED)
    .replace(REFRESH_TOKEN, REDACTED)
    .replace(BEARER, `$1${REDACTED}`)
    .replace(QUERY_SECRET, `$1${REDACTED}`);

/** Shapes that nothing but a secret has, wherever they stand. */
const SHAPES: readonly RegExp[] = [
  SESSION_ID,
  JSON_WEB_TOKEN,
  REFRESH_TOKEN,
  /\bBearer\s+[\w.~+/=-]{16,}/i,
  /(?:^|[^\w])(?:sid|otp|access_token|refresh_token|id_token|client_secret)=[^&#\s"'<>]{8,}/i,
  /\w+:\/\/[^/\s?#"'<>:@]+:[^/\s?#"'<>@]+@/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // The keys of AWS, GitHub, GitLab, Google, Slack, Stripe and npm, by what their makers say that they begin with.
  /\b(?:AKIA[A-Z0-9]{16}|gh[opsu]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|AIza[\w-]{35}|xox[abpr]-[\w-]{10,}|[rs]k_live_\w{16,}|npm_\w{30,})/,
];

/** A value that a word before it calls a secret: it has letters and digits, and no form of an address, a user or an ID. */
const NAMED =
  /\b(?:token|api[ _-]?key|key|secret|password|passcode|session(?: id)?|sid)\b["']?\s*(?:is|was|=|:)?\s*["']?([^\s"',;]{8,})/gi;
const isNamed = (value: string): boolean =>
  /\d/.test(value) &&
  /[a-z]/i.test(value) &&
  !/[@]|:\/\/|^\d{4}-\d{2}|^[A-Z]+-\d+\.?$|^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(value);

/** Letters of both cases and digits in a row, as a generator makes them and no person. */
const RANDOM = /[A-Za-z0-9_+/=-]{32,}/g;
const isRandom = (value: string): boolean => /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);

/** What the environment holds under a name that says so: this very run may have been given it. */
const environmentSecrets = (): string[] =>
  Object.entries(process.env)
    .filter(([name]) => /(?:TOKEN|SECRET|PASSWORD|API_?KEY)$/i.test(name))
    .flatMap(([, value]) => (value !== undefined && value.length >= 12 && /\d/.test(value) ? [value] : []));

/** Whether a value holds a secret by its shape, or one that this run was given. */
export const holdsSecret = (text: string): boolean =>
  SHAPES.some((shape) => text.search(shape) >= 0) ||
  [...held, ...environmentSecrets()].some((secret) => text.includes(secret));

/** The same for what a person wrote to be read by persons, where a word before it may say what it is. */
export const tellsSecret = (text: string): boolean =>
  holdsSecret(text) ||
  [...text.matchAll(NAMED)].some(([, value]) => isNamed(value)) ||
  [...text.matchAll(RANDOM)].some(([value]) => isRandom(value));
