import type { SfError } from '@salesforce/core';
import { loadText } from '../text.ts';

const text = loadText('logik');

/** The environment variables that hold what lets somebody into a Logik environment. */
export const ADMIN_KEY = 'LOGIK_ADMIN_API_KEY';
export const RUNTIME_TOKEN = 'LOGIK_RUNTIME_TOKEN';

/** Beside them, which environment each is for: set by whoever sets the credential, and by nobody else. */
export const ADMIN_HOST = 'LOGIK_ADMIN_HOST';
export const RUNTIME_HOST = 'LOGIK_RUNTIME_HOST';

/** What this process was given; null: nothing. It is held by the requests alone, never written or shown. */
export type Credentials = { adminKey: string | null; runtimeToken: string | null };

const LONGEST = 8192;

/** What a bearer token may consist of (RFC 6750: b64token), and a little more than that: no blanks, no controls. */
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * What somebody gave as a credential; null for nothing. Blanks and line breaks around it came with the copying.
 *
 * @param variable which one, for the error; the value is in no text
 * @throws SfError LogikCredentialError where it cannot be sent as it is
 */
export const credentialOf = (value: string | undefined, variable: string): string | null => {
  const given = (value ?? '').trim();
  if (given === '') return null;
  const no = (why: string): SfError => text.error('LogikCredential', { variable, why }, 2);
  if (/[\r\n\u0085\u2028\u2029]/.test(given)) throw no(text.get('credential.lineBreak'));
  if (!TOKEN.test(given)) throw no(text.get('credential.characters'));
  if (given.length > LONGEST) throw no(text.get('credential.long'));
  return given;
};
