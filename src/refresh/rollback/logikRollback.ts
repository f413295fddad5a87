import { finding } from '../../checklist/finding.ts';
import type { Change, Finding } from '../../checklist/item.ts';
import { preImageOf } from '../../logikBackup/restore.ts';
import { loadText } from '../../text.ts';

const text = loadText('refresh');

/**
 * The change with the file that takes it back: the rows that stood in the table before the run, which kept them, to be put
 * in the place of those that are there now. Without that file it stays as it is. Where the run did not come out as
 * planned, what it left is what is taken back.
 */
export const withPreImage = async (change: Change, directory: string, run: string): Promise<Change> => {
  const { write, before } = change;
  if (write.kind !== 'logik' || write.part !== 'table' || before === null) return change;
  const kept = await preImageOf(directory, run, write.name, String(before));
  if (!kept) return change;
  const { left, ...sent } = write;
  return { ...change, after: left ?? change.after, write: { ...sent, ...kept, verb: 'PUT' } };
};

/**
 * Why what was put into a Logik environment stays there: blueprints are only ever added to, a table that was made is not
 * deleted, and rows of before that are not there any more cannot be sent.
 *
 * @param change the change of the run, with its pre-image
 */
export const staysInLogik = ({ item, target, before, write }: Change): Finding | undefined => {
  if (write.kind !== 'logik') return undefined;
  const stays = (hint: string): Finding => finding(item, target, 'manual', { expected: before, hint });
  if (write.part === 'blueprints') return stays(text.get('hint.rollbackBlueprints'));
  if (before === null) return stays(text.get('hint.rollbackTable'));
  return write.path.startsWith('rollback/') ? undefined : stays(text.get('hint.rollbackRows'));
};
