import { z } from 'zod';

/** What Logik's sync pulls (ServiceNow KB2641628). */
export const PULLED = ['Product2', 'Pricebook2', 'PricebookEntry'] as const;
export type Pulled = (typeof PULLED)[number];

const job = z.strictObject({
  id: z.string(),
  /** When it was created: ISO 8601, UTC. */
  at: z.string(),
  state: z.string(),
});

/** The latest pulls of one object by one user, as the org's lists of bulk jobs tell. */
export const pullSchema = z.strictObject({
  object: z.enum(PULLED),
  /** The latest that came to its end; null: the org lists none. */
  last: job.nullable(),
  /** A later one that failed or was aborted. */
  failed: job.nullable(),
  /** A later one that has not ended; left out where it was not looked for. */
  underWay: job.nullable().optional(),
});

export const syncEvidenceSchema = z.strictObject({
  /** The sync user as it is called now; null where nobody knows it or it is not there. */
  username: z.string().nullable(),
  /** Whether Salesforce shows a token of the sync app for that user; null where this login may not see it. */
  hasToken: z.boolean().nullable(),
  /** When the org was read: ISO 8601, UTC. */
  readAt: z.string(),
  /** Null where the bulk jobs could not be read; empty is not unread. */
  pulls: z.array(pullSchema).nullable(),
  /** The sync user is the login of this run, whose own bulk jobs stand in the same list. */
  own: z.literal(true).optional(),
  /** Why not; null where they were. */
  unreadable: z.string().nullable(),
});

export type SyncEvidenceFacts = z.infer<typeof syncEvidenceSchema>;
export type Pull = z.infer<typeof pullSchema>;
