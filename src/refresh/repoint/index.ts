import { dirname, join } from 'node:path';
import { loudestFirst, summarise, type Summary } from '../../checklist/finding.ts';
import type { Finding } from '../../checklist/item.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import type { LogikAccess } from '../../logik/types.ts';
import type { OpenOrg } from '../../salesforce/open.ts';
import { loadText } from '../../text.ts';
import { loadAttestations } from '../directory/attestations.ts';
import { planMarkdown } from '../../report/planMarkdown.ts';
import { counted } from '../judge/counted.ts';
import { browserforceFile } from '../handOff/browserforce.ts';
import { caseUpdateFile, knowsCase } from '../handOff/caseUpdate.ts';
import { execute, shown, type Outcome } from '../write/execute.ts';
import { EXIT, PRESERVING, repointExitCode, type ExitCode } from '../judge/exitCodes.ts';
import { ensureWritable, writeTogether, type ContentFile } from '../directory/files.ts';
import { gitAttributesFile } from '../directory/gitAttributes.ts';
import { howFar, type HowFar } from '../write/howFar.ts';
import type { Interruption } from '../write/interruption.ts';
import { mendJournal } from '../directory/journal.ts';
import { unlocked } from '../directory/lock.ts';
import { writeApproved, type Approve, type Drawn } from '../plan/approval.ts';
import { byCodeUnits } from '../plan/canonical.ts';
import { plannedChanges, planHash } from '../plan/content.ts';
import { planFiles, type ApprovedPlan } from '../plan/file.ts';
import type { Plan } from '../plan/plan.ts';
import { movedBetween, stalePlan } from '../plan/moved.ts';
import type { PlanContent } from '../plan/schema.ts';
import { recognitionText } from '../judge/recognise.ts';
import { answer, openRefreshYaml, yamlText, type Answer } from '../directory/refreshYaml.ts';
import { rowFailureFiles } from './rowFailures.ts';
import { select, type Selection, type Wanted } from '../judge/selection.ts';
import { openSession, type Session, type View } from '../judge/session.ts';
import { placed, type CatalogRun } from '../judge/catalog.ts';

const text = loadText('plan');

export type RepointOptions = {
  org: OpenOrg;
  directory: string;
  /** URLs from the command line; kept in refresh.yaml once they are applied, for verify expects them. */
  given: readonly Answer[];
  dryRun: boolean;
  /** Products that Logik would never pick up may be touched. */
  touchProducts: boolean;
  /** The backup of the Logik environment may be put back into the environment of after the refresh. */
  restoreLogik?: boolean;
  logik?: LogikAccess;
  /** The lines of the checklist to look at; all unless told otherwise. */
  wanted?: Wanted;
  catalog: CatalogRun;
  /** How somebody cuts the writing off; absent: nobody does. */
  interruption?: Interruption;
  /** Where a dry run writes its plan to be approved, besides showing it; the path of the JSON file, and what applies it. */
  planFile?: { path: string; command: string };
  /** A plan that was approved: exactly that is applied, or nothing. Its options count, see {@link optionsOf}. */
  approved?: ApprovedPlan;
  /** Shows the plan and asks; answering false leaves everything as it is. */
  approve: Approve;
};

export type RepointResult = Plan & {
  selection: Selection;
  directory: string;
  dryRun: boolean;
  /** False where somebody said no. */
  approved: boolean;
  /** True where the org is another one than prepare recorded: what repoint is for has happened. */
  refreshed: boolean;
  summary: Summary;
  /** Absolute paths of what was written. */
  files: string[];
  exitCode: ExitCode;
};

/** The findings as they count, with the words that stand on record. */
const settled = async (session: Session, view: View): Promise<Finding[]> =>
  counted(session, view, await loadAttestations(session.directory));

/** What refresh.yaml becomes with the answers of the command line. */
const keepAnswers = async (directory: string, given: readonly Answer[]): Promise<ContentFile[]> => {
  const yaml = await openRefreshYaml(directory);
  answer(yaml, given);
  return given.length > 0 ? [{ path: yaml.path, content: yamlText(yaml) }] : [];
};

const URLS = { runtimeUrl: ['logik', 'runtimeUrl'], administrationUrl: ['logik', 'administrationUrl'] } as const;

/** What was asked for, as a plan holds it. */
const givenUrl = (given: readonly Answer[], name: keyof typeof URLS): string | null => {
  const found = given.find(({ path }) => path.join('.') === URLS[name].join('.'));
  return typeof found?.value === 'string' ? found.value : null;
};

