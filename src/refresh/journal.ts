import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from '../checklist/item.ts';
import { loadText } from '../text.ts';
import { readIfThere } from './files.ts';

const text = loadText('refresh');

/** `attempt` stands on disk before the write leaves; `confirmed` only after the org was read again and shows it. */
export type JournalEvent = 'attempt' | 'answered' | 'refused' | 'confirmed' | 'unconfirmed';

export type JournalEntry = {
  schemaVersion: 1;
  /** One run of repoint or rollback. */
  run: string;
  /** The run that this one takes back; only in a rollback. */
  undoes?: string;
  /** ISO 8601, UTC. */
  at: string;
  orgId: string;
  event: JournalEvent;
  change: Change;
  /** Why the org refused it; never with a secret in it. */
  error?: string;
};

export type Journal = {
  path: string;
  /** Appends and waits until it is on disk. */
  write(event: JournalEvent, change: Change, error?: string): Promise<void>;
  close(): Promise<void>;
};

export const journalPath = (directory: string): string => join(directory, 'journal.ndjson');

const endsWithLineBreak = async (path: string): Promise<boolean> => {
  const content = await readFile(path, 'utf8');
  return content === '' || content.endsWith('\n');
};

const parseLine = (line: string): JournalEntry[] => {
  try {
    return [JSON.parse(line) as JournalEntry];
  } catch {
    // Half a line of a run that was killed: the write it announces was not sent yet.
    return [];
  }
};

/** Every entry of the journal, oldest first; empty where nothing has been written yet. */
export const readJournal = async (directory: string): Promise<JournalEntry[]> =>
  ((await readIfThere(journalPath(directory))) ?? '')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : parseLine(line)));

/**
 * Opens the append-only journal of a refresh directory.
 *
 * @throws SfError OutputNotWritableError: without a journal nothing is written to the org
 */
export const openJournal = async (
  directory: string,
  { run, orgId, undoes }: { run: string; orgId: string; undoes?: string }
): Promise<Journal> => {
  const path = journalPath(directory);
  const refuse = (error: unknown): Error =>
    text.error('OutputNotWritable', { path, code: (error as { code?: string }).code ?? 'UNKNOWN' });
  let handle: FileHandle;
  try {
    handle = await open(path, 'a', 0o600);
  } catch (error) {
    throw refuse(error);
  }
  // A run that was killed may have left half a line: it must not run into the next one.
  if (!(await endsWithLineBreak(path))) await handle.appendFile('\n');
  return {
    path,
    write: async (event, change, error) => {
      const entry: JournalEntry = {
        schemaVersion: 1,
        run,
        ...(undoes === undefined ? {} : { undoes }),
        at: new Date().toISOString(),
        orgId,
        event,
        change,
        ...(error === undefined ? {} : { error }),
      };
      try {
        await handle.appendFile(`${JSON.stringify(entry)}\n`);
        await handle.sync();
      } catch (failure) {
        throw refuse(failure);
      }
    },
    close: () => handle.close(),
  };
};
