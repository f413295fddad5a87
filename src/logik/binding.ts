import type { OrgsWord } from './types.ts';
import { hostOf } from './environmentUrl.ts';
import type { Credential } from './types.ts';

/**
 * What is known of where one credential may go. Nothing of it comes from the refresh directory: whoever can edit a
 * repository must not decide where a secret goes. All are hosts, with their port where that is not the usual one.
 */
export type Evidence = {
  /** Environments that accepted this credential before; null where what is kept of that cannot be read. */
  bound: readonly string[] | null;
  /** What the environment variable beside the credential names; null where it names nothing. */
  named: readonly string[] | null;
  /** What was typed on the command line of this run. */
  typed: readonly string[];
  /** Whether somebody at a terminal can be asked. */
  canAsk: boolean;
};

/** `go`, `ask` a person, or why it stays: another host is `named`, it is `bound` elsewhere, or the host is a `stranger`. */
export type Passage = 'go' | 'ask' | 'named' | 'bound' | 'stranger' | 'unreadable';

/** The vendor's own domains. Anybody can have a host below service-now.com: its developer instances are free. */
const VENDORS = /^[^/@]+\.logik\.(io|ai)(:\d+)?$/i;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a host is one that only the vendor, or whoever sits at this machine, can have. */
export const isVendors = (host: string): boolean => VENDORS.test(host) || LOOPBACK.test(host);

/**
 * Whether a credential may go to a host. Whoever set the credential and names its host beside it decides alone. What was
 * typed in this run, and what accepted the credential before, may have it. Then a person is asked, and where nobody can
 * be, the org's own word counts for a credential that is not bound yet: see {@link orgMayTell}.
 */
export const passageTo = (host: string, { bound, named, typed, canAsk }: Evidence): Passage => {
  if (named) return named.includes(host) ? 'go' : 'named';
  if (typed.includes(host) || bound?.includes(host)) return 'go';
  if (canAsk) return 'ask';
  if (bound === null) return 'unreadable';
  return bound.length > 0 ? 'bound' : 'stranger';
};

/**
 * Whether the org itself vouches for a host.
 *
 * @param names what the org names over its login; nothing of it was put there from the refresh directory
 * @param seen what it named in an earlier run of this user, or what was typed for it
 */
export const orgMayTell = (
  host: string,
  { names, seen }: { names: readonly string[]; seen: readonly string[] }
): boolean => isVendors(host) && (seen.includes(host) || names.includes(host));

/** The hosts in a list that somebody wrote: hosts or URLs, with commas or blanks between them; null for an empty one. */
export const hostsNamed = (list: string | undefined): string[] | null => {
  const words = (list ?? '').split(/[\s,;]+/).filter((word) => word !== '');
  return words.length === 0 ? null : words.map((word) => hostOf(word) ?? word);
};

/** Decides for each environment whether a credential goes there, and remembers which accepted it. */
export type Gate = {
  /** Why the credential stays, in words; null where it may go. */
  withheld(which: Credential, environment: string): Promise<string | null>;
  /** The environment accepted it. */
  accepted(which: Credential, environment: string): Promise<void>;
  /** Whose word counts besides. */
  about(word: OrgsWord): void;
  /** Keeps, outside the refresh directory, what the org named itself and what was typed for it in this run. */
  remember(hosts: readonly string[]): Promise<void>;
};
