import { hostsNamed, orgMayTell, passageTo, type Gate, type Passage } from '../logik/binding.ts';
import type { OrgsWord } from '../logik/types.ts';
import { ADMIN_HOST, ADMIN_KEY, RUNTIME_HOST, RUNTIME_TOKEN, type Credentials } from '../logik/credentials.ts';
import { hostOf } from '../logik/environmentUrl.ts';
import type { Credential } from '../logik/types.ts';
import { loadText } from '../text.ts';
import { askingMeanwhile } from '../waits.ts';
import type { KeyStore } from './keyStore.ts';

const text = loadText('logik-access');

const VARIABLES: Record<Credential, { secret: string; host: string }> = {
  admin: { secret: ADMIN_KEY, host: ADMIN_HOST },
  runtime: { secret: RUNTIME_TOKEN, host: RUNTIME_HOST },
};

export type GateOptions = {
  credentials: Credentials;
  store: KeyStore;
  /** Hosts or URLs that were typed on the command line of this run. */
  typed: readonly string[];
  /** Asks a person for a yes; undefined where nobody can be asked. */
  ask: ((question: string) => Promise<boolean>) | undefined;
  env?: NodeJS.ProcessEnv;
};

/**
 * Decides where the credentials of this run may go. Each is asked about once for each host, one question at a time.
 */
export const logikGate = ({ credentials, store, typed, ask, env = process.env }: GateOptions): Gate => {
  const secrets: Record<Credential, string | null> = {
    admin: credentials.adminKey,
    runtime: credentials.runtimeToken,
  };
  const onCommandLine = typed.map(hostOf).filter((host) => host !== null);
  let word: OrgsWord | undefined;
  let questions: Promise<unknown> = Promise.resolve();
  const decided = new Map<string, Promise<string | null>>();

  const oneByOne = <T>(question: () => Promise<T>): Promise<T> => {
    const turn = questions.then(() => askingMeanwhile(question));
    questions = turn.catch(() => undefined);
    return turn;
  };

  /** The org's own word, asked only where nothing else decides. */
  const orgTells = async (host: string): Promise<boolean> => {
    if (!word) return false;
    const seen = await store.seen(word.org);
    return orgMayTell(host, { names: [], seen }) || orgMayTell(host, { names: await word.names(), seen });
  };

  const words = (passage: Exclude<Passage, 'go' | 'ask'> | 'refused', which: Credential, host: string): string => {
    const { secret: variable, host: companion } = VARIABLES[which];
    return text.get(`withheld.${passage}`, { variable, companion, host, path: store.path() });
  };

  const decide = async (which: Credential, secret: string, host: string): Promise<string | null> => {
    const bound = await store.bound(which, secret);
    const named = hostsNamed(env[VARIABLES[which].host]);
    const passage = passageTo(host, { bound, named, typed: onCommandLine, canAsk: ask !== undefined });
    if (passage === 'go') return null;
    if (passage === 'ask') {
      const known = bound ?? [];
      const key = known.length > 0 ? 'ask.host.bound' : 'ask.host';
      const values = { variable: VARIABLES[which].secret, host, known: known.join(', ') };
      return (await oneByOne(() => ask?.(text.get(key, values)) ?? Promise.resolve(false)))
        ? null
        : words('refused', which, host);
    }
    if (passage === 'stranger' && (await orgTells(host))) return null;
    return words(passage, which, host);
  };

  return {
    withheld: (which, environment) => {
      const [secret, host] = [secrets[which], hostOf(environment)];
      if (secret === null || host === null) return Promise.resolve(null);
      const key = `${which} ${host}`;
      const decision = decided.get(key) ?? decide(which, secret, host);
      decided.set(key, decision);
      return decision;
    },
    accepted: async (which, environment) => {
      const [secret, host] = [secrets[which], hostOf(environment)];
      if (secret !== null && host !== null) await store.bind(which, secret, host);
    },
    about: (next) => {
      word = next;
    },
    remember: async (hosts) => {
      const all = [...new Set([...hosts, ...onCommandLine])];
      if (word && all.length > 0) await store.see(word.org, all);
    },
  };
};
