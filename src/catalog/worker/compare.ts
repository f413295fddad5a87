import type { Entry, Group } from './groups.ts';

export type Difference = { field: string; before: string | null; after: string | null };

/** What became of one row, or of several that nobody can tell apart. */
export type Verdict =
  | { kind: 'matched'; key: string | null; before: Entry; now: Entry; differences: Difference[] }
  | { kind: 'missing'; key: string | null; before: Entry }
  | { kind: 'new'; key: string | null; now: Entry }
  /** More than one row has the key, and their IDs do not tell either: no one of them is taken for the other. */
  | { kind: 'ambiguous'; key: string | null; before: Entry[]; now: Entry[] };

const differencesOf = (before: Entry, now: Entry, fields: readonly string[]): Difference[] =>
  fields
    .filter((field) => before.values[field] !== now.values[field])
    .map((field) => ({ field, before: before.values[field] ?? null, after: now.values[field] ?? null }));

/**
 * What became of the rows of one natural key. Where one row had it and one row has it, they are the same; so are rows
 * that have the same ID before and now, whatever else has the key. The others are ambiguous, unless one side has none;
 * where only a part of the key's rows is here, nobody can say that, and a key that so many share tells nothing anyway.
 *
 * @param fields the fields that both catalogs have and whose difference counts
 */
export const compareGroup = ({ key, before, now, isPart }: Group, fields: readonly string[]): Verdict[] => {
  const matched = (one: Entry, other: Entry): Verdict => ({
    kind: 'matched',
    key,
    before: one,
    now: other,
    differences: differencesOf(one, other, fields),
  });
  if (before.length === 1 && now.length === 1 && !isPart) return [matched(before[0], now[0])];
  const byId = new Map(now.map((entry) => [entry.id, entry]));
  const same = before.flatMap((entry) => {
    const other = byId.get(entry.id);
    return other ? [matched(entry, other)] : [];
  });
  const paired = new Set(same.map((verdict) => (verdict.kind === 'matched' ? verdict.now.id : '')));
  const gone = before.filter(({ id }) => !paired.has(id));
  const fresh = now.filter(({ id }) => !paired.has(id));
  const isOpen = isPart ? gone.length + fresh.length > 0 : gone.length > 0 && fresh.length > 0;
  if (isOpen) return [...same, { kind: 'ambiguous', key, before: gone, now: fresh }];
  return [
    ...same,
    ...gone.map((entry): Verdict => ({ kind: 'missing', key, before: entry })),
    ...fresh.map((entry): Verdict => ({ kind: 'new', key, now: entry })),
  ];
};
