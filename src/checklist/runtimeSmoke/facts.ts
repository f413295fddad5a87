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
  /**
   * `token`: 401; `origin`: 403; `not-cached`: Logik's sync has not brought the product; `error`: Logik said something
   * else; `unreachable`: nobody answered, or nothing that Logik would say.
   */
  outcome: z.enum(['opened', 'not-cached', 'token', 'origin', 'error', 'unreachable']),
  /** What was said, on one line; null where a configuration was opened. */
  detail: z.string().nullable(),
});

/** What came of starting configurations; there is nothing of a session in it. */
export const runtimeSmokeSchema = z.strictObject({
  /** `asked`, or why nobody was asked. */
  state: z.enum(['asked', 'not-refreshed', 'no-token', 'no-clients', 'no-environment', 'production']),
  /** The Logik environment that was to be asked; null where nobody knows it. */
  environment: z.string().nullable(),
  /** When it was asked: ISO 8601, UTC. */
  readAt: z.string().nullable(),
  products: z.array(product),
  /** Product codes of refresh.yaml that no active configurable product of the org has. */
  unknown: z.array(z.string()),
  attempts: z.array(attempt),
});

export type RuntimeSmokeFacts = z.infer<typeof runtimeSmokeSchema>;
export type SmokeProduct = z.infer<typeof product>;
export type SmokeAttempt = z.infer<typeof attempt>;

/** Nobody was asked. */
export const notAsked = (
  state: Exclude<RuntimeSmokeFacts['state'], 'asked'>,
  environment: string | null = null
): RuntimeSmokeFacts => ({ state, environment, readAt: null, products: [], unknown: [], attempts: [] });
