import type { UserNames } from '../../../preserve/kept.ts';
import { productionUsername, sandboxUsername } from '../../shared/users/match.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';

/**
 * How owners are told apart across a refresh: by production's username, which the sandbox knows with its own suffix. A
 * user that only the sandbox had may be back under the very name that it had.
 */
export const userNames = (names: SandboxNames): UserNames => ({
  bare: (username) => productionUsername(username, names.now),
  candidates: (bare) => [
    ...new Set([sandboxUsername(bare, names), ...(names.before === null ? [] : [`${bare}.${names.before}`]), bare]),
  ],
});
