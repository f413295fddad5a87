import type { SfError } from '@salesforce/core';
import type { Answers } from '../checklist/answers.ts';
import { checklist } from '../checklist/index.ts';
import { desiredUrl, productionHosts } from '../checklist/logikTenant/lines.ts';
import type { TenantFacts, UrlRole } from '../checklist/logikTenant/facts.ts';
import { finding, loudestFirst } from '../checklist/finding.ts';
import type { Change, ChecklistItem, Finding, ReadContext, Situation } from '../checklist/item.ts';
import { readOrgIdentity, type OrgIdentity } from '../checklist/orgIdentity/facts.ts';
import { isCommunityLauncher } from '../checklist/sessionSettings.ts';
import { sameOrgId } from '../checklist/orgIdentity/ids.ts';
import { hostOf } from '../logik/environmentUrl.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import { factsOf, loadBaseline, type Baseline, type Reading } from './baseline.ts';
import { fingerprinter } from './fingerprint.ts';
import { gather, type Gathered } from './gather.ts';
import { catalogSource, type CatalogRun, type CatalogSource } from './catalog.ts';
import { readJournal, type JournalEntry } from './journal.ts';
import { recogniseOrRefuse, refuseProduction, type Recognition } from './recognise.ts';
import { placeOf } from './targets.ts';
import { answersOf, openRefreshYaml, type RefreshYaml } from './refreshYaml.ts';

const text = loadText('refresh');

/** A refresh directory and the org it belongs to, side by side: what verify and repoint both start from. */
export type Session = {
  directory: string;
  yaml: RefreshYaml;
  answers: Answers;
  /** The same without what the command line adds. */
  kept: Answers;
  /** Hosts that an earlier repoint of this org replaced as production's. */
  replaced: readonly string[];
  baseline: Baseline;
  identity: OrgIdentity;
  recognition: Recognition;
  /** Reads every line of the checklist as it is in the org now. */
  look(): Promise<View>;
  catalog: CatalogSource;
  /** Removes what the run no longer needs. */
  close(): Promise<void>;
};

/** What a session is judged by, without the ways to look again. */
type Base = Omit<Session, 'look' | 'catalog' | 'close'> & {
  touchProducts: boolean;
  reconnectedAt: string;
  touched: ReadonlySet<string>;
};

/** The org at one moment, judged. */
export type View = {
  findings: Finding[];
  changes: Change[];
  readings: Gathered['readings'];
  /** An answer that must never be carried out; repoint ends with it before anything is written. */
  refusal: SfError | undefined;
};

/** A URL of the Logik environment as it must be after the refresh; null where nobody knows it. */
const urlAfter = (baseline: Baseline, answers: Answers, role: UrlRole): string | null =>
  desiredUrl(answers, factsOf(baseline.items, 'logik-tenant') as TenantFacts | undefined, role) ?? null;

type Foreign = NonNullable<Situation<unknown>['foreign']>;

/** Production's hosts for every line to know: from the Logik Tenant of both orgs, and from production's configurator. */
const foreignHosts = (readings: Gathered['readings'], base: Base): Foreign => {
  const { baseline, kept: answers, replaced, recognition } = base;
  const tenant = (from: Record<string, Reading> | undefined): TenantFacts | undefined =>
    factsOf(from, 'logik-tenant') as TenantFacts | undefined;
  const now = tenant(readings);
  const configurator = factsOf(baseline.production?.items, 'external-configurator') as
    { url: string | null } | undefined;
  const known = [hostOf(configurator?.url)].filter((host) => host !== null);
  const org = baseline.production?.org ?? null;
  if (!now) return { hosts: new Set(known), told: known.length > 0, org };
  const production = tenant(baseline.production?.items);
  const { hosts, told } = productionHosts({
    before: tenant(baseline.items),
    now,
    production,
    answers,
    replaced,
    org: recognition,
  });
  return { hosts: new Set([...hosts, ...known]), told, org };
};

