import { SfError } from '@salesforce/core';
import type { Answers } from '../../checklist/answers/index.ts';
import type { TenantFacts } from '../../checklist/connection/logikTenant/facts.ts';
import { gatherTenant } from '../../checklist/connection/logikTenant/gather.ts';
import { readOrgIdentity, type OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import { hostOf, looksLikeProduction } from '../../logik/environmentUrl.ts';
import { OrgError } from '../../salesforce/errors.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { loadText } from '../../text.ts';
import { factsOf, type Baseline } from '../directory/baseline.ts';
import { currentHost, objectionsTo, productionOf, vouchedHosts, type Objection } from '../handOff/caseGuard.ts';
import { oddAnswer } from '../judge/gather.ts';
import { contextFor } from '../judge/readContext.ts';
import { answer, answersOf, placeIn, type Answer, type RefreshYaml } from '../directory/refreshYaml.ts';
import type { Lines } from '../judge/selection.ts';

const text = loadText('refresh');

/**
 * Opens the org behind an alias or a username.
 *
 * @param place where it is named, for the error
 */
export type OpenSource = (place: string, aliasOrUsername: string) => Promise<OrgReader>;

/** Asks a person what only a person knows of the environment; absent where nobody can be asked. */
export type AskAboutEnvironment = {
  /**
   * The production org, by alias or username: one that opens; undefined where nobody has a login to it.
   *
   * @param open refuses what cannot be opened, in words for whoever types
   */
  sourceOrg(host: string, open: (aliasOrUsername: string) => Promise<OrgReader>): Promise<string | undefined>;
  /** Whether the host is the sandbox's own, by typing it. */
  ownHost(host: string): Promise<boolean>;
  /** Comes back once the host of the environment that is to end was typed. */
  decommission(host: string): Promise<void>;
};

type Vouching = {
  org: OrgReader;
  source: OrgReader | undefined;
  yaml: RefreshYaml;
  /** What the command line said. */
  given: readonly Answer[];
  identity: OrgIdentity;
  earlier: Baseline | undefined;
  lines: Lines;
  salt: string;
  directory: string;
  today: string;
  ask: AskAboutEnvironment | undefined;
  openSource: OpenSource | undefined;
};

/** What is wrong with the setting is its line's finding; here it is only not known. */
const tenantOf = async (
  org: OrgReader,
  identity: OrgIdentity,
  answers: Answers,
  on: Vouching
): Promise<TenantFacts | undefined> => {
  const { salt, directory, today } = on;
  const context = contextFor(org, answers, identity, { salt, directory, today });
  try {
    return await gatherTenant({ ...context, facts: () => Promise.resolve(undefined) });
  } catch (error) {
    // What the line itself says of an odd answer, it says later.
    if (!(error instanceof SfError)) oddAnswer({ id: 'logik-tenant' }, error);
    if (error instanceof OrgError && error.scope === 'run') throw error;
    return undefined;
  }
};

const productionNow = async (
  source: OrgReader | undefined,
  answers: Answers,
  on: Vouching
): Promise<Baseline['production']> => {
  if (!source) return on.earlier?.production ?? null;
  const org = await readOrgIdentity(source);
  const facts = await tenantOf(source, org, answers, on);
  return { org, items: facts ? { 'logik-tenant': { status: 'read', facts } } : {} };
};

/**
 * Before anything is read at length: whose environment the sandbox is connected to, asked of a person where nobody
 * vouches for it, and whether it is to end, which is confirmed by typing its host. The reads are those of the line
 * logik-tenant: the reader sends each once.
 *
 * @returns the production org, where somebody named it now
 * @throws SfError DecommissionUnconfirmedError, DecommissionOtherHostError
 */
export const vouchForEnvironment = async (on: Vouching): Promise<OrgReader | undefined> => {
  const { yaml, lines, earlier, org, identity, ask, openSource } = on;
  let { source } = on;
  const answers = (): Answers => answersOf(yaml);
  const reads = lines.read.some(({ id }) => id === 'logik-tenant');
  const now = reads
    ? await tenantOf(org, identity, answers(), on)
    : (factsOf(earlier?.items, 'logik-tenant') as TenantFacts | undefined);
  const host = currentHost(now);
  let production = productionOf(await productionNow(source, answers(), on));
  const doubts = (): Objection[] => objectionsTo(now, answers(), production).filter(({ owner }) => owner === 'unknown');

  const doubted = doubts().at(0)?.host;
  if (doubted !== undefined && ask && openSource && !source) {
    const opened = new Map<string, Promise<OrgReader>>();
    const open = (alias: string): Promise<OrgReader> => {
      const org = opened.get(alias) ?? openSource(text.get('sourceOrg.answer'), alias);
      opened.set(alias, org);
      return org;
    };
    const name = await ask.sourceOrg(doubted, open);
    if (name !== undefined) {
      answer(yaml, [{ path: ['refresh', 'sourceOrg'], value: name }]);
      source = await open(name);
      production = productionOf(await productionNow(source, answers(), on));
    }
  }
  if (ask) await askOwn(yaml, answers, doubts(), ask);
  if (host !== null && objectionsTo(now, answers(), production).length === 0) await confirmEnd(on, answers(), host);
  return source;
};

/** The runtime and the administration may have a host each: of every one somebody is asked, and each answer is kept. */
const askOwn = async (
  yaml: RefreshYaml,
  answers: () => Answers,
  doubts: readonly Objection[],
  ask: AskAboutEnvironment
): Promise<void> => {
  for (const { what, host } of doubts) {
    if (what !== 'current' || looksLikeProduction(host) || !(await ask.ownHost(host))) continue;
    const said = [...vouchedHosts(answers()), host];
    answer(yaml, [{ path: ['logik', 'currentHost'], value: said.length === 1 ? host : said }]);
  }
};

const PLACE = ['refresh', 'confirmDecommission'] as const;

/** A case that asks for an end is written only where somebody typed of what. */
const confirmEnd = async ({ yaml, given, ask }: Vouching, { refresh }: Answers, host: string): Promise<void> => {
  if (refresh.dataStrategy !== 'decommission') return;
  const typed = refresh.confirmDecommission;
  if (hostOf(typed) === host) return;
  if (ask) {
    await ask.decommission(host);
    answer(yaml, [{ path: PLACE, value: host }]);
    return;
  }
  if (typed === null) throw text.error('DecommissionUnconfirmed', { host }, 2);
  const isFlag = given.some(({ path }) => path.join('.') === PLACE.join('.'));
  const place = isFlag ? '--confirm-decommission' : placeIn(yaml, PLACE);
  throw text.error('DecommissionOtherHost', { typed, host, place }, 2);
};
