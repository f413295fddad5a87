import type { OrgError } from '../../salesforce/errors.ts';
import { isItemError } from '../../salesforce/errors.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { loadText, reasonOf } from '../../text.ts';
import { attempt, type Attempted } from './attempt.ts';

const text = loadText('checklist.shared');

/** What was read: an object of the data API or of the Tooling API, or a type of the Metadata API. */
export type Asked = { api: 'data' | 'tooling' | 'metadata'; name: string };

/** What an org says of a name that it does not know, or that this login may not see: one and the same. */
const UNKNOWN: ReadonlySet<string> = new Set(['INVALID_TYPE', 'NOT_FOUND']);

const namesIn = async (org: OrgReader, api: Asked['api']): Promise<string[]> => {
  if (api === 'metadata') return org.metadata.types();
  return api === 'tooling' ? org.toolingObjects() : (await org.describeGlobal()).map(({ name }) => name);
};

/**
 * Whether the org itself says that it does not have what was refused: its own list of objects or types decides. A name
 * that is in the list was refused for want of rights. The list is asked for only then, and once for all.
 */
export const isAbsent = async (org: OrgReader, { api, name }: Asked, error: OrgError): Promise<boolean> => {
  if (!UNKNOWN.has(error.errorCode)) return false;
  const { facts: names } = await attempt(namesIn(org, api));
  // An org that lists nothing says nothing.
  return names !== null && names.length > 0 && !names.some((one) => one.toLowerCase() === name.toLowerCase());
};

/** Why something does not apply here, in words. */
export const absentText = (name: string): string => text.get('absent', { name });

/** What became of reading something that an org need not have; `absent`: it has none, and `unreadable` says so. */
export type Optional<T> = Attempted<T> & { absent: boolean };

/** Reads something that an org need not have: not applicable where it says so, not read where it refuses. */
export const attemptOptional = async <T>(org: OrgReader, asked: Asked, reading: Promise<T>): Promise<Optional<T>> => {
  try {
    return { facts: await reading, unreadable: null, absent: false };
  } catch (error) {
    if (!isItemError(error)) throw error;
    const absent = await isAbsent(org, asked, error);
    const unreadable = absent ? absentText(asked.name) : reasonOf(error);
    return { facts: null, unreadable, absent };
  }
};
