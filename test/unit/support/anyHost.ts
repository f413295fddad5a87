import type { Gate } from '../../../src/logik/binding.ts';

/** Lets every credential go everywhere: for tests of what comes after that question. */
export const anyHost: Gate = {
  withheld: () => Promise.resolve(null),
  accepted: () => Promise.resolve(),
  about: () => undefined,
  remember: () => Promise.resolve(),
};
