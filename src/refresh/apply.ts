import type { Change } from '../checklist/item.ts';
import { OrgError } from '../salesforce/errors.ts';
import { redact } from '../salesforce/redact.ts';
import type { OrgReader, OrgWriter } from '../salesforce/types.ts';
import type { Journal } from './journal.ts';
import { requestsFor, send } from './targets.ts';

/** What the org said to a change: nothing yet, yes, or no and why. */
export type Attempt = { change: Change; answer: 'not-sent' | 'accepted' | 'refused'; error: string | null };

/** After these nothing else can be asked of the org; a dropped connection, by contrast, may pass. */
const FINAL = new Set(['SessionExpiredError', 'ApiLimitReachedError']);

/**
 * What stopped one request, in words; undefined where the org took it. Even an error that nobody foresaw is an answer:
 * a change that was announced must not stay without one.
 */
const refusalOf = async (sent: Promise<void>): Promise<{ message: string; final: boolean } | undefined> => {
  try {
    await sent;
    return undefined;
  } catch (error) {
    if (error instanceof OrgError) return { message: error.message, final: FINAL.has(error.name) };
    return { message: redact(error instanceof Error ? error.message : String(error)), final: false };
  }
};

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
    const refusal = await refusalOf(send(org.writer, org.reader, request));
    for (const change of request) await journal.write(refusal ? 'refused' : 'answered', change, refusal?.message);
    note(refusal ? 'refused' : 'accepted', refusal?.message ?? null);
    if (refusal?.final) stopped = refusal.message;
  }
  return attempts;
};
