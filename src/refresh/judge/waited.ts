import type { ItemId } from '../../checklist/item.ts';

/** What became of waiting; null where nobody asked for it. */
export type Waited = {
  /** `settled`: nothing is left, or there was nothing; `limit`: the time was up; `interrupted`: somebody ended it. */
  outcome: 'settled' | 'limit' | 'interrupted';
  /** How long it took, in whole seconds. */
  seconds: number;
  /** What had not come by then. */
  left: Array<{ item: ItemId; target: string; what: string }>;
};
