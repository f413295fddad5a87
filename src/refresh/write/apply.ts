import type { Change, Write } from '../../checklist/item.ts';
import { jobFailure, type JobFailure } from '../../logikBackup/job.ts';
import { isUnanswered } from '../../logik/errors.ts';
import { isFinal, isLost, OrgError } from '../../salesforce/errors.ts';
import { redact } from '../../salesforce/redact.ts';
import type { OrgReader, OrgWriter } from '../../salesforce/types.ts';
import type { Journal } from '../directory/journal.ts';
import type { Place } from './logikTarget.ts';
import { failuresIn } from './newUser.ts';
import { mayPass } from './restore.ts';
import { requestsFor, send } from './targets.ts';
import type { TouchFailure } from './touch.ts';
import type { Interruption } from './interruption.ts';
import { loadText } from '../../text.ts';

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
/** `moved`: something of it was saved, for whose sake others may have been refused. */
type Answer = Pick<Attempt, 'failures' | 'warning' | 'job'> & { refusal?: Refusal; moved: boolean };
type Came = Omit<Answer, 'refusal' | 'moved'>;

const NOTHING: Came = { failures: [], warning: null, job: null };

/** What was refused is sent again as long as something came after it, so often at most. */
const MOST_ROUNDS = 12;

/**
 * For the sake of what a write of each kind may have been refused: no lookup says that a manager is still to be made, that
 * a permission set needs another one or a licence that somebody gives back, what a trigger looks for among the records
 * of a later object, or which component or table another one names.
 */
const HELPERS: { [K in Write['kind']]: ReadonlySet<Write['kind']> } = {
  user: new Set(['user']),
  restore: new Set(['restore', 'user']),
  logik: new Set(['logik']),
  record: new Set(['record', 'metadata', 'user']),
  metadata: new Set(['record', 'metadata', 'user']),
  touch: new Set(),
  'setup-page': new Set(),
};

/** Whether the same may be sent twice without harm: a message arrives twice, and a new record may be there by half. */
const isRepeatable = (write: Write): boolean =>
  HELPERS[write.kind].size > 0 &&
  !(write.kind === 'user' && write.part === 'password') &&
  !(write.kind === 'record' && write.id === null);

/** Whether a request, or rows of it, may go once something else was saved; lookups are set once their records are there. */
const mayFollow = ([{ write }]: readonly Change[], { refusal, failures, job }: Answer): boolean => {
  if (!isRepeatable(write)) return false;
  if (refusal) return refusal.passing && job !== 'open';
  return write.kind === 'restore' && (write.pass === 'links' || failures.some(mayPass));
};

/**
 * What stopped one request, in words; no refusal where the org took it. Even an error that nobody foresaw is an answer:
 * a change that was announced must not stay without one.
 */
const answerOf = async (sent: ReturnType<typeof send>): Promise<Answer> => {
  try {
    const more = (await sent) ?? [];
    if (Array.isArray(more)) return { ...NOTHING, failures: more, moved: true };
    if ('saved' in more) return { ...NOTHING, failures: more.failures, moved: more.saved > 0 };
    const warning = more.warnings.length === 0 ? null : redact(more.warnings.join(' '));
    return { ...NOTHING, warning, moved: true };
  } catch (error) {
    const message =
      error instanceof OrgError ? error.message : redact(error instanceof Error ? error.message : String(error));
    const final = isFinal(error);
    // An answer that got lost is no refusal: what was sent may be there.
    const passing = !final && !(error instanceof OrgError && isLost(error)) && !isUnanswered(error);
    const job = jobFailure(error);
    return {
      ...NOTHING,
      failures: failuresIn(error),
      refusal: { message, final, passing },
      job,
      moved: job === 'partial',
    };
  }
};

/**
 * Writes the changes, each journalled before it leaves and after the org answered. A change that the org refuses stops
 * no other, nor does a connection that drops, which may pass, and what others had to go before is sent again once one of
 * those was saved after it; an org that no longer can be asked (expired login, no requests left, its API switched off) stops the rest, which
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
    const note = (answer: Attempt['answer'], error: string | null, came: Came = NOTHING): void => {
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
    const { refusal, moved: _, ...came } = answer;
    for (const change of request) cut.note(change, refusal ? 'refused' : 'accepted');
    for (const change of request) {
      await journal.write(refusal ? 'refused' : 'answered', change, refusal?.message);
    }
    note(refusal ? 'refused' : 'accepted', refusal?.message ?? null, came);
    if (refusal?.final) stopped = refusal.message;
    return answer;
  };
  // The kinds of what was saved, in order, and how far that had come when a request had its turn.
  const saved: Array<Write['kind']> = [];
  const seen = new Map<readonly Change[], number>();
  const hasHope = (request: readonly Change[]): boolean =>
    saved.slice(seen.get(request)).some((kind) => HELPERS[request[0].write.kind].has(kind));
  let open = requests;
  for (let round = 1; open.length > 0 && round <= MOST_ROUNDS; round += 1) {
    const again: Change[][] = [];
    for (const request of open) {
      if (round > 1 && !hasHope(request)) {
        again.push(request);
        continue;
      }
      const answer = await attempt(request);
      if (!answer) continue;
      if (answer.moved) saved.push(request[0].write.kind);
      seen.set(request, saved.length);
      if (mayFollow(request, answer)) again.push(request);
    }
    open = again.some(hasHope) ? again : [];
  }
  return requests.flatMap((request) => attempts.get(request) ?? []);
};
