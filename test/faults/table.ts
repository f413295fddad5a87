import { readFile } from 'node:fs/promises';
import type { Finding } from '../../src/checklist/item.ts';
import { directoryState, normalised, orgState, differences, inDirectory } from './compare.ts';
import { FAULTS, type Fault } from './faultKinds.ts';
import { kindOf, type Kind } from './kinds.ts';
import { ARGUMENTS, type Command, type Stage } from './stage.ts';

/** What happens to requests of one kind in one run: the first of them, or each. */
export type Cell = { kind: Kind; fault: Fault; times: 'once' | 'ever' };

/** ok: as if nothing had happened; told: the command says so; otherwise what is wrong. */
export type CellVerdict = {
  verdict: 'ok' | 'told' | 'BAD';
  reasons: string[];
  said: string;
  /** What was bad at first, and not in a process of its own. */
  unsteady?: string[];
};

type Told = Pick<Finding, 'item' | 'target' | 'status' | 'actual' | 'hint'>;

/** What a command says and leaves. */
type Outcome = {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  ms: number;
  late: boolean;
  crashed: boolean;
  baseline: Record<string, unknown>;
};

/** What a run that nothing happened to says and leaves. */
export type Plain = {
  kinds: Kind[];
  exitCode: number;
  findings: Map<string, Told>;
  outcomes: string[];
  /** Findings whose words are not the same in two undisturbed runs. */
  restless: ReadonlySet<string>;
  baseline: Record<string, unknown>;
  org: Map<string, string>;
  restlessObjects: ReadonlySet<string>;
  /** The refresh directory as the first run leaves it. */
  directory: Map<string, string>;
  restlessFiles: ReadonlySet<string>;
};

const DOCUMENTED = new Set([0, 1, 2, 68, 69, 130]);

const keyOf = ({ item, target }: Told): string => normalised(`${item}: ${target}`);

const findingsIn = (stdout: string): Told[] | undefined => {
  const document = JSON.parse(stdout) as { result?: { findings?: Told[] }; status?: number };
  return document.result?.findings;
};

/** What became of each change. */
const outcomesIn = (stdout: string): string[] => {
  type Done = { item: string; target: string; outcome: string };
  const { result } = JSON.parse(stdout) as { result?: { changes?: Done[] } };
  return (result?.changes ?? []).map(({ item, target, outcome }) => normalised(`${item}: ${target} ${outcome}`));
};

const words = (value: unknown): string => normalised(JSON.stringify(value ?? null));

const baselineOf = async (stage: Stage): Promise<Record<string, unknown>> => {
  const text = await readFile(inDirectory(stage.bench, 'baseline.json'), 'utf8').catch(() => '{}');
  type Items = { items?: Record<string, unknown> };
  const { items, production } = JSON.parse(text) as Items & { production?: Items | null };
  const ofProduction = Object.entries(production?.items ?? {}).map(([item, reading]) => [
    `production ${item}`,
    reading,
  ]);
  return { ...items, ...(Object.fromEntries(ofProduction) as Record<string, unknown>) };
};

/** Longest that a command may take, whatever happens on the wire. */
const BOUND_MS = 150_000;

/** Seconds that one answer may take: short where answers do not come, long enough for a busy machine elsewhere. */
const PATIENCE = { short: process.env.FAULTS_PATIENCE ?? '1', usual: '30' };

type How = { patience?: string; own?: boolean };

const ran = async (
  stage: Stage,
  command: Command,
  { patience = PATIENCE.usual, own = false }: How = {}
): Promise<Outcome> => {
  const args = [...ARGUMENTS[command], '--json'];
  const options = { boundMs: BOUND_MS, env: { SF_LOGIK_REQUEST_TIMEOUT: patience } };
  const ended = own
    ? { ...(await stage.spawn(command, args, options)), crashed: false }
    : await stage.run(command, args, options);
  return { ...ended, baseline: command === 'prepare' ? await baselineOf(stage) : {} };
};

/** What two undisturbed runs say, and the kinds of requests that they send. */
export const plainRun = async (stage: Stage, command: Command): Promise<Plain> => {
  const kinds = new Map<string, Kind>();
  await stage.begin(command);
  stage.tap = {
    asked: async (request) => {
      const kind = kindOf(request);
      kinds.set(kind.name, kind);
      return undefined;
    },
  };
  const first = await ran(stage, command);
  stage.tap = {};
  const directory = await directoryState(stage.bench);
  await ran(stage, command);
  const org = orgState(stage.bench);
  await stage.begin(command);
  const second = await ran(stage, command);
  const secondDirectory = await directoryState(stage.bench);
  await ran(stage, command);
  const secondOrg = orgState(stage.bench);
  const [one, other] = [first, second].map(
    ({ stdout }) => new Map((findingsIn(stdout) ?? []).map((finding) => [keyOf(finding), finding]))
  );
  const restless = [...one.keys()].filter((key) => words(one.get(key)) !== words(other.get(key)));
  return {
    kinds: [...kinds.values()].sort((a, b) => a.name.localeCompare(b.name)),
    exitCode: first.exitCode ?? -1,
    findings: one,
    outcomes: outcomesIn(first.stdout),
    restless: new Set(restless),
    baseline: first.baseline,
    org,
    restlessObjects: new Set(differences(org, secondOrg)),
    directory,
    restlessFiles: new Set(differences(directory, secondDirectory)),
  };
};

