import type fc from 'fast-check';

/** What is tried: inputs as plain data, and what is done with one. */
export type Target = {
  name: string;
  /** How many of all inputs are for it, in proportion to the others. */
  weight: number;
  input: fc.Arbitrary<unknown>;
  /** @throws Bad where something happened that must not */
  run: (input: unknown) => Promise<void>;
};

/** A target with the type of its input known inside. */
export const target = <I>(
  name: string,
  weight: number,
  input: fc.Arbitrary<I>,
  run: (input: I) => Promise<void>
): Target => ({ name, weight, input, run: (given) => run(given as I) });
