import { z } from 'zod';
import { sourceRecordSchema } from '../../shared/copies/facts.ts';

const earlierDirectory = z.strictObject({
  directory: z.string(),
  /** The org that it was prepared for. */
  orgId: z.string(),
  myDomain: z.string().nullable(),
  preparedAt: z.iso.datetime(),
  /** The day of the refresh, by plan or by journal. */
  date: z.iso.date(),
});

export const policyFactsSchema = z.strictObject({
  /** ISO date of the run. */
  today: z.iso.date(),
  /** What the source org knows; null where none was named. */
  source: sourceRecordSchema.nullable(),
  /** Refresh directories beside this one about a sandbox of that name; null where they were not looked for. */
  directories: z
    .strictObject({
      earlier: z.array(earlierDirectory),
      /** Directories whose record cannot be read. */
      damaged: z.array(z.string()),
    })
    .nullable(),
});

/** What a refresh policy is judged by. */
export type PolicyFacts = z.infer<typeof policyFactsSchema>;
export type Directories = NonNullable<PolicyFacts['directories']>;
export type EarlierDirectory = z.infer<typeof earlierDirectory>;
