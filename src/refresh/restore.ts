import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Change, RestoreWrite } from '../checklist/item.ts';
import type { RecordsFacts } from '../checklist/records/facts.ts';
import { compareRecords, keptIn } from '../checklist/records/gather.ts';
import { userNames } from '../checklist/records/names.ts';
import type { KeptObject } from '../preserve/kept.ts';
import { load } from '../preserve/plan.ts';
import { restoreObject, type RestoreFailure } from '../preserve/restore.ts';
import type { OrgReader, OrgWriter } from '../salesforce/types.ts';
import { factsOf, loadBaseline } from './baseline.ts';
import type { ContentFile } from './files.ts';

const keptObjects = async (directory: string): Promise<KeptObject[]> =>
  keptIn(factsOf((await loadBaseline(directory)).items, 'records') as RecordsFacts | undefined);

/**
 * Puts the records of one object back from the files in the refresh directory; answers the rows that were refused.
 *
 * @throws OrgError where the org itself cannot be asked; SfError DamagedRecordsError
 */
export const sendRestore = async (
  writer: OrgWriter,
  reader: OrgReader,
  [{ write }]: ReadonlyArray<Change & { write: RestoreWrite }>,
  directory: string
): Promise<RestoreFailure[]> => {
  const loaded = await load(directory, await keptObjects(directory));
  const { object, pass, names } = write;
  return restoreObject({ reader, writer }, loaded, { object, pass, names: userNames(names) });
};

/** How many records are left to write, or lookups to set. */
export const readRestore = async (
  reader: OrgReader,
  { object, pass, names }: RestoreWrite,
  directory: string
): Promise<{ id: null; value: number } | undefined> => {
  const objects = await keptObjects(directory);
  const [compared] = await compareRecords({ org: reader, directory, names }, objects, object);
  if (!compared || compared.unreadable !== null) return undefined;
  return { id: null, value: pass === 'records' ? compared.work : compared.links };
};

/** The rows that were refused, or of which something was left out, as a file for people; none where there are none. */
export const restoreFailuresFile = (directory: string, failures: readonly RestoreFailure[]): ContentFile[] => {
  if (failures.length === 0) return [];
  const columns = ['object', 'name', 'id', 'code', 'message'] as const;
  const header = ['object', 'key', 'id', 'code', 'message'];
  const rows = failures.map((failure) => columns.map((name) => failure[name]));
  return [
    {
      path: join(directory, 'reports', 'restore-failures.csv'),
      content: stringify([header, ...rows], { escape_formulas: true }),
    },
  ];
};
