import { join } from 'node:path';
import { CATALOG_DIRECTORY } from '../directory.ts';
import type { KeptObject } from '../kept.ts';
import type { Progress } from '../progress.ts';
import type { Shape } from '../shape.ts';
import type { Compared, JudgedNow } from '../types.ts';
import { compareObjects, type CompareOptions } from './compareObjects.ts';
import { openDatabase } from './database.ts';
import { judgeNow, type JudgeOptions } from './judge.ts';
import { openKeeper } from './keep.ts';
import { keptRows } from './keptRows.ts';
import { loaderFor, openIntake, type Intake, type UserSuffix } from './loader.ts';
import { lookUp, type FormerId } from './lookUp.ts';

/** What the worker can be asked for; one of these for each workspace. */
export type Desk = {
  /** Announces an object of the org as it is now, which comes in pieces; `keep`: its rows go to a file, too. */
  begin: (shape: Shape, keep: boolean) => void;
  /** The next bytes of its CSV; resolves when more may come. */
  piece: (object: string, bytes: Uint8Array) => Promise<void>;
  /** All of it is here. */
  finish: (object: string, via: KeptObject['via']) => Promise<KeptObject | undefined>;
  /** Loads what was kept of an object before the refresh. `key`: by what it is told apart now. */
  loadKept: (directory: string, kept: KeptObject, key: readonly string[]) => Promise<void>;
  judge: (options: Omit<JudgeOptions, 'workspace'>) => Promise<JudgedNow>;
  compare: (options: Omit<CompareOptions, 'workspace'>) => Promise<Compared>;
  lookUp: (ids: readonly string[], entryKey: readonly string[]) => Map<string, FormerId>;
  close: () => void;
};

const EVERY = 10_000;

/** Opens a database in the workspace, and does with catalogs what takes time and memory. */
export const openDesk = async (workspace: string, suffix: UserSuffix, progress: Progress): Promise<Desk> => {
  const database = await openDatabase(workspace);
  const intakes = new Map<string, Intake>();
  const intakeOf = (object: string): Intake => {
    const intake = intakes.get(object);
    if (!intake) throw new RangeError(`${object} was not announced.`);
    return intake;
  };
  return {
    begin: (shape, keep) => {
      const keeper = keep ? openKeeper(workspace, shape) : undefined;
      const loader = loaderFor(database, 'now', shape, suffix);
      intakes.set(shape.name, openIntake(loader, keeper));
    },
    piece: (object, bytes) => intakeOf(object).write(bytes),
    finish: (object, via) => intakeOf(object).end(via),
    loadKept: async (directory, kept, key) => {
      const shape: Shape = { name: kept.object, fields: kept.fields, key, role: 'catalog', notKept: false };
      const loader = loaderFor(database, 'before', shape, suffix);
      let rows = 0;
      for await (const some of keptRows(join(directory, CATALOG_DIRECTORY, kept.file), kept)) {
        for (const row of some) {
          loader.add(row);
          rows += 1;
          if (rows % EVERY === 0) progress({ stage: 'load', object: kept.object, rows, total: kept.rows });
        }
      }
      loader.end();
    },
    judge: (options) => judgeNow(database, { ...options, workspace }),
    compare: (options) => compareObjects(database, { ...options, workspace }, progress),
    lookUp: (ids, entryKey) => lookUp(database, ids, entryKey),
    close: () => database.close(),
  };
};
