import type { KeptObject, Shape } from './kept.ts';

/** A value that is not kept: of which record, and of a file how large it is. */
export type Loss = { object: string; key: string; id: string; field: string; bytes: number | null };

/** So many records are named; all of them are counted, and listed. */
const NAMED = 5;

/** Finds the values that are not kept while the records go by. What they are stays in the org: only that they are is told. */
export const lossesOf = ({
  object,
  omitted,
  fields,
}: Pick<Shape, 'object' | 'omitted' | 'fields'>): {
  /** What has to be read besides. */
  columns: string[];
  see(record: { id: string; key: string }, at: (column: string) => string): void;
  all: Loss[];
} => {
  const watched = omitted.flatMap(({ name, why, by }) => (by === undefined ? [] : [{ name, why, by }]));
  // A lookup is kept as the key of what it leads to: where that has none, it is lost.
  const lookups = fields.flatMap(({ name, reference }) =>
    reference?.kind === 'record' ? [{ name, paths: reference.paths }] : []
  );
  const all: Loss[] = [];
  return {
    columns: [...watched.map(({ by }) => by), ...lookups.map(({ name }) => name)],
    see: ({ id, key }, at) => {
      for (const { name: field, why, by } of watched) {
        const value = at(by);
        const bytes = why === 'binary' ? Number(value) : null;
        if (value !== '' && bytes !== 0) all.push({ object, key, id, field, bytes });
      }
      for (const { name: field, paths } of lookups) {
        if (at(field) !== '' && paths.some((path) => at(path) === ''))
          all.push({ object, key, id, field, bytes: null });
      }
    },
    all,
  };
};

/** What is told of them by field. */
export const lostIn = (all: readonly Loss[]): NonNullable<KeptObject['lost']> =>
  [...Map.groupBy(all, ({ field }) => field)].map(([field, some]) => ({
    field,
    rows: some.length,
    bytes: some.every(({ bytes }) => bytes === null) ? null : some.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    named: some
      .toSorted((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0))
      .slice(0, NAMED)
      .map(({ key, id, bytes }) => ({ key: key === '' ? id : key, bytes })),
  }));
