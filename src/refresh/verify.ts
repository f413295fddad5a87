import { join } from 'node:path';
import { checklist } from '../checklist/index.ts';
import { loudestFirst, summarise, type Summary } from '../checklist/finding.ts';
import type { Finding, ItemId } from '../checklist/item.ts';
import type { OrgIdentity } from '../checklist/orgIdentity/facts.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import { attestationsFile, loadAttestations, settle, type RecordedAttestation } from './attestations.ts';
import { browserforceFile } from './browserforce.ts';
import { verifyExitCode, type ExitCode } from './exitCodes.ts';
import { writeTogether } from './files.ts';
import { recognitionText } from './recognise.ts';
import { reportFiles } from './reports.ts';
import { select, type Selection, type Wanted } from './selection.ts';
import { openSession, type Session } from './session.ts';
import { applyWaivers } from './waivers.ts';
import { placed, type CatalogRun } from './catalog.ts';

const text = loadText('refresh');
const selectionText = loadText('selection');

/** A word for a manual step, as `--attest ITEM="note"` gives it. */
export type GivenAttestation = { item: ItemId; note: string };

export type VerifyOptions = {
  org: OrgReader;
  directory: string;
  attest: readonly GivenAttestation[];
  /** The lines of the checklist to look at; all unless told otherwise. */
  wanted?: Wanted;
  strict: boolean;
  /** Where the reports go. */
  output: string;
  catalog: CatalogRun;
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
  /** Absolute paths of the reports. */
  files: string[];
  exitCode: ExitCode;
  /** False: this still is the org that prepare recorded. */
  refreshed: boolean;
};

/**
 * Reads `ITEM=note` from the command line.
 *
 * @throws SfError BadAttestationError
 */
export const parseAttestation = (given: string): GivenAttestation => {
  const [, id, note] = /^([^=]+)=(.*)$/s.exec(given) ?? [];
  const item = checklist.find((candidate) => candidate.id === id?.trim())?.id;
  if (item && note.trim() !== '') return { item, note: note.trim() };
  throw text.error('BadAttestation', { given, items: checklist.map((candidate) => candidate.id).join(', ') }, 2);
};

/** Only an outstanding manual step can be attested: a word for anything else is a misunderstanding worth an error. */
const refuseIdle = (given: readonly GivenAttestation[], findings: readonly Finding[], { leftOut }: Selection): void => {
  for (const { item } of given) {
    if (leftOut.some((line) => line.item === item)) throw selectionText.error('AttestLeftOut', { item }, 2);
    if (!findings.some((finding) => finding.item === item && finding.status === 'manual')) {
      throw text.error('NothingToAttest', { item }, 2);
    }
  }
};

/**
 * verify: compares the org with the expected state, line by line. Reads only.
 *
 * @throws SfError as {@link openSession}; NothingToAttestError
 */
export const verify = async (options: VerifyOptions): Promise<VerifyResult> => {
  const { org, directory, catalog } = options;
  const session = await openSession({ directory, org, run: catalog, lines: select('verify', options.wanted) });
  try {
    return await judge(session, options);
  } finally {
    await session.close();
  }
};

const judge = async (session: Session, { directory, attest, strict, output }: VerifyOptions): Promise<VerifyResult> => {
  const { identity, baseline, recognition, selection, today, answers } = session;
  const { findings: judged, handOffs } = await session.look();
  const earlier = await loadAttestations(directory);
  refuseIdle(attest, judged, selection);
  const at = new Date().toISOString();
  const outstanding = (item: ItemId): RecordedAttestation['targets'] =>
    judged
      .filter((finding) => finding.item === item && finding.status === 'manual')
      .map(({ target, expected }) => ({ target, expected }));
  const fresh = attest.map(({ item, note }): RecordedAttestation => {
    return { item, targets: outstanding(item), orgId: identity.orgId, by: identity.username, at, note };
  });
  const all = [...earlier, ...fresh];
  const waived = applyWaivers(settle(judged, all, identity.orgId), {
    waivers: answers.waivers,
    today,
    lines: selection.lines,
    refreshed: recognition.refreshed,
  });
  const findings = loudestFirst([...waived.findings, ...waived.notices]);
  const summary = summarise(findings);
  const recognised = recognitionText(recognition, baseline.org, identity);
  const catalogFiles = recognition.refreshed ? placed(await session.catalog.files(), directory, output) : [];
  const reports = [
    ...reportFiles(output, { org: identity, recognised, findings, summary, selection }),
    ...catalogFiles,
  ];
  // Together: an attestation that no report shows, or the other way round, would be half a run.
  await writeTogether([
    ...(fresh.length > 0 ? [attestationsFile(directory, all)] : []),
    ...reports,
    ...handOffs.map(({ path, content }) => ({ path: join(directory, path), content })),
    ...browserforceFile(directory, findings),
  ]);
  return {
    org: identity,
    directory,
    recognised,
    findings,
    summary,
    selection,
    files: reports.map(({ path }) => path),
    exitCode: verifyExitCode(summary, strict),
    refreshed: recognition.refreshed,
  };
};
