import { join } from 'node:path';
import type { SfError } from '@salesforce/core';
import { summarise, type Summary } from '../../checklist/finding.ts';
import type { Finding, ItemId } from '../../checklist/item.ts';
import type { OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import type { LogikAccess } from '../../logik/types.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { attestationsFile, loadAttestations } from '../directory/attestations.ts';
import { attesting, refusalOf, type Words } from './attesting.ts';
import { counted } from '../judge/counted.ts';
import { browserforceFile } from '../handOff/browserforce.ts';
import { verifyExitCode, type ExitCode } from '../judge/exitCodes.ts';
import { isWithin } from '../../files/inside.ts';
import { bytesIfThere, isWritable, writeTogether, type FileToWrite } from '../directory/files.ts';
import { journalPath } from '../directory/journal.ts';
import { locked, unlocked } from '../directory/lock.ts';
import { recognitionText } from '../judge/recognise.ts';
import { reportFiles } from './reports.ts';
import { select, type Selection, type Wanted } from '../judge/selection.ts';
import { openSession, type Session, type View } from '../judge/session.ts';
import { awaitSync, type Patience } from './wait.ts';
import type { Waited } from '../judge/waited.ts';
import { placed, type CatalogRun } from '../judge/catalog.ts';

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
  const { org, directory, catalog, logik, patience } = options;
  const lines = select('verify', options.wanted);
  for (let looks = 1; ; looks += 1) {
    const begun = await changesIn(directory);
    const session = await openSession({ directory, org, logik, run: catalog, lines });
    // Who waits looks again in any case.
    const isOver = async (): Promise<boolean> =>
      patience === undefined && looks < MOST_LOOKS && (await changesIn(directory)) !== begun;
    try {
      const result = await lookAndJudge(session, options, isOver);
      if (result) return result;
      org.forget();
    } finally {
      await session.close();
    }
  }
};

/** What was read while another run wrote is neither the org of before nor that of after: it is read again, so often at most. */
const MOST_LOOKS = 3;

/** Tells whether a run of repoint or rollback wrote meanwhile: each puts down in the journal what it sends. */
const changesIn = async (directory: string): Promise<number> =>
  (await bytesIfThere(journalPath(directory)))?.length ?? 0;

/** What a look came to, and the reports of it. */
type Concluded = Pick<VerifyResult, 'findings' | 'summary'> & { reports: FileToWrite[] };

/** What the sync has to bring, but for what somebody vouched for or accepts as it is. */
const stillOpen = (awaited: View['awaited'], findings: readonly Finding[]): View['awaited'] =>
  awaited.filter(({ item, target }) => {
    const about = findings.find((finding) => finding.item === item && finding.target === target);
    return about !== undefined && about.status !== 'pass' && about.waiver === null;
  });

/** Undefined where the org changed while it was read, and there is to be another look. */
const lookAndJudge = async (
  session: Session,
  { directory, attest, unattest, strict, output, patience }: VerifyOptions,
  isOver: () => Promise<boolean>
): Promise<VerifyResult | undefined> => {
  const { identity, baseline, recognition, selection } = session;
  const first = await session.look();
  if (await isOver()) return undefined;
  const at = new Date().toISOString();
  const wordsNow = async (): Promise<Words> =>
    attesting(
      { attest, unattest },
      {
        known: await loadAttestations(directory),
        findings: first.findings,
        selection,
        orgId: identity.orgId,
        by: identity.username,
        at,
      }
    );
  const words = await wordsNow();
  const given = attest.length + unattest.length;
  if (words.refused.length > 0 && !words.changed) throw refusalOf(words.refused, given);
  const all = words.attestations;
  let known = first;
  const looking = {
    again: async (items: readonly ItemId[]): Promise<View> => (known = await session.lookAgain(known, items)),
    leftOf: (view: View): View['awaited'] => stillOpen(view.awaited, counted(session, view, all)),
  };
  const { view, waited } = patience ? await awaitSync(first, looking, patience) : { view: first, waited: null };
  const recognised = recognitionText(recognition, baseline.org, identity);
  const isElsewhere = !isWithin(directory, output);
  // A directory that this run may only read has its reports elsewhere, and what comes with them as well.
  const room = isElsewhere && !(await isWritable(directory)) ? output : directory;
  const catalogFiles = recognition.refreshed ? placed(await session.catalog.files(), room, output) : [];
  const handOffs = view.handOffs.map(({ path, content }) => ({
    path: join(room, room === directory ? path : path.replace(/^reports\//, '')),
    content,
  }));
  const others = isElsewhere ? [output] : [];
  const conclude = async (attestations: Words['attestations']): Promise<Concluded> => {
    const findings = counted(session, view, attestations);
    const summary = summarise(findings);
    const reports = [
      ...reportFiles(output, { org: identity, recognised, findings, summary, selection, waited }),
      ...catalogFiles,
    ];
    // Together: an attestation that no report shows, or the other way round, would be half a run.
    await writeTogether(
      [
        ...(words.changed ? [attestationsFile(directory, attestations)] : []),
        ...reports,
        ...handOffs,
        ...(await browserforceFile(room, findings, selection.lines)),
      ],
      directory,
      ...others
    );
    return { findings, summary, reports };
  };
  // What others vouched for while this run looked and waited stays: the words go to what stands on record by then.
  const { findings, summary, reports } = words.changed
    ? await locked(directory, async () => conclude((await wordsNow()).attestations), others)
    : await unlocked(directory, others, () => conclude(all));
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
