import { z } from 'zod';

export const userSchema = z.strictObject({
  id: z.string(),
  username: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  isActive: z.boolean(),
  profile: z.string().nullable(),
  /** The profile grants what System Administrator grants; a profile's name is translated in other languages. */
  isAdmin: z.boolean(),
  /** The user's login record; null where this login may not read it (permission Manage Users). */
  login: z.strictObject({ id: z.string(), isFrozen: z.boolean(), isPasswordLocked: z.boolean() }).nullable(),
});

/** One Salesforce user as far as the checklist needs it. */
export type UserFacts = z.infer<typeof userSchema>;

/** The names of the sandbox before and now: a refresh appends the present one to production's usernames. */
export type SandboxNames = { before: string | null; now: string | null };
