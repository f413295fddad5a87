import { setTimeout as pause } from 'node:timers/promises';

/** How this room waits; an object, so that tests need not. */
export const clock = { pause: (ms: number): Promise<void> => pause(ms) };
