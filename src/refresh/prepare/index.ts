import type { Answers } from '../../checklist/answers/index.ts';
import { loudestFirst } from '../../checklist/finding.ts';
import type { Finding } from '../../checklist/item.ts';
import { readOrgIdentity, type OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import { HAND_OFF as GIVEN_UP } from '../../checklist/environment/oldEnvironment/handOff.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import { noLogik } from '../../logik/none.ts';
import type { LogikAccess } from '../../logik/types.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { isSfError, loadText } from '../../text.ts';
import { toAnswersJsonSchema } from '../directory/answersJsonSchema.ts';
import { baselinePath, findBaseline, newBaseline, type Baseline } from '../directory/baseline.ts';
import { catalogSource, placed, type CatalogRun, type CatalogSource } from '../judge/catalog.ts';
import { caseFiles, withheldCaseFiles, type CaseTemplates } from '../handOff/caseFiles.ts';
import { doNotSend, objectionFindings, objectionsIn } from '../handOff/caseGuard.ts';
import { dropDraft, openDraft, type Draft } from './draft.ts';
import type { ExitCode } from '../judge/exitCodes.ts';
import { manifestFile } from '../directory/catalogManifest.ts';
import { ensureWritable, readIfThere, refuseReadOnly, writeTogether } from '../directory/files.ts';
import { keepEarlier, withLeftOut } from './earlierReadings.ts';
import { newSalt } from '../judge/fingerprint.ts';
import { prepareExitCode, refuseBlindGate, verdictOf, type Verdict } from '../judge/gate.ts';
import { gather } from '../judge/gather.ts';
import { gitAttributesFile } from '../directory/gitAttributes.ts';
import { locked } from '../directory/lock.ts';
import { handOffFiles } from '../handOff/index.ts';
import { readJournal, type JournalEntry } from '../directory/journal.ts';
import { orgsWord } from '../judge/orgsWord.ts';
import { earlierProduction, readProduction, surveyAnsweredHosts, surveyProduction } from './production.ts';
import { contextFor, namesOf } from '../judge/readContext.ts';
import { recognise, refuseProduction } from '../judge/recognise.ts';
import { toJson } from '../directory/record.ts';
import {
  answer,
  answered,
  answersOf,
  explain,
  openRefreshYaml,
  placeIn,
  refreshYamlPath,
  refuseWrong,
  yamlText,
  type Answer,
  type RefreshYaml,
} from '../directory/refreshYaml.ts';
import { openStage, type Stage } from '../judge/stage.ts';
import { select, selectionOf, type Lines, type Selection, type Wanted } from '../judge/selection.ts';
import { supportCase } from '../handOff/supportCase.ts';
import { survey } from './survey.ts';
import { vouchForEnvironment, type AskAboutEnvironment, type OpenSource } from './vouch.ts';
import { applyWaivers } from '../judge/waivers.ts';
import { join } from 'node:path';

const text = loadText('refresh');

export type PrepareOptions = {
  org: OrgReader;
  /** The production org that the sandbox is copied from, where somebody named it. */
  source?: OrgReader;
  directory: string;
  /** What the command line said. */
  given: readonly Answer[];
  /** Opens the production org that refresh.yaml names, or that somebody names when asked. */
  openSource?: OpenSource;
  /** Asks a person; undefined where nobody can be asked. */
  ask?: Ask;
  templates: CaseTemplates;
  /** ISO date of today, for a refresh date that has passed. */
  today: string;
  catalog: CatalogRun;
  /** The way to the Logik environment; without it, what is asked there stays with people. */
  logik?: LogikAccess;
  /** The lines of the checklist to look at; all unless told otherwise. */
  wanted?: Wanted;
  /** Whether the exit code says if the refresh may go ahead. */
  gate?: boolean;
};

export type PrepareResult = {
  org: OrgIdentity;
  directory: string;
  findings: Finding[];
  /** Where it is not complete, the lines that were left out stay recorded as they were. */
  selection: Selection;
  /** Absolute paths, in the order in which they are worth reading. */
  files: string[];
  /** The plain-text case, ready to paste; null where none may be sent. */
  caseText: string | null;
  /** What stands against the refresh. */
  verdict: Verdict;
  /** 68 where something that the refresh destroys could not be kept; with `gate` more, see `prepareExitCode`. */
  exitCode: ExitCode;
};

/** What a person is asked in a terminal. */
export type Ask = AskAboutEnvironment & {
  /** The answers that are missing; each is kept in the draft as soon as it was given, and offered again from there. */
  answers(missing: readonly string[], draft: Draft): Promise<readonly Answer[]>;
};

/** The answers without which no support case can be written. */
export const REQUIRED: ReadonlyArray<{ flag: string; path: readonly string[] }> = [
  { flag: 'refresh-date', path: ['refresh', 'date'] },
  { flag: 'data-strategy', path: ['refresh', 'dataStrategy'] },
];

const collectAnswers = async (
  yaml: RefreshYaml,
  { given, ask, today, directory }: PrepareOptions
): Promise<Answers> => {
  answer(yaml, given);
  refuseWrong(
    yaml,
    REQUIRED.map(({ path }) => path)
  );
  const missing = (): string[] =>
    REQUIRED.filter(({ path }) => answered(yaml, path) === undefined).map(({ flag }) => flag);
  if (missing().length > 0 && ask) answer(yaml, await ask.answers(missing(), await openDraft(directory)));
  if (missing().length > 0)
    throw text.error(
      'MissingAnswers',
      {
        flags: missing()
          .map((flag) => `--${flag}`)
          .join(', '),
      },
      2
    );
  const answers = answersOf(yaml);
  if (answers.refresh.date < today) throw text.error('DateInThePast', { date: answers.refresh.date, today }, 2);
  return answers;
};

/** A second prepare must not replace what the sandbox was with what a refresh made of it. */
const protectBaseline = (
  earlier: Baseline | undefined,
  now: OrgIdentity,
  answers: Answers,
  directory: string
): void => {
  if (!earlier || sameOrgId(earlier.org.orgId, now.orgId)) return;
  const same = recognise(earlier.org, now, answers) !== undefined;
  throw text.error(same ? 'BaselineWouldBeLost' : 'DirectoryOfAnotherOrg', {
    directory,
    old: earlier.org.orgId,
    new: now.orgId,
    name: earlier.org.sandboxName ?? earlier.org.name,
    preparedAt: earlier.preparedAt,
  });
};

/**
 * prepare: reads what the refresh will destroy, says what is wrong before it, and writes the refresh directory. Nothing
 * is written anywhere before everything has been read, and nothing ever to the org.
 *
 * @throws SfError for answers that are missing or cannot be right, a production org, an org without Logik, a directory
 *   that holds another org's record or a baseline that would be lost
 */
export const prepare = async (options: PrepareOptions): Promise<PrepareResult> => {
  const { org, directory, today, given, ask, openSource } = options;
  const lines = select('prepare', options.wanted);
  await refuseReadOnly(directory);
  const opened = await kept(directory);
  const yaml = await openRefreshYaml(directory);
  const earlier = await findBaseline(directory);
  const collected = await collectAnswers(yaml, options);
  if (options.gate) refuseBlindGate(lines, collected);
  const named = options.source ?? (await namedSource(yaml, options));
  const identity = await readOrgIdentity(org);
  refuseProduction(identity, org.label);
  protectBaseline(earlier, identity, collected, directory);

  const salt = earlier?.salt ?? newSalt();
  const on = { org, source: named, yaml, given, identity, earlier, lines, salt, directory, today, ask, openSource };
  const source = await vouchForEnvironment(on);
  const answers = answersOf(yaml);

  const catalog = catalogSource({ org, directory, answers, names: namesOf(identity), run: options.catalog });
  const stage = openStage(directory);
  try {
    const sourced = { ...options, source };
    return await record({ options: sourced, lines, yaml, opened, earlier, answers, identity, catalog, stage, salt });
  } finally {
    await catalog.close();
    await stage.close();
  }
};

/** The source org that refresh.yaml names: what it tells is looked at in every prepare, not only in the first. */
const namedSource = async (yaml: RefreshYaml, { openSource }: PrepareOptions): Promise<OrgReader | undefined> => {
  const { sourceOrg } = answersOf(yaml).refresh;
  return sourceOrg === null ? undefined : openSource?.(placeIn(yaml, ['refresh', 'sourceOrg']), sourceOrg);
};

/** What is kept in a refresh directory and another run, or a person, may write meanwhile, as it is on disk. */
const kept = async (directory: string): Promise<Record<'refresh.yaml' | 'baseline.json', string | undefined>> => ({
  'refresh.yaml': await readIfThere(refreshYamlPath(directory)),
  'baseline.json': await readIfThere(baselinePath(directory)),
});

/**
 * What was answered and read is written over what it was made from, and over nothing else: what came into the directory
 * while this run read the org is somebody's.
 *
 * @throws SfError DirectoryMovedError
 */
const refuseMoved = async (directory: string, opened: Recording['opened']): Promise<void> => {
  const now = await kept(directory);
  const moved = (['refresh.yaml', 'baseline.json'] as const).filter((name) => now[name] !== opened[name]);
  if (moved.length > 0) throw text.error('DirectoryMoved', { directory, files: moved.join(', ') });
};

/** Undefined where it cannot be read: then nobody knows what this tool wrote into the org. */
const journalIn = async (directory: string): Promise<JournalEntry[] | undefined> => {
  try {
    return await readJournal(directory);
  } catch (error) {
    if (!isSfError(error)) throw error;
    return undefined;
  }
};

type Recording = {
  options: PrepareOptions;
  /** What was there when this run began. */
  opened: Awaited<ReturnType<typeof kept>>;
  lines: Lines;
  yaml: Awaited<ReturnType<typeof openRefreshYaml>>;
  earlier: Baseline | undefined;
  answers: Answers;
  identity: OrgIdentity;
  catalog: CatalogSource;
  stage: Stage;
  salt: string;
};

/** Reads everything, judges it, and writes the refresh directory. */
const record = async ({
  options,
  lines,
  yaml,
  opened,
  earlier,
  answers,
  identity,
  catalog,
  stage,
  salt,
}: Recording): Promise<PrepareResult> => {
  const { org, directory, logik = noLogik } = options;
  const context = contextFor(org, answers, identity, {
    salt,
    directory,
    today: options.today,
    source: options.source,
    logik,
    catalog: () => catalog.view(),
    stage: () => stage.path(),
  });
  const journal = await journalIn(directory);
  const word = journal && orgsWord(context, identity, () => journal);
  if (word) logik.about(word);
  const [gathered, { production, findings: sourceFindings }] = await Promise.all([
    gather(lines.read, context),
    readProduction(options, answers, identity, { salt, earlier, selected: lines }),
  ]);
  const readings = keepEarlier(lines.read, gathered.readings, earlier, text.get('target.earlier'));
  const baseline = newBaseline({
    preparedAt: org.now().toISOString(),
    salt,
    org: identity,
    items: withLeftOut(readings.readings, lines, earlier),
    production: production ?? earlierProduction(earlier),
  });
  const surveyed = survey(lines.selected, gathered, baseline, answers);
  const selection = selectionOf(lines, baseline);
  const others = [
    ...readings.findings,
    ...surveyProduction(baseline, options, answers),
    ...surveyAnsweredHosts(answers),
    ...sourceFindings,
  ];
  const waived = applyWaivers([...surveyed.findings, ...others.filter(({ item }) => selection.lines.includes(item))], {
    waivers: answers.waivers,
    today: options.today,
    lines: selection.lines,
    refreshed: false,
  });
  const objections = objectionsIn(baseline, answers);
  const withheld = objectionFindings(objections);
  const findings = loudestFirst([...withheld, ...waived.findings, ...waived.notices]);
  const verdict = verdictOf({ ...waived, lines: lines.selected, answers, withheld });
  const facts = supportCase(baseline, answers);
  const notice = doNotSend(objections, facts.sandbox);
  const aboutEnvironment = objections.some(({ what }) => what === 'current' || what === 'next');
  const { files: cases, plainText } =
    notice === undefined
      ? await caseFiles(directory, facts, options.templates)
      : { files: withheldCaseFiles(directory, notice), plainText: null };

  const { kept: keptObjects } = (await catalog.seen()) ?? {};
  const catalogFiles = keptObjects
    ? [
        ...placed(await catalog.files(), directory),
        manifestFile(directory, { preparedAt: baseline.preparedAt, orgId: identity.orgId, objects: keptObjects }),
      ]
    : [];
  if (yaml.isNew) explain(yaml, answers);
  const files = [
    { path: yaml.path, content: yamlText(yaml) },
    { path: baselinePath(directory), content: toJson(baseline) },
    ...cases,
    ...catalogFiles,
    ...surveyed.staged.map(({ from, path }) => ({ from, path: join(directory, path) })),
    ...surveyed.documents.map(({ path, content }) => ({
      path: join(directory, path),
      // Production's environment is not given up, whatever the sandbox names.
      content: notice !== undefined && aboutEnvironment && path === GIVEN_UP ? notice : content,
    })),
    ...handOffFiles(directory, baseline, answers),
    { path: join(directory, 'refresh.schema.json'), content: toJson(toAnswersJsonSchema()) },
    ...(await gitAttributesFile(directory)),
  ];
  await ensureWritable(directory);
  await locked(directory, async () => {
    await refuseMoved(directory, opened);
    await writeTogether(files, directory);
    await dropDraft(directory);
  });
  // The next run may be told of another environment by the directory alone: what the org itself named is kept elsewhere.
  const isRead = lines.read.some(({ id }) => id === 'logik-tenant');
  if (word) await logik.remember(isRead ? await word.names() : []);
  return {
    org: identity,
    directory,
    findings,
    selection,
    files: files.map(({ path }) => path),
    caseText: plainText,
    verdict,
    exitCode: prepareExitCode(verdict, options.gate ?? false),
  };
};