/** What a run is told by a plan that was approved, instead of by flags. */
export const optionsOf = ({
  options: { lines, touchProducts, restoreLogik, ...urls },
}: PlanContent): Pick<RepointOptions, 'given' | 'touchProducts' | 'restoreLogik' | 'wanted'> => ({
  given: (['runtimeUrl', 'administrationUrl'] as const).flatMap((name) => {
    const value = urls[name];
    return value === null ? [] : [{ path: URLS[name], value }];
  }),
  touchProducts,
  restoreLogik,
  wanted: { only: lines },
});

/** A plan with the look at the org that it was made from. */
type Known = Drawn & { basis: PlanContent; session: Session; view: View };

/**
 * repoint: computes what must change, shows it, applies it when approved, reads the org again to see that it is so. What
 * was approved is written only where it still fits, see {@link writeApproved}.
 *
 * @throws SfError StalePlanError, PlanOfAnotherOrgError; as {@link openSession}; whatever ends a run, with the journal
 *   complete up to there
 */
export const repoint = async (told: RepointOptions): Promise<RepointResult> => {
  const options = { ...told, ...(told.approved ? optionsOf(told.approved.content) : {}) };
  const { org, directory, given, catalog, touchProducts, restoreLogik, logik } = options;
  const first = await openSession({
    directory,
    org: org.reader,
    amend: (yaml) => answer(yaml, given),
    run: catalog,
    touchProducts,
    restoreLogik,
    logik,
    // Whether a URL that was given may be used at all, the Logik Tenant tells.
    lines: select('repoint', options.wanted, given.length > 0 ? ['logik-tenant'] : []),
  });
  const sessions = [first];
  try {
    refuseOtherOrg(first, options.approved);
    return await carryOut(await draw(first, await first.look(), options), sessions, options);
  } finally {
    for (const session of sessions) await session.close();
  }
};

/** A refresh makes another org of a sandbox: what was planned for the one is nothing to the other. */
const refuseOtherOrg = ({ identity }: Session, approved: ApprovedPlan | undefined): void => {
  if (!approved || sameOrgId(approved.content.org, identity.orgId)) return;
  throw text.error('PlanOfAnotherOrg', { path: approved.path, planned: approved.content.org, now: identity.orgId });
};

/** Makes the plan of what was read. */
const draw = async (
  session: Session,
  view: View,
  { given, touchProducts, restoreLogik = false }: RepointOptions
): Promise<Known> => {
  if (view.refusal) throw view.refusal;
  const { identity, baseline, recognition, selection, record, written } = session;
  const basis: PlanContent = {
    command: 'repoint',
    org: identity.orgId,
    baseline: record,
    options: {
      lines: selection.lines,
      runtimeUrl: givenUrl(given, 'runtimeUrl'),
      administrationUrl: givenUrl(given, 'administrationUrl'),
      touchProducts,
      restoreLogik,
    },
    changes: plannedChanges(view.changes),
  };
  const plan: Known['plan'] = {
    org: identity,
    recognised: recognitionText(recognition, baseline.org, identity),
    changes: view.changes.map((change) => shown(change, 'planned')),
    findings: await settled(session, view),
    planHash: planHash(basis),
    selection,
  };
  return { plan, basis, yaml: written, session, view };
};

/** Writes the plan to be approved: for machines, and for people beside it. */
const keepPlan = async (
  { plan, basis, view, session: { selection, directory } }: Known,
  { path, command }: NonNullable<RepointOptions['planFile']>
): Promise<string[]> => {
  const { org, recognised, planHash: hash, findings } = plan;
  const { complete, lines, leftOut } = selection;
  const of = lines.length + leftOut.length;
  // Without what it costs, and in an order of its own: the one changes by itself, the other with the org's answers.
  const changes = [
    ...Map.groupBy(loudestFirst(view.changes), ({ severity, item }) => `${severity} ${item}`).values(),
  ].flatMap((some) => some.toSorted((one, other) => byCodeUnits(one.target, other.target)));
  const markdown = planMarkdown({ org, recognised, hash, content: basis, complete, of, changes, findings, command });
  const files = planFiles(path, basis, hash, markdown);
  const place = dirname(path);
  await unlocked(directory, [place], () => writeTogether(files, directory, place));
  return files.map((file) => file.path);
};