const situationOf = (
  item: ChecklistItem<unknown>,
  now: unknown,
  { baseline, answers, kept, replaced, identity, recognition, touchProducts, reconnectedAt, touched }: Base,
  foreign: Foreign
): Situation<unknown> => ({
  before: factsOf(baseline.items, item.id),
  now,
  production: factsOf(baseline.production?.items, item.id),
  answers,
  kept,
  replaced,
  foreign,
  environment: urlAfter(baseline, answers, 'administrationUrl'),
  runtimeUrl: urlAfter(baseline, answers, 'runtimeUrl'),
  touchProducts,
  reconnectedAt,
  touched,
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

const judge = ({ readings }: Gathered, base: Base): View => {
  const foreign = foreignHosts(readings, base);
  const views = checklist.map((item): Omit<View, 'readings'> => {
    const reading = readings[item.id];
    if (reading.status === 'unreadable')
      return { findings: [unreadable(item, reading.reason)], changes: [], refusal: undefined };
    const situation = situationOf(item, reading.facts, base, foreign);
    const findings = notYet(item, base.recognition.refreshed, item.check(situation));
    return {
      findings: [...findings, ...withoutBaseline(item, base)],
      changes: item.plan?.(situation) ?? [],
      refusal: item.veto?.(situation),
    };
  });
  return {
    findings: loudestFirst(views.flatMap(({ findings }) => findings)),
    changes: loudestFirst(once(views.flatMap(({ changes }) => changes))),
    readings,
    refusal: views.find(({ refusal }) => refusal)?.refusal,
  };
};

/**
 * What repoint took for production's environment in this very org and replaced: once it is gone from the org, only the
 * journal remembers it.
 */
const replacedHosts = (journal: readonly JournalEntry[], orgId: string): string[] =>
  journal
    .filter(({ undoes, change, orgId: of }) => !undoes && change.severity === 'critical' && sameOrgId(of, orgId))
    .map(({ change: { before } }) => hostOf(typeof before === 'string' ? before : null))
    .filter((host) => host !== null);

/**
 * When Logik was connected to this very org: as refresh.yaml says, or when repoint wrote the Logik Tenant, or, where it
 * had nothing to write there, when it first touched products, which comes after the connection; or, where it has done
 * neither yet, now. Salesforce tells dates to the second.
 */
const reconnection = (journal: readonly JournalEntry[], orgId: string, answers: Answers): string => {
  const began = (what: (change: JournalEntry['change']) => boolean): string | undefined =>
    journal.find(
      ({ event, undoes, change, orgId: of }) => event === 'attempt' && !undoes && what(change) && sameOrgId(of, orgId)
    )?.at;
  const written = began(({ item }) => item === 'logik-tenant') ?? began(({ write }) => write.kind === 'touch');
  const moment = new Date(answers.logik.reconnectedAt ?? written ?? Date.now());
  moment.setUTCMilliseconds(0);
  return moment.toISOString();
};

/** The products that repoint touched since: they count whatever the clocks of the org and of this machine say. */
const touchedSince = (journal: readonly JournalEntry[], orgId: string, reconnectedAt: string): Set<string> =>
  new Set(
    journal
      .filter(({ event, at, orgId: of }) => event === 'confirmed' && at >= reconnectedAt && sameOrgId(of, orgId))
      .flatMap(({ change: { write } }) => (write.kind === 'touch' ? write.ids : []))
  );

/** Answers that come with the command line and count for this run, before they are kept. */
export type Amend = (yaml: RefreshYaml) => void;

/**
 * Opens a refresh directory against an org.
 *
 * @throws SfError for a directory that is missing, damaged, foreign or newer; for a production org; for an org that the
 *   directory does not belong to
 */
export const openSession = async ({
  directory,
  org,
  amend,
  run,
  touchProducts = false,
}: {
  directory: string;
  org: OrgReader;
  amend?: Amend;
  run: CatalogRun;
  touchProducts?: boolean;
}): Promise<Session> => {
  const baseline = await loadBaseline(directory);
  const yaml = await openRefreshYaml(directory);
  if (yaml.isNew) throw text.error('NoRefreshYaml', { directory });
  const kept = answersOf(yaml);
  amend?.(yaml);
  const answers = answersOf(yaml);
  const identity = await readOrgIdentity(org);
  refuseProduction(identity, org.label);
  const recognition = recogniseOrRefuse({ recorded: baseline.org, directory }, identity, answers, org.label);
  const journal = await readJournal(directory);
  const reconnectedAt = reconnection(journal, identity.orgId, answers);
  const base: Base = {
    directory,
    yaml,
    answers,
    kept,
    replaced: replacedHosts(journal, identity.orgId),
    reconnectedAt,
    touched: touchedSince(journal, identity.orgId, reconnectedAt),
    touchProducts,
    baseline,
    identity,
    recognition,
  };
  const names = { before: baseline.org.sandboxName, now: identity.sandboxName };
  const catalog = catalogSource({
    org,
    directory,
    answers,
    names,
    run,
    baseline: { facts: factsOf(baseline.items, 'catalog') },
  });
  const context: ReadContext = {
    org,
    answers: withDiscovered(answers, baseline),
    names,
    fingerprint: fingerprinter(baseline.salt),
    directory,
    catalog: () => catalog.view(),
  };
  return {
    ...base,
    catalog,
    look: async () => judge(await gather(checklist, context), base),
    close: () => catalog.close(),
  };
};

/**
 * What only the record still knows: the sync user that prepare found through its token, which a refresh takes; and that
 * the sandbox launched Logik's page for communities, where production's value may stand now.
 */
const withDiscovered = (answers: Answers, baseline: Baseline): Answers => {
  const { logik } = answers;
  const recorded = factsOf(baseline.items, 'refresh-token-user') as { username: string | null } | undefined;
  const configurator = factsOf(baseline.items, 'external-configurator') as { url: string | null } | undefined;
  const refreshTokenUser = logik.refreshTokenUser ?? recorded?.username ?? null;
  const launcher = logik.externalConfiguratorUrl ?? configurator?.url ?? null;
  return {
    ...answers,
    logik: { ...logik, refreshTokenUser, communities: logik.communities || isCommunityLauncher(launcher) },
  };
};
