import { z } from 'zod';

const product = z.strictObject({
  /** The product's ID in this org: Logik opens a configuration by it. */
  id: z.string(),
  /** ProductCode, or the name where there is none. */
  code: z.string(),
  family: z.string().nullable(),
  /** ISO 8601, UTC. */
  lastModified: z.string(),
});

const attempt = z.strictObject({
  client: z.string(),
  origin: z.string(),
  product: z.string(),
  /** What was sent as the origin, where that is not how the client lists it: a host that a wildcard covers. */
  sentAs: z.string().optional(),
  /**
   * `opened`: Logik named a session and no error, whatever the status; `token`: 401; `origin`: 403, which means the
   * origin or the token; `not-cached`: Logik's sync has not brought the product; `error`: Logik said something else;
   * `unreachable`: nobody answered, or nothing that Logik would say.
   */
  outcome: z.enum(['opened', 'not-cached', 'token', 'origin', 'error', 'unreachable']),
  /** What was said, on one line; null where a configuration was opened. */
  detail: z.string().nullable(),
  /** The session that was started could not be ended: it ends by itself. */
  mayBeOpen: z.literal(true).optional(),
});

/** What came of starting configurations; there is nothing of a session in it. */
export const runtimeSmokeSchema = z.strictObject({
  /** `asked`, or why nobody was asked. */
  state: z.enum(['asked', 'not-refreshed', 'no-token', 'no-clients', 'no-environment', 'production', 'withheld']),
  /** Why the token was not sent to the environment, in words; absent where it was. */
  withheld: z.string().optional(),
  /** The Logik environment that was to be asked; null where nobody knows it. */
  environment: z.string().nullable(),
  /** When it was asked: ISO 8601, UTC. */
  readAt: z.string().nullable(),
  products: z.array(product),
  /** Product codes of refresh.yaml that no active configurable product of the org has. */
  unknown: z.array(z.string()),
  attempts: z.array(attempt),
  /** Wildcards of clients that cover no host that anybody knows of, so that there was nothing to be sent as. */
  untried: z.array(z.strictObject({ client: z.string(), origin: z.string() })).optional(),
  /** A configuration opens without any token as well: what opened proves nothing of the token. */
  openToAll: z.literal(true).optional(),
  /** Where every origin was refused with 403: whether the same token was taken from the environment's own host. */
  ownHost: z.strictObject({ origin: z.string(), taken: z.boolean() }).optional(),
});

export type RuntimeSmokeFacts = z.infer<typeof runtimeSmokeSchema>;
export type SmokeProduct = z.infer<typeof product>;
export type SmokeAttempt = z.infer<typeof attempt>;

/** Nobody was asked. */
export const notAsked = (
  state: Exclude<RuntimeSmokeFacts['state'], 'asked'>,
  environment: string | null = null
): RuntimeSmokeFacts => ({ state, environment, readAt: null, products: [], unknown: [], attempts: [] });
