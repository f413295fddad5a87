/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const numbersFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The same entries in another order (Fisher and Yates). */
export const reordered = <T>(entries: readonly T[], random: () => number): T[] => {
  const all = [...entries];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other], all[last]];
  }
  return all;
};

/** The same data with every list in it, and the keys of every object, in another order. */
export const shuffled = <T>(data: T, random: () => number): T => {
  if (Array.isArray(data))
    return reordered(
      data.map((each: unknown) => shuffled(each, random)),
      random
    ) as T;
  if (typeof data !== 'object' || data === null) return data;
  const entries = reordered(Object.entries(data), random);
  return Object.fromEntries(entries.map(([key, value]) => [key, shuffled<unknown>(value, random)])) as T;
};
