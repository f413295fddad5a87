import type { Change, RestoreWrite } from '../../checklist/item.ts';
import type { RecordsFacts } from '../../checklist/sandbox/records/facts.ts';
import { compareRecords, keptIn } from '../../checklist/sandbox/records/gather.ts';
import { userNames } from '../../checklist/sandbox/records/names.ts';
import type { KeptObject } from '../../preserve/kept.ts';
import { loadFor } from '../../preserve/plan.ts';
import type { ProblemCode } from '../../preserve/draft.ts';
import { restoreObject, type Restored } from '../../preserve/restore.ts';
import type { OrgReader, OrgWriter } from '../../salesforce/types.ts';
import { factsOf, loadBaseline } from '../directory/baseline.ts';

const keptObjects = async (directory: string): Promise<KeptObject[]> =>
  keptIn(factsOf((await loadBaseline(directory)).items, 'records') as RecordsFacts | undefined);

/** What stands in the way whatever else is saved: people have to mend it, or the org's schema. */
const LASTING: ReadonlySet<string> = new Set<ProblemCode>([
  'KEY_COLLIDES',
  'NOT_WRITABLE',
  'RECORD_TYPE_INACTIVE',
  'RECORD_TYPE_NOT_FOUND',
  'SAME_NOT_FOUND',
]);

/** Whether a row may go once records of another object, or users, are there. */
export const mayPass = ({ code }: { code: string }): boolean => !LASTING.has(code);

/**
 * Puts the records of one object back from the files in the refresh directory; answers the rows that were refused, and
 * how many were saved.
 *
 * @throws OrgError where the org itself cannot be asked; SfError DamagedRecordsError
 */
export const sendRestore = async (
  writer: OrgWriter,
  reader: OrgReader,
  [{ write }]: ReadonlyArray<Change & { write: RestoreWrite }>,
  directory: string
): Promise<Restored> => {
  const { object, pass, names } = write;
  const loaded = await loadFor(object, directory, await keptObjects(directory));
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
