import type { Answers } from '../checklist/answers.ts';
import type { ItemId, ReadContext } from '../checklist/item.ts';
import { readOrgIdentity } from '../checklist/orgIdentity/facts.ts';
import { isCommunityLauncher } from '../checklist/sessionSettings.ts';
import { noLogik } from '../logik/none.ts';
import type { LogikAccess } from '../logik/types.ts';
import type { Past } from '../checklist/production.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import { factsOf, loadBaseline, type Baseline } from './baseline.ts';
import { fingerprinter } from './fingerprint.ts';
import { gather } from './gather.ts';
import { catalogSource, type CatalogRun, type CatalogSource } from './catalog.ts';
import { passwordsOwed, pastOf, reconnection, recordedReconnection, touchedSince } from './history.ts';
import { readJournal } from './journal.ts';
import { judge, type Base, type View } from './judge.ts';
import { recogniseOrRefuse, refuseProduction } from './recognise.ts';
import { copyOf, productionOrg } from './ownership.ts';
import { orgsWord } from './orgsWord.ts';
import { openStage } from './stage.ts';
import { answersOf, openRefreshYaml, type RefreshYaml } from './refreshYaml.ts';
import { select, selectionOf, type Lines, type Selection } from './selection.ts';

export type { View } from './judge.ts';

const text = loadText('refresh');

/** A refresh directory and the org it belongs to, side by side: what verify and repoint both start from. */
export type Session = Pick<Base, 'answers' | 'kept' | 'baseline' | 'identity' | 'recognition'> & {
  directory: string;
  /** What this tool did to this very org before, as of the last look. */
  past: () => Past;
  /** The way to Logik environments that this run was given. */
  logik: LogikAccess;
  yaml: RefreshYaml;
  /** Which lines this run looks at. */
  selection: Selection;
  /** ISO date of today. */
  today: string;
  /** Reads the selected lines of the checklist as they are in the org now. */
  look(): Promise<View>;
  /** Reads some of them again, and those whose facts follow from theirs; of the others counts what `view` knows. */
  lookAgain(view: View, items: readonly ItemId[]): Promise<View>;
  catalog: CatalogSource;
  /** Removes what the run no longer needs. */
  close(): Promise<void>;
};

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
  restoreLogik = false,
  logik = noLogik,
  lines = select('verify'),
}: {
  directory: string;
  org: OrgReader;
  amend?: Amend;
  run: CatalogRun;
  touchProducts?: boolean;
  restoreLogik?: boolean;
  logik?: LogikAccess;
  lines?: Lines;
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
  const reconnectedAt = reconnection(journal, identity.orgId, answers, org.now());
  const today = new Date().toISOString().slice(0, 10);
  const base: Base = {
    lines,
    answers,
    kept,
    past: pastOf(journal, identity.orgId),
    reconnectedAt,
    connectedAt: recordedReconnection(journal, identity.orgId, answers),
    touched: touchedSince(journal, identity.orgId, reconnectedAt),
    passwordOwed: passwordsOwed(journal, identity.orgId),
    touchProducts,
    restoreLogik,
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
  const stage = openStage(directory);
  const context: Omit<ReadContext, 'facts'> = {
    org,
    logik,
    today,
    stage: () => stage.path(),
    answers: withDiscovered(answers, baseline),
    names,
    fingerprint: fingerprinter(baseline.salt),
    directory,
    catalog: () => catalog.view(),
    recorded: (id) => factsOf(baseline.items, id),
    recordedOfProduction: (id) =>
      productionOrg(baseline) === null ? undefined : factsOf(baseline.production?.items, id),
    kept,
    past: () => base.past,
    copy: { refreshed: recognition.refreshed, copyOf: copyOf(baseline) },
  };
  // A run may have written since it last looked: the journal as it is counts.
  let entries = journal;
  logik.about(orgsWord(context, identity, () => entries));
  /** What this very run wrote counts from then on. */
  const remember = async (): Promise<void> => {
    entries = await readJournal(directory);
    base.past = pastOf(entries, identity.orgId);
  };
  return {
    ...base,
    past: () => base.past,
    directory,
    logik,
    yaml,
    selection: selectionOf(lines, baseline),
    today,
    catalog,
    look: async () => {
      await remember();
      return judge(await gather(lines.read, context), base);
    },
    lookAgain: async ({ readings }, items) => {
      org.forget();
      await remember();
      return judge(await gather(withFollowing(lines.read, items), context, readings), base);
    },
    close: async () => {
      await catalog.close();
      await stage.close();
    },
  };
};

/** Some lines and all whose facts follow from theirs, in the checklist's order. */
const withFollowing = (lines: Lines['read'], items: readonly ItemId[]): Lines['read'] => {
  const found = new Set(items);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { id, needs = [] } of lines) if (needs.some((needed) => found.has(needed))) found.add(id);
  }
  return lines.filter(({ id }) => found.has(id));
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
