import type { Change, Scalar } from '../checklist/item.ts';
import { OrgError } from '../salesforce/errors.ts';
import type { OrgWriter } from '../salesforce/types.ts';
import type { Journal } from './journal.ts';

/** What the org said to a change: nothing yet, yes, or no and why. */
export type Attempt = { change: Change; answer: 'not-sent' | 'accepted' | 'refused'; error: string | null };

/** The changes that belong into one request: a new record gets all its fields at once, an existing one field by field. */
const requests = (changes: readonly Change[]): Change[][] => {
  const newRecords = Map.groupBy(
    changes.filter(({ write }) => write.id === null),
    ({ write }) => JSON.stringify([write.object, write.defaults])
  );
  const sent = new Set<string>();
  return changes.flatMap((change) => {
    const { object, id, defaults } = change.write;
    if (id !== null) return [[change]];
    const key = JSON.stringify([object, defaults]);
    if (sent.has(key)) return [];
    sent.add(key);
    return [newRecords.get(key) ?? [change]];
  });
};

const send = async (writer: OrgWriter, changes: readonly Change[]): Promise<void> => {
  const [{ write }] = changes;
  const fields: Record<string, Scalar> = Object.fromEntries(
    changes.map(({ write: { field }, after }) => [field, after])
  );
  if (write.id === null) await writer.create(write.object, { ...write.defaults, ...fields });
  else await writer.update(write.object, write.id, fields);
};

/**
 * Writes the changes, each journalled before it leaves and after the org answered. A change that the org refuses stops
 * no other; an org that no longer can be asked (expired login, no network) stops the rest, which stay `not-sent`.
 */
export const apply = async (writer: OrgWriter, journal: Journal, changes: readonly Change[]): Promise<Attempt[]> => {
  const attempts: Attempt[] = [];
  let stopped: string | null = null;
  for (const request of requests(changes)) {
    if (stopped !== null) {
      attempts.push(...request.map((change): Attempt => ({ change, answer: 'not-sent', error: stopped })));
      continue;
    }
    for (const change of request) await journal.write('attempt', change);
    try {
      await send(writer, request);
      for (const change of request) await journal.write('answered', change);
      attempts.push(...request.map((change): Attempt => ({ change, answer: 'accepted', error: null })));
    } catch (error) {
      if (!(error instanceof OrgError)) throw error;
      for (const change of request) await journal.write('refused', change, error.message);
      attempts.push(...request.map((change): Attempt => ({ change, answer: 'refused', error: error.message })));
      // A dropped connection may pass; an expired login does not.
      if (error.errorCode === 'INVALID_SESSION_ID' || error.errorCode === 'REQUEST_LIMIT_EXCEEDED')
        stopped = error.message;
    }
  }
  return attempts;
};
