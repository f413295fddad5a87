import type { RetryHandler } from 'undici';
import { retryAfterMs } from '../retryAfter.ts';
import { codeOf, DROPPED } from './network.ts';

/** A request is sent so many times more at most. */
export const REPEATS = 3;
const FIRST_PAUSE_MS = 250;
/** Nobody waits longer than that for Logik's leave to ask again: the error says how long it wants to be left alone. */
export const LONGEST_PAUSE_MS = 30_000;

/** What may be sent again: a read whenever it may help; what begins something, only where it was surely not begun. */
const READ_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const WRITE_STATUS: ReadonlySet<number> = new Set([429]);

type Failure = { statusCode?: number; headers?: Record<string, unknown> };

/**
 * Whether undici's retry handler sends a request again, and when: Retry-After is kept to the letter. A request whose
 * answer has begun is not repeated here: undici would ask for the rest of it, and nobody can tell whether that is the
 * rest of the same.
 *
 * @param isRead whether it only reads
 * @param hasBegun whether an answer began to come
 * @param longestMs the longest pause
 */
export const repeating = (isRead: boolean, hasBegun: () => boolean, longestMs: number): RetryHandler.RetryOptions => {
  const statuses = isRead ? READ_STATUS : WRITE_STATUS;
  const pauseBefore = (error: Error, turn: number): number | undefined => {
    if (turn > REPEATS || hasBegun()) return undefined;
    const { statusCode, headers } = error as Failure;
    const may = statusCode === undefined ? isRead && DROPPED.has(codeOf(error)) : statuses.has(statusCode);
    if (!may) return undefined;
    const pause = retryAfterMs(headers?.['retry-after']) ?? FIRST_PAUSE_MS * 2 ** (turn - 1);
    return pause <= longestMs ? pause : undefined;
  };
  return {
    // The last answer is handed on as it came: it says more than the error that undici would make of it.
    throwOnError: false,
    retry: (error, { state }, callback) => {
      const pause = pauseBefore(error, state.counter);
      // undici ends the pause when the request is given up.
      if (pause !== undefined) return setTimeout(() => callback(null), pause);
      callback(error);
      return undefined;
    },
  };
};
