import type { Change } from '../checklist/item.ts';
import { isFinal, OrgError } from '../salesforce/errors.ts';
import { redact } from '../salesforce/redact.ts';
import type { OrgReader, OrgWriter } from '../salesforce/types.ts';
import type { Journal } from './journal.ts';
import type { Place } from './logikTarget.ts';
import { requestsFor, send } from './targets.ts';
import type { TouchFailure } from './touch.ts';
import type { Interruption } from './interruption.ts';
import { loadText } from '../text.ts';

/** What the org said to a change: nothing yet, yes, or no and why. */
export type Attempt = {
  change: Change;
  answer: 'not-sent' | 'accepted' | 'refused';
  error: string | null;
  /** Rows that were refused, of a change that is many. */
  failures: TouchFailure[];
};

const text = loadText('refresh');

const NEVER = new AbortController().signal;

type Answer = { refusal?: { message: string; final: boolean }; failures: TouchFailure[] };

/**
 * What stopped one request, in words; no refusal where the org took it. Even an error that nobody foresaw is an answer:
 * a change that was announced must not stay without one.
 */
const answerOf = async (sent: ReturnType<typeof send>): Promise<Answer> => {
  try {
    return { failures: (await sent) ?? [] };
  } catch (error) {
    const message =
      error instanceof OrgError ? error.message : redact(error instanceof Error ? error.message : String(error));
    return { refusal: { message, final: isFinal(error) }, failures: [] };
  }
};

/**
 * Writes the changes, each journalled before it leaves and after the org answered. A change that the org refuses stops
 * no other, nor does a connection that drops, which may pass; an org that no longer can be asked (expired login, no
 * requests left, its API switched off) stops the rest, which stay `not-sent`, and so does somebody who cuts the run off.
 */
export const apply = async (
  org: Place & { writer: OrgWriter; reader: OrgReader },
  journal: Journal,
  changes: readonly Change[],
  cut: { signal: AbortSignal; note: Interruption['note'] } = { signal: NEVER, note: () => undefined }
): Promise<Attempt[]> => {
  const attempts: Attempt[] = [];
  let stopped: string | null = null;
  for (const request of requestsFor(changes)) {
    const note = (answer: Attempt['answer'], error: string | null, failures: TouchFailure[] = []): void => {
      attempts.push(...request.map((change): Attempt => ({ change, answer, error, failures })));
    };
    if (cut.signal.aborted) stopped ??= text.get('change.interrupted');
    if (stopped !== null) {
      note('not-sent', stopped);
      continue;
    }
    for (const change of request) {
      await journal.write('attempt', change);
      cut.note(change, 'underway');
    }
    const { refusal, failures } = await answerOf(send(org.writer, org.reader, request, org));
    for (const change of request) {
      cut.note(change, refusal ? 'refused' : 'accepted');
      await journal.write(refusal ? 'refused' : 'answered', change, refusal?.message);
    }
    note(refusal ? 'refused' : 'accepted', refusal?.message ?? null, failures);
    if (refusal?.final) stopped = refusal.message;
  }
  return attempts;
};
