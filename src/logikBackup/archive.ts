import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { loadText } from '../text.ts';
import { startOf } from './file.ts';

const text = loadText('logikBackup');

/** What an archive may hold once it is unpacked: a small one that unpacks to more is no export. */
const MOST_BYTES = 1024 * 1024 * 1024;

const LOCAL_HEADER = Buffer.from('PK\u0003\u0004');
/** An archive without any file. */
const END_RECORD = Buffer.from('PK\u0005\u0006');

/** What kind of file an export is: documentation says ZIP for blueprints, CSV for tables; a public client gets ZIPs. */
export const formatOf = async (path: string): Promise<'zip' | 'json' | 'bin'> => {
  const start = await startOf(path, 4);
  if (start.equals(LOCAL_HEADER) || start.equals(END_RECORD)) return 'zip';
  return /^\s*[[{]/.test(start.toString('latin1')) ? 'json' : 'bin';
};

/**
 * The files in an archive, by name.
 *
 * @throws SfError BadArchiveError
 */
const filesIn = async (path: string): Promise<Array<[string, Uint8Array]>> => {
  let total = 0;
  try {
    const files = unzipSync(await readFile(path), {
      filter: ({ originalSize }) => {
        total += originalSize;
        if (total > MOST_BYTES) throw new RangeError('too large');
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

/**
 * Takes the one CSV out of an archive.
 *
 * @throws SfError BadArchiveError where it does not hold exactly one
 */
export const unpackTable = async (from: string, to: string): Promise<void> => {
  const files = await filesIn(from);
  if (files.length !== 1)
    throw text.error('BadArchive', { detail: text.get('archive.files', { files: files.length }) });
  await writeFile(to, files[0][1], { mode: 0o600 });
};
