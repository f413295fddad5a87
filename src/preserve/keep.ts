import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { OrgReader } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import { askFor } from './asked.ts';
import { cellsOf } from './cells.ts';
import { BULK_READ_ROWS, type KeptObject, type Shape, type UserNames } from './kept.ts';
import { lossesOf, lostIn, type Loss } from './lost.ts';
import { describer, targetOf, type Keys } from './reference.ts';
import { columnsOf, keyed, keyLabel, keyOf, rowMaker, type Row } from './row.ts';
import { severalIn, severalTeller } from './several.ts';

const text = loadText('preserve');

/** Enough for rows that repeat themselves; higher levels take twice the time for a tenth of the size. */
const LEVEL = 4;

/** So many rows that cannot be put back are named; all of them are counted. */
const NAMED = 5;

/** Lines are made this many at a time. */
const BATCH = 500;

/** Hands on what is written, and remembers size and checksum. */
const measured = (): { transform: Transform; bytes: () => number; digest: () => string } => {
  const hash = createHash('sha256');
  let bytes = 0;
  const transform = new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      hash.update(piece);
      bytes += piece.length;
      done(null, piece);
    },
  });
  return { transform, bytes: () => bytes, digest: () => hash.digest('hex') };
};

/** A record that cannot be put back, since its key is not its own; the key is empty where it has none. */
export type Unusable = { object: string; key: string; id: string };

/** Which rows cannot be put back: counted with some of them named, and all of them. */
const unusableOf = (
  rows: readonly Row[],
  shape: Pick<Shape, 'key' | 'object'>
): { told: KeptObject['unusable']; all: Unusable[] } => {
  const { empty, repeated } = keyed(rows, shape);
  const all = [
    ...repeated.map((row) => ({ object: shape.object, key: keyLabel(keyOf(row, shape)), id: row.id })),
    ...empty.map(({ id }) => ({ object: shape.object, key: '', id })),
  ];
  const named = [...new Set(all.map(({ key, id }) => key || id))].slice(0, NAMED);
  return { told: { empty: empty.length, repeated: repeated.length, named }, all };
};

const isFileError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error;

/**
 * Reads the records of an object and writes them to a compressed file, one line of JSON a record.
 *
 * @param keys the keys of all objects that are kept
 * @param directory where it is written first
 * @throws OrgError where the org does not answer; SfError RecordsNotWrittenError
 */
export const keepObject = async (
  org: Pick<OrgReader, 'csv' | 'count' | 'query' | 'describe' | 'describeGlobal'>,
  shape: Shape,
  { names, keys: keysOfAll }: { names: UserNames; keys: Keys },
  directory: string
): Promise<{ kept: KeptObject; from: string; losses: Loss[]; unusable: Unusable[] }> => {
  const where = shape.where ?? undefined;
  const bulk = (await org.count(shape.object, where)) >= BULK_READ_ROWS;
  const losses = lossesOf(shape, await askFor(org, shape));
  const columns = [...new Set([...columnsOf(shape.fields), ...losses.columns])];
  const positions = new Map(columns.map((column, index) => [column, index]));
  const make = rowMaker(shape.fields, names);
  const several = severalIn(shape.fields);
  const describe = describer(org);
  const teller = severalTeller(org, names, (object) => targetOf(object, describe, keysOfAll));
  const keyFields = new Set(shape.key);
  const keys: Row[] = [];
  const only = <T>(from: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(from).filter(([name]) => keyFields.has(name)));

  /** Some rows as lines: what their lookups lead to is told for all of them together. */
  const linesOf = async (batch: ReadonlyArray<{ row: Row; cells: readonly string[] }>): Promise<string> => {
    const rows = batch.map(({ row }) => row);
    const told = several.length === 0 ? rows : await teller.tell(rows, several);
    // What the teller met is what such a lookup may lead to.
    losses.meet(teller.targets());
    return told
      .map((row, index) => {
        const { cells } = batch[index];
        const kept = losses.see(row, (column) => cells[positions.get(column) ?? -1] ?? '');
        keys.push({ id: kept.id, values: only(kept.values), refs: only(kept.refs) });
        return `${JSON.stringify(kept)}\n`;
      })
      .join('');
  };

  async function* lines(): AsyncGenerator<string> {
    let batch: Array<{ row: Row; cells: readonly string[] }> = [];
    for await (const cells of cellsOf(org.csv({ object: shape.object, fields: columns, where }, { bulk }))) {
      batch.push({ row: make(columns, cells), cells });
      if (batch.length < BATCH) continue;
      yield await linesOf(batch);
      batch = [];
    }
    yield await linesOf(batch);
  }

  const name = `${shape.object}.ndjson.gz`;
  const from = join(directory, name);
  const { transform, bytes, digest } = measured();
  try {
    const target = createWriteStream(from, { mode: 0o600 });
    await pipeline(Readable.from(lines()), createGzip({ level: LEVEL }), transform, target);
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw text.error('RecordsNotWritten', { path: from, code: error.code });
  }
  const unusable = unusableOf(keys, shape);
  const kept: KeptObject = {
    ...shape,
    fields: shape.fields.map((field) =>
      field.reference?.kind === 'any'
        ? { ...field, reference: { ...field.reference, targets: teller.targets() } }
        : field
    ),
    file: `preserved/records/${name}`,
    format: 1,
    rows: keys.length,
    bytes: bytes(),
    sha256: digest(),
    via: bulk ? 'bulk' : 'rest',
    unusable: unusable.told,
    lost: lostIn(losses.all),
  };
  return { kept, from, losses: losses.all, unusable: unusable.all };
};
