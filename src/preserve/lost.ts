import type { Asked } from './asked.ts';
import type { KeptObject, Reference, Shape, Target } from './kept.ts';
import { keyLabel, keyOf, UNTOLD, type ReferenceKey, type Row } from './row.ts';

/**
 * A value that is not kept: of which record, and of a file how large it is. `same`: a lookup that is kept, and that holds
 * only where the refresh brings the very same record. `untold`: the org does not tell whether there is a value. `images`:
 * pictures in a text.
 */
export type Loss = {
  object: string;
  key: string;
  id: string;
  field: string;
  bytes: number | null;
  same?: true;
  untold?: true;
  images?: true;
};

/** Pictures that people put into a rich text are kept by Salesforce, for that record, at an address with its ID. */
const IMAGES = /\/(?:servlet\/)?rtaImage\?[^"'\s>]*\brefid=/i;

/** So many records are named; all of them are counted, and listed. */
const NAMED = 5;

/** Stands in a kept row for a lookup that led somewhere and whose key is lost: nobody knows what it should be. */
export const LOST: ReferenceKey = [];

/** Whether what a lookup leads to is told apart by nothing but its ID and the moment of its creation. */
export const isSame = ({ kind, targets = [] }: Reference, key: ReferenceKey): boolean =>
  kind === 'same' || (kind === 'any' && targets.some((target) => target.to === key[0] && target.kind === 'same'));

/**
 * Finds the values that are not kept while the records go by. What they are stays in the org: only that they are is told.
 *
 * @param asked which records have values that no column tells
 */
export const lossesOf = (
  { object, key, omitted, fields }: Pick<Shape, 'object' | 'key' | 'omitted' | 'fields'>,
  asked: Asked = new Map()
): {
  /** What has to be read besides. */
  columns: string[];
  /** Answers the record as it is kept: with a mark where a lookup is lost. */
  see(row: Row, at: (column: string) => string): Row;
  /** What lookups to several objects were found to lead to. */
  meet(targets: readonly Target[]): void;
  all: Loss[];
} => {
  const watched = omitted.flatMap(({ name, why, by }) => (by === undefined ? [] : [{ name, why, by }]));
  const apart = [...asked].filter(([name]) => omitted.some((one) => one.name === name));
  const texts = fields.filter(({ type }) => type === 'textarea').map(({ name }) => name);
  // A lookup is kept as the key of what it leads to: where that has none, or may not be read, it is lost.
  const lookups = fields.flatMap(({ name, reference }) => (reference ? [{ name, reference }] : []));
  const all: Loss[] = [];
  let met: readonly Target[] = [];
  return {
    columns: [...watched.map(({ by }) => by), ...lookups.map(({ name }) => name)],
    see: (row, at) => {
      const record = { object, key: keyLabel(keyOf(row, { key })), id: row.id };
      const lost: string[] = [];
      for (const { name: field, why, by } of watched) {
        const value = at(by);
        const bytes = why === 'binary' ? Number(value) : null;
        // A checkbox that is off is the value of none.
        const isOff = why === 'read-only' && value === 'false';
        if (value !== '' && !isOff && bytes !== 0) all.push({ ...record, field, bytes });
      }
      for (const [field, ids] of apart) {
        if (ids === undefined) all.push({ ...record, field, bytes: null, untold: true });
        else if (ids.has(row.id)) all.push({ ...record, field, bytes: null });
      }
      for (const field of texts)
        if (IMAGES.test(row.values[field] ?? '')) all.push({ ...record, field, bytes: null, images: true });
      for (const { name: field, reference } of lookups) {
        const to = row.refs[field];
        if (at(field) === '') continue;
        const isLost = to === undefined || to[0] === UNTOLD || to.some((part) => part === '');
        const same = !isLost && isSame(reference.kind === 'any' ? { ...reference, targets: [...met] } : reference, to);
        if (!isLost && !same) continue;
        all.push({ ...record, field, bytes: null, ...(same ? { same } : {}) });
        if (isLost && !key.includes(field)) lost.push(field);
      }
      return lost.length === 0
        ? row
        : { ...row, refs: { ...row.refs, ...Object.fromEntries(lost.map((field) => [field, LOST])) } };
    },
    meet: (targets) => {
      met = targets;
    },
    all,
  };
};

/** What is told of them by field, apart for lookups that may hold and for those that are lost. */
export const lostIn = (all: readonly Loss[]): NonNullable<KeptObject['lost']> =>
  [
    ...Map.groupBy(all, ({ field, same, untold, images }) => JSON.stringify([field, same, untold, images])).values(),
  ].map((some) => ({
    field: some[0].field,
    rows: some.length,
    bytes: some.every(({ bytes }) => bytes === null) ? null : some.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    named: some
      .toSorted((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0))
      .slice(0, NAMED)
      .map(({ key, id, bytes }) => ({ key: key === '' ? id : key, bytes })),
    ...(some[0].same ? { same: true as const } : {}),
    ...(some[0].untold ? { untold: true as const } : {}),
    ...(some[0].images ? { images: true as const } : {}),
  }));
