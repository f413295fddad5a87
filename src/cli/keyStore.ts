import { randomBytes, scryptSync } from 'node:crypto';
import { ConfigFile, Lifecycle } from '@salesforce/core';
import { z } from 'zod';
import type { Credential } from '../logik/types.ts';
import { loadText } from '../text.ts';

const text = loadText('logik-access');

/** A host, and since when it is known: ISO 8601, UTC. */
const host = z.strictObject({ host: z.string(), since: z.string() });

/** Beside `version` and `salt`: `admin:<fingerprint>` and `runtime:<fingerprint>`, and `org:<My Domain host>`. */
const contentSchema = z
  .strictObject({ version: z.literal(1), salt: z.string().regex(/^[0-9a-f]{32}$/) })
  .catchall(z.strictObject({ hosts: z.array(host) }));

type Content = z.infer<typeof contentSchema>;
type Known = z.infer<typeof host>;

/** What `sf` itself keeps of its user, with its own lock: outside every refresh directory and repository. */
class KeysFile extends ConfigFile<ConfigFile.Options> {
  public static override getFileName(): string {
    return 'logik-keys.json';
  }

  public static override getDefaultOptions(): ConfigFile.Options {
    return { isGlobal: true, isState: true, filename: KeysFile.getFileName(), stateFolder: '.sf' };
  }
}

/** Where a credential went before, and which environments an org named: by whoever runs this, never by a repository. */
export type KeyStore = {
  /** Hosts that accepted the credential; null where the file cannot be read. */
  bound(which: Credential, secret: string): Promise<string[] | null>;
  bind(which: Credential, secret: string, host: string): Promise<void>;
  /** Hosts that an org named itself, or that somebody typed for it. */
  seen(org: string): Promise<string[]>;
  see(org: string, hosts: readonly string[]): Promise<void>;
  path(): string;
};

/** A fingerprint from which nothing can be read back, slow to try: a token may be short. */
const fingerprint = (secret: string, salt: string): string =>
  scryptSync(secret, Buffer.from(salt, 'hex'), 16).toString('hex');

const hostsOf = (content: Content, key: string): Known[] => {
  const entry = content[key] as { hosts?: Known[] } | undefined;
  return entry?.hosts ?? [];
};

/** A file that is not as this plugin writes it says nothing, and is not written over. */
const contentOf = async (file: KeysFile): Promise<Content | null> => {
  const raw: unknown = file.getContents();
  if (Object.keys(raw as object).length === 0 && !(await file.exists()))
    return { version: 1, salt: randomBytes(16).toString('hex') } as Content;
  const read = contentSchema.safeParse(raw);
  return read.success ? read.data : null;
};

/** Opens the file at the first question. What cannot be kept is told once, and ends nothing. */
export const keyStore = (): KeyStore => {
  let opened: Promise<{ file: KeysFile; content: Content | null }> | undefined;
  const path = (): string => new KeysFile(KeysFile.getDefaultOptions()).getPath();
  const open = (): Promise<{ file: KeysFile; content: Content | null }> =>
    (opened ??= (async () => {
      const file = new KeysFile(KeysFile.getDefaultOptions());
      try {
        await file.read();
        return { file, content: await contentOf(file) };
      } catch {
        return { file, content: null };
      }
    })());
  let last: Promise<unknown> = Promise.resolve();
  const add = (keyIn: (content: Content) => string, hosts: readonly string[]): Promise<void> => {
    const work = async (): Promise<void> => {
      const { file, content } = await open();
      if (content === null) return;
      const key = keyIn(content);
      const there = hostsOf(content, key);
      const fresh = hosts.filter((name) => !there.some((known) => known.host === name));
      if (fresh.length === 0) return;
      const entry = { hosts: [...there, ...fresh.map((name) => ({ host: name, since: new Date().toISOString() }))] };
      content[key] = entry;
      try {
        file.set('version', content.version);
        file.set('salt', content.salt);
        file.set(key, entry);
        await file.write();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        await Lifecycle.getInstance().emitWarning(text.get('notKept', { path: file.getPath(), reason }));
      }
    };
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const keyOf =
    (which: Credential, secret: string) =>
    ({ salt }: Content): string =>
      `${which}:${fingerprint(secret, salt)}`;
  return {
    path,
    bound: async (which, secret) => {
      const { content } = await open();
      return content && hostsOf(content, keyOf(which, secret)(content)).map((known) => known.host);
    },
    bind: (which, secret, to) => add(keyOf(which, secret), [to]),
    seen: async (org) => {
      const { content } = await open();
      return content === null ? [] : hostsOf(content, `org:${org}`).map((known) => known.host);
    },
    see: (org, hosts) => add(() => `org:${org}`, hosts),
  };
};
