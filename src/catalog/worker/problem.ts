/**
 * What went wrong in the worker, without words: those are with the messages, which the worker does not load, for
 * Salesforce's libraries would come with them.
 */
export class Problem extends Error {
  public readonly key: ProblemKey;
  public readonly values: Readonly<Record<string, string | number>>;
  public constructor(key: ProblemKey, values: Readonly<Record<string, string | number>>) {
    super(`${key} ${JSON.stringify(values)}`);
    this.key = key;
    this.values = values;
  }
}

/** `DamagedCatalog`'s `detail` is a key of its own or somebody else's words: see `detailKey`. */
export type ProblemKey = 'DamagedCatalog' | 'WriteFailed';
