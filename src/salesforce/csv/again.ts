import { clock } from '../clock.ts';

const REPEATS = 2;
const FIRST_PAUSE_MS = 250;

/** Reads up to three times, until the answer is whole: what comes damaged once mostly comes whole again. */
export const readWhole = async <T extends object, D extends string | Error>(
  read: () => Promise<T | { damage: D }>
): Promise<T | { damage: D }> => {
  for (let repeated = 0; ; repeated += 1) {
    const answer = await read();
    if (!('damage' in answer) || repeated === REPEATS) return answer;
    await clock.pause(FIRST_PAUSE_MS * 2 ** repeated);
  }
};
