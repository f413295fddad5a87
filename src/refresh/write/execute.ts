import { randomUUID } from 'node:crypto';
import type { Change, Scalar } from '../../checklist/item.ts';
import type { RestoreFailure } from '../../preserve/restore.ts';
import type { OpenOrg } from '../../salesforce/open.ts';
import { loadText } from '../../text.ts';
import { apply, type Attempt } from './apply.ts';
import { uninterrupted, type Interruption } from './interruption.ts';
import { openJournal } from '../directory/journal.ts';
import { readEach, sameValue, type Seen } from './targets.ts';
import type { Session } from '../judge/session.ts';
import type { TouchFailure } from './touch.ts';

const text = loadText('refresh');

/** How many different reasons one line tells; the rows are all in a file. */
const MOST_REASONS = 3;

/**
 * `planned`: shown only. `applied`: the org was read again and shows it. `failed`: refused, or accepted and yet not
 * there. `partial`: some of its rows. `skipped`: not sent, since the org could no longer be asked.
 */
export type Outcome = 'planned' | 'applied' | 'partial' | 'failed' | 'skipped';

export type ChangeResult = {
  item: Change['item'];
  target: string;
  severity: Change['severity'];
  before: Scalar;
  after: Scalar;
  reason: string;
  outcome: Outcome;
  /** Why it failed; null otherwise. */
  error: string | null;
  /** What whoever took it warned of; null without. */
  warning: string | null;
};

/** A change as people and JSON see it, with what became of it. */
export const shown = (
  change: Change,
  outcome: Outcome,
  error: string | null = null,
  warning: string | null = null
): ChangeResult => {
  const { item, target, severity, before, after, cost } = change;
  const reason = cost === undefined ? change.reason : `${change.reason} ${cost}`;
  return { item, target, severity, before, after, reason, outcome, error, warning };
};

/** The reasons of refused rows, the most frequent first, and how many there are of each. */
const reasonsOf = (failures: readonly TouchFailure[]): string => {
  const reasons = Map.groupBy(failures, ({ code, message }) =>
    [code, message].filter((part) => part !== '').join(': ')
  );
  return [...reasons]
    .sort(([, one], [, other]) => other.length - one.length)
    .slice(0, MOST_REASONS)
    .map(([reason, rows]) => `${reason} (${rows.length})`)
    .join('; ');
};

/** What is to be said of a change that is many rows and that not all of them took. */
const touchOutcome = ({ change, failures, error }: Attempt, remaining: number): ChangeResult => {
  const before = Number(change.before);
  const reason =
    failures.length > 0
      ? text.get('change.rows', { rows: remaining, of: before, reasons: reasonsOf(failures) })
      : (error ?? text.get('change.notMoved', { rows: remaining, of: before }));
  return shown(change, remaining < before ? 'partial' : 'failed', reason);
};

/** The same for kept records: a row counts once the org shows it as it was kept. */
const restoreOutcome = ({ change, failures, error }: Attempt, remaining: number): ChangeResult => {
  const before = Number(change.before);
  const told = { rows: remaining, of: before };
  const reason =
    failures.length > 0
      ? text.get('change.records', { ...told, reasons: reasonsOf(failures) })
      : (error ?? text.get('change.recordsNotThere', told));
  return shown(change, remaining < before ? 'partial' : 'failed', reason);
};

/** A job was begun: what stands there afterwards may be its doing. Before, somebody else did it. */
const isBegun = ({ answer, job }: Attempt): boolean => answer === 'accepted' || job !== null;

/** True where rows stand in a table that are neither those of before nor those of the backup. */
const hasSomeRows = ({ before, write }: Change, value: Scalar): boolean =>
  write.kind === 'logik' &&
  write.part === 'table' &&
  !sameValue(value, before) &&
  Number.parseInt(String(value), 10) > 0;

/**
 * What became of a part of the backup. A job that says that it failed has failed, whatever can be read afterwards; some
 * of its rows are some.
 */
const logikOutcome = (attempt: Attempt, seen: Seen): ChangeResult => {
  const { now, error: unread } = seen;
  const { change, error, job, warning } = attempt;
  const some = job === 'partial' || (isBegun(attempt) && now !== undefined && hasSomeRows(change, now.value));
  const left =
    now === undefined ? null : text.get('change.stands', { now: String(now.value ?? text.get('nothingThere')) });
  const reason =
    error ?? [unread?.message ?? text.get('change.notTaken'), left].filter((part) => part !== null).join(' ');
  return shown(change, some ? 'partial' : 'failed', reason, warning);
};

