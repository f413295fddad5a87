import type { Count, Tally } from '../../../src/checklist/catalog/catalog/facts.ts';

type Named = Count['sample'][number];

/** A row of a count. */
export const named = (id: string): Named => ({
  key: `ProductCode ${id}`,
  id,
  name: `Product ${id}`,
  configurable: false,
  note: null,
});

/** Exactly these rows. */
export const countOf = (...ids: string[]): Count => ({ rows: ids.length, sample: ids.map(named) });

/** What became of an object: nothing, unless told otherwise. */
export const tally = (object: string, own: Partial<Tally> = {}): Tally => ({
  object,
  before: 1,
  now: 1,
  unchangedIds: 0,
  changedIds: 0,
  missing: countOf(),
  new: countOf(),
  changed: countOf(),
  deactivated: countOf(),
  ambiguous: countOf(),
  ...own,
});
