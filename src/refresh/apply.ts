import type { Change } from '../checklist/item.ts';
import { jobFailure, type JobFailure } from '../logikBackup/job.ts';
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
  /** What whoever took it warned of; null without. */
  warning: string | null;
  /** How a job ended that took it and did not end well; null: no job, or it went well. */
  job: JobFailure | null;
};

const text = loadText('refresh');

const NEVER = new AbortController().signal;

type Answer = Pick<Attempt, 'failures' | 'warning' | 'job'> & { refusal?: { message: string; final: boolean } };

const NOTHING: Answer = { failures: [], warning: null, job: null };

/**
 * What stopped one request, in words; no refusal where the org took it. Even an error that nobody foresaw is an answer:
 * a change that was announced must not stay without one.
 */
const answerOf = async (sent: ReturnType<typeof send>): Promise<Answer> => {
  try {
    const more = (await sent) ?? [];
    if (Array.isArray(more)) return { ...NOTHING, failures: more };
    return { ...NOTHING, warning: more.warnings.length === 0 ? null : redact(more.warnings.join(' ')) };
  } catch (error) {
    const message =
      error instanceof OrgError ? error.message : redact(error instanceof Error ? error.message : String(error));
    return { ...NOTHING, refusal: { message, final: isFinal(error) }, job: jobFailure(error) };
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
    const note = (answer: Attempt['answer'], error: string | null, came: Omit<Answer, 'refusal'> = NOTHING): void => {
      const { failures, warning, job } = came;
      attempts.push(...request.map((change): Attempt => ({ change, answer, error, failures, warning, job })));
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
    const { refusal, ...came } = await answerOf(send(org.writer, org.reader, request, org));
    for (const change of request) {
      cut.note(change, refusal ? 'refused' : 'accepted');
      await journal.write(refusal ? 'refused' : 'answered', change, refusal?.message);
    }
    note(refusal ? 'refused' : 'accepted', refusal?.message ?? null, came);
    if (refusal?.final) stopped = refusal.message;
  }
  return attempts;
};
