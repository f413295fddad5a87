import { z } from 'zod';

/**
 * What became of the ID that Logik holds of a product. `holds`: the org has it. `drifted`: the sandbox had it before the
 * refresh, and the same product has another one now. `gone`: the same, but no product, or more than one, can be told to
 * be it. `unknown`: neither this org nor, as far as is known, the sandbox before had it. `malformed`: it is no ID of a
 * product. `none`: Logik holds none.
 */
export const VERDICTS = ['holds', 'drifted', 'gone', 'unknown', 'malformed', 'none'] as const;

const product = z.strictObject({
  name: z.string(),
  /** The variable name of its blueprint. */
  blueprint: z.string().nullable(),
  /** As Logik spells it. */
  oldId: z.string().nullable(),
  /** The ID that the product has in this org, in 18 characters; null where nobody knows. */
  newId: z.string().nullable(),
  code: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  /** What keeps the product of this org from being configured; null: nothing, or there is none. */
  fault: z.enum(['inactive', 'not-configurable']).nullable(),
  /** Another product of Logik holds the same ID. */
  repeated: z.boolean(),
});

const lackingProduct = z.strictObject({ id: z.string(), name: z.string(), code: z.string().nullable() });

export const logikProductsSchema = z.strictObject({
  /** `asked`, or why nobody was asked; `withheld`: the key is not for it; `refused`: somebody was asked, and said no. */
  state: z.enum(['asked', 'no-key', 'no-environment', 'production', 'withheld', 'refused']),
  environment: z.string().nullable(),
  /** What the environment said where it said no, or why it was not sent the key; null otherwise. */
  reason: z.string().nullable(),
  /** The field that says whether Logik configures a product; null where there is none. */
  configurableField: z.string().nullable(),
  /** How many products Logik configures. */
  total: z.int().nonnegative(),
  /** How many of them are in the org, active and configurable. */
  sound: z.int().nonnegative(),
  /** prepare: those of them that are not, and not more than are worth recording; afterwards all of them. */
  products: z.array(product),
  /** Active products that the org lets Logik configure and Logik does not know: how many, and some of them. */
  lacking: z.strictObject({ rows: z.int().nonnegative(), some: z.array(lackingProduct) }),
});

/** The products that Logik configures, beside those of the org. */
export type LogikProductsFacts = z.infer<typeof logikProductsSchema>;
export type HeldProduct = z.infer<typeof product>;
export type LackingProduct = z.infer<typeof lackingProduct>;

/** Nobody was asked, or said no. */
export const notAsked = (
  state: Exclude<LogikProductsFacts['state'], 'asked'>,
  environment: string | null = null,
  reason: string | null = null
): LogikProductsFacts => ({
  state,
  environment,
  reason,
  configurableField: null,
  total: 0,
  sound: 0,
  products: [],
  lacking: { rows: 0, some: [] },
});

export const isSound = ({ verdict, fault }: HeldProduct): boolean => verdict === 'holds' && fault === null;
