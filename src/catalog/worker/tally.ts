import { readableKey } from './keys.ts';
import type { Verdict } from './compare.ts';
import type { Entry } from './groups.ts';

/** A row by what people know it by. */
export type Named = { key: string; id: string; name: string | null; configurable: boolean; note: string | null };

/** How many, and the first few of them: those that Logik configures before the others. */
export type Count = { rows: number; sample: Named[] };

/** What became of the rows of one object. */
export type Tally = {
  object: string;
  before: number;
  now: number;
  /** Same row, same ID. */
  unchangedIds: number;
  /** Same row, another ID. */
  changedIds: number;
  missing: Count;
  new: Count;
  /** Fields other than being active. */
  changed: Count;
  deactivated: Count;
  ambiguous: Count;
};

/** How many rows a finding names. */
export const SAMPLE = 10;

const emptyCount = (): Count => ({ rows: 0, sample: [] });

const count = (into: Count, named: () => Named): void => {
  into.rows += 1;
  if (into.sample.length < SAMPLE) {
    into.sample.push(named());
    return;
  }
  const candidate = named();
  const other = candidate.configurable ? into.sample.findLastIndex(({ configurable }) => !configurable) : -1;
  if (other >= 0) into.sample[other] = candidate;
};

const changeText = (
  differences: ReadonlyArray<{ field: string; before: string | null; after: string | null }>
): string => differences.map(({ field, before, after }) => `${field} ${before ?? '–'} → ${after ?? '–'}`).join(', ');

/**
 * Counts verdicts.
 *
 * @param configurable the field that says whether Logik configures the row; undefined for objects that have none
 */
export const tallyOf = (
  object: string,
  configurable: string | undefined
): { tally: Tally; add: (verdict: Verdict) => void } => {
  const tally: Tally = {
    object,
    before: 0,
    now: 0,
    unchangedIds: 0,
    changedIds: 0,
    missing: emptyCount(),
    new: emptyCount(),
    changed: emptyCount(),
    deactivated: emptyCount(),
    ambiguous: emptyCount(),
  };
  const named =
    (key: string | null, { id, values }: Entry, note: string | null = null) =>
    (): Named => ({
      key: key === null ? '' : readableKey(key),
      id,
      name: values.Name ?? null,
      configurable: configurable !== undefined && values[configurable] === 'true',
      note,
    });
  const add = (verdict: Verdict): void => {
    switch (verdict.kind) {
      case 'matched': {
        const { key, before, now, differences } = verdict;
        tally.before += 1;
        tally.now += 1;
        if (before.id === now.id) tally.unchangedIds += 1;
        else tally.changedIds += 1;
        const deactivated = differences.some(({ field, after }) => field === 'IsActive' && after === 'false');
        if (deactivated) count(tally.deactivated, named(key, now));
        const others = differences.filter(({ field }) => !(deactivated && field === 'IsActive'));
        if (others.length > 0) count(tally.changed, named(key, now, changeText(others)));
        break;
      }
      case 'missing':
        tally.before += 1;
        count(tally.missing, named(verdict.key, verdict.before));
        break;
      case 'new':
        tally.now += 1;
        count(tally.new, named(verdict.key, verdict.now));
        break;
      case 'ambiguous':
        tally.before += verdict.before.length;
        tally.now += verdict.now.length;
        for (const entry of verdict.now) count(tally.ambiguous, named(verdict.key, entry));
        break;
    }
  };
  return { tally, add };
};
