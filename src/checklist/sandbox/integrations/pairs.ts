import type { Component } from '../../shared/endpoints/facts.ts';
import { ownerKindOf } from '../../shared/endpoints/settings.ts';
import { otherKey, sameKey } from '../../shared/profileNames.ts';
import { productionUsername } from '../../shared/users/match.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';

/** Whether a row is the default of a hierarchical setting; of a reading without owners its name tells. */
export const isOrganizationRow = ({ owner, name }: Component): boolean =>
  owner === undefined ? name === 'organization' : ownerKindOf(owner) === 'organization';

/** Whether a row of a hierarchical setting holds for one profile or user. */
export const isOwned = ({ owner, name }: Component): boolean =>
  owner === undefined ? /^(profile|user):/.test(name) : ['profile', 'user'].includes(ownerKindOf(owner) ?? '');

const sameOwner = (one: Component, other: Component): boolean =>
  isOwned(one) && typeof one.owner === 'string' && one.owner.slice(0, 15) === other.owner?.slice(0, 15);

const sameOwnerKey = (one: Component, other: Component): boolean => sameKey(one.ownerKey, other.ownerKey);

/** A user's name without what the sandbox appends to it. */
const bare = (name: string, sandbox: string | null): string =>
  name.startsWith('user:') ? productionUsername(name, sandbox).toLowerCase() : name;

const sameName = (recorded: Component, now: Component, names: SandboxNames): boolean =>
  !otherKey(recorded.ownerKey, now.ownerKey) &&
  (recorded.name === now.name ||
    (isOwned(recorded) && isOwned(now) && bare(recorded.name, names.before) === bare(now.name, names.now)));

/**
 * Which component of now each recorded one is. A row that holds for a profile or a user is known by that owner's ID,
 * which a refresh keeps where it is production's; a profile is called otherwise in every language. Then by the profile's
 * developer name, then by its name.
 */
export const pairsOf = (
  recorded: readonly Component[],
  components: readonly Component[],
  names: SandboxNames
): Map<Component, Component> => {
  const pairs = new Map<Component, Component>();
  const taken = new Set<Component>();
  for (const same of [sameOwner, sameOwnerKey, (one: Component, other: Component) => sameName(one, other, names)])
    for (const each of recorded) {
      if (pairs.has(each)) continue;
      const found = components.find((one) => !taken.has(one) && same(each, one));
      if (!found) continue;
      pairs.set(each, found);
      taken.add(found);
    }
  return pairs;
};
