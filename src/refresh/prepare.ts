import type { Answers } from '../checklist/answers.ts';
import { finding, loudestFirst } from '../checklist/finding.ts';
import { checklist } from '../checklist/index.ts';
import type { ChecklistItem, Finding, ReadContext, Survey } from '../checklist/item.ts';
import { readOrgIdentity, type OrgIdentity } from '../checklist/orgIdentity/facts.ts';
import { sameOrgId } from '../checklist/orgIdentity/ids.ts';
import type { TenantFacts } from '../checklist/logikTenant/facts.ts';
import { hostOf } from '../logik/environmentUrl.ts';
import type { OrgReader } from '../salesforce/types.ts';
import type { SandboxNames } from '../checklist/users/match.ts';
import { loadText } from '../text.ts';
import { toAnswersJsonSchema } from './answersJsonSchema.ts';
import { baselinePath, factsOf, findBaseline, newBaseline, type Baseline, type Reading } from './baseline.ts';
import { catalogSource, placed, type CatalogRun, type CatalogSource } from './catalog.ts';
import { caseFiles, type CaseTemplates } from './caseFiles.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { manifestFile } from './catalogManifest.ts';
import { ensureWritable, writeTogether } from './files.ts';
import { fingerprinter, newSalt } from './fingerprint.ts';
import { gather, reasonOf, type Gathered } from './gather.ts';
import { recognise, refuseProduction } from './recognise.ts';
import { toJson } from './record.ts';
import {
  answer,
  answered,
  answersOf,
  explain,
  openRefreshYaml,
  yamlText,
  type Answer,
  type RefreshYaml,
} from './refreshYaml.ts';
import { supportCase, type SupportCase } from './supportCase.ts';
import { join } from 'node:path';

const text = loadText('refresh');

export type PrepareOptions = {
  org: OrgReader;
  /** The production org that the sandbox is copied from, where somebody named it. */
  source?: OrgReader;
  directory: string;
  /** What the command line said. */
  given: readonly Answer[];
  /** Asks a person for what is missing; undefined where nobody can be asked. */
  ask?: (missing: readonly string[]) => Promise<readonly Answer[]>;
  templates: CaseTemplates;
  /** ISO date of today, for a refresh date that has passed. */
  today: string;
  catalog: CatalogRun;
};

export type PrepareResult = {
  org: OrgIdentity;
  directory: string;
  findings: Finding[];
  /** Absolute paths, in the order in which they are worth reading. */
  files: string[];
  /** The plain-text case, ready to paste. */
  caseText: string;
  supportCase: SupportCase;
  /** 68 where something that the refresh destroys could not be kept. */
  exitCode: ExitCode;
};

/** The answers without which no support case can be written. */
export const REQUIRED: ReadonlyArray<{ flag: string; path: readonly string[] }> = [
  { flag: 'refresh-date', path: ['refresh', 'date'] },
  { flag: 'data-strategy', path: ['refresh', 'dataStrategy'] },
];

