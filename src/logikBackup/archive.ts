import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { bytesOf, MOST_BYTES as MOST } from '../files/open.ts';
import { loadText } from '../text.ts';
import { measure, startOf } from './file.ts';

const text = loadText('logikBackup');

/** What an archive may hold once it is unpacked: a small one that unpacks to more is no export. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** DEFLATE makes at most 1032 bytes of one (zlib's documentation): room for more than that is asked for by a damaged file. */
const MOST_RATIO = 1032;
const SLACK = 1024;

const LOCAL_HEADER = Buffer.from('PK\u0003\u0004');
/** An archive without any file. */
const END_RECORD = Buffer.from('PK\u0005\u0006');
/** In front of an archive that was once in several pieces. */
const SPANNED = Buffer.from('PK\u0007\u0008');

/** What kind of file an export is: documentation says ZIP for blueprints, CSV for tables; a public client gets ZIPs. */
export const formatOf = async (path: string): Promise<'zip' | 'json' | 'bin'> => {
  const start = await startOf(path, 4);
  if ([LOCAL_HEADER, END_RECORD, SPANNED].some((mark) => start.equals(mark))) return 'zip';
  return /^\s*[[{]/.test(start.toString('latin1')) ? 'json' : 'bin';
};

/** JSON that says nothing is short: a file is not read for it that could say something. */
const SHORT = 1024;

/**
 * Whether a file says nothing: empty, or an answer in JSON that holds nothing. It comes with a good status where something
 * in between answers instead of Logik, and is no export of anything.
 */
export const saysNothing = async (path: string): Promise<boolean> => {
  const start = await startOf(path, SHORT + 1);
  if (start.length > SHORT) return false;
  const said = start.toString('utf8').trim();
  if (said === '') return true;
  try {
    const value: unknown = JSON.parse(said);
    return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  } catch {
    return false;
  }
};

/**
 * The files in an archive, by name.
 *
 * @throws SfError BadArchiveError
 */
const filesIn = async (path: string): Promise<Array<[string, Uint8Array]>> => {
  let packed = 0;
  let total = 0;
  try {
    const bytes = await bytesOf(path, MOST.export);
    const files = unzipSync(bytes, {
      filter: ({ size, originalSize }) => {
        packed += size;
        total += originalSize;
        // Both sizes are what the file claims: together they cannot be larger than it is, nor more than can be made of it.
        const isPossible = packed <= bytes.length && originalSize <= size * MOST_RATIO + SLACK;
        if (total > MOST_BYTES || !isPossible) throw new RangeError('too large');
        return true;
      },
    });
    return Object.entries(files)
      .filter(([name]) => !name.endsWith('/'))
      .sort(([one], [other]) => (one < other ? -1 : 1));
  } catch (error) {
    throw text.error('BadArchive', { detail: error instanceof Error ? error.message : '' });
  }
};

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

/** The checksum of what an archive holds: of names and contents, not of how and when it was packed. */
export const archiveDigest = async (path: string): Promise<string> =>
  sha256(JSON.stringify((await filesIn(path)).map(([name, content]) => [name, sha256(content)])));

/** What is said of a file in an archive that stands beside the content: folders of macOS, hidden files. */
const isAside = (path: string): boolean => /(^|\/)(__MACOSX\/|\.)/.test(path);

/**
 * Takes the CSV of a table out of an archive: the only one, or the one that is called like the table.
 *
 * @throws SfError BadArchiveError where it cannot be told which one it is
 */
export const unpackTable = async (from: string, to: string, table: string): Promise<void> => {
  const files = (await filesIn(from)).filter(([path]) => !isAside(path));
  const tables = files.filter(([path]) => /\.csv$/i.test(path));
  const own = tables.filter(([path]) => path.split('/').at(-1)?.slice(0, -4) === table);
  const [content, ...more] = [own, tables, files].find((some) => some.length === 1) ?? [];
  if (content === undefined || more.length > 0)
    throw text.error('BadArchive', { detail: text.get('archive.files', { files: tables.length }) });
  await writeFile(to, content[1], { mode: 0o600 });
};

/** How large a ZIP of blueprints may be (ServiceNow CPQ docs, "Boundaries and limits"), in MB. */
const MOST_MB = 75;
const MB = 1024 * 1024;

/** At the top level of what Logik imports, beside the folders blueprints, fields and rules. */
const HEAD = 'blueprint.yaml';

/**
 * Why Logik cannot import a file of blueprints, in words; undefined where it can, as far as its form tells: a ZIP of at
 * most 75 MB with blueprint.yaml at its top level (docs, "Migrate a blueprint from environment to environment": "not the
 * parent folder itself").
 *
 * @throws SfError BadArchiveError where the ZIP cannot be read
 */
export const whyNotImportable = async (path: string): Promise<string | undefined> => {
  const { bytes } = await measure(path);
  if (bytes > MOST_MB * MB) return text.get('size', { size: Math.ceil((bytes / MB) * 10) / 10, most: MOST_MB });
  if ((await formatOf(path)) !== 'zip') return text.get('noZip');
  const names = (await filesIn(path)).map(([name]) => name);
  if (names.includes(HEAD)) return undefined;
  const elsewhere = names.find((name) => name.endsWith(`/${HEAD}`) && !isAside(name));
  return elsewhere === undefined ? text.get('layout') : text.get('layout.elsewhere', { path: elsewhere });
};
