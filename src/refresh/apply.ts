import type { Change } from '../checklist/item.ts';
import { jobFailure, type JobFailure } from '../logikBackup/job.ts';
import { isFinal, isLost, OrgError } from '../salesforce/errors.ts';
import { redact } from '../salesforce/redact.ts';
import type { OrgReader, OrgWriter } from '../salesforce/types.ts';
import type { Journal } from './journal.ts';
import type { Place } from './logikTarget.ts';
import { failuresIn } from './newUser.ts';
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

type Refusal = { message: string; final: boolean; passing: boolean };
type Answer = Pick<Attempt, 'failures' | 'warning' | 'job'> & { refusal?: Refusal };

const NOTHING: Answer = { failures: [], warning: null, job: null };

/** Parts of users that were refused are sent again as long as a round sees one of them accepted, so often at most. */
const MOST_ROUNDS = 5;

/**
 * Whether a part of a user may have been refused for the sake of another part, which is there by now: a manager who was
 * not yet made, a permission set that needs another one, or a license that somebody gave back.
 */
const mayFollow = ([{ write }]: readonly Change[], { refusal }: Answer): boolean =>
  write.kind === 'user' && write.part !== 'password' && refusal?.passing === true;

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
    const final = isFinal(error);
    // An answer that got lost is no refusal: what was sent may be there.
    const passing = !final && !(error instanceof OrgError && isLost(error));
    return { ...NOTHING, failures: failuresIn(error), refusal: { message, final, passing }, job: jobFailure(error) };
  }
};

/**
 * Writes the changes, each journalled before it leaves and after the org answered. A change that the org refuses stops
 * no other, nor does a connection that drops, which may pass, and parts of users that others had to go before are tried
 * again; an org that no longer can be asked (expired login, no requests left, its API switched off) stops the rest, which
 * stay `not-sent`, and so does somebody who cuts the run off.
 */
export const apply = async (
  org: Place & { writer: OrgWriter; reader: OrgReader },
  journal: Journal,
  changes: readonly Change[],
  cut: { signal: AbortSignal; note: Interruption['note'] } = { signal: NEVER, note: () => undefined }
): Promise<Attempt[]> => {
  const requests = requestsFor(changes);
  const attempts = new Map<readonly Change[], Attempt[]>();
  let stopped: string | null = null;
  const attempt = async (request: Change[]): Promise<Answer | undefined> => {
    const note = (answer: Attempt['answer'], error: string | null, came: Omit<Answer, 'refusal'> = NOTHING): void => {
      const { warning, job } = came;
      // An earlier round may have made the user of which this one hears that it is there: what it lacks stays told.
      const earlier = answer === 'refused' ? (attempts.get(request)?.[0]?.failures ?? []) : [];
      const failures = [...earlier.filter(({ id }) => !came.failures.some((row) => row.id === id)), ...came.failures];
      attempts.set(
        request,
        request.map((change): Attempt => ({ change, answer, error, failures, warning, job }))
      );
    };
    if (cut.signal.aborted) stopped ??= text.get('change.interrupted');
    if (stopped !== null) {
      if (!attempts.has(request)) note('not-sent', stopped);
      return undefined;
    }
    for (const change of request) await journal.write('attempt', change);
    // All of them or none: what could not be announced is not sent.
    for (const change of request) cut.note(change, 'underway');
    const answer = await answerOf(send(org.writer, org.reader, request, org));
    const { refusal, ...came } = answer;
    for (const change of request) cut.note(change, refusal ? 'refused' : 'accepted');
    for (const change of request) {
      await journal.write(refusal ? 'refused' : 'answered', change, refusal?.message);
    }
    note(refusal ? 'refused' : 'accepted', refusal?.message ?? null, came);
    if (refusal?.final) stopped = refusal.message;
    return answer;
  };
  let open = requests;
  for (let round = 1, progress = true; progress && open.length > 0 && round <= MOST_ROUNDS; round += 1) {
    progress = false;
    const again: Change[][] = [];
    for (const request of open) {
      const answer = await attempt(request);
      if (!answer) continue;
      if (!answer.refusal && request[0].write.kind === 'user') progress = true;
      if (mayFollow(request, answer)) again.push(request);
    }
    open = again;
  }
  return requests.flatMap((request) => attempts.get(request) ?? []);
};
