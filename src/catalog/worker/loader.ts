import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { parse } from 'csv-parse';
import type { KeptObject } from '../kept.ts';
import type { Shape } from '../shape.ts';
import type { CatalogDatabase, Loader, Side } from './database.ts';
import { naturalKey } from './keys.ts';
import type { Keeper } from './keep.ts';

/** What a sandbox appends to usernames, on each side; null where it appends nothing. */
export type UserSuffix = Record<Side, string | null>;

/** A refresh changes usernames: without the sandbox's suffix they are production's, which stay. */
const userKey = (username: string, suffix: string | null): string => {
  const name = username.toLowerCase();
  const end = `.${(suffix ?? '').toLowerCase()}`;
  return suffix !== null && name.endsWith(end) ? name.slice(0, -end.length) : name;
};

/** A loader for one object of one side. */
export const loaderFor = (database: CatalogDatabase, side: Side, shape: Shape, suffix: UserSuffix): Loader =>
  database.loader(side, shape, (values) =>
    shape.name === 'User' && values.Username !== null
      ? userKey(values.Username, suffix[side])
      : naturalKey(shape.key, values)
  );

/** Takes an object piece by piece, as bytes of CSV. */
export type Intake = {
  /** Resolves when the next piece may come. A piece that has its buffer for itself is gone then. */
  write(piece: Uint8Array): Promise<void>;
  /** What was kept of it; undefined where nothing was to be kept. */
  end(via: KeptObject['via']): Promise<KeptObject | undefined>;
};

/** The parser copies what is left of a part in front of the next part: small parts, small copies. */
const PART_BYTES = 65_536;

/** A piece in parts. The parser may hold on to the last one: that is a copy. */
const partsOf = function* (piece: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < piece.length; start += PART_BYTES) {
    const part = piece.subarray(start, start + PART_BYTES);
    yield start + PART_BYTES < piece.length ? part : Uint8Array.from(part);
  }
};

/** Gives the memory of a piece back at once, where it is nobody else's: what waits for the collector piles up. */
const release = ({ buffer, byteLength }: Uint8Array): void => {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
};

/**
 * Parses CSV that comes in pieces straight into the database, and into a file where one is kept.
 *
 * @throws CsvError from `write` and `end` for what is no CSV; Problem WriteFailed
 */
export const openIntake = (loader: Loader, keeper: Keeper | undefined): Intake => {
  const parser = parse();
  let isHeader = true;
  parser.on('readable', () => {
    for (let row = parser.read() as string[] | null; row !== null; row = parser.read() as string[] | null) {
      if (isHeader) isHeader = false;
      else loader.add(row);
    }
  });
  const done = finished(parser);
  // Whoever writes next learns of it; until then nobody listens.
  done.catch(() => undefined);
  const parsed = async (piece: Uint8Array): Promise<void> => {
    for (const part of partsOf(piece)) {
      parser.write(part);
      if (parser.writableNeedDrain) await Promise.race([once(parser, 'drain'), done]);
    }
  };
  return {
    write: async (piece) => {
      if (parser.destroyed) await done;
      await Promise.all([parsed(piece), keeper?.write(piece)]);
      release(piece);
    },
    end: async (via) => {
      parser.end();
      await done;
      const rows = loader.end();
      return keeper?.end(rows, via);
    },
  };
};
