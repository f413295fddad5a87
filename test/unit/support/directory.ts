import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Temporary directories of one test file; call `clear` after each test. */
export const directories = (): { make: () => Promise<string>; clear: () => Promise<void> } => {
  const made: string[] = [];
  return {
    make: async () => {
      const directory = await mkdtemp(join(tmpdir(), 'logik-unit-'));
      made.push(directory);
      return directory;
    },
    clear: async () => {
      await Promise.all(made.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
    },
  };
};
