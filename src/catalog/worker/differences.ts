import type { Verdict } from './compare.ts';
import { readableKey } from './keys.ts';

/** One line of the file that says everything that became of the catalog; what stayed as it was is not in it. */
export type DifferenceLine = {
  object: string;
  kind: 'missing' | 'new' | 'changed' | 'ambiguous';
  key: string;
  name: string | null;
  oldId: string | null;
  newId: string | null;
  field: string | null;
  before: string | null;
  after: string | null;
};

export const DIFFERENCE_COLUMNS: ReadonlyArray<keyof DifferenceLine> = [
  'object',
  'kind',
  'key',
  'name',
  'oldId',
  'newId',
  'field',
  'before',
  'after',
];

/** The lines for one verdict: one for each field of a changed row, one for each row of the others. */
export const differenceLines = (object: string, verdict: Verdict): DifferenceLine[] => {
  const key = verdict.key === null ? '' : readableKey(verdict.key);
  const line = (given: Partial<DifferenceLine> & Pick<DifferenceLine, 'kind'>): DifferenceLine => ({
    object,
    key,
    name: null,
    oldId: null,
    newId: null,
    field: null,
    before: null,
    after: null,
    ...given,
  });
  switch (verdict.kind) {
    case 'matched': {
      const { before, now, differences } = verdict;
      const name = now.values.Name ?? null;
      return differences.map((difference) =>
        line({ kind: 'changed', name, oldId: before.id, newId: now.id, ...difference })
      );
    }
    case 'missing':
      return [line({ kind: 'missing', name: verdict.before.values.Name ?? null, oldId: verdict.before.id })];
    case 'new':
      return [line({ kind: 'new', name: verdict.now.values.Name ?? null, newId: verdict.now.id })];
    case 'ambiguous':
      return [
        ...verdict.before.map(({ id, values }) => line({ kind: 'ambiguous', name: values.Name ?? null, oldId: id })),
        ...verdict.now.map(({ id, values }) => line({ kind: 'ambiguous', name: values.Name ?? null, newId: id })),
      ];
  }
};
