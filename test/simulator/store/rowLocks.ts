import { ApiError } from '../model.ts';
import { idKey } from './ids.ts';

/** Records that some other transaction holds: these, or every n-th that is written of an object; each so often. */
export type RowLock = { ids: string[]; times: number } | { object: string; every: number; times: number };

type Held = { lock: RowLock; left: Map<string, number>; met: number };

/** The row locks of an org: each write of a held record fails, until it has failed often enough. */
export class RowLocks {
  private held: Held[] = [];

  /** Holds records from now on. */
  public hold(lock: RowLock): void {
    const ids = 'ids' in lock ? lock.ids : [];
    this.held.push({ lock, left: new Map(ids.map((id) => [idKey(id), lock.times])), met: 0 });
  }

  /** Lets go of everything. */
  public clear(): void {
    this.held = [];
  }

  /** The locks that were asked for, and which records still have to fail how often. */
  public all(): Array<{ lock: RowLock; left: { [id: string]: number } }> {
    return this.held.map(({ lock, left }) => ({
      lock,
      left: Object.fromEntries([...left].filter(([, times]) => times > 0)),
    }));
  }

  /** Throws for a record that is held; an attempt counts even when the request is rolled back. */
  public check(object: string, id: string): void {
    for (const held of this.held) {
      const left = this.leftOf(held, object, idKey(id));
      if (left === undefined || left === 0) continue;
      held.left.set(idKey(id), left - 1);
      throw new ApiError(400, {
        message: `unable to obtain exclusive access to this record or 1 records: ${id}`,
        errorCode: 'UNABLE_TO_LOCK_ROW',
        fields: [],
      });
    }
  }

  /** How often a record must still fail; the first write of a record decides whether it is an n-th one. */
  private leftOf(held: Held, object: string, key: string): number | undefined {
    const { lock, left } = held;
    if ('ids' in lock || lock.object.toLowerCase() !== object.toLowerCase() || left.has(key)) return left.get(key);
    held.met += 1;
    const times = held.met % lock.every === 0 ? lock.times : 0;
    left.set(key, times);
    return times;
  }
}
