import type { Situation } from '../../item.ts';
import type { Pull } from '../../environment/syncEvidence/facts.ts';
import { evidenceSince } from '../../environment/syncEvidence/schedule.ts';
import type { RefreshTokenUserFacts } from './facts.ts';
import { objectOf } from './permissions.ts';

/** A pull that shows that the sync works with the permissions that the user has: which job, and when it was seen. */
export type Proof = { job: NonNullable<Pull['last']>; object: string; when: 'before' | 'after' };

const pullOf = (facts: RefreshTokenUserFacts | undefined, object: string): Pull['last'] =>
  facts?.pulls?.find((pull) => pull.object === object)?.last ?? null;

/** prepare: the sync ran as the user is now. A job on one object proves the permissions for that object only. */
export const proofNow = (now: RefreshTokenUserFacts, permission: string): Proof | null => {
  const object = objectOf(permission) ?? '';
  const job = pullOf(now, object);
  return job === null ? null : { job, object, when: 'before' };
};

/**
 * After the refresh: the object was pulled since Logik was connected; or prepare saw that it was pulled, when the very
 * same permission was missing already.
 */
export const proofAfter = (situation: Situation<RefreshTokenUserFacts>, permission: string): Proof | null => {
  const { before, now, org } = situation;
  const object = objectOf(permission) ?? '';
  const job = pullOf(now, object);
  if (job !== null && (!org.refreshed || Date.parse(job.at) >= evidenceSince(situation)))
    return { job, object, when: org.refreshed ? 'after' : 'before' };
  const earlier = before?.missing?.includes(permission) ? pullOf(before, object) : null;
  return earlier === null ? null : { job: earlier, object, when: 'before' };
};
