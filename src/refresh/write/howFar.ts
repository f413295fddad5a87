import type { Change } from '../../checklist/item.ts';
import { OrgError } from '../../salesforce/errors.ts';
import { isSfError, loadText } from '../../text.ts';
import { EXIT } from '../judge/exitCodes.ts';
import { uninterrupted, type Interruption, type Stage } from './interruption.ts';
import { journalPath } from '../directory/journal.ts';

const text = loadText('refresh');

/** So many changes are named of each kind; all of them are counted. */
const NAMED = 10;

/** How far a run that writes has come. */
export type HowFar = {
  /** How somebody cuts it off; it also learns here what becomes of each change. */
  interruption: Interruption;
  /**
   * Does the work; an error that ends it after the first write tells how far it came.
   *
   * @throws SfError StoppedMidwayError, or what an org ended it with, and how far it came; before the first write what
   *   the work throws
   */
  told<T>(work: () => Promise<T>): Promise<T>;
};

/** A disk that is full, whatever error said so. */
const saysFull = (reason: string): boolean => /\b(ENOSPC|EDQUOT|EFBIG)\b/.test(reason);

/** Keeps in mind what became of the changes of a run, for the case that something ends it. */
export const howFar = (
  directory: string,
  changes: readonly Change[],
  { begin, note }: Interruption = uninterrupted
): HowFar => {
  const stages = new Map<Change, Stage>();
  const named = (some: readonly Change[]): string => {
    const names = some.slice(0, NAMED).map(({ item, target }) => `${item} ${target}`);
    const more = some.length > NAMED ? [text.get('stopped.more', { count: some.length - NAMED })] : [];
    return some.length === 0 ? text.get('stopped.none') : [...names, ...more].join('; ');
  };
  const stopped = (error: unknown): Error => {
    const at = (wanted: Stage): Change[] =>
      [...stages].filter(([, stage]) => stage === wanted).map(([change]) => change);
    const [taken, unsure, refused] = [at('accepted'), at('underway'), at('refused')];
    const reason = error instanceof Error ? error.message : String(error);
    const told = text.error(
      'StoppedMidway',
      {
        reason,
        of: changes.length,
        applied: taken.length,
        unsure: unsure.length,
        refused: refused.length,
        open: changes.length - stages.size,
        journal: journalPath(directory),
        first: text.get(saysFull(reason) ? 'stopped.full' : 'stopped.other'),
        takenList: named(taken),
        unsureList: named(unsure),
      },
      EXIT.incomplete
    );
    if (isSfError(error)) told.actions = [...(error.actions ?? []), ...(told.actions ?? [])];
    // What an org or a login ended is known by its name, to scripts as well.
    return error instanceof OrgError ? Object.assign(told, { name: error.name, exitCode: error.exitCode }) : told;
  };
  return {
    interruption: {
      begin,
      note: (change, stage) => {
        stages.set(change, stage);
        note(change, stage);
      },
    },
    told: async (work) => {
      try {
        return await work();
      } catch (error) {
        throw stages.size === 0 ? error : stopped(error);
      }
    },
  };
};
