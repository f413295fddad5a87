import { redact, REDACTED } from '../literal/secrets.ts';

const LONGEST = 300;

/** Line breaks, control characters, and what turns the direction of the text behind it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/** sf takes an error that says "TypeError" anywhere for a bug of the program and ends with 10. */
const PROGRAM_ERROR = /TypeError/g;

/** Makes what somebody else wrote fit to be shown: one bounded line without control characters and without secrets. */
export type Sanitise = (said: string) => string;

/** @param secrets what must never be shown, whatever an answer or a proxy repeats */
export const sanitiser =
  (secrets: readonly string[]): Sanitise =>
  (said) =>
    redact(
      secrets
        .filter((secret) => secret !== '')
        .flatMap((secret) => [secret, encodeURIComponent(secret)])
        .reduce((text, secret) => text.replaceAll(secret, REDACTED), said)
    )
      .replace(PROGRAM_ERROR, 'Type error')
      .replace(UNPRINTABLE, ' ')
      .trim()
      .slice(0, LONGEST);
