import type { SfError } from '@salesforce/core';
import type { ItemId, Scalar } from '../../checklist/item.ts';
import { printable } from '../../literal/printable.ts';
import { loadText } from '../../text.ts';
import { dataDigest } from './canonical.ts';
import type { PlannedChange } from './schema.ts';

const text = loadText('plan');

/** What two plans are compared by: what they are bound to, what was asked for, what they would change. */
export type PlanBasis = {
  command: string;
  org: string;
  baseline: string;
  options: Readonly<Record<string, Scalar | readonly string[]>>;
  changes: readonly PlannedChange[];
};

/**
 * What moved since a plan was made: the values of a change, where it is written (`write`), what stands behind its numbers
 * (`basis`), a change that is `new` or `gone`; the record, the answers or an option for the plan as a whole.
 */
export type Moved = {
  /** Null: it is about the plan as a whole. */
  item: ItemId | null;
  target: string;
  what: 'baseline' | 'answers' | 'option' | 'new' | 'gone' | 'severity' | 'before' | 'after' | 'write' | 'basis';
  /** As the plan had it, and as it is now; null where that says nothing. */
  planned: Scalar;
  now: Scalar;
};

/** So many are told in an error; its data has all of them. */
const MOST_TOLD = 10;

const nameOf = ({ item, target }: PlannedChange): string => JSON.stringify([item, target]);

/** The changes of one list that the other has not just so. */
const without = (changes: readonly PlannedChange[], others: readonly PlannedChange[]): PlannedChange[] => {
  const known = new Set(others.map(dataDigest));
  return changes.filter((change) => !known.has(dataDigest(change)));
};

const VALUES = ['severity', 'before', 'after'] as const;

const movedWithin = (planned: PlannedChange, now: PlannedChange): Moved[] => {
  const { item, target } = planned;
  const values = VALUES.filter((what) => planned[what] !== now[what]).map((what): Moved => {
    return { item, target, what, planned: planned[what], now: now[what] };
  });
  const others = (['write', 'basis'] as const)
    .filter((what) => dataDigest(planned[what] ?? null) !== dataDigest(now[what] ?? null))
    .map((what): Moved => ({ item, target, what, planned: null, now: null }));
  return [...values, ...others];
};

const movedChanges = (planned: readonly PlannedChange[], now: readonly PlannedChange[]): Moved[] => {
  const left = Map.groupBy(without(now, planned), nameOf);
  const moved = without(planned, now).flatMap((change): Moved[] => {
    const { item, target, before, after } = change;
    const other = left.get(nameOf(change))?.shift();
    return other ? movedWithin(change, other) : [{ item, target, what: 'gone', planned: after, now: before }];
  });
  const added = [...left.values()].flat().map(({ item, target, before, after }): Moved => {
    return { item, target, what: 'new', planned: before, now: after };
  });
  return [...moved, ...added];
};

const optionText = (value: Scalar | readonly string[] | undefined): Scalar =>
  Array.isArray(value) ? value.join(', ') : ((value as Scalar | undefined) ?? null);

/** What is not as it was when a plan was made; empty where the plan still fits. */
export const movedBetween = (planned: PlanBasis, now: PlanBasis): Moved[] => {
  const whole = { item: null, target: '', planned: null, now: null };
  const names = [...new Set([...Object.keys(planned.options), ...Object.keys(now.options)])];
  const options = names
    .filter((name) => dataDigest(planned.options[name] ?? null) !== dataDigest(now.options[name] ?? null))
    .map((target): Moved => {
      const [was, is] = [planned.options[target], now.options[target]].map(optionText);
      return { ...whole, target, what: 'option', planned: was, now: is };
    });
  return [
    ...(planned.baseline === now.baseline ? [] : [{ ...whole, what: 'baseline' as const }]),
    ...options,
    ...movedChanges(planned.changes, now.changes),
  ];
};

const valueText = (value: Scalar): string =>
  value === null || value === '' ? text.get('moved.nothing') : printable(String(value));

/** What moved, for people, one line each. */
export const movedLines = (moved: readonly Moved[]): string[] =>
  moved.map(({ item, target, what, planned, now }) => {
    const about = item === null ? target : `${item}: ${printable(target)}`;
    return text.get(`moved.${what}`, { about, planned: valueText(planned), now: valueText(now) });
  });

/**
 * A plan that does not fit any more, as an error (exit code 1); its data is `{ moved }`.
 *
 * @param file the plan file, where one was to be applied
 */
export const stalePlan = (moved: readonly Moved[], file?: string): SfError => {
  const lines = movedLines(moved);
  const more = lines.length - MOST_TOLD;
  const told = [...lines.slice(0, MOST_TOLD), ...(more > 0 ? [text.get('moved.more', { count: more })] : [])];
  const plan = file === undefined ? text.get('stale.plan') : text.get('stale.file', { path: file });
  const error = text.error('StalePlan', { plan, moved: told.map((line) => `\n- ${line}`).join('') });
  if (file !== undefined) error.actions = text.list('stale.fileActions', { path: file });
  error.data = { moved: moved.map((each) => ({ ...each })) };
  return error;
};
