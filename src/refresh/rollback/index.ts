import { noProgress } from '../../catalog/progress.ts';
import { accessLevelWords } from '../../checklist/sandbox/emailDeliverability/index.ts';
import { finding, summarise } from '../../checklist/finding.ts';
import type { Change, Finding } from '../../checklist/item.ts';
import { pageAddress } from '../../checklist/shared/setupPlace.ts';
import type { OpenOrg } from '../../salesforce/open.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import { loadText } from '../../text.ts';
import { execute, shown } from '../write/execute.ts';
import { EXIT } from '../judge/exitCodes.ts';
import { howFar } from '../write/howFar.ts';
import type { Interruption } from '../write/interruption.ts';
import { mendJournal, readJournal, type JournalEntry } from '../directory/journal.ts';
import { locked } from '../directory/lock.ts';
import type { LogikAccess } from '../../logik/types.ts';
import { writeApproved, type Approve, type Drawn } from '../plan/approval.ts';
import { dataDigest } from '../plan/canonical.ts';
import { plannedChanges } from '../plan/content.ts';
import { staysInLogik, withPreImage } from './logikRollback.ts';
import { readEach, sameValue, type Seen } from '../write/targets.ts';
import { recognitionText } from '../judge/recognise.ts';
import type { RepointResult } from '../repoint/index.ts';
import type { Plan } from '../plan/plan.ts';
import { openSession, type Session } from '../judge/session.ts';
import { resolve, toUndo, type Place, type RunToUndo } from './undo.ts';

const text = loadText('refresh');

/** A rollback looks at what the journal names, not at the catalog. */
const NO_CATALOG = { bulkThreshold: Infinity, progress: noProgress };

export type RollbackOptions = {
  org: OpenOrg;
  directory: string;
  /** The way to the Logik environment, where a run put something there. */
  logik?: LogikAccess;
  dryRun: boolean;
  /** Only the newest run; all runs of this refresh unless told so. */
  lastRun?: boolean;
  interruption?: Interruption;
  approve: Approve;
};

/** The runs are those that are taken back, the newest first. */
export type RollbackResult = Omit<RepointResult, 'selection' | 'refreshed'> & { runs: RunToUndo[] };

/** Records that these runs, or one after them, put back: they stay, since nothing is ever deleted. */
export const staying = (entries: readonly JournalEntry[], orgId: string, runs: readonly string[]): Finding[] => {
  const from = entries.findIndex(({ run }) => runs.includes(run));
  const changes = entries
    .slice(from)
    .filter(({ event, orgId: of, change }) => {
      return sameOrgId(of, orgId) && event === 'answered' && change.write.kind === 'restore';
    })
    .map(({ change }) => [`${change.item} ${change.target}`, change] as const);
  return [...new Map(changes).values()].map(({ item, target }) =>
    finding(item, target, 'skip', {
      actual: text.get('actual.rollbackStays'),
      hint: text.get('hint.rollbackRecords'),
    })
  );
};

/** The change that takes another one back. A record that was created stays, emptied: nothing is ever deleted. */
export const invert = ({ before, after, ...change }: Change): Change => ({
  ...change,
  before: after,
  after: before,
  reason: text.get(change.severity === 'critical' ? 'reason.rollbackToProduction' : 'reason.rollback'),
});

/** A run that was killed did not learn the ID of a record it created: without it, taking it back would create another. */
const identified = (change: Change, { now }: Seen): Change =>
  change.write.kind === 'record'
    ? { ...change, write: { ...change.write, id: change.write.id ?? now?.id ?? null } }
    : change;

/** A component that the run made and that nothing turns off: what it was before is that it was not there. */
const isMade = ({ write, before }: Change): boolean =>
  write.kind === 'metadata' && write.defaults !== undefined && before === null;

const isOnPageOf =
  ({ write }: Change) =>
  (other: Change): boolean =>
    write.kind === 'setup-page' && other.write.kind === 'setup-page' && other.write.page === write.page;

