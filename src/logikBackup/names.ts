import { createHash } from 'node:crypto';

/** Names that are the same on every file system, whatever it thinks of case, dots and spaces. */
const PLAIN = /^[a-z0-9_][a-z0-9_-]{0,79}$/;
/** Names that Windows keeps for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** Digits of the checksum that tells tables apart whose names look alike once they are plain. */
const MARK = 12;

/**
 * The file of a managed table, from its name, which may hold anything. A plain name stays as it is; any other is
 * spelled with what is allowed and gets a mark behind a dot, which no plain name has: so no two tables share a file, on
 * a file system that ignores case too.
 */
export const tableFile = (table: string): string => {
  if (PLAIN.test(table) && !DEVICE.test(table)) return `tables/${table}.csv`;
  const slug = table
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const mark = createHash('sha256').update(table).digest('hex').slice(0, MARK);
  return `tables/${slug === '' ? 'table' : slug}.${mark}.csv`;
};

/** The longest file name, in bytes, that every usual file system takes. */
const LONGEST = 240;

/**
 * The name under which a table's rows are handed to Logik, which tells by it which table they are of; undefined where no
 * file can be called so.
 */
export const uploadName = (table: string): string | undefined => {
  const name = `${table}.csv`;
  const impossible = /[/\\\p{Cc}]/u.test(name) || Buffer.byteLength(name) > LONGEST;
  return impossible || table.trim() === '' ? undefined : name;
};
