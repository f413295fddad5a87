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
  /** Resolves when the next piece may come. */
  write(piece: Uint8Array): Promise<void>;
  /** What was kept of it; undefined where nothing was to be kept. */
  end(via: KeptObject['via']): Promise<KeptObject | undefined>;
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
  return {
    write: async (piece) => {
      if (parser.destroyed) await done;
      parser.write(piece);
      await keeper?.write(piece);
      if (parser.writableNeedDrain) await Promise.race([once(parser, 'drain'), done]);
    },
    end: async (via) => {
      parser.end();
      await done;
      const rows = loader.end();
      return keeper?.end(rows, via);
    },
  };
};
