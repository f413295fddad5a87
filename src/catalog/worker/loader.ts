import type { KeptObject } from '../kept.ts';
import type { Shape } from '../shape.ts';
import { openCsv } from './csv.ts';
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

/** So much of a piece is text and rows at a time: the heap of the worker is small. */
const PART_BYTES = 262_144;

/** Gives the memory of a piece back at once, where it is nobody else's: what waits for the collector piles up. */
const release = ({ buffer, byteLength }: Uint8Array): void => {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
};

/**
 * Reads CSV that comes in pieces straight into the database, and into a file where one is kept.
 *
 * @throws RangeError from `write` and `end` for what is no CSV; Problem WriteFailed
 */
export const openIntake = (loader: Loader, keeper: Keeper | undefined): Intake => {
  const csv = openCsv();
  let isHeader = true;
  const load = (rows: readonly string[][]): void => {
    for (const row of rows) {
      if (isHeader) isHeader = false;
      else loader.add(row);
    }
  };
  return {
    write: async (piece) => {
      const kept = keeper?.write(piece);
      // It is waited for below; meanwhile its refusal must not count as nobody's.
      kept?.catch(() => undefined);
      for (let at = 0; at < piece.length; at += PART_BYTES) load(csv.rows(piece.subarray(at, at + PART_BYTES)));
      await kept;
      release(piece);
    },
    end: async (via) => {
      load(csv.end());
      const rows = loader.end();
      return keeper?.end(rows, via);
    },
  };
};
