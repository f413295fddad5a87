import type { SfError } from '@salesforce/core';
import type { Answers } from '../../checklist/answers/index.ts';
import { finding, loudestFirst } from '../../checklist/finding.ts';
import type { Change, ChecklistItem, Document, Finding, ItemId, Situation } from '../../checklist/item.ts';
import { ownUrl, type TenantFacts, type UrlRole } from '../../checklist/connection/logikTenant/facts.ts';
import { desiredUrl } from '../../checklist/connection/logikTenant/lines.ts';
import type { OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import type { Ownership, Past } from '../../checklist/shared/production.ts';
import { hostOf } from '../../logik/environmentUrl.ts';
import { loadText } from '../../text.ts';
import { asBefore } from './asBefore.ts';
import { factsOf, type Baseline, type Reading } from '../directory/baseline.ts';
import type { Gathered } from './gather.ts';
import type { Recognition } from './recognise.ts';
import { copyOf, ownershipIn, productionOrg, productionFacts } from './ownership.ts';
import type { Lines } from './selection.ts';
import { placeOf } from '../write/targets.ts';

const text = loadText('refresh');

/** What the org is judged by, besides what was read of it. */
export type Base = {
  answers: Answers;
  /** The same without what the command line adds. */
  kept: Answers;
  /** What this tool did to this org so far. */
  past: Past;
  baseline: Baseline;
  identity: OrgIdentity;
  recognition: Recognition;
  lines: Lines;
  touchProducts: boolean;
  restoreLogik: boolean;
  reconnectedAt: string;
  /** The same where it is recorded; null otherwise. */
  connectedAt: string | null;
  touched: ReadonlySet<string>;
  passwordOwed: NonNullable<Situation<unknown>['passwordOwed']>;
};

/** The org at one moment, judged. */
export type View = {
  findings: Finding[];
  changes: Change[];
  /** Texts to write once the sandbox was refreshed, by path in the refresh directory. */
  handOffs: Document[];
  /** What Logik's sync still has to bring, line by line. */
  awaited: Array<{ item: ItemId; target: string; what: string }>;
  readings: Gathered['readings'];
  /** An answer that must never be carried out; repoint ends with it before anything is written. */
  refusal: SfError | undefined;
};

/** A URL of the Logik environment as it must be after the refresh; null where nobody knows it. */
const urlAfter = (baseline: Baseline, answers: Answers, role: UrlRole): string | null =>
  desiredUrl(answers, factsOf(baseline.items, 'logik-tenant') as TenantFacts | undefined, role) ?? null;

/** What every line is to know of the others: whose hosts are, and whether the org names its Logik environment. */
type Surroundings = { ownership: Ownership; named: boolean };

/** The org names the environment that it must name, whoever wrote that. */
const namesItsEnvironment = (readings: Gathered['readings'], { baseline, answers }: Base): boolean => {
  const tenant = factsOf(readings, 'logik-tenant') as TenantFacts | undefined;
  const wanted = hostOf(urlAfter(baseline, answers, 'runtimeUrl'));
  return wanted !== null && hostOf(ownUrl(tenant, 'runtimeUrl')) === wanted;
};

const situationOf = (
  item: ChecklistItem<unknown>,
  now: unknown,
  {
    baseline,
    answers,
    kept,
    identity,
    recognition,
    touchProducts,
    restoreLogik,
    reconnectedAt,
    connectedAt,
    touched,
    passwordOwed,
  }: Base,
  { ownership, named }: Surroundings
): Situation<unknown> => ({
  before: factsOf(baseline.items, item.id),
  now,
  production: productionFacts(baseline, item.id),
  answers,
  kept,
  ownership,
  copyOf: copyOf(baseline),
  replaced: ownership.replaced,
  foreign: { hosts: ownership.hosts, told: ownership.told, org: productionOrg(baseline) },
  environment: urlAfter(baseline, answers, 'administrationUrl'),
  runtimeUrl: urlAfter(baseline, answers, 'runtimeUrl'),
  touchProducts,
  restoreLogik,
  reconnectedAt,
  connectedAt,
  connected: connectedAt !== null || named,
  preparedAt: baseline.preparedAt,
  touched,
  passwordOwed,
  org: { before: baseline.org, now: identity, refreshed: recognition.refreshed },
});

/** Two lines may want the same field of the same record (a user with two roles): it is written once. */
const once = (changes: readonly Change[]): Change[] => {
  const seen = new Set<string>();
  return changes.filter(({ write }) => {
    const key = placeOf(write);
    return !seen.has(key) && seen.add(key);
  });
};

const unreadable = (item: ChecklistItem<unknown>, reason: string): Finding =>
  finding(item.id, text.get('target.line'), 'fail', { actual: text.get('actual.unreadable'), hint: reason });

/** A line whose baseline is missing passes nothing silently: there was nothing to compare with. */
const withoutBaseline = (item: ChecklistItem<unknown>, { baseline }: Base): Finding[] => {
  const reading = baseline.items[item.id];
  if (reading?.status === 'read') return [];
  const hint = text.get('hint.noBaseline', { reason: reading?.reason ?? '' });
  return [finding(item.id, text.get('baseline.target'), 'manual', { actual: text.get('actual.unreadable'), hint })];
};

/** Steps that are due only after a refresh wait for it. */
const notYet = (item: ChecklistItem<unknown>, refreshed: boolean, findings: readonly Finding[]): Finding[] =>
  findings.map((each) =>
    !refreshed && item.onlyAfterRefresh && each.status === 'manual'
      ? { ...each, status: 'skip', hint: text.get('hint.notRefreshedYet') }
      : each
  );

type Judged = Omit<View, 'readings' | 'refusal'>;

const judgeLine = (item: ChecklistItem<unknown>, reading: Reading, base: Base, around: Surroundings): Judged => {
  if (reading.status === 'unreadable')
    return { findings: [unreadable(item, reading.reason)], changes: [], handOffs: [], awaited: [] };
  const situation = situationOf(item, reading.facts, base, around);
  const findings = notYet(item, base.recognition.refreshed, asBefore(item, situation, item.check(situation)));
  return {
    findings: [...findings, ...withoutBaseline(item, base)],
    changes: item.plan?.(situation) ?? [],
    handOffs: base.recognition.refreshed ? (item.handOffs?.(situation) ?? []) : [],
    awaited: base.recognition.refreshed
      ? (item.awaits?.(situation) ?? []).map((awaited) => ({ item: item.id, ...awaited }))
      : [],
  };
};

/** An answer that must never be carried out is refused by whoever read enough to know, selected or not. */
const refusalOf = (
  item: ChecklistItem<unknown>,
  reading: Reading,
  base: Base,
  around: Surroundings
): View['refusal'] =>
  reading.status === 'read' ? item.veto?.(situationOf(item, reading.facts, base, around)) : undefined;

/** Judges the selected lines by what was read. */
export const judge = ({ readings }: Gathered, base: Base): View => {
  const named = namesItsEnvironment(readings, base);
  const around = { ownership: ownershipIn(readings, base, base.answers), named };
  // Only what stands in refresh.yaml is taken at its word: a slip on the command line must not vouch for itself.
  const untold = { ownership: ownershipIn(readings, base, base.kept), named };
  const { selected, read } = base.lines;
  const views = selected.map((item) => judgeLine(item, readings[item.id], base, around));
  return {
    findings: loudestFirst(views.flatMap(({ findings }) => findings)),
    changes: loudestFirst(once(views.flatMap(({ changes }) => changes))),
    handOffs: views.flatMap(({ handOffs }) => handOffs),
    awaited: views.flatMap(({ awaited }) => awaited),
    readings,
    refusal: read.map((item) => refusalOf(item, readings[item.id], base, untold)).find((refusal) => refusal),
  };
};
