import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Change, ItemId } from '../../checklist/item.ts';
import { appendInside } from '../../files/inside.ts';
import { MOST_BYTES } from '../../files/open.ts';
import { isSfError, loadText } from '../../text.ts';
import { bytesIfThere, notWritable } from './files.ts';
import { textIn } from '../../textFile.ts';
import { isBeginningOf } from '../../literal/beginning.ts';
import { parseJson } from '../../literal/json.ts';
import { encodingProblem } from '../../literal/utf8.ts';
import { pathText } from './record.ts';
import { name, scalar, writeShapes } from '../write/shapes.ts';

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
  /** ISO 8601, UTC, by the org's clock: it is compared with what the org dated. */
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
      z.object(writeShapes.record),
      z.object(writeShapes.setupPage),
      z.object(writeShapes.metadata),
      z.object({ ...writeShapes.touch, ids: z.array(name), since: z.iso.datetime() }),
      z.object({ ...writeShapes.restore, names: z.object(writeShapes.sandboxNames) }),
      z.object({ ...writeShapes.logik, left: z.string().optional() }),
      z.discriminatedUnion('part', [
        z.object(writeShapes.user),
        z.object(writeShapes.assignment),
        z.object(writeShapes.userPart),
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

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** How every entry begins that this tool writes. */
const ENTRY = '{"schemaVersion":1,"';

/**
 * The journal as text. What a killed run left half written at its end may break off within a character, which is no other
 * encoding.
 */
const journalText = (bytes: Buffer, path: string): string => {
  const lastLine = bytes.lastIndexOf(LINE_FEED) + 1;
  const last = bytes.subarray(lastLine);
  const isHalf = encodingProblem(last) && isBeginningOf(ENTRY, wholeCharacters(last));
  return textIn(isHalf ? bytes.subarray(0, lastLine) : bytes, path);
};

/** Bytes without those of a character that is cut off at the end. */
const wholeCharacters = (bytes: Buffer): string => {
  for (const end of [bytes.length, bytes.length - 1, bytes.length - 2, bytes.length - 3]) {
    if (end >= 0 && !encodingProblem(bytes.subarray(0, end))) return bytes.toString('utf8', 0, end);
  }
  return '\ufffd';
};

/**
 * The journal's lines, without the half line of a run that was killed: the write it announces was not sent yet. Only what
 * can be nothing else counts as one: the start of an entry, without the line end that goes to disk with it.
 */
const wholeLines = (content: string): string[] => {
  const lines = content.split('\n');
  const last = lines.at(-1) ?? '';
  if (last.trim() !== '' && !isJson(last) && isBeginningOf(ENTRY, last)) lines.pop();
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines;
};

const parseLine = (line: string, place: { path: string; number: number }): JournalEntry => {
  const damaged = (detail: string, field = ''): Error =>
    text.error('DamagedFile', { path: place.path, field: `line ${place.number}${field && `: ${field}`}`, detail });
  let json: unknown;
  try {
    json = parseJson(line);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const parsed = entrySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw damaged(message, path.length > 0 ? pathText(path) : '');
};

const bytesIn = async (path: string): Promise<Buffer> =>
  (await bytesIfThere(path, MOST_BYTES.journal)) ?? Buffer.alloc(0);

const entriesIn = (lines: readonly string[], path: string): JournalEntry[] =>
  lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseLine(line, { path, number: index + 1 })]));

/**
 * Every entry of the journal, oldest first; empty where nothing has been written yet.
 *
 * @throws SfError DamagedFileError, with the line
 */
export const readJournal = async (directory: string): Promise<JournalEntry[]> => {
  const path = journalPath(directory);
  return entriesIn(wholeLines(journalText(await bytesIn(path), path)), path);
};

/**
 * Makes the journal end in a whole line: what a killed run left half written must not run into the next entry. Nothing
 * else is ever taken away: every line is read first.
 *
 * @throws SfError DamagedFileError
 */
const mend = async (handle: FileHandle, path: string): Promise<void> => {
  const bytes = await bytesIn(path);
  const lines = wholeLines(journalText(bytes, path));
  entriesIn(lines, path);
  const whole = lines.join('\n');
  const length = bytes.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
  const end = length + Buffer.byteLength(whole);
  if (bytes.length === 0 || bytes.length === end + 1) return;
  await handle.truncate(end);
  if (whole !== '') await handle.appendFile('\n');
};

/**
 * The same for a journal that nothing is written to.
 *
 * @throws SfError DamagedFileError, LinkInsideError
 */
export const mendJournal = async (directory: string): Promise<void> => {
  const path = journalPath(directory);
  if ((await bytesIfThere(path, MOST_BYTES.journal)) === undefined) return;
  const handle = await appendInside(directory, path);
  try {
    await mend(handle, path);
  } finally {
    await handle.close();
  }
};

/** Appends a line and waits until it is on disk; where there is no room for all of it, none of it stays. */
const append = async (handle: FileHandle, line: string): Promise<void> => {
  const { size } = await handle.stat();
  try {
    await handle.appendFile(line);
    await handle.sync();
  } catch (error) {
    await handle.truncate(size).catch(() => undefined);
    throw error;
  }
};

/**
 * Opens the append-only journal of a refresh directory.
 *
 * @throws SfError OutputNotWritableError, LinkInsideError, DamagedFileError: without a journal nothing is written to the
 *   org
 */
export const openJournal = async (
  directory: string,
  {
    run,
    orgId,
    undoes = [],
    now = () => new Date(),
  }: { run: string; orgId: string; undoes?: readonly string[]; now?: () => Date }
): Promise<Journal> => {
  const path = journalPath(directory);
  const refuse = (error: unknown): Error => (isSfError(error) ? error : notWritable(path, error));
  let handle: FileHandle | undefined;
  const opened = async (): Promise<FileHandle> => {
    handle = await appendInside(directory, path);
    await mend(handle, path);
    return handle;
  };
  const journal = await opened().catch(async (error: unknown) => {
    await handle?.close();
    throw refuse(error);
  });
  return {
    path,
    write: async (event, change, error) => {
      const entry: JournalEntry = {
        schemaVersion: 1,
        run,
        ...(undoes.length === 0 ? {} : { undoes: undoes[0] }),
        ...(undoes.length < 2 ? {} : { undoesAll: [...undoes] }),
        at: now().toISOString(),
        orgId,
        event,
        change,
        ...(error === undefined ? {} : { error }),
      };
      await append(journal, `${JSON.stringify(entry)}\n`).catch((failure: unknown) => {
        throw notWritable(path, failure, 'journal');
      });
    },
    close: () => journal.close(),
  };
};
