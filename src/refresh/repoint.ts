import { randomUUID } from 'node:crypto';
import { summarise, type Summary } from '../checklist/finding.ts';
import type { Change, Finding, Scalar } from '../checklist/item.ts';
import type { OrgIdentity } from '../checklist/orgIdentity/facts.ts';
import type { OpenOrg } from '../salesforce/open.ts';
import { loadText } from '../text.ts';
import { apply, type Attempt } from './apply.ts';
import { loadAttestations, settle } from './attestations.ts';
import { caseUpdateFile } from './caseUpdate.ts';
import { EXIT, repointExitCode, type ExitCode } from './exitCodes.ts';
import { ensureWritable, writeTogether, type FileToWrite } from './files.ts';
import { openJournal } from './journal.ts';
import { recognitionText } from './recognise.ts';
import { answer, yamlText, type Answer } from './refreshYaml.ts';
import { openSession, type Session, type View } from './session.ts';

const text = loadText('refresh');

/**
 * `planned`: shown only. `applied`: the org was read again and shows it. `failed`: refused, or accepted and yet not
 * there. `skipped`: not sent, since the org could no longer be asked.
 */
export type Outcome = 'planned' | 'applied' | 'failed' | 'skipped';

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
};

export type RepointOptions = {
  org: OpenOrg;
  directory: string;
  /** URLs from the command line; kept in refresh.yaml once they are applied, for verify expects them. */
  given: readonly Answer[];
  dryRun: boolean;
  /** Shows the plan and asks; answering false leaves everything as it is. */
  approve: (plan: Plan) => Promise<boolean>;
};

/** What is shown before anything is written. */
export type Plan = { org: OrgIdentity; recognised: string; changes: ChangeResult[]; findings: Finding[] };

export type RepointResult = Plan & {
  directory: string;
  dryRun: boolean;
  /** False where somebody said no. */
  approved: boolean;
  summary: Summary;
  /** Absolute paths of what was written. */
  files: string[];
  exitCode: ExitCode;
};

const shown = (
  { item, target, severity, before, after, reason }: Change,
  outcome: Outcome,
  error: string | null = null
): ChangeResult => ({
  item,
  target,
  severity,
  before,
  after,
  reason,
  outcome,
  error,
});

const isSame = (one: Change, other: Change): boolean => one.item === other.item && one.target === other.target;

/** What the org shows decides: a write whose answer got lost counts when it is there, an accepted one fails when not. */
const outcomeOf = ({ change, answer: said, error }: Attempt, after: View): ChangeResult => {
  if (!after.changes.some((open) => isSame(open, change))) return shown(change, 'applied');
  if (said === 'not-sent') return shown(change, 'skipped', error);
  return shown(change, 'failed', error ?? text.get('change.notTaken'));
};

const settled = async (session: Session, view: View): Promise<Finding[]> =>
  settle(view.findings, await loadAttestations(session.directory), session.identity.orgId);

const applyAll = async (
  org: OpenOrg,
  session: Session,
  changes: readonly Change[]
): Promise<{ results: ChangeResult[]; view: View; journal: string }> => {
  const journal = await openJournal(session.directory, { run: randomUUID(), orgId: session.identity.orgId });
  try {
    const attempts = await apply(org.openWriter(), journal, changes);
    org.reader.forget();
    const view = await session.look();
    const results: ChangeResult[] = [];
    for (const attempt of attempts) {
      const result = outcomeOf(attempt, view);
      results.push(result);
      if (result.outcome === 'skipped') continue;
      await journal.write(
        result.outcome === 'applied' ? 'confirmed' : 'unconfirmed',
        attempt.change,
        result.error ?? undefined
      );
    }
    return { results, view, journal: journal.path };
  } finally {
    await journal.close();
  }
};

const keepAnswers = ({ yaml }: Session, given: readonly Answer[]): FileToWrite[] =>
  given.length > 0 ? [{ path: yaml.path, content: yamlText(yaml) }] : [];

/**
 * repoint: computes what must change, shows it, applies it when approved, reads the org again to see that it is so.
 *
 * @throws SfError as {@link openSession}; whatever ends a run, with the journal complete up to there
 */
export const repoint = async ({ org, directory, given, dryRun, approve }: RepointOptions): Promise<RepointResult> => {
  const session = await openSession({ directory, org: org.reader, amend: (yaml) => answer(yaml, given) });
  const { identity, baseline, recognition } = session;
  const before = await session.look();
  const plan: Plan = {
    org: identity,
    recognised: recognitionText(recognition, baseline.org, identity),
    changes: before.changes.map((change) => shown(change, 'planned')),
    findings: await settled(session, before),
  };
  const unchanged = (approved: boolean, exitCode: ExitCode): RepointResult => ({
    ...plan,
    directory,
    dryRun,
    approved,
    summary: summarise(plan.findings),
    files: [],
    exitCode,
  });
  const approved = await approve(plan);
  if (dryRun) return unchanged(true, EXIT.ok);
  if (!approved) return unchanged(false, EXIT.failed);

  await ensureWritable(directory);
  const done = before.changes.length > 0 ? await applyAll(org, session, before.changes) : undefined;
  const findings = done ? await settled(session, done.view) : plan.findings;
  const changes = done?.results ?? [];
  const files = [
    ...keepAnswers(session, given),
    ...(recognition.refreshed ? [await caseUpdateFile(session, done?.view ?? before)] : []),
  ];
  await writeTogether(files);
  const summary = summarise(findings);
  const count = (wanted: Outcome[]): number => changes.filter(({ outcome }) => wanted.includes(outcome)).length;
  return {
    ...plan,
    directory,
    dryRun,
    approved,
    changes,
    findings,
    summary,
    files: [...(done ? [done.journal] : []), ...files.map(({ path }) => path)],
    exitCode: repointExitCode({
      applied: count(['applied']),
      failed: count(['failed', 'skipped']),
      summary,
      critical: findings.filter(({ severity }) => severity === 'critical').length,
    }),
  };
};
