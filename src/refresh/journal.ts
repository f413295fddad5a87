import { open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Change, ItemId } from '../checklist/item.ts';
import { loadText } from '../text.ts';
import { readIfThere } from './files.ts';
import { pathText } from './record.ts';

const text = loadText('refresh');

/** `attempt` stands on disk before the write leaves; `confirmed` only after the org was read again and shows it. */
export type JournalEvent = 'attempt' | 'answered' | 'refused' | 'confirmed' | 'unconfirmed';

export type JournalEntry = {
  schemaVersion: 1;
  /** One run of repoint or rollback. */
  run: string;
  /** The run that this one takes back; only in a rollback. */
  undoes?: string;
  /** All runs that this one takes back, the newest first, where they are several; `undoes` is the newest. */
  undoesAll?: string[];
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

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const fields = z.record(z.string(), scalar);
const defaults = fields.optional();
const name = z.string().min(1);

const entrySchema = z.object({
  schemaVersion: z.literal(1),
  run: name,
  undoes: name.optional(),
  undoesAll: z.array(name).optional(),
  at: z.iso.datetime(),
  orgId: name,
  event: z.enum(['attempt', 'answered', 'refused', 'confirmed', 'unconfirmed']),
  change: z.object({
    item: z.custom<ItemId>((value) => typeof value === 'string' && value !== ''),
    target: z.string(),
    severity: z.enum(['critical', 'normal']),
    before: scalar,
    after: scalar,
    reason: z.string(),
    write: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('record'),
        object: name,
        id: name.nullable(),
        field: name,
        defaults,
        secret: z.literal(true).optional(),
      }),
      z.object({
        kind: z.literal('setup-page'),
        page: z.enum(['cpq-configuration', 'email-deliverability']),
        control: name,
      }),
      z.object({ kind: z.literal('metadata'), type: name, fullName: name, field: name, defaults }),
      z.object({
        kind: z.literal('touch'),
        object: name,
        field: name,
        ids: z.array(name),
        since: z.iso.datetime(),
      }),
      z.object({
        kind: z.literal('restore'),
        object: name,
        pass: z.enum(['records', 'links']),
        names: z.object({ before: name.nullable(), now: name.nullable() }),
      }),
      z.object({
        kind: z.literal('logik'),
        environment: name,
        part: z.enum(['blueprints', 'table']),
        name,
        path: name,
        sha256: name,
        verb: z.enum(['POST', 'PUT']).optional(),
        left: z.string().optional(),
      }),
      z.discriminatedUnion('part', [
        z.object({ kind: z.literal('user'), username: name, part: z.literal('user'), fields }),
        z.object({
          kind: z.literal('user'),
          username: name,
          part: z.literal('assignment'),
          object: name,
          userField: name,
          fields,
        }),
        z.object({ kind: z.literal('user'), username: name, part: z.enum(['manager', 'password']) }),
      ]),
    ]),
  }),
  error: z.string().optional(),
});

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

/** The journal's lines, without the half line of a run that was killed: the write it announces was not sent yet. */
const wholeLines = (content: string): string[] => {
  const lines = content.split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  const last = lines.at(-1);
  return last === undefined || isJson(last) ? lines : lines.slice(0, -1);
};

const parseLine = (line: string, place: { path: string; number: number }): JournalEntry => {
  const damaged = (detail: string, field = ''): Error =>
    text.error('DamagedFile', { path: place.path, field: `line ${place.number}${field && `: ${field}`}`, detail });
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const parsed = entrySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw damaged(message, path.length > 0 ? pathText(path) : '');
};

/**
 * Every entry of the journal, oldest first; empty where nothing has been written yet.
 *
 * @throws SfError DamagedFileError, with the line
 */
export const readJournal = async (directory: string): Promise<JournalEntry[]> => {
  const path = journalPath(directory);
  return wholeLines((await readIfThere(path)) ?? '').flatMap((line, index) =>
    line.trim() === '' ? [] : [parseLine(line, { path, number: index + 1 })]
  );
};

/** Makes the journal end in a whole line: what a killed run left half written must not run into the next entry. */
const mend = async (path: string): Promise<void> => {
  const content = await readFile(path, 'utf8');
  const whole = wholeLines(content).join('\n');
  if (content === '' || content === `${whole}\n`) return;
  await truncate(path, Buffer.byteLength(whole));
  if (whole === '') return;
  const handle = await open(path, 'a');
  try {
    await handle.appendFile('\n');
  } finally {
    await handle.close();
  }
};

/**
 * Opens the append-only journal of a refresh directory.
 *
 * @throws SfError OutputNotWritableError: without a journal nothing is written to the org
 */
export const openJournal = async (
  directory: string,
  { run, orgId, undoes = [] }: { run: string; orgId: string; undoes?: readonly string[] }
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
  await mend(path);
  return {
    path,
    write: async (event, change, error) => {
      const entry: JournalEntry = {
        schemaVersion: 1,
        run,
        ...(undoes.length === 0 ? {} : { undoes: undoes[0] }),
        ...(undoes.length < 2 ? {} : { undoesAll: [...undoes] }),
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
