import { isItemError } from './errors.ts';
import type { OrgReader } from './types.ts';

/** Developer names of profiles, by the first 15 characters of their IDs. */
export type ProfileKeys = ReadonlyMap<string, string>;

/** An ID is the same in 15 and in 18 characters. */
export const SHORT = 15;

/**
 * What no language changes about profiles: their full names in the Metadata API (`Admin` is the System Administrator in
 * every language), which the list of components tells with their IDs. The Tooling API tells them one profile a query only.
 * A login that may not list metadata learns none, and goes by names.
 */
export const readProfileKeys = async (org: Pick<OrgReader, 'metadata'>): Promise<ProfileKeys> => {
  try {
    return new Map(
      (await org.metadata.identified('Profile')).map(({ id, fullName }) => [id.slice(0, SHORT), fullName])
    );
  } catch (error) {
    if (!isItemError(error)) throw error;
    return new Map();
  }
};
