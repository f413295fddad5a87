import { sameId } from '../../identity/orgIdentity/ids.ts';
import { otherKey, sameKey } from '../../shared/profileNames.ts';
import type { TestUser, Thing, ThingKind } from './facts.ts';

/** What a user had, by everything that may tell which thing of an org it is. */
export type Wanted = {
  kind: ThingKind;
  name: string;
  id?: string | null | undefined;
  /** What no language changes, where the name is a label. */
  key?: string | null | undefined;
};

export const profileOf = ({
  user,
  profileId,
  profileKey,
}: Pick<TestUser, 'user' | 'profileId' | 'profileKey'>): Wanted => ({
  kind: 'profile',
  name: user.profile ?? '',
  id: profileId,
  key: profileKey,
});

export const licenseOf = ({ license, licenseId, licenseKey }: TestUser): Wanted => ({
  kind: 'user-license',
  name: license ?? '',
  id: licenseId,
  key: licenseKey,
});

export const roleOf = ({ role }: TestUser): Wanted => ({ kind: 'role', name: role?.name ?? '', id: role?.id });

/**
 * The thing that an org has: by ID, for a refresh keeps production's; then by what no language changes; then by one of
 * its names. A label is in the language of whoever asks: one that belongs to another thing counts for nothing.
 */
export const thingFor = (
  things: readonly Thing[],
  { kind, name, id, key }: Wanted,
  ...others: string[]
): Thing | undefined => {
  const own = things.filter((thing) => thing.kind === kind);
  return (
    own.find((thing) => sameId(thing.id, id)) ??
    own.find((thing) => sameKey(thing.key, key)) ??
    own.find((thing) => !otherKey(thing.key, key) && [name, ...others].some((each) => sameKey(thing.name, each)))
  );
};
