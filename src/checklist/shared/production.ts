import { hostOf, looksLikeProduction } from '../../logik/environmentUrl.ts';
import type { Answers } from '../answers/index.ts';
import { hostSet } from './endpoints/hostSet.ts';

/**
 * How it is known whose a host is: `told` by production itself, by people, or by what this tool wrote; `inferred`, since
 * a refresh brought it or an earlier run replaced it as production's; `unknown`: nobody was asked who could tell.
 */
export type Whose = { production: boolean; how: 'told' | 'inferred' | 'unknown' };

/** What this tool did to this very org before, as the journal has it; hosts. */
export type Past = {
  /** What earlier runs took for production's and replaced. */
  replaced: readonly string[];
  /** What earlier runs wrote, a rollback's writes left out: those put back what a refresh had brought. */
  written: readonly string[];
};

export const NO_PAST: Past = { replaced: [], written: [] };

/** Everything that can tell whose a host is. */
export type Evidence = {
  /** Hosts that the production org itself names; undefined where it was not asked, or could not tell. */
  told?: readonly string[];
  /** Whether that is all that production names: a part of it says nothing of other hosts. */
  toldAll?: boolean;
  /** Hosts that prepare recorded in the sandbox. */
  recorded: readonly string[];
  answers: Answers;
  past: Past;
  /** Hosts that a refreshed org names in its Logik Tenant; none before a refresh. */
  came: readonly string[];
  /** False where a refresh copies another sandbox: what it brings is that one's, and nobody knows whose else. */
  copiesProduction: boolean;
};

/** Answers whose a host is, for every line, prepare, and whoever is about to hand out a key. */
export type Ownership = {
  /**
   * @param came true where the org names the host in a place that named something else before the refresh
   */
  of: (host: string, came?: boolean) => Whose;
  /** The sandbox's own: recorded before the refresh, said by people, or written by this tool. */
  isOurs: (host: string) => boolean;
  /** Whether an earlier run wrote it. */
  wrote: (host: string) => boolean;
  /** Every host that is known to be production's. */
  hosts: ReadonlySet<string>;
  /** Whether production itself told them. */
  told: boolean;
  /** What earlier runs replaced as production's, and still counts as that. */
  replaced: readonly string[];
};

/** The host that a configurator page leads to, as `external-configurator` records it; a page of the org itself leads nowhere else. */
export const pageHosts = (facts: unknown): string[] => {
  const { url = null } = (facts ?? {}) as { url?: string | null };
  const host = url?.startsWith('/') ? null : hostOf(url);
  return host === null ? [] : [host];
};

/** The hosts that people named as the sandbox's Logik environment. */
export const saidHosts = ({ logik: { newHost, runtimeUrl, administrationUrl } }: Answers): string[] =>
  [newHost, runtimeUrl, administrationUrl].map(hostOf).filter((host) => host !== null);

/**
 * Puts the evidence in its order. What production tells stays whatever anybody says. What people said, and what this
 * tool wrote, is the sandbox's own. Only then, a refreshed org that names what the sandbox did not name before has it
 * from its source, for a refresh copies production's settings.
 */
export const ownershipOf = (evidence: Evidence): Ownership => {
  const { told = [], toldAll = false, recorded, answers, past, came, copiesProduction } = evidence;
  const [theirs, said, written] = [hostSet(told), hostSet(saidHosts(answers)), hostSet(past.written)];
  const before = hostSet(recorded);
  const [replaced, brought] = [hostSet(past.replaced), hostSet(copiesProduction ? came : [])];
  const isOurs = (host: string): boolean => before.has(host) || said.has(host) || written.has(host);
  const of = (host: string, cameHere = false): Whose => {
    if (theirs.has(host)) return { production: true, how: 'told' };
    if (said.has(host) || written.has(host)) return { production: false, how: 'told' };
    if (before.has(host)) return { production: false, how: toldAll ? 'told' : 'unknown' };
    if (replaced.has(host)) return { production: true, how: 'inferred' };
    if (toldAll) return { production: false, how: 'told' };
    const isInferred = brought.has(host) || (cameHere && copiesProduction);
    return isInferred ? { production: true, how: 'inferred' } : { production: false, how: 'unknown' };
  };
  return {
    of,
    isOurs,
    wrote: (host) => written.has(host),
    hosts: new Set([...told, ...past.replaced, ...came].filter((host) => of(host).production)),
    told: toldAll,
    replaced: past.replaced.filter((host) => of(host).production),
  };
};

/**
 * Whether a host must be taken for production's where a mistake costs: a key is handed to nobody who may be production.
 * Where nobody knows, the sector that Logik documents for production decides.
 */
export const mayBeProduction = ({ of }: Pick<Ownership, 'of'>, host: string): boolean => {
  const { production, how } = of(host);
  return production || (how === 'unknown' && looksLikeProduction(host));
};