const collectAnswers = async (yaml: RefreshYaml, { given, ask, today }: PrepareOptions): Promise<Answers> => {
  answer(yaml, given);
  const missing = (): string[] =>
    REQUIRED.filter(({ path }) => answered(yaml, path) === undefined).map(({ flag }) => flag);
  if (missing().length > 0 && ask) answer(yaml, await ask(missing()));
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

const namesOf = ({ sandboxName }: OrgIdentity): SandboxNames => ({ before: sandboxName, now: sandboxName });

/** The source org's catalog is nobody's business: no line compares it. */
const noCatalog = (): never => {
  throw new RangeError('No line reads the catalog of the source org.');
};

const contextFor = (
  org: OrgReader,
  answers: Answers,
  identity: OrgIdentity,
  { salt, directory, catalog = noCatalog }: { salt: string; directory: string; catalog?: ReadContext['catalog'] }
): ReadContext => ({ org, answers, names: namesOf(identity), fingerprint: fingerprinter(salt), directory, catalog });

type Readings = Readonly<Record<string, Reading>>;

/** Lines that are read in a browser: without one they count as read, but hold nothing. */
const holdsNothing = (id: string, reading: Reading | undefined): boolean => {
  if (reading?.status !== 'read') return true;
  const facts = reading.facts as { source?: string; unreadable?: string | null; level?: string | null };
  if (id === 'external-configurator') return facts.source === 'none' && typeof facts.unreadable === 'string';
  return id === 'email-deliverability' && facts.level === null;
};

/** A reading that brought nothing must not replace an earlier one of the same org that did. */
const keepEarlier = (
  lines: ReadonlyArray<ChecklistItem<unknown>>,
  now: Readings,
  earlier: Readings | undefined,
  target: string
): { readings: Record<string, Reading>; findings: Finding[] } => {
  const kept = lines.filter(({ id }) => holdsNothing(id, now[id]) && !holdsNothing(id, earlier?.[id]));
  return {
    readings: { ...now, ...Object.fromEntries(kept.map(({ id }) => [id, earlier?.[id] ?? now[id]])) },
    findings: kept.map(({ id }) => finding(id, target, 'warn', { hint: text.get('hint.keptEarlier') })),
  };
};

const LOOKS_LIKE_PRODUCTION = /(^|\.)prod\./;

/** Whether production's environment will be recognised, and whether the sandbox has it already by the look of it. */
const surveyProduction = (baseline: Baseline, { source }: PrepareOptions): Finding[] => {
  const tenant = factsOf(baseline.items, 'logik-tenant') as TenantFacts | undefined;
  const names = tenant ? [tenant.runtimeUrl.name, tenant.administrationUrl.name] : [];
  const urls = (tenant?.rows ?? []).flatMap(({ values }) => names.map((name) => values[name]));
  const hosts = new Set(urls.map((url) => hostOf(typeof url === 'string' ? url : null)));
  const suspects = [...hosts].filter((host) => host !== null).filter((host) => LOOKS_LIKE_PRODUCTION.test(host));
  return [
    ...(source
      ? []
      : suspects.map((host) =>
          finding('logik-tenant', text.get('target.host', { host }), 'warn', {
            actual: host,
            hint: text.get('hint.looksLikeProduction'),
          })
        )),
    ...(source || baseline.production
      ? []
      : [finding('logik-tenant', text.get('target.production'), 'warn', { hint: text.get('hint.noSourceOrg') })]),
  ];
};

/** What must not turn up in the sandbox later: the source org's identity and Logik settings. */
const readProduction = async (
  options: PrepareOptions,
  answers: Answers,
  target: OrgIdentity,
  { salt, earlier }: { salt: string; earlier: Baseline['production'] }
): Promise<{ production: Baseline['production']; findings: Finding[] }> => {
  const { source } = options;
  if (!source) return { production: null, findings: [] };
  const identity = await readOrgIdentity(source);
  if (sameOrgId(identity.orgId, target.orgId))
    throw text.error('SourceIsTarget', { label: source.label, orgId: identity.orgId });
  const lines = checklist.filter(({ compareWithSource }) => compareWithSource);
  const { readings, errors } = await gather(
    lines,
    contextFor(source, answers, identity, { salt, directory: options.directory })
  );
  const findings = [...errors].map(([id, error]) =>
    finding(id, text.get('target.source', { label: source.label }), 'warn', {
      actual: text.get('actual.unreadable'),
      hint: reasonOf(error),
    })
  );
  const same = earlier && sameOrgId(earlier.org.orgId, identity.orgId) ? earlier.items : undefined;
  const kept = keepEarlier(lines, readings, same, text.get('target.earlierSource', { label: source.label }));
  return { production: { org: identity, items: kept.readings }, findings: [...findings, ...kept.findings] };
};

const survey = ({ readings, errors }: Gathered, baseline: Baseline, answers: Answers): Finding[] =>
  checklist.flatMap((item) => {
    const error = errors.get(item.id);
    if (error && item.essential) throw error;
    if (error)
      return [
        finding(item.id, text.get('target.line'), item.keeps ? 'fail' : 'warn', {
          actual: text.get(item.keeps ? 'actual.notKept' : 'actual.unreadable'),
          hint: reasonOf(error),
        }),
      ];
    const seen: Survey<unknown> = {
      now: factsOf(readings, item.id),
      production: factsOf(baseline.production?.items, item.id),
      answers,
      org: baseline.org,
    };
    const refusal = item.refuse?.(seen);
    if (refusal) throw refusal;
    return item.survey(seen);
  });

/**
 * prepare: reads what the refresh will destroy, says what is wrong before it, and writes the refresh directory. Nothing
 * is written anywhere before everything has been read, and nothing ever to the org.
 *
 * @throws SfError for answers that are missing or cannot be right, a production org, an org without Logik, a directory
 *   that holds another org's record or a baseline that would be lost
 */
export const prepare = async (options: PrepareOptions): Promise<PrepareResult> => {
  const { org, directory } = options;
  const yaml = await openRefreshYaml(directory);
  const earlier = await findBaseline(directory);
  const answers = await collectAnswers(yaml, options);
  const identity = await readOrgIdentity(org);
  refuseProduction(identity, org.label);
  protectBaseline(earlier, identity, answers, directory);

  const source = catalogSource({ org, directory, answers, names: namesOf(identity), run: options.catalog });
  try {
    return await record({ options, yaml, earlier, answers, identity, catalog: source });
  } finally {
    await source.close();
  }
};

type Recording = {
  options: PrepareOptions;
  yaml: Awaited<ReturnType<typeof openRefreshYaml>>;
  earlier: Baseline | undefined;
  answers: Answers;
  identity: OrgIdentity;
  catalog: CatalogSource;
};

/** Reads everything, judges it, and writes the refresh directory. */
const record = async ({ options, yaml, earlier, answers, identity, catalog }: Recording): Promise<PrepareResult> => {
  const { org, directory } = options;
  const salt = earlier?.salt ?? newSalt();
  const [gathered, { production, findings: sourceFindings }] = await Promise.all([
    gather(checklist, contextFor(org, answers, identity, { salt, directory, catalog: () => catalog.view() })),
    readProduction(options, answers, identity, { salt, earlier: earlier?.production ?? null }),
  ]);
  const kept = keepEarlier(checklist, gathered.readings, earlier?.items, text.get('target.earlier'));
  const baseline = newBaseline({
    preparedAt: new Date().toISOString(),
    salt,
    org: identity,
    items: kept.readings,
    // A run without --source-org does not forget what an earlier one learnt of production.
    production: production ?? earlier?.production ?? null,
  });
  const findings = loudestFirst([
    ...survey(gathered, baseline, answers),
    ...kept.findings,
    ...surveyProduction(baseline, options),
    ...sourceFindings,
  ]);
  const facts = supportCase(baseline, answers);
  const { files: cases, plainText } = await caseFiles(directory, facts, options.templates);

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
    { path: join(directory, 'refresh.schema.json'), content: toJson(toAnswersJsonSchema()) },
  ];
  await ensureWritable(directory);
  await writeTogether(files);
  return {
    org: identity,
    directory,
    findings,
    files: files.map(({ path }) => path),
    caseText: plainText,
    supportCase: facts,
    exitCode: checklist.some(({ id, keeps }) => keeps && gathered.errors.has(id)) ? EXIT.incomplete : EXIT.ok,
  };
};
