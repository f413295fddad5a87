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
  /** The other host that the answer leads to, and whether to the same path there; absent: to none. */
  movedTo: z.strictObject({ host: z.string(), same: z.boolean() }).optional(),
  /** A refusal in Logik's own words, with its error code: no other server says that. */
  worded: z.literal(true).optional(),
  /** Somebody without any key is answered as well: the answer proves nothing of the key. */
  openToAll: z.literal(true).optional(),
});

/** As the version before recorded it, which took the history of deployments for their state; no rule reads it. */
const deployment = z.strictObject({
  /** A blueprint that is deployed; null where none was found. */
  found: z.string().nullable(),
  /** So many blueprints were asked about, latest first. */
  checked: z.int().nonnegative(),
  /** Why the rest could not be asked about; null where nothing went wrong. */
  unreadable: z.string().nullable(),
});

/** What the deployment histories say: when something was deployed, never what is deployed now. */
const history = z.strictObject({
  /** A blueprint that was deployed, and when; null where no history has an entry. */
  latest: z.strictObject({ blueprint: z.string(), at: z.string().nullable() }).nullable(),
  /** So many blueprints were asked about, latest first. */
  checked: z.int().nonnegative(),
  /** True: the key may not read them. */
  denied: z.boolean(),
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
  /** Why the key was not sent to this environment, in words; absent where it was, or there is none. */
  withheld: z.string().optional(),
  /** The list of managed tables, which needs Bulk; null where the key was not accepted. */
  tables: asked.nullable(),
  /** Variable names of all blueprints, by which the tenant is known again; null where they could not be listed. */
  blueprints: z.array(z.string()).nullable(),
  deployed: deployment.nullable().optional(),
  /** Null where the blueprints could not be listed. */
  history: history.nullable().optional(),
  /** Products whose configurations opened in this very run: their blueprints are deployed now. */
  opened: z.array(z.string()).optional(),
});

/** What the Logik environment answers: whether it is there, whose it is, and what the key may do. */
export type LogikHealthFacts = z.infer<typeof logikHealthSchema>;
export type Asked = z.infer<typeof asked>;
export type History = z.infer<typeof history>;
