import { SHORT, type ProfileKeys } from '../../salesforce/profileKeys.ts';

/** The developer name of one profile; null where nobody knows it. */
export const profileKeyOf = (keys: ProfileKeys, id: string | null | undefined): string | null =>
  keys.get((id ?? '').slice(0, SHORT)) ?? null;

/** Whether two developer names are known, and the same: Salesforce takes no two that differ in case only. */
export const sameKey = (one: string | null | undefined, other: string | null | undefined): boolean =>
  typeof one === 'string' && one !== '' && one.toLowerCase() === other?.toLowerCase();

/** Whether two developer names are known, and are those of two things: then the same label is a coincidence. */
export const otherKey = (one: string | null | undefined, other: string | null | undefined): boolean =>
  Boolean(one) && Boolean(other) && !sameKey(one, other);
