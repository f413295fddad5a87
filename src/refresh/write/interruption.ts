import type { Change } from '../../checklist/item.ts';

/** What became of a change so far: on its way to the org, taken by it, or refused. */
export type Stage = 'underway' | 'accepted' | 'refused';

/** How somebody cuts off a run that writes, and what is known of it by then. */
export type Interruption = {
  /** As the writing begins. Once the signal is aborted no further change is sent; `end` when nothing is left to write. */
  begin: (changes: readonly Change[]) => { signal: AbortSignal; end: () => void };
  /** A change got somewhere. */
  note: (change: Change, stage: Stage) => void;
};

/** Nobody cuts off anything. */
export const uninterrupted: Interruption = {
  begin: () => ({ signal: new AbortController().signal, end: () => undefined }),
  note: () => undefined,
};
