import type { OrgReader } from '../salesforce/types.ts';
import { attempt } from './attempt.ts';

/** Developer names of profiles, by the first 15 characters of their IDs. */
export type ProfileKeys = ReadonlyMap<string, string>;

/** An ID is the same in 15 and in 18 characters. */
const SHORT = 15;

/**
 * What no language changes about profiles: their full names in the Metadata API (`Admin` is the System Administrator in
 * every language), which the list of components tells with their IDs. The Tooling API tells them one profile a query only.
 * A login that may not list metadata learns none, and goes by names.
 */
export const readProfileKeys = async (org: Pick<OrgReader, 'metadata'>): Promise<ProfileKeys> => {
  const { facts } = await attempt(org.metadata.identified('Profile'));
  return new Map((facts ?? []).map(({ id, fullName }) => [id.slice(0, SHORT), fullName]));
};

/** The developer name of one profile; null where nobody knows it. */
export const profileKeyOf = (keys: ProfileKeys, id: string | null | undefined): string | null =>
  keys.get((id ?? '').slice(0, SHORT)) ?? null;

/** Whether two developer names are known, and the same: Salesforce takes no two that differ in case only. */
export const sameKey = (one: string | null | undefined, other: string | null | undefined): boolean =>
  typeof one === 'string' && one !== '' && one.toLowerCase() === other?.toLowerCase();

/** Whether two developer names are known, and are those of two things: then the same label is a coincidence. */
export const otherKey = (one: string | null | undefined, other: string | null | undefined): boolean =>
  Boolean(one) && Boolean(other) && !sameKey(one, other);
