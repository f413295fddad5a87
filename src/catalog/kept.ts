import { z } from 'zod';

/** No name that every object has of its own, such as `constructor`: no org has a field that is called so. */
const apiName = z
  .string()
  .regex(/^[A-Za-z]\w*$/)
  .refine((name) => !(name in Object.prototype));

/** One object of the catalog as it was kept: a compressed CSV file, and what must be true of it. */
export const keptObjectSchema = z.strictObject({
  object: apiName,
  /** Relative to the directory of the catalog. */
  file: z.string().regex(/^\w+\.csv\.gz$/),
  rows: z.int().nonnegative(),
  /** Size of the file. */
  bytes: z.int().nonnegative(),
  /** Of the file, in hexadecimal digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** `rest`: query pages; `bulk`: a Bulk API 2.0 query job. */
  via: z.enum(['rest', 'bulk']),
  fields: z.array(z.strictObject({ name: apiName, type: z.string() })),
  /** Of profiles: what no language changes, by the first 15 characters of their IDs. */
  developerNames: z.record(z.string().regex(/^\w{15}$/), z.string()).optional(),
});

export type KeptObject = z.infer<typeof keptObjectSchema>;
