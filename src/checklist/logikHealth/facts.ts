import { z } from 'zod';

/** How an environment answers somebody without any key. */
const reach = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answers') }),
  z.strictObject({ kind: z.literal('gone'), status: z.int() }),
  z.strictObject({ kind: z.literal('moved'), to: z.string() }),
  z.strictObject({ kind: z.literal('certificate'), detail: z.string() }),
  z.strictObject({ kind: z.literal('unreachable'), detail: z.string() }),
  z.strictObject({ kind: z.literal('error'), status: z.int() }),
]);

/** What came of one question that was asked with the key; `detail` says it in words where it is no answer. */
const asked = z.strictObject({
  outcome: z.enum(['answered', 'unauthorized', 'forbidden', 'gone', 'moved', 'certificate', 'unreachable', 'failed']),
  detail: z.string().nullable(),
});

const deployment = z.strictObject({
  /** A blueprint that is deployed; null where none was found. */
  found: z.string().nullable(),
  /** So many blueprints were asked about, latest first. */
  checked: z.int().nonnegative(),
  /** Why the rest could not be asked about; null where nothing went wrong. */
  unreadable: z.string().nullable(),
});

export const logikHealthSchema = z.strictObject({
  /** The Administration URL; null where nobody knows it. */
  environment: z.string().nullable(),
  /** Why the environment was not asked anything; null where it was. */
  notAsked: z.enum(['no-environment', 'no-credential', 'production']).nullable(),
  reach: reach.nullable(),
  /** The Runtime URL where it is another host, and how that answers. */
  runtime: z.strictObject({ url: z.string(), reach }).nullable(),
  /** The page of blueprints of size 1; null without an admin key. */
  key: asked.nullable(),
  /** The list of managed tables, which needs Bulk; null where the key was not accepted. */
  tables: asked.nullable(),
  /** Variable names of all blueprints, by which the tenant is known again; null where they could not be listed. */
  blueprints: z.array(z.string()).nullable(),
  deployed: deployment.nullable(),
});

/** What the Logik environment answers: whether it is there, whose it is, and what the key may do. */
export type LogikHealthFacts = z.infer<typeof logikHealthSchema>;
export type Asked = z.infer<typeof asked>;
export type Deployed = z.infer<typeof deployment>;
