import type { Waited } from '../judge/waited.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { ItemId } from '../../checklist/item.ts';
import { OrgError } from '../../salesforce/errors.ts';
import type { View } from '../judge/judge.ts';

type Left = View['awaited'];

/** How long to wait, and how that is shown and ended. */
export type Patience = {
  minutes: number;
  /** Called when the waiting begins: from then on the signal ends it. */
  begin: () => { signal: AbortSignal; end: () => void };
  /** Called before each pause: what is waited for, in words, and for how long at most, in milliseconds. */
  show: (left: readonly string[], milliseconds: number) => void;
};

/** How this room tells time and waits; an object, so that tests need not. */
export const clock = {
  now: (): number => Date.now(),
  pause: (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }),
};

const FIRST_MS = 10_000;
const LONGEST_MS = 60_000;
const GROWTH = 1.5;

/** How long to wait before the next look: longer each time up to a minute, or SF_LOGIK_WAIT_INTERVAL in seconds. */
export const pauseBefore = (turn: number): number => {
  const seconds = Number(process.env.SF_LOGIK_WAIT_INTERVAL);
  return seconds > 0 ? seconds * 1000 : Math.min(LONGEST_MS, FIRST_MS * GROWTH ** turn);
};

/** An org that is away for a moment ends no waiting: the next look tells. */
const PASSING = new Set([
  'OrgUnreachableError',
  'OrgTimeoutError',
  'OrgMaintenanceError',
  'OrgBusyError',
  'OrgUnreadableError',
]);

const isPassing = (error: unknown): boolean => error instanceof OrgError && PASSING.has(error.name);

/** What a promise brings, or undefined as soon as the signal says that nobody waits for it any more. */
const unless = async <T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> => {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
};

type Looking = {
  /** Reads these lines again, and judges everything by what is known then. */
  again: (items: readonly ItemId[]) => Promise<View>;
  /** What of it is worth waiting for: not what somebody vouched for or accepted. */
  leftOf: (view: View) => Left;
};

/**
 * Waits for what Logik's sync has to bring: looks at the lines that wait for something, and only at these, until nothing
 * is left, the time is up or the signal comes.
 *
 * @param first the org as it was seen already; where nothing is left to wait for, nobody waits
 * @throws what reading an org throws, but for an org that is away for a moment
 */
export const awaitSync = async (
  first: View,
  { again, leftOf }: Looking,
  patience: Patience
): Promise<{ view: View; waited: Waited }> => {
  const began = clock.now();
  const until = began + patience.minutes * 60_000;
  let view = first;
  const ended = (outcome: Waited['outcome']): { view: View; waited: Waited } => ({
    view,
    waited: { outcome, seconds: Math.round((clock.now() - began) / 1000), left: leftOf(view) },
  });
  if (leftOf(view).length === 0) return ended('settled');
  const { signal, end } = patience.begin();
  try {
    for (let turn = 0; ; turn += 1) {
      const left = leftOf(view);
      const rest = until - clock.now();
      if (left.length === 0) return ended('settled');
      if (signal.aborted) return ended('interrupted');
      if (rest <= 0) return ended('limit');
      patience.show(
        left.map(({ what }) => what),
        rest
      );
      // One look follows the other: there is nothing to do side by side.
      await unless(signal, clock.pause(Math.min(pauseBefore(turn), rest), signal));
      if (signal.aborted) continue;
      try {
        view = (await unless(signal, again(left.map(({ item }) => item)))) ?? view;
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
    }
  } finally {
    end();
  }
};
