import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { KeptObject } from '../kept.ts';
import type { Shape } from '../shape.ts';
import { Problem } from './problem.ts';

/** Enough for rows that repeat themselves; higher levels take twice the time for a tenth of the size. */
const LEVEL = 4;

export const fileNameOf = (object: string): string => `${object}.csv.gz`;

/** Hands on what is written, and remembers size and checksum. */
const measured = (): Transform & { bytes: number; digest(): string } => {
  const hash = createHash('sha256');
  const transform = Object.assign(
    new Transform({
      transform: (piece: Buffer, _encoding, done) => {
        hash.update(piece);
        transform.bytes += piece.length;
        done(null, piece);
      },
    }),
    { bytes: 0, digest: () => hash.digest('hex') }
  );
  return transform;
};

/** Writes a kept file; what it is comes out at the end. */
export type Keeper = {
  write(csv: Uint8Array): Promise<void>;
  end(rows: number, via: KeptObject['via']): Promise<KeptObject>;
};

/**
 * Opens the compressed file of one object.
 *
 * @param workspace where it is written first
 * @throws Problem WriteFailed from `write` and `end`
 */
export const openKeeper = (workspace: string, shape: Shape): Keeper => {
  const file = fileNameOf(shape.name);
  const path = join(workspace, file);
  const gzip = createGzip({ level: LEVEL });
  const measure = measured();
  const refuse = (error: unknown): never => {
    throw new Problem('WriteFailed', { path, code: (error as { code?: string }).code ?? 'UNKNOWN' });
  };
  const written = pipeline(gzip, measure, createWriteStream(path, { mode: 0o600, flags: 'wx' })).catch(refuse);
  // Whoever writes next learns of it; until then nobody listens.
  written.catch(() => undefined);
  return {
    write: async (csv) => {
      if (gzip.destroyed) await written;
      const taken = new Promise<void>((resolve, reject) => {
        gzip.write(csv, (error) => (error ? reject(error) : resolve()));
      });
      await Promise.race([taken.catch(refuse), written]);
    },
    end: async (rows, via) => {
      gzip.end();
      await written;
      const { bytes } = measure;
      return { object: shape.name, file, rows, bytes, sha256: measure.digest(), via, fields: shape.fields };
    },
  };
};
