import { join } from 'node:path';
import { summarise, type Summary } from '../checklist/finding.ts';
import type { Finding } from '../checklist/item.ts';
import type { OrgIdentity } from '../checklist/orgIdentity/facts.ts';
import type { LogikAccess } from '../logik/types.ts';
import type { OpenOrg } from '../salesforce/open.ts';
import { loadText } from '../text.ts';
import { loadAttestations } from './attestations.ts';
import { counted } from './counted.ts';
import { browserforceFile } from './browserforce.ts';
import { caseUpdateFile, knowsCase } from './caseUpdate.ts';
import { execute, shown, type ChangeResult, type Outcome } from './execute.ts';
import { EXIT, PRESERVING, repointExitCode, type ExitCode } from './exitCodes.ts';
import { ensureWritable, writeTogether, type ContentFile } from './files.ts';
import { gitAttributesFile } from './gitAttributes.ts';
import type { Interruption } from './interruption.ts';
import { locked } from './lock.ts';
import { recognitionText } from './recognise.ts';
import { answer, openRefreshYaml, yamlText, type Answer } from './refreshYaml.ts';
import { rowFailureFiles } from './rowFailures.ts';
import { select, type Selection, type Wanted } from './selection.ts';
import { openSession, type Session, type View } from './session.ts';
import type { RunToUndo } from './undo.ts';
import { placed, type CatalogRun } from './catalog.ts';

const text = loadText('refresh');

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
  /** Shows the plan and asks; answering false leaves everything as it is. */
  approve: (plan: Plan) => Promise<boolean>;
};

/** What is shown before anything is written. */
export type Plan = {
  org: OrgIdentity;
  recognised: string;
  changes: ChangeResult[];
  findings: Finding[];
  /** Which lines it is for; a rollback has no such thing. */
  selection?: Selection;
  /** The runs that a rollback takes back, the newest first; repoint has no such thing. */
  runs?: RunToUndo[];
};

export type RepointResult = Plan & {
  selection: Selection;
  directory: string;
  dryRun: boolean;
  /** False where somebody said no. */
  approved: boolean;
  summary: Summary;
  /** Absolute paths of what was written. */
  files: string[];
  exitCode: ExitCode;
};

/** The findings as they count, with the words that stand on record. */
const settled = async (session: Session, view: View): Promise<Finding[]> =>
  counted(session, view, await loadAttestations(session.directory));

/**
 * What refresh.yaml becomes with the answers of the command line.
 *
 * @param planned the file as the plan was made from it
 * @throws SfError StalePlanError where somebody edited it since, for the plan may be another now
 */
const keepAnswers = async (directory: string, given: readonly Answer[], planned: string): Promise<ContentFile[]> => {
  const yaml = await openRefreshYaml(directory);
  if (yamlText(yaml) !== planned) throw text.error('StalePlan');
  answer(yaml, given);
  return given.length > 0 ? [{ path: yaml.path, content: yamlText(yaml) }] : [];
};

/**
 * repoint: computes what must change, shows it, applies it when approved, reads the org again to see that it is so.
 *
 * @throws SfError as {@link openSession}; whatever ends a run, with the journal complete up to there
 */
export const repoint = async (options: RepointOptions): Promise<RepointResult> => {
  const { org, directory, given, catalog, touchProducts, restoreLogik, logik } = options;
  let planned = '';
  const session = await openSession({
    directory,
    org: org.reader,
    amend: (yaml) => {
      planned = yamlText(yaml);
      answer(yaml, given);
    },
    run: catalog,
    touchProducts,
    restoreLogik,
    logik,
    // Whether a URL that was given may be used at all, the Logik Tenant tells.
    lines: select('repoint', options.wanted, given.length > 0 ? ['logik-tenant'] : []),
  });
  try {
    return await carryOut(session, options, planned);
  } finally {
    await session.close();
  }
};

const carryOut = async (
  session: Session,
  { org, directory, given, dryRun, approve, interruption }: RepointOptions,
  planned: string
): Promise<RepointResult> => {
  const { identity, baseline, recognition } = session;
  const before = await session.look();
  if (before.refusal) throw before.refusal;
  const plan = {
    org: identity,
    recognised: recognitionText(recognition, baseline.org, identity),
    changes: before.changes.map((change) => shown(change, 'planned')),
    findings: await settled(session, before),
    selection: session.selection,
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
  return locked(directory, async () => {
    // Before the org changes: a run that is cut off must leave verify expecting what was approved.
    const answers = await keepAnswers(directory, given, planned);
    await writeTogether(answers);
    await session.logik.remember([]);
    const done = before.changes.length > 0 ? await execute(org, session, before.changes, { interruption }) : undefined;
    // Who wants to end is not kept waiting by a second look: what is known of the changes is told.
    if (done?.interrupted) {
      const files = [done.journal, ...answers.map(({ path }) => path)];
      return { ...unchanged(true, EXIT.interrupted), changes: done.results, files };
    }
    const written = new Set(before.changes.map(({ write }) => write.kind));
    if (done && written.has('touch')) await session.catalog.refresh();
    const after = done ? await session.look() : before;
    const findings = done ? await settled(session, after) : plan.findings;
    const changes = done?.results ?? [];
    const handOff = [
      ...after.handOffs.map(({ path, content }) => ({ path: join(directory, path), content })),
      ...(await browserforceFile(directory, findings, session.selection.lines)),
    ];
    const update = recognition.refreshed && knowsCase(after) ? [await caseUpdateFile(session, after)] : [];
    const catalogFiles = recognition.refreshed ? placed(await session.catalog.files(), directory) : [];
    const rows = rowFailureFiles(directory, {
      failures: done?.failures ?? [],
      notRestored: done?.notRestored ?? [],
      written,
      findings,
      lines: session.selection.lines,
    });
    const attributes = await gitAttributesFile(directory);
    await writeTogether([...update, ...handOff, ...catalogFiles, ...rows, ...attributes]);
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
  });
};
