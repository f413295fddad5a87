import type { ProgressEvent } from '../progress.ts';
import type { Desk } from './desk.ts';
import type { Problem } from './problem.ts';

/** A call of a method of the desk, in another thread. */
export type Call = { id: number; method: keyof Desk; args: unknown[] };

/** What went wrong: for our words, or, where nobody foresaw it, somebody else's. */
export type Failure = Pick<Problem, 'key' | 'values'> | { message: string };

/** What comes back: the value, what went wrong, or how far it is. */
export type Answer =
  | { kind: 'done'; id: number; value: unknown }
  | { kind: 'failed'; id: number; problem: Failure }
  | { kind: 'progress'; event: ProgressEvent };