/** Every cell of a command's table, row by row. */
export const cellsOf = (plain: Plain): Cell[] =>
  plain.kinds.flatMap((kind) =>
    FAULTS.flatMap((fault) => (['once', 'ever'] as const).map((times): Cell => ({ kind, fault, times })))
  );

/** What no user is to read. */
const RAW = /\b(Type|Range|Reference|Syntax)Error\b|\bundefined\b|\[object |\n\s+at [^\n]*:\d+:\d+|UnhandledPromise/;

/** What sf adds to every error under --json: the stack, for whoever reports it, and a cause that there is not. */
const withoutStack = (text: string): string =>
  text.replace(/"stack":\s*"(?:[^"\\]|\\.)*"/g, '').replace(/"cause":\s*"undefined"/g, '');

const wrongWords = (stage: Stage, { stdout, stderr, crashed }: Outcome): string[] => {
  const said = `${withoutStack(stdout)}\n${stderr}`;
  const raw = RAW.exec(said);
  const near = raw && said.slice(Math.max(0, raw.index - 40), raw.index + 60).replace(/\s+/g, ' ');
  return [
    ...(near === null ? [] : [`says "${near}"`]),
    ...(crashed ? ['the process ended by an error that nobody caught'] : []),
    ...(stage.secrets.some((secret) => `${stdout}\n${stderr}`.includes(secret)) ? ['tells a secret'] : []),
  ];
};

const IS_GOOD = new Set(['pass', 'skip']);

/** What had been found and is no longer said, and what is now said to be well without a reason. */
export const wrongFindings = (plain: Plain, told: readonly Told[]): string[] => {
  const now = new Map(told.map((finding) => [keyOf(finding), finding]));
  const wrong: string[] = [];
  const unsettled = new Set(told.filter(({ status }) => !IS_GOOD.has(status)).map(({ item }) => item));
  const present = new Set(told.map(({ item }) => item));
  const said = new Set<string>();
  const isNewTrouble = (finding: Told): boolean =>
    !IS_GOOD.has(finding.status) && words(plain.findings.get(keyOf(finding))) !== words(finding);
  for (const [key, before] of plain.findings) {
    const after = now.get(key);
    if (!present.has(before.item) && !said.has(before.item)) {
      said.add(before.item);
      wrong.push(`${before.item} is gone`);
    } else if (!IS_GOOD.has(before.status) && after?.status === 'pass') {
      wrong.push(`${key} was ${before.status}, is pass`);
    } else if (before.status === 'fail' && !unsettled.has(before.item) && !said.has(before.item)) {
      said.add(before.item);
      wrong.push(`${before.item} was fail, is said to be well`);
    }
  }
  for (const [key, after] of now) {
    const before = plain.findings.get(key);
    if (after.status !== 'pass' || plain.restless.has(key)) continue;
    // A line that tells what it could not read may count the rest.
    if (told.some((finding) => finding.item === after.item && isNewTrouble(finding))) continue;
    if (before === undefined) wrong.push(`${key} passes, which nothing said before`);
    else if (words(after.actual) !== words(before.actual))
      wrong.push(`${key} passes as ${words(after.actual)} instead of ${words(before.actual)}`);
  }
  return wrong;
};

/**
 * Fingerprints of secrets are salted anew by each prepare; every call, and so every second try, costs the org one; and
 * when the sandbox was made, two places tell alike: the record names the one that it has it from. What the pages of a
 * Logik environment say counts less than that its API answers, which the finding goes by.
 */
const factsOf = (value: unknown): string =>
  words(value)
    .replace(/"[0-9a-f]{16}"/g, '"<fingerprint>"')
    .replace(/"remaining":\d+/g, '"remaining":"<calls>"')
    .replace(/"by":"(source|organization)"/g, '"by":"<evidence>"')
    .replace(/"reach":\{[^{}]*\}/g, '"reach":"<evidence>"');

/** A record that is poorer than the org, and says nothing of it. */
const wrongFacts = (plain: Plain, told: readonly Told[], facts: Record<string, unknown>): string[] => {
  // A line before the refresh may be skipped in any case: then the words say what it could not read.
  const isTold = (finding: Told): boolean =>
    !IS_GOOD.has(finding.status) ||
    (finding.status === 'skip' && words(plain.findings.get(keyOf(finding))) !== words(finding));
  const unsettled = new Set(told.filter(isTold).map(({ item }) => String(item)));
  return Object.keys(plain.baseline)
    .filter(
      (item) =>
        !unsettled.has(item.replace('production ', '')) && factsOf(facts[item]) !== factsOf(plain.baseline[item])
    )
    .map((item) => `the record of ${item} differs, and nothing says so`);
};

