import { z } from 'zod';
import { instantSchema } from '../../shared/copies/dates.ts';

const change = z.strictObject({
  /** The username of who changed it last, or what the org gave for it. */
  by: z.string(),
  type: z.string(),
  name: z.string(),
  /** When it was changed last; null where the evidence does not tell. */
  at: z.string().nullable(),
  deleted: z.boolean(),
});

export const uncommittedWorkSchema = z.strictObject({
  /** What tells of changes; null where nothing could be read. */
  evidence: z.enum(['source-tracking', 'last-modified']).nullable(),
  /** The last refresh, and who says when it was; null where nobody does, and where nobody need. */
  since: z.strictObject({ at: instantSchema, by: z.enum(['source', 'organization']) }).nullable(),
  changes: z.array(change),
  /** Types of which only the latest changes were read. */
  cut: z.array(z.string()),
  unreadable: z.array(z.strictObject({ type: z.string(), reason: z.string() })),
});

export type MetadataChange = z.infer<typeof change>;
/** What was changed in the sandbox since its last refresh. */
export type UncommittedWorkFacts = z.infer<typeof uncommittedWorkSchema>;
