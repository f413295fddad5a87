import { isItemError } from '../../salesforce/errors.ts';
import { reasonOf } from '../../text.ts';

/** What a part of a line brought: its facts, or why this login may not see them. Unread is not the same as empty. */
export type Attempted<T> = { facts: T; unreadable: null } | { facts: null; unreadable: string };

/** Reads one part of a line, so that the rest of the line stands when this login may not see the part. */
export const attempt = async <T>(reading: Promise<T>): Promise<Attempted<T>> => {
  try {
    return { facts: await reading, unreadable: null };
  } catch (error) {
    if (!isItemError(error)) throw error;
    return { facts: null, unreadable: reasonOf(error) };
  }
};
