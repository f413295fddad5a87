import { ApiError } from '../../model.ts';
import { idKey } from '../../store/ids.ts';
import type { BulkBehaviour } from '../behaviour.ts';

/** Rows that some other transaction holds, as often as the behaviour says. */
export class RowLocks {
  private readonly lock: BulkBehaviour['lockRows'];
  private readonly ids: Set<string>;

  public constructor(lock: BulkBehaviour['lockRows']) {
    this.lock = lock;
    this.ids = new Set(lock?.ids?.map(idKey));
  }

  /** Throws for a row that is held; `used` counts how often each was, over all jobs since the locks were set. */
  public check(id: string, position: number, used: Map<string, number>): void {
    const { every, times = 1 } = this.lock ?? {};
    const held = this.ids.has(idKey(id)) || (every !== undefined && position % every === 0);
    const key = idKey(id) || `row ${position}`;
    const count = used.get(key) ?? 0;
    if (!held || count >= times) return;
    used.set(key, count + 1);
    throw new ApiError(400, {
      message: `unable to obtain exclusive access to this record or 1 records: ${id}`,
      errorCode: 'UNABLE_TO_LOCK_ROW',
      fields: [],
    });
  }
}