/** A value as people see it: a choice on a page by its words. */
const shownValue = ({ write, before }: Change): string =>
  write.kind === 'setup-page' && write.page === 'email-deliverability' ? accessLevelWords(before) : String(before);

/** Why a change of the run is not taken back: unread, a secret that is nowhere, or changed since. */
const leftAlone = (change: Change, seen: Seen, instanceUrl: string, isToldAlready: boolean): Finding | undefined => {
  const { item, target, before, after, write } = change;
  if (write.kind === 'record' && write.secret) {
    return finding(item, target, 'manual', { expected: before, hint: text.get('hint.rollbackSecret') });
  }
  if (write.kind === 'user' && write.part === 'assignment' && seen.now?.value === true) {
    return finding(item, target, 'manual', { expected: before, hint: text.get('hint.rollbackAssignment') });
  }
  if (seen.now && isMade(change)) {
    return finding(item, target, 'manual', { expected: null, hint: text.get('hint.rollbackComponent') });
  }
  if (seen.error) {
    return finding(item, target, 'manual', {
      expected: before,
      hint: text.get(write.kind === 'setup-page' ? 'hint.rollbackOnPage' : 'hint.rollbackByHand', {
        target,
        path: write.kind === 'setup-page' ? pageAddress(write.page, instanceUrl) : '',
        value: before === null || before === '' ? text.get('rollback.nothing') : shownValue(change),
        reason: isToldAlready ? '' : seen.error.message,
      }),
    });
  }
  if (seen.now && sameValue(seen.now.value, after)) return staysInLogik(change);
  // A run that was cut off: what it announced and did not send needs no taking back.
  if (seen.now && sameValue(seen.now.value, before))
    return finding(item, target, 'pass', { expected: before, actual: before });
  return finding(item, target, 'warn', {
    expected: after,
    actual: seen.now?.value ?? null,
    hint: text.get('hint.changedSince'),
  });
};

/** Somebody wrote between two runs: what is taken back is what came after them. */
const changedBetween = ({ item, target, before, after }: Change): Finding =>
  finding(item, target, 'warn', { expected: before, actual: after, hint: text.get('hint.changedBetween') });

/**
 * A place with what it holds, what is taken back of it, and why not, where it is not; a word about somebody's value in
 * between hinders nothing.
 */
type Undo = { change: Change; seen: Seen; isTakenBack: boolean; reasons: Finding[] };

const undoOf = async (
  place: Place,
  seen: Seen,
  { directory, instanceUrl, isToldAlready }: { directory: string; instanceUrl: string; isToldAlready: boolean }
): Promise<Undo> => {
  const { change: joined, run, intact } = resolve(place, seen.now);
  const change = await withPreImage(joined, directory, run);
  const reason = leftAlone(change, seen, instanceUrl, isToldAlready);
  const isUndone = reason === undefined && !intact;
  return {
    change,
    seen,
    isTakenBack: reason === undefined,
    reasons: [...(reason ? [reason] : []), ...(isUndone ? [changedBetween(change)] : [])],
  };
};

type RollbackPlan = Plan & { runs: RunToUndo[] };

/** The plan of a rollback, with what it was made from. */
type Known = Drawn<RollbackPlan> & {
  session: Session;
  changes: Change[];
  /** How many places are left as they are, or were written by somebody in between. */
  left: number;
};

/**
 * What there is to take back as the journal and the org are now.
 *
 * @throws SfError NothingToRollBackError; as openSession
 */
