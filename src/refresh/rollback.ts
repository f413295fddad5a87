import { finding, summarise, type Summary } from '../checklist/finding.ts';
import type { Change, Finding } from '../checklist/item.ts';
import type { OpenOrg } from '../salesforce/open.ts';
import { sameOrgId } from '../checklist/orgIdentity/ids.ts';
import { loadText } from '../text.ts';
import { execute, shown } from './execute.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { readJournal, type JournalEntry } from './journal.ts';
import { readBack, sameValue } from './targets.ts';
import { recognitionText } from './recognise.ts';
import type { Plan } from './repoint.ts';
import { openSession } from './session.ts';

const text = loadText('refresh');

export type RollbackOptions = {
  org: OpenOrg;
  directory: string;
  dryRun: boolean;
  approve: (plan: Plan) => Promise<boolean>;
};

export type RollbackResult = Plan & {
  directory: string;
  dryRun: boolean;
  approved: boolean;
  summary: Summary;
  files: string[];
  exitCode: ExitCode;
};

/** The newest run of repoint in this org that has not been taken back: its confirmed changes, and its name. */
export const runToUndo = (
  entries: readonly JournalEntry[],
  orgId: string
): { run: string; changes: Change[] } | undefined => {
  const here = entries.filter((entry) => sameOrgId(entry.orgId, orgId) && entry.event === 'confirmed');
  const undone = new Set(here.map(({ undoes }) => undoes));
  const run = here.findLast((entry) => entry.undoes === undefined && !undone.has(entry.run))?.run;
  return run === undefined
    ? undefined
    : { run, changes: here.filter((entry) => entry.run === run).map(({ change }) => change) };
};

/** The change that takes another one back. A record that was created stays, emptied: nothing is ever deleted. */
export const invert = ({ before, after, ...change }: Change): Change => ({
  ...change,
  before: after,
  after: before,
  reason: text.get('reason.rollback'),
});

/**
 * rollback: puts back what the last repoint changed in this org, from the values that its journal kept. A field that
 * somebody changed since is left as it is and reported.
 *
 * @throws SfError NothingToRollBackError; as openSession
 */
export const rollback = async ({ org, directory, dryRun, approve }: RollbackOptions): Promise<RollbackResult> => {
  const session = await openSession({ directory, org: org.reader });
  const { identity, baseline, recognition } = session;
  const last = runToUndo(await readJournal(directory), identity.orgId);
  if (!last) throw text.error('NothingToRollBack', { directory, orgId: identity.orgId });
  const now = await readBack(org.reader, last.changes);
  const untouched = last.changes.filter((change, index) => now[index] && sameValue(now[index].value, change.after));
  const findings = last.changes.flatMap((change, index): Finding[] =>
    untouched.includes(change)
      ? []
      : [
          finding(change.item, change.target, 'warn', {
            expected: change.after,
            actual: now[index]?.value ?? null,
            hint: text.get('hint.changedSince'),
          }),
        ]
  );
  const changes = untouched.map(invert).reverse();
  const plan: Plan = {
    org: identity,
    recognised: recognitionText(recognition, baseline.org, identity),
    changes: changes.map((change) => shown(change, 'planned')),
    findings,
  };
  const base = { ...plan, directory, dryRun, summary: summarise(findings), files: [] };
  const approved = await approve(plan);
  if (dryRun || !approved) return { ...base, approved, exitCode: approved ? EXIT.ok : EXIT.failed };
  if (changes.length === 0) return { ...base, approved, exitCode: EXIT.incomplete };
  const { results, journal } = await execute(org, session, changes, last.run);
  const applied = results.filter(({ outcome }) => outcome === 'applied').length;
  const complete = applied === last.changes.length;
  return {
    ...base,
    approved,
    changes: results,
    files: [journal],
    exitCode: complete ? EXIT.ok : applied === 0 ? EXIT.failed : EXIT.incomplete,
  };
};
