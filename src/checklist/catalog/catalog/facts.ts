import { z } from 'zod';
import { keptObjectSchema } from '../../../catalog/kept.ts';

/** A row by what people know it by. */
const named = z.strictObject({
  key: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  configurable: z.boolean(),
  note: z.string().nullable(),
});

/** How many rows, and the first few of them. */
export const countSchema = z.strictObject({ rows: z.int().nonnegative(), sample: z.array(named) });
export type Count = z.infer<typeof countSchema>;

const repeated = z.strictObject({
  object: z.string(),
  keys: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  keyless: z.int().nonnegative(),
  sample: z.array(named),
});

const tally = z.strictObject({
  object: z.string(),
  before: z.int().nonnegative(),
  now: z.int().nonnegative(),
  unchangedIds: z.int().nonnegative(),
  changedIds: z.int().nonnegative(),
  missing: countSchema,
  new: countSchema,
  changed: countSchema,
  deactivated: countSchema,
  ambiguous: countSchema,
});

export const catalogFactsSchema = z.strictObject({
  objects: z.array(z.strictObject({ object: z.string(), rows: z.int().nonnegative(), via: z.enum(['rest', 'bulk']) })),
  repeated: z.array(repeated),
  /** API requests that reading it takes, and what the org had left. */
  budget: z.strictObject({
    needed: z.int().nonnegative(),
    remaining: z.int().nullable(),
    max: z.int().nullable(),
  }),
  /** What prepare kept; null after a refresh. */
  kept: z.array(keptObjectSchema).nullable(),
  /** What became of it; null before a refresh. */
  tallies: z.array(tally).nullable(),
  /** Entries of currencies that are gone, by currency. */
  lostCurrencies: z.record(z.string(), z.int().nonnegative()),
});

export type CatalogFacts = z.infer<typeof catalogFactsSchema>;
export type Tally = z.infer<typeof tally>;
