/**
 * The first answer of an org is waited for so long in all, repetitions included, whoever asks: an org in maintenance, or
 * one that takes connections and says nothing, stays so for long. With what a command needs by itself that is below the
 * 15 s that are promised. (SF_LOGIK_REQUEST_TIMEOUT gives the first request more.)
 */
export const bounds = { firstAnswerMs: 12_000 };

/** How one exchange went: an answer of the org, or why there is none. */
export type Outcome<A> = { answer: A; error?: undefined } | { answer?: undefined; error: Error };

/**
 * What is known of one host in this run. Before its first answer all requests share one budget of time for asking again;
 * when that is spent, the last outcome stands for the rest of the run and nobody asks again.
 */
export class Line<A> {
  private began: number | undefined;
  private answered = false;
  private spent: Outcome<A> | undefined;

  /** What stands for the answer, where the host was given up. */
  public get givenUp(): Outcome<A> | undefined {
    return this.spent;
  }

  /** How long asking again may take, in milliseconds; undefined once the host has answered. */
  public get leftMs(): number | undefined {
    if (this.answered) return undefined;
    this.began ??= performance.now();
    return Math.max(0, bounds.firstAnswerMs - (performance.now() - this.began));
  }

  public answers(): void {
    this.answered = true;
    this.spent = undefined;
  }

  /** Nobody asks any more, unless the host has answered before. */
  public giveUp(outcome: Outcome<A>): void {
    if (!this.answered) this.spent = outcome;
  }
}
