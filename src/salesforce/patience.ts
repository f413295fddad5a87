/** After so many requests in a row without an answer, nothing that changes something is sent any more. */
export const LATE_WRITES = 2;

/** Once a request got no answer in time, those after it get that part of the time, until one is answered. */
const PART = 4;

/**
 * How long one org is waited for. Its requests follow one another: where each had the whole time, an org that takes
 * connections and answers nothing would keep a run silent for minutes.
 */
export class Patience {
  private readonly late = { read: 0, write: 0 };

  /** The time for one request, in milliseconds, of what it may take in all. */
  public within(ms: number, isRead: boolean): number {
    return isRead && this.late.read > 0 ? Math.ceil(ms / PART) : ms;
  }

  /** Whether nothing that changes something is to be sent. */
  public isSpent(isRead: boolean): boolean {
    return !isRead && this.late.write >= LATE_WRITES;
  }

  /** How a request ended: without an answer in time, or with one, a refusal too. */
  public note(isRead: boolean, isLate: boolean): void {
    const kind = isRead ? 'read' : 'write';
    this.late[kind] = isLate ? this.late[kind] + 1 : 0;
  }
}