const isUser = ({ change: { write } }: Attempt): boolean => write.kind === 'user';

/** A user who is there, without values that the org refused or did not confirm: made, and told. */
const userOutcome = ({ change, failures }: Attempt): ChangeResult => {
  const fields = failures.map(({ id }) => id).join(', ');
  return shown(change, 'partial', text.get('change.without', { fields, reasons: reasonsOf(failures) }));
};

/** What the org shows decides: a write whose answer got lost counts when it is there, an accepted one fails when not. */
const outcomeOf = (attempt: Attempt, seen: Seen): ChangeResult => {
  const { now, error: unread } = seen;
  const { change, answer, error, warning, job } = attempt;
  if (now && sameValue(now.value, change.after) && (job === null || job === 'open'))
    return isUser(attempt) && attempt.failures.length > 0
      ? userOutcome(attempt)
      : shown(change, 'applied', null, warning);
  // What arrives in somebody's inbox, no org shows: its word has to do.
  if (change.write.kind === 'user' && change.write.part === 'password' && answer === 'accepted')
    return shown(change, 'applied');
  if (answer === 'not-sent') return shown(change, 'skipped', error);
  if (change.write.kind === 'touch' && now) return touchOutcome(attempt, Number(now.value));
  if (change.write.kind === 'restore' && now) return restoreOutcome(attempt, Number(now.value));
  if (change.write.kind === 'logik') return logikOutcome(attempt, seen);
  return shown(change, 'failed', error ?? unread?.message ?? text.get('change.notTaken'));
};

/** A rollback takes back what is there: what a write to Logik left, where that is not what was planned. */
const withLeft = (attempt: Attempt, { outcome }: ChangeResult, { now }: Seen): Change['write'] => {
  const { write } = attempt.change;
  const isLeft = write.kind === 'logik' && outcome !== 'applied' && isBegun(attempt) && typeof now?.value === 'string';
  return isLeft ? { ...write, left: String(now.value) } : write;
};

/** `failures`: rows that were refused, of changes that are many; those of kept records apart. */
export type Executed = {
  results: ChangeResult[];
  journal: string;
  failures: TouchFailure[];
  notRestored: RestoreFailure[];
  /** Somebody cut the run off. */
  interrupted: boolean;
};

/**
 * Writes the changes, reads each back, and journals both.
 *
 * @param interruption how somebody cuts the run off: what was not sent by then is `skipped`
 * @param undoes the runs that these changes take back, the newest first, when they are a rollback
 * @throws SfError what ended the run; the journal is complete up to there
 */
export const execute = async (
  org: OpenOrg,
  { directory, identity, logik }: Pick<Session, 'directory' | 'identity' | 'logik'>,
  changes: readonly Change[],
  { undoes = [], interruption = uninterrupted }: { undoes?: readonly string[]; interruption?: Interruption } = {}
): Promise<Executed> => {
  const run = randomUUID();
  const place = { directory, logik, run };
  const { signal, end } = interruption.begin(changes);
  const journal = await openJournal(directory, { run, orgId: identity.orgId, undoes, now: () => org.reader.now() });
  try {
    const attempts = await apply({ writer: org.openWriter(), reader: org.reader, ...place }, journal, changes, {
      signal,
      note: interruption.note,
    });
    org.reader.forget();
    const seen = await readEach(
      org.reader,
      attempts.map(({ change }) => change),
      place
    );
    const results: ChangeResult[] = [];
    for (const [index, attempt] of attempts.entries()) {
      const result = outcomeOf(attempt, seen[index]);
      results.push(result);
      if (result.outcome === 'skipped') continue;
      // A record that was created is known by its ID from here on: a rollback needs it.
      const { write: sent } = attempt.change;
      const write =
        sent.kind === 'record'
          ? { ...sent, id: seen[index].now?.id ?? sent.id }
          : withLeft(attempt, result, seen[index]);
      const isThere = result.outcome === 'applied' || (isUser(attempt) && result.outcome === 'partial');
      const event = isThere ? 'confirmed' : 'unconfirmed';
      await journal.write(event, { ...attempt.change, write }, result.error ?? undefined);
    }
    const rows = attempts.filter((attempt) => !isUser(attempt)).flatMap(({ failures }) => failures);
    const notRestored = rows.filter((row): row is RestoreFailure => 'object' in row);
    const failures = rows.filter((row) => !('object' in row));
    return { results, journal: journal.path, failures, notRestored, interrupted: signal.aborted };
  } finally {
    end();
    await journal.close();
  }
};
