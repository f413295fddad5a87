import type { SfError } from '@salesforce/core';
import type { ChecklistItem, ItemId, ReadContext } from '../checklist/item.ts';
import { OrgError } from '../salesforce/errors.ts';
import type { Reading } from './baseline.ts';
import { EXIT } from './exitCodes.ts';
import { isSfError, reasonOf } from '../text.ts';

/** What reading the checklist brought: the readings, and for lines that could not be read the error itself. */
export type Gathered = { readings: Record<string, Reading>; errors: Map<ItemId, SfError> };

/**
 * Reads every line at once, so that the reads of one turn share their round trips. A line that cannot be read says why
 * and stops no other; an org that cannot be asked at all (expired login, no network) ends the run, and so does an answer
 * that cannot be right, which is an error of usage.
 *
 * @param kept readings of other lines, from earlier in this run: they are among the readings, and the lines may ask for
 *   their facts
 */
export const gather = async (
  items: ReadonlyArray<ChecklistItem<unknown>>,
  own: Omit<ReadContext, 'facts'>,
  kept: Gathered['readings'] = {}
): Promise<Gathered> => {
  const errors = new Map<ItemId, SfError>();
  const running = new Map<ItemId, Promise<[ItemId, Reading]>>();
  // Asked only while a line reads, which is one turn later: by then all are under way.
  const facts = async (id: ItemId): Promise<unknown> => {
    await Promise.resolve();
    const [, reading = kept[id]] = (await running.get(id)) ?? [];
    return reading?.status === 'read' ? reading.facts : undefined;
  };
  const context: ReadContext = { ...own, facts };
  const read = async (item: ChecklistItem<unknown>): Promise<[ItemId, Reading]> => {
    try {
      return [item.id, { status: 'read', facts: await item.gather(context) }];
    } catch (error) {
      if (!isSfError(error) || error.exitCode === EXIT.usage) throw error;
      if (error instanceof OrgError && error.scope === 'run') throw error;
      errors.set(item.id, error);
      return [item.id, { status: 'unreadable', reason: reasonOf(error) }];
    }
  };
  for (const item of items) running.set(item.id, read(item));
  const readings = await Promise.all(running.values());
  return { readings: { ...kept, ...Object.fromEntries(readings) }, errors };
};