const draw = async ({ org, directory, logik, lastRun = false }: RollbackOptions): Promise<Known> => {
  const session = await openSession({ directory, org: org.reader, run: NO_CATALOG, logik });
  const { identity, baseline, recognition, record, written: yaml } = session;
  const entries = await readJournal(directory);
  const found = toUndo(entries, identity.orgId, { lastOnly: lastRun });
  if (!found) throw text.error('NothingToRollBack', { directory, orgId: identity.orgId });
  const runs = found.runs.map(({ run }) => run);
  const written = found.places.map((place) => resolve(place, undefined).change);
  const seen = await readEach(org.reader, written, { directory, logik });
  const undos = await Promise.all(
    found.places.map((place, index) => {
      // Several controls of one page: why it could not be read is told once.
      const isToldAlready = written.slice(0, index).some(isOnPageOf(written[index]));
      return undoOf(place, seen[index], { directory, instanceUrl: identity.instanceUrl, isToldAlready });
    })
  );
  const findings = undos.flatMap(({ reasons }) => reasons).filter(({ status }) => status !== 'pass');
  const changes = undos
    .filter(({ isTakenBack }) => isTakenBack)
    .map((undo) => invert(identified(undo.change, undo.seen)))
    .reverse();
  if (changes.length === 0 && findings.length === 0) {
    throw text.error('NothingToRollBack', { directory, orgId: identity.orgId });
  }
  const basis = {
    command: 'rollback',
    org: identity.orgId,
    baseline: record,
    options: { lastRun, runs },
    changes: plannedChanges(changes),
  };
  const plan: RollbackPlan = {
    org: identity,
    recognised: recognitionText(recognition, baseline.org, identity),
    changes: changes.map((change) => shown(change, 'planned')),
    findings: [...findings, ...staying(entries, identity.orgId, runs)],
    planHash: dataDigest(basis),
    runs: found.runs,
  };
  return { plan, basis, yaml, session, changes, left: findings.length };
};

/**
 * A rollback that was killed behind its last write leaves nothing to take back, or only what is to be done by hand, and
 * its lock and half a line: the run that says so takes those away. Where it may not, or somebody else is at work, they hinder nobody.
 */
const tidied = (directory: string): Promise<void> =>
  locked(directory, () => mendJournal(directory)).catch(() => undefined);

/**
 * rollback: puts back what repoint changed in this org since its refresh, in all its runs, from the values that its
 * journal kept. A field that somebody changed since is left as it is and reported. What was approved is written only
 * where it still fits, see {@link writeApproved}.
 *
 * @throws SfError NothingToRollBackError, StalePlanError; as openSession
 */
export const rollback = async (options: RollbackOptions): Promise<RollbackResult> => {
  const { org, directory, dryRun, interruption, approve } = options;
  const planned = await draw(options).catch(async (error: Error) => {
    if (!dryRun && error.name === 'NothingToRollBackError') await tidied(directory);
    throw error;
  });
  const unchanged = ({ plan }: Known, approved: boolean): RollbackResult => ({
    ...plan,
    directory,
    dryRun,
    summary: summarise(plan.findings),
    files: [],
    approved,
    exitCode: approved ? EXIT.ok : EXIT.failed,
  });
  const approved = await approve(planned.plan);
  if (!approved) return unchanged(planned, false);
  // Nothing is left for a run to do: that is so whether it is tried or not.
  if (planned.changes.length === 0) {
    if (!dryRun) await tidied(directory);
    return { ...unchanged(planned, true), exitCode: EXIT.incomplete };
  }
  if (dryRun) return unchanged(planned, true);
  const outcome = await writeApproved(directory, planned, {
    approve,
    again: () => {
      org.reader.forget();
      return draw(options);
    },
    write: async (fresh): Promise<RollbackResult> => {
      if (fresh.changes.length === 0) return { ...unchanged(fresh, true), exitCode: EXIT.incomplete };
      const undoes = fresh.plan.runs.map(({ run }) => run);
      const far = howFar(directory, fresh.changes, interruption);
      const { results, journal, interrupted } = await far.told(() =>
        execute(org, fresh.session, fresh.changes, { ...far, undoes })
      );
      const applied = results.filter(({ outcome: of }) => of === 'applied').length;
      const complete = applied === results.length && fresh.left === 0;
      return {
        ...unchanged(fresh, true),
        changes: results,
        files: [journal],
        exitCode: interrupted ? EXIT.interrupted : complete ? EXIT.ok : applied === 0 ? EXIT.failed : EXIT.incomplete,
      };
    },
  });
  return 'done' in outcome ? outcome.done : unchanged(outcome.declined, false);
};
