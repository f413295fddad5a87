import type { SfError } from '@salesforce/core';
import type { ChecklistItem, ItemId, ReadContext } from '../../checklist/item.ts';
import { OrgError } from '../../salesforce/errors.ts';
import type { Reading } from '../directory/baseline.ts';
import { EXIT } from './exitCodes.ts';
import { pathText } from '../directory/record.ts';
import { isSfError, loadText, reasonOf } from '../../text.ts';

const text = loadText('refresh');

/** What reading the checklist brought: the readings, and for lines that could not be read the error itself. */
export type Gathered = { readings: Record<string, Reading>; errors: Map<ItemId, SfError> };

/** What is thrown at an answer that nobody expected: a value is not of the type that every answer had so far. */
const SURPRISES: readonly string[] = ['TypeError', 'RangeError', 'URIError', 'SyntaxError'];

/**
 * The error of a line that stumbled over an answer. It is that line's alone, like every other reading that fails; what is no
 * error about a value stays what it is, for nothing may hide it.
 */
export const oddAnswer = (item: Pick<ChecklistItem<unknown>, 'id'>, problem: unknown): SfError => {
  if (!(problem instanceof Error) || !SURPRISES.includes(problem.name)) throw problem;
  const error = text.error('OddAnswer', { item: item.id, detail: text.get('oddAnswer.surprise') });
  error.cause = problem;
  return error;
};

/**
 * Facts as the record holds them. An answer may have values of another type than every answer before it: written down,
 * they would make a record that no later command reads.
 *
 * @throws SfError OddAnswerError
 */
const recordable = (item: ChecklistItem<unknown>, facts: unknown): unknown => {
  const [issue] = item.facts.safeParse(facts).error?.issues ?? [];
  if (!issue) return facts;
  const detail = text.get('oddAnswer.facts', { field: pathText(issue.path), detail: issue.message });
  throw text.error('OddAnswer', { item: item.id, detail });
};

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
      return [item.id, { status: 'read', facts: recordable(item, await item.gather(context)) }];
    } catch (problem) {
      const error = isSfError(problem) ? problem : oddAnswer(item, problem);
      if (error.exitCode === EXIT.usage) throw error;
      if (error instanceof OrgError && error.scope === 'run') throw error;
      errors.set(item.id, error);
      return [item.id, { status: 'unreadable', reason: reasonOf(error) }];
    }
  };
  for (const item of items) running.set(item.id, read(item));
  const readings = await Promise.all(running.values());
  return { readings: { ...kept, ...Object.fromEntries(readings) }, errors };
};