const wrongEnd = async (stage: Stage, command: Command, plain: Plain, { verdict }: CellVerdict): Promise<string[]> => {
  if (command === 'verify' || command === 'prepare') return [];
  const wrong = (): string[] =>
    differences(plain.org, orgState(stage.bench)).filter((name) => !plain.restlessObjects.has(name));
  const now = wrong();
  if (verdict === 'ok' && now.length > 0) return [`said to be done, and the org differs: ${now.join(', ')}`];
  // Where org and directory are as an undisturbed run leaves them, one more run does what it did there.
  const files = differences(plain.directory, await directoryState(stage.bench));
  if (now.length === 0 && files.every((path) => plain.restlessFiles.has(path))) return [];
  const next = await ran(stage, command);
  const org = wrong();
  return org.length === 0 ? [] : [`after one more run (exit ${next.exitCode}) the org differs: ${org.join(', ')}`];
};

const judge = (stage: Stage, command: Command, plain: Plain, outcome: Outcome): CellVerdict => {
  const { exitCode, stdout, stderr } = outcome;
  const said = `${stdout}\n${stderr}`;
  const reasons = wrongWords(stage, outcome);
  if (outcome.late) reasons.push(`no end within ${BOUND_MS / 1000} s`);
  else if (exitCode === null || !DOCUMENTED.has(exitCode)) reasons.push(`exit code ${exitCode}`);
  let told: Told[] | undefined;
  try {
    told = findingsIn(outcome.stdout);
  } catch {
    if (!outcome.late) reasons.push('stdout is not one JSON document');
  }
  if (told && plain.findings.size > 0) reasons.push(...wrongFindings(plain, told));
  if (told && command === 'prepare') reasons.push(...wrongFacts(plain, told, outcome.baseline));
  if (exitCode === 0 && plain.exitCode !== 0) reasons.push(`exit 0 where it was ${plain.exitCode}`);
  if (reasons.length > 0) return { verdict: 'BAD', reasons, said };
  const sameWords = (finding: Told): boolean => {
    const key = keyOf(finding);
    return plain.restless.has(key) || words(plain.findings.get(key)) === words(finding);
  };
  const same =
    told !== undefined &&
    exitCode === plain.exitCode &&
    told.length === plain.findings.size &&
    told.every(sameWords) &&
    words(outcomesIn(stdout)) === words(plain.outcomes);
  return { verdict: same ? 'ok' : 'told', reasons, said };
};

/** Downloads of Logik's exports. */
const FILE = /\/(bulk\/export\/:id|file)$/;
const FILE_DRIP_MS = 10;

const tried = async (
  stage: Stage,
  command: Command,
  { kind, fault, times }: Cell,
  elsewhere: string,
  how: How
): Promise<{ outcome: Outcome; hits: number }> => {
  let hits = 0;
  await stage.begin(command);
  stage.tap = {
    asked: async (request) => {
      if (kindOf(request).name !== kind.name || (times === 'once' && hits > 0)) return undefined;
      hits += 1;
      const action = fault.action(kind.protocol, elsewhere);
      // A file may come for half an hour, if it keeps coming: it is not to take longer than the table waits.
      if ('dripMs' in action && FILE.test(kind.name)) return { dripMs: FILE_DRIP_MS };
      return 'delayMs' in action ? stage.hang() : action;
    },
  };
  const outcome = await ran(stage, command, how);
  stage.tap = {};
  return { outcome, hits };
};

const judged = async (
  stage: Stage,
  command: Command,
  plain: Plain,
  cell: Cell,
  elsewhere: string,
  own: boolean
): Promise<CellVerdict> => {
  const patience = cell.fault.isSlow ? PATIENCE.short : PATIENCE.usual;
  let { outcome, hits } = await tried(stage, command, cell, elsewhere, { patience, own });
  // On a busy machine a short patience may end another request first: this one is to be tried all the same.
  if (hits === 0) ({ outcome, hits } = await tried(stage, command, cell, elsewhere, { own }));
  const verdict = judge(stage, command, plain, outcome);
  const reasons = [...verdict.reasons, ...(hits === 0 ? ['the request was not sent'] : [])];
  if (!outcome.late) reasons.push(...(await wrongEnd(stage, command, plain, verdict)));
  return { ...verdict, verdict: reasons.length > 0 ? 'BAD' : verdict.verdict, reasons };
};

/**
 * Lets a fault happen to requests of a kind, and judges what the command makes of it. What is bad is tried again in a
 * process of its own: one that ran other commands before may have kept something of them.
 */
export const runCell = async (
  stage: Stage,
  command: Command,
  plain: Plain,
  cell: Cell,
  elsewhere: string,
  own = false
): Promise<CellVerdict> => {
  const first = await judged(stage, command, plain, cell, elsewhere, own);
  if (own || first.verdict !== 'BAD') return first;
  const again = await judged(stage, command, plain, cell, elsewhere, true);
  return again.verdict === 'BAD' ? again : { ...again, unsteady: first.reasons };
};