const carryOut = async (planned: Known, sessions: Session[], options: RepointOptions): Promise<RepointResult> => {
  const { directory, dryRun, approve, approved: file, planFile } = options;
  const unchanged = ({ plan, session }: Known, approved: boolean, exitCode: ExitCode): RepointResult => ({
    ...plan,
    selection: session.selection,
    directory,
    dryRun,
    approved,
    refreshed: session.recognition.refreshed,
    summary: summarise(plan.findings),
    files: [],
    exitCode,
  });
  const moved = file ? movedBetween(file.content, planned.basis) : [];
  if (file && moved.length > 0) throw stalePlan(moved, file.path);
  const approved = await approve(planned.plan);
  if (dryRun) {
    const files = planFile ? await keepPlan(planned, planFile) : [];
    return { ...unchanged(planned, true, EXIT.ok), files };
  }
  if (!approved) return unchanged(planned, false, EXIT.failed);

  await ensureWritable(directory);
  const outcome = await writeApproved(directory, planned, {
    approve: async (plan, since) => {
      // A file is approved as it is: another plan is none that anybody approved.
      if (file) throw stalePlan(since ?? [], file.path);
      return approve(plan, since);
    },
    again: async ({ session, view }) => {
      const fresh = await session.again(view);
      sessions.push(fresh.session);
      return draw(fresh.session, fresh.view, options);
    },
    write: (fresh) => {
      const far = howFar(directory, fresh.view.changes, options.interruption);
      return far.told(() => write(fresh, options, far, (exitCode) => unchanged(fresh, true, exitCode)));
    },
  });
  return 'done' in outcome ? outcome.done : unchanged(outcome.declined, false, EXIT.failed);
};

/** Writes what was approved, and all that follows from it. */
const write = async (
  { plan, session, view: before }: Known,
  { org, directory, given, dryRun }: RepointOptions,
  far: HowFar,
  unchanged: (exitCode: ExitCode) => RepointResult
): Promise<RepointResult> => {
  const { recognition, selection } = session;
  // Before the org changes: a run that is cut off must leave verify expecting what was approved.
  const answers = await keepAnswers(directory, given);
  await writeTogether(answers, directory);
  await session.logik.remember([]);
  const done = before.changes.length > 0 ? await execute(org, session, before.changes, far) : undefined;
  // A run that was killed within the last line of its journal may leave nothing to change, and half of that line.
  if (!done) await mendJournal(directory).catch(() => undefined);
  // Who wants to end is not kept waiting by a second look: what is known of the changes is told.
  if (done?.interrupted) {
    const files = [done.journal, ...answers.map(({ path }) => path)];
    return { ...unchanged(EXIT.interrupted), changes: done.results, files };
  }
  const written = new Set(before.changes.map(({ write }) => write.kind));
  if (done && written.has('touch')) await session.catalog.refresh();
  const after = done ? await session.look() : before;
  const findings = done ? await settled(session, after) : plan.findings;
  const changes = done?.results ?? [];
  const handOff = [
    ...after.handOffs.map(({ path, content }) => ({ path: join(directory, path), content })),
    ...(await browserforceFile(directory, findings, selection.lines)),
  ];
  const update = recognition.refreshed && knowsCase(after) ? [await caseUpdateFile(session, after)] : [];
  const catalogFiles = recognition.refreshed ? placed(await session.catalog.files(), directory) : [];
  const rows = rowFailureFiles(directory, {
    failures: done?.failures ?? [],
    notRestored: done?.notRestored ?? [],
    written,
    findings,
    lines: selection.lines,
  });
  const attributes = await gitAttributesFile(directory);
  await writeTogether([...update, ...handOff, ...catalogFiles, ...rows, ...attributes], directory);
  const summary = summarise(findings);
  const count = (wanted: Outcome[]): number => changes.filter(({ outcome }) => wanted.includes(outcome)).length;
  return {
    ...plan,
    selection,
    directory,
    dryRun,
    approved: true,
    refreshed: recognition.refreshed,
    changes,
    findings,
    summary,
    files: [
      ...(done ? [done.journal] : []),
      ...[...answers, ...update, ...handOff, ...catalogFiles, ...rows, ...attributes].map(({ path }) => path),
    ],
    exitCode: repointExitCode({
      applied: count(['applied', 'partial']),
      failed: count(['failed', 'partial', 'skipped']),
      keptFailed: changes.filter(({ item, outcome }) => outcome === 'failed' && PRESERVING.has(item)).length,
      summary,
      critical: findings.filter(({ severity, status }) => severity === 'critical' && status === 'fail').length,
    }),
  };
};
