import type { Compared } from '../../../logikBackup/compare.ts';
import type { Part } from '../../../logikBackup/manifest.ts';
import { uploadName } from '../../../logikBackup/names.ts';
import { loadText } from '../../../text.ts';
import type { Change, Situation } from '../../item.ts';
import type { LogikBackupFacts } from './facts.ts';

const text = loadText('checklist.logik-backup');

/** What a part is called in findings and plans. */
export const targetOf = ({ kind, name }: Pick<Part, 'kind' | 'name'>): string =>
  kind === 'table' ? text.get('target.table', { name }) : text.get('target.blueprints');

/**
 * Why a part is not put back although the environment lacks it or differs: `newer` data stands there, its `file` is not
 * what it was, it is `empty`, so that there is nothing to send, no address can hold what it is `called`, or it has not the
 * `form` that Logik imports.
 */
export type Obstacle = 'newer' | 'file' | 'empty' | 'called' | 'form';

/** Whether there is something that putting the backup back would lose. */
const wouldLose = ({ state, kind, rows, extra, later }: Compared): boolean => {
  if (state !== 'different') return false;
  // A table without a row has nothing to lose, whenever it was made.
  if (kind === 'table' && rows === 0) return false;
  return later.length > 0 || (extra ?? 0) > 0;
};

/** What stands in the way of putting a part back; undefined where nothing does. */
export const obstacleOf = (
  compared: Compared,
  part: Part,
  { now, answers }: Pick<Situation<LogikBackupFacts>, 'now' | 'answers'>
): Obstacle | undefined => {
  if (now.now?.files.some(({ file, state }) => file === part.file && state !== 'intact')) return 'file';
  if (part.bytes === 0) return 'empty';
  if (part.kind === 'table' && uploadName(part.name) === undefined) return 'called';
  if (part.kind === 'blueprints' && typeof now.now?.notImportable === 'string') return 'form';
  return wouldLose(compared) && !answers.logik.backup.overwrite.includes(part.name) ? 'newer' : undefined;
};

/** Parts of the backup that the environment lacks or has otherwise, with what was found. */
export const differing = ({
  now,
}: Pick<Situation<LogikBackupFacts>, 'now'>): Array<{ part: Part; compared: Compared }> =>
  (now.backup?.parts ?? []).flatMap((part) => {
    const compared = now.now?.parts?.find(({ kind, name }) => kind === part.kind && name === part.name);
    return compared && (compared.state === 'missing' || compared.state === 'different') ? [{ part, compared }] : [];
  });

/** repoint: one change for each table and one for the blueprints, where that was asked for. Tables come first. */
export const planBackup = (situation: Situation<LogikBackupFacts>): Change[] => {
  const { now, restoreLogik, org } = situation;
  const { environment } = now;
  if (!restoreLogik || !org.refreshed || environment === null) return [];
  const wanted = differing(situation).filter(({ part, compared }) => !obstacleOf(compared, part, situation));
  const tables = wanted.filter(({ part }) => part.kind === 'table');
  return [...tables, ...wanted.filter((each) => !tables.includes(each))].map(({ part, compared }): Change => {
    const { kind, name, file: path, sha256 } = part;
    const { before, after } = compared;
    const verb = before === null ? ('POST' as const) : ('PUT' as const);
    const differs = text.get(before === null ? 'reason.missing' : 'reason.different', { environment });
    const how = text.get(verb === 'POST' ? 'reason.POST' : 'reason.PUT');
    const reason = kind === 'table' ? `${differs} ${how}` : differs;
    const write = {
      kind: 'logik',
      environment,
      part: kind,
      name,
      path,
      sha256,
      ...(kind === 'table' ? { verb } : {}),
    } as const;
    return { item: 'logik-backup', target: targetOf(part), severity: 'normal', before, after, reason, write };
  });
};
