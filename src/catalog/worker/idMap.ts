import { join } from 'node:path';
import type { Verdict } from './compare.ts';
import { openCsvFile } from './csvFile.ts';
import { readableKey } from './keys.ts';
import { idMapFiles } from '../idMapFiles.ts';
import { openTextFile } from './textFile.ts';

/** One row of the map from the IDs before the refresh to those after it. */
export type IdMapping = {
  object: string;
  key: string;
  name: string | null;
  oldId: string | null;
  newId: string | null;
  status: 'mapped' | 'unchanged' | 'missing' | 'new' | 'ambiguous';
};

const COLUMNS: ReadonlyArray<keyof IdMapping> = ['object', 'key', 'name', 'oldId', 'newId', 'status'];

/** What one verdict says of IDs. Rows that nobody can tell apart are listed, each for itself, and map to nothing. */
export const mappingsOf = (object: string, verdict: Verdict): IdMapping[] => {
  const key = verdict.key === null ? '' : readableKey(verdict.key);
  const row = (
    oldId: string | null,
    newId: string | null,
    name: string | null,
    status: IdMapping['status']
  ): IdMapping => ({ object, key, name, oldId, newId, status });
  switch (verdict.kind) {
    case 'matched': {
      const { before, now } = verdict;
      return [row(before.id, now.id, now.values.Name ?? null, before.id === now.id ? 'unchanged' : 'mapped')];
    }
    case 'missing':
      return [row(verdict.before.id, null, verdict.before.values.Name ?? null, 'missing')];
    case 'new':
      return [row(null, verdict.now.id, verdict.now.values.Name ?? null, 'new')];
    case 'ambiguous':
      return [
        ...verdict.before.map(({ id, values }) => row(id, null, values.Name ?? null, 'ambiguous')),
        ...verdict.now.map(({ id, values }) => row(null, id, values.Name ?? null, 'ambiguous')),
      ];
  }
};

/** Writes the ID map of one object, as CSV for the support case and as NDJSON for programs. */
export const openIdMap = (
  directory: string,
  object: string
): { add(verdict: Verdict): Promise<unknown> | undefined; end(): Promise<void> } => {
  const names = idMapFiles(object);
  const csv = openCsvFile(join(directory, names.csv), COLUMNS);
  const ndjson = openTextFile(join(directory, names.ndjson));
  return {
    add: (verdict) => {
      let written: Promise<unknown> | undefined;
      // One after the other, a million times: what needs no waiting gets none.
      for (const mapping of mappingsOf(object, verdict)) {
        const both = [csv.add(mapping), ndjson.write(`${JSON.stringify(mapping)}\n`)];
        if (both.some((each) => each !== undefined)) written = Promise.all([written, ...both]);
      }
      return written;
    },
    end: async () => {
      await csv.end();
      await ndjson.end();
    },
  };
};
