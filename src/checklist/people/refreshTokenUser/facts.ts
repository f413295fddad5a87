import { z } from 'zod';
import { pullSchema } from '../../environment/syncEvidence/facts.ts';
import { userSchema } from '../../shared/users/facts.ts';

const evidence = z.strictObject({
  /** The connected app's name as Salesforce shows it. */
  app: z.string(),
  /** ISO 8601. */
  lastUsed: z.string().nullable(),
  useCount: z.number().nullable(),
});

export const refreshTokenUserSchema = z.strictObject({
  /** Who it is: from the answers, or whom the org's OAuth tokens show; null when neither tells. */
  username: z.string().nullable(),
  users: z.array(userSchema),
  /** OAuth tokens of Logik's apps for this user; null where this login may not read them (Customize Application). */
  tokens: z.array(evidence).nullable(),
  /** Who else has a token of the sync's app, which is then another user's; left out where that was not looked for. */
  otherTokens: z.array(z.string()).optional(),
  /** ISO 8601; null where there was no login or it may not be read. */
  lastLogin: z.string().nullable(),
  /** Permissions of Logik's list that the user lacks, named; empty for a System Administrator; null where unreadable. */
  missing: z.array(z.string()).nullable(),
  /**
   * What the user pulled through bulk jobs, read with the permissions where any is missing; left out where none is, or
   * where the jobs could not be read.
   */
  pulls: z.array(pullSchema).optional(),
});

export type RefreshTokenUserFacts = z.infer<typeof refreshTokenUserSchema>;
