import type { Change } from '../checklist/item.ts';
import { OrgError } from '../salesforce/errors.ts';
import type { OrgReader, OrgWriter } from '../salesforce/types.ts';
import type { Journal } from './journal.ts';
import { requestsFor, send } from './targets.ts';

/** What the org said to a change: nothing yet, yes, or no and why. */
export type Attempt = { change: Change; answer: 'not-sent' | 'accepted' | 'refused'; error: string | null };

/** After these nothing else can be asked of the org; a dropped connection, by contrast, may pass. */
const FINAL = new Set(['SessionExpiredError', 'ApiLimitReachedError']);

/**
 * Writes the changes, each journalled before it leaves and after the org answered. A change that the org refuses stops
 * no other; an org that no longer can be asked (expired login, no requests left) stops the rest, which stay `not-sent`.
 */
export const apply = async (
  org: { writer: OrgWriter; reader: OrgReader },
  journal: Journal,
  changes: readonly Change[]
): Promise<Attempt[]> => {
  const attempts: Attempt[] = [];
  let stopped: string | null = null;
  for (const request of requestsFor(changes)) {
    const note = (answer: Attempt['answer'], error: string | null): void => {
      attempts.push(...request.map((change): Attempt => ({ change, answer, error })));
    };
    if (stopped !== null) {
      note('not-sent', stopped);
      continue;
    }
    for (const change of request) await journal.write('attempt', change);
    try {
      await send(org.writer, org.reader, request);
      for (const change of request) await journal.write('answered', change);
      note('accepted', null);
    } catch (error) {
      if (!(error instanceof OrgError)) throw error;
      for (const change of request) await journal.write('refused', change, error.message);
      note('refused', error.message);
      if (FINAL.has(error.name)) stopped = error.message;
    }
  }
  return attempts;
};
