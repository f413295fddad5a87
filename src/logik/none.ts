import type { LogikAccess } from './types.ts';

/** No way to any Logik environment: what is asked there stays a manual step. */
export const noLogik: LogikAccess = {
  hasAdminKey: false,
  hasRuntimeToken: false,
  admin: () => null,
  runtime: () => null,
  reach: () => Promise.resolve({ kind: 'unreachable', detail: 'not asked' }),
  withheld: () => Promise.resolve(null),
  about: () => undefined,
  remember: () => Promise.resolve(),
};
