import { z } from 'zod';
import { keptObjectSchema } from '../../../preserve/kept.ts';

const count = z.int().nonnegative();

/** One record that is not as it was kept. */
const differenceSchema = z.strictObject({
  key: z.string(),
  /** Null for one that is missing. */
  id: z.string().nullable(),
  state: z.enum(['missing', 'different']),
  fields: z.array(z.string()),
  /** What stands in its way, in words. */
  problems: z.array(z.string()),
});

/** What the org has of the records of one object, after prepare. */
const comparedSchema = z.strictObject({
  object: z.string(),
  /** Why it could not be compared; null where it was. */
  unreadable: z.string().nullable(),
  /** Records that can be put back. */
  total: count,
  missing: count,
  different: count,
  /** How many of these repoint would write, and how many get a lookup once all objects are back. */
  work: count,
  links: count,
  /** API requests that this takes, estimated. */
  requests: count,
  /** A checksum of what would be written and of what stands there instead; absent where nothing is different. */
  basis: z.string().optional(),
  /** Kept fields that the org does not have any more. */
  gone: z.array(z.string()),
  /** Fields without which the org creates no record now, and that were not kept. */
  demanded: z.array(z.string()),
  rows: z.array(differenceSchema),
  /** Lookups to records without a key that this org has not, and that nobody has set since. */
  unsettled: z
    .array(z.strictObject({ key: z.string(), id: z.string().nullable(), field: z.string(), to: z.string() }))
    .default([]),
});

export const recordsSchema = z.strictObject({
  objects: z.array(
    z.strictObject({
      object: z.string(),
      /** Null where this login may not read its records. */
      kept: keptObjectSchema.nullable(),
      unreadable: z.string().nullable(),
    })
  ),
  /** Null in prepare: there is nothing to compare with yet. */
  now: z.array(comparedSchema).nullable(),
  /** API requests that are left today; null where the org does not tell, and where nothing is to be put back. */
  remaining: count.nullable().default(null),
});

/** The records that refresh.yaml wants kept, where they are, and what the org has of them. */
export type RecordsFacts = z.infer<typeof recordsSchema>;
export type Compared = z.infer<typeof comparedSchema>;
export type Difference = z.infer<typeof differenceSchema>;
