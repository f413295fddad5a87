import type { DatabaseSync } from 'node:sqlite';

type Sqlite = { DatabaseSync: typeof DatabaseSync };

let loaded: Promise<Sqlite> | undefined;

/**
 * Node's own SQLite. Node 22 and 24 announce it as experimental at the first import; that one line would stand above
 * every table that users of `sf` read, and is left out. Nothing else is.
 */
const load = async (): Promise<Sqlite> => {
  const emitWarning = process.emitWarning.bind(process) as (...given: unknown[]) => void;
  const replaced = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? {};
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite')) emitWarning(warning, ...rest);
  };
  try {
    return await import('node:sqlite');
  } finally {
    Object.defineProperty(process, 'emitWarning', replaced);
  }
};

/** Loaded when the first catalog is opened: commands that need none do not pay for it. */
export const sqlite = (): Promise<Sqlite> => (loaded ??= load());
