/**
 * Works on all items, at most `limit` at a time; the results are in the items' order. The first error ends it, once the
 * work that is under way is over for its worker.
 */
export const inParallel = async <T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>
): Promise<R[]> => {
  const results = new Map<number, R>();
  // One queue for all workers: whoever is free takes the next.
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(limit, 1), items.length) }, worker));
  return items.map((_, index) => results.get(index) as R);
};
