import type { Answers } from '../../checklist/answers/index.ts';
import type { ItemId, ReadContext } from '../../checklist/item.ts';
import { readOrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import { isCommunityLauncher } from '../../checklist/connection/sessionSettings/index.ts';
import { noLogik } from '../../logik/none.ts';
import type { LogikAccess } from '../../logik/types.ts';
import type { Past } from '../../checklist/shared/production.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { loadText } from '../../text.ts';
import { factsOf, loadBaseline, recordDigest, type Baseline } from '../directory/baseline.ts';
import { fingerprinter } from './fingerprint.ts';
import { gather } from './gather.ts';
import { catalogSource, type CatalogRun, type CatalogSource } from './catalog.ts';
import { passwordsOwed, pastOf, reconnection, recordedReconnection, touchedSince } from '../directory/history.ts';
import { readJournal } from '../directory/journal.ts';
import { judge, type Base, type View } from './judge.ts';
import { recogniseOrRefuse, refuseProduction } from './recognise.ts';
import { copyOf, productionOrg } from './ownership.ts';
import { orgsWord } from './orgsWord.ts';
import { openStage, type Stage } from './stage.ts';
import { answersOf, openRefreshYaml, yamlText, type RefreshYaml } from '../directory/refreshYaml.ts';
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
  /**
   * The directory and the org read again, as far as a plan depends on them; of the other lines counts what `view` knows.
   * Where the record or the answers are others, everything is read. Close the session that comes of it too.
   *
   * @throws SfError as {@link openSession}
   */
  again(view: View): Promise<{ session: Session; view: View }>;
  /** The lines that a plan is made of as they are in the org now; of the others counts what these readings know. */
  lookAtPlan(readings: View['readings']): Promise<View>;
  /** What readings come to, without asking anybody: the same readings always come to the same. */
  judged(readings: View['readings']): View;
  /** The checksum of baseline.json. */
  record: string;
  /** refresh.yaml as it was read, before the command line amended it. */
  written: string;
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
export const openSession = (options: SessionOptions): Promise<Session> => openWith(options);

type SessionOptions = {
  directory: string;
  org: OrgReader;
  amend?: Amend;
  run: CatalogRun;
  touchProducts?: boolean;
  restoreLogik?: boolean;
  logik?: LogikAccess;
  lines?: Lines;
};

/** What a session that reads again takes over from the one before. */
type Earlier = { record: string; written: string; catalog: CatalogSource; stage: Stage };

const openWith = async (options: SessionOptions, earlier?: Earlier): Promise<Session> => {
  const { directory, org, amend, run, touchProducts = false, restoreLogik = false } = options;
  const { logik = noLogik, lines = select('verify') } = options;
  const record = await recordDigest(directory);
  const baseline = await loadBaseline(directory);
  const yaml = await openRefreshYaml(directory);
  if (yaml.isNew) throw text.error('NoRefreshYaml', { directory });
  const written = yamlText(yaml);
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
  const shared = earlier?.record === record && earlier.written === written ? earlier : undefined;
  const catalog =
    shared?.catalog ??
    catalogSource({
      org,
      directory,
      answers,
      names,
      run,
      baseline: { facts: factsOf(baseline.items, 'catalog') },
    });
  const stage = shared?.stage ?? openStage(directory);
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
  const look = async (): Promise<View> => {
    await remember();
    return judge(await gather(lines.read, context), base);
  };
  return {
    ...base,
    past: () => base.past,
    directory,
    logik,
    yaml,
    record,
    written,
    selection: selectionOf(lines, baseline),
    today,
    catalog,
    look,
    again: async ({ readings }) => {
      org.forget();
      const session = await openWith(options, { record, written, catalog, stage });
      try {
        if (session.record !== record || session.written !== written) return { session, view: await session.look() };
        if (touchProducts) await catalog.refresh();
        return { session, view: await session.lookAtPlan(readings) };
      } catch (error) {
        await session.close();
        throw error;
      }
    },
    judged: (readings) => judge({ readings, errors: new Map() }, base),
    lookAtPlan: async (readings) => {
      await remember();
      return judge(await gather(planningLines(lines.read, { restoreLogik }), context, readings), base);
    },
    lookAgain: async ({ readings }, items) => {
      org.forget();
      await remember();
      return judge(await gather(withFollowing(lines.read, items), context, readings), base);
    },
    close: async () => {
      if (shared) return;
      await catalog.close();
      await stage.close();
    },
  };
};

/**
 * The lines that a plan is made of, and those that tell them what to plan. The backup of the Logik environment, which is
 * exported to be compared, is part of a plan only where somebody asked for it.
 */
const planningLines = (lines: Lines['read'], { restoreLogik }: { restoreLogik: boolean }): Lines['read'] => {
  const planning = lines.filter((line) => line.plan !== undefined && (restoreLogik || line.id !== 'logik-backup'));
  const ids = new Set(planning.flatMap(({ id, needs = [] }) => [id, ...needs]));
  return lines.filter(({ id }) => ids.has(id));
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
