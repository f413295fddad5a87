/**
 * A table of ours that is asked for names that others chose: `constructor`, `toString` and `__proto__` are in it only
 * where we put them there, also for `in`.
 */
export const tableOf = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.freeze(Object.assign(Object.create(null) as Record<string, T>, entries));

/** What a record of others has under a name of others; undefined where it has nothing of its own there. */
export const valueAt = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
