import { join } from 'node:path';
import type { SfError } from '@salesforce/core';
import { summarise, type Summary } from '../checklist/finding.ts';
import type { Finding, ItemId } from '../checklist/item.ts';
import type { OrgIdentity } from '../checklist/orgIdentity/facts.ts';
import type { LogikAccess } from '../logik/types.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { attestationsFile, loadAttestations } from './attestations.ts';
import { attesting, refusalOf } from './attesting.ts';
import { counted } from './counted.ts';
import { browserforceFile } from './browserforce.ts';
import { verifyExitCode, type ExitCode } from './exitCodes.ts';
import { writeTogether } from './files.ts';
import { recognitionText } from './recognise.ts';
import { reportFiles } from './reports.ts';
import { select, type Selection, type Wanted } from './selection.ts';
import { openSession, type Session, type View } from './session.ts';
import { awaitSync, type Patience, type Waited } from './wait.ts';
import { placed, type CatalogRun } from './catalog.ts';

export type VerifyOptions = {
  org: OrgReader;
  directory: string;
  /** Words for manual steps, as the command line gives them: see {@link attesting}. */
  attest: readonly string[];
  /** Words that are taken back, likewise. */
  unattest: readonly string[];
  /** The lines of the checklist to look at; all unless told otherwise. */
  wanted?: Wanted;
  strict: boolean;
  /** Where the reports go. */
  output: string;
  catalog: CatalogRun;
  logik?: LogikAccess;
  /** Waits for what Logik's sync has to bring; absent: nobody waits. */
  patience?: Patience;
};

export type VerifyResult = {
  org: OrgIdentity;
  directory: string;
  /** By what the org was recognised, in words. */
  recognised: string;
  findings: Finding[];
  summary: Summary;
  /** Where it is not complete, nothing is known of the lines that were left out. */
  selection: Selection;
  /** What waiting for the sync came to; null where nobody asked for it. */
  waited: Waited | null;
  /** Absolute paths of the reports. */
  files: string[];
  exitCode: ExitCode;
  /** Why some words could not be taken, or taken back; the others stand. */
  refused: SfError | undefined;
  /** False: this still is the org that prepare recorded. */
  refreshed: boolean;
  /** Whether repoint would have something to change. */
  repairable: boolean;
};

/**
 * verify: compares the org with the expected state, line by line. Reads only.
 *
 * @throws SfError as {@link openSession}; why none of the words could be taken, before anything is written
 */
export const verify = async (options: VerifyOptions): Promise<VerifyResult> => {
  const { org, directory, catalog, logik } = options;
  const session = await openSession({ directory, org, logik, run: catalog, lines: select('verify', options.wanted) });
  try {
    return await lookAndJudge(session, options);
  } finally {
    await session.close();
  }
};

/** What the sync has to bring, but for what somebody vouched for or accepts as it is. */
const stillOpen = (awaited: View['awaited'], findings: readonly Finding[]): View['awaited'] =>
  awaited.filter(({ item, target }) => {
    const about = findings.find((finding) => finding.item === item && finding.target === target);
    return about !== undefined && about.status !== 'pass' && about.waiver === null;
  });

const lookAndJudge = async (
  session: Session,
  { directory, attest, unattest, strict, output, patience }: VerifyOptions
): Promise<VerifyResult> => {
  const { identity, baseline, recognition, selection } = session;
  const first = await session.look();
  const words = attesting(
    { attest, unattest },
    {
      known: await loadAttestations(directory),
      findings: first.findings,
      selection,
      orgId: identity.orgId,
      by: identity.username,
      at: new Date().toISOString(),
    }
  );
  const given = attest.length + unattest.length;
  if (words.refused.length > 0 && !words.changed) throw refusalOf(words.refused, given);
  const all = words.attestations;
  let known = first;
  const looking = {
    again: async (items: readonly ItemId[]): Promise<View> => (known = await session.lookAgain(known, items)),
    leftOf: (view: View): View['awaited'] => stillOpen(view.awaited, counted(session, view, all)),
  };
  const { view, waited } = patience ? await awaitSync(first, looking, patience) : { view: first, waited: null };
  const findings = counted(session, view, all);
  const summary = summarise(findings);
  const recognised = recognitionText(recognition, baseline.org, identity);
  const catalogFiles = recognition.refreshed ? placed(await session.catalog.files(), directory, output) : [];
  const reports = [
    ...reportFiles(output, { org: identity, recognised, findings, summary, selection, waited }),
    ...catalogFiles,
  ];
  // Together: an attestation that no report shows, or the other way round, would be half a run.
  await writeTogether([
    ...(words.changed ? [attestationsFile(directory, all)] : []),
    ...reports,
    ...view.handOffs.map(({ path, content }) => ({ path: join(directory, path), content })),
    ...(await browserforceFile(directory, findings, selection.lines)),
  ]);
  return {
    org: identity,
    directory,
    recognised,
    findings,
    summary,
    selection,
    waited,
    files: reports.map(({ path }) => path),
    exitCode: verifyExitCode(findings, strict, waited),
    refused: words.refused.length === 0 ? undefined : refusalOf(words.refused, given),
    refreshed: recognition.refreshed,
    repairable: view.changes.length > 0,
  };
};
