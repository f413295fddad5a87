import { noProgress } from '../catalog/progress.ts';
import { accessLevelWords } from '../checklist/emailDeliverability.ts';
import { finding, summarise } from '../checklist/finding.ts';
import type { Change, Finding } from '../checklist/item.ts';
import { pageAddress } from '../checklist/setupPlace.ts';
import type { OpenOrg } from '../salesforce/open.ts';
import { sameOrgId } from '../checklist/orgIdentity/ids.ts';
import { loadText } from '../text.ts';
import { execute, shown } from './execute.ts';
import { EXIT } from './exitCodes.ts';
import { readJournal, type JournalEntry } from './journal.ts';
import type { LogikAccess } from '../logik/types.ts';
import { locked } from './lock.ts';
import { staysInLogik, withPreImage } from './logikRollback.ts';
import { readEach, sameValue, type Seen } from './targets.ts';
import { recognitionText } from './recognise.ts';
import type { Plan, RepointResult } from './repoint.ts';
import { openSession } from './session.ts';

const text = loadText('refresh');

/** A rollback looks at what the journal names, not at the catalog. */
const NO_CATALOG = { bulkThreshold: Infinity, progress: noProgress };

export type RollbackOptions = {
  org: OpenOrg;
  directory: string;
  /** The way to the Logik environment, where a run put something there. */
  logik?: LogikAccess;
  dryRun: boolean;
  approve: (plan: Plan) => Promise<boolean>;
};

/** What a run may have left in the org; `refused` it did not, unless the org took it all the same. */
const SENT = new Set(['attempt', 'answered', 'unconfirmed', 'confirmed']);

/** A touch leaves every value as it was, an email is gone, and records that were put back stay: nothing to take back. */
const leavesNothing = ({ write }: Change): boolean =>
  write.kind === 'touch' || write.kind === 'restore' || (write.kind === 'user' && write.part === 'password');

/**
 * The newest run of repoint in this org and what it sent, also when it was killed half-way; undefined where there was
 * none, or where it has been taken back already: doing that again must not go further back.
 */
export const runToUndo = (
  entries: readonly JournalEntry[],
  orgId: string
): { run: string; changes: Change[] } | undefined => {
  const here = entries.filter(
    (entry) => sameOrgId(entry.orgId, orgId) && SENT.has(entry.event) && !leavesNothing(entry.change)
  );
  const run = here.findLast((entry) => entry.undoes === undefined)?.run;
  if (run === undefined) return undefined;
  const nameOf = ({ change }: JournalEntry): string => `${change.item} ${change.target}`;
  const undone = new Set(here.filter(({ undoes, event }) => undoes === run && event === 'confirmed').map(nameOf));
  // What a user has that the run created goes to rest with it.
  const created = new Set(
    here.flatMap(({ run: of, change: { write } }) =>
      of === run && write.kind === 'user' && write.part === 'user' ? [write.username] : []
    )
  );
  const rests = ({ write }: Change): boolean =>
    write.kind === 'user' && write.part !== 'user' && created.has(write.username);
  // The newest word on each place counts: `confirmed` knows the ID of a record that was created.
  const places = new Map(
    here
      .filter((entry) => entry.run === run && !undone.has(nameOf(entry)) && !rests(entry.change))
      .map((entry) => [nameOf(entry), entry.change] as const)
  );
  return places.size === 0 ? undefined : { run, changes: [...places.values()] };
};

/** Records that this run, or one after it, put back: they stay, since nothing is ever deleted. */
export const staying = (entries: readonly JournalEntry[], orgId: string, run: string): Finding[] => {
  const from = entries.findIndex((entry) => entry.run === run);
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

/**
 * rollback: puts back what the last repoint changed in this org, from the values that its journal kept. A field that
 * somebody changed since is left as it is and reported.
 *
 * @throws SfError NothingToRollBackError; as openSession
 */
export const rollback = async ({
  org,
  directory,
  logik,
  dryRun,
  approve,
}: RollbackOptions): Promise<Omit<RepointResult, 'selection'>> => {
  const session = await openSession({ directory, org: org.reader, run: NO_CATALOG, logik });
  const { identity, baseline, recognition } = session;
  const entries = await readJournal(directory);
  const last = runToUndo(entries, identity.orgId);
  if (!last) throw text.error('NothingToRollBack', { directory, orgId: identity.orgId });
  const done = await Promise.all(last.changes.map((change) => withPreImage(change, directory, last.run)));
  const seen = await readEach(org.reader, done, { directory, logik });
  // Several controls of one page: why it could not be read is told once.
  const reasons = done.map((change, index) =>
    leftAlone(change, seen[index], identity.instanceUrl, done.slice(0, index).some(isOnPageOf(change)))
  );
  const untouched = done.flatMap((change, index) =>
    reasons[index] === undefined ? [identified(change, seen[index])] : []
  );
  const findings = reasons.filter((reason) => reason !== undefined && reason.status !== 'pass') as Finding[];
  const changes = untouched.map(invert).reverse();
  if (changes.length === 0 && findings.length === 0) {
    throw text.error('NothingToRollBack', { directory, orgId: identity.orgId });
  }
  const plan: Plan = {
    org: identity,
    recognised: recognitionText(recognition, baseline.org, identity),
    changes: changes.map((change) => shown(change, 'planned')),
    findings: [...findings, ...staying(entries, identity.orgId, last.run)],
  };
  const base = { ...plan, directory, dryRun, summary: summarise(plan.findings), files: [] };
  const approved = await approve(plan);
  if (dryRun || !approved) return { ...base, approved, exitCode: approved ? EXIT.ok : EXIT.failed };
  if (changes.length === 0) return { ...base, approved, exitCode: EXIT.incomplete };
  const { results, journal } = await locked(directory, () => execute(org, session, changes, last.run));
  const applied = results.filter(({ outcome }) => outcome === 'applied').length;
  const complete = applied === results.length && findings.length === 0;
  return {
    ...base,
    approved,
    changes: results,
    files: [journal],
    exitCode: complete ? EXIT.ok : applied === 0 ? EXIT.failed : EXIT.incomplete,
  };
};
