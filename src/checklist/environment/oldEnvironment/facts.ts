import { z } from 'zod';

/** What is looked through, in the order in which it is reported. */
export const PARTS = [
  'tenant',
  'configurator',
  'integrations',
  'settings',
  'code',
  'lightning',
  'aura',
  'flows',
] as const;

const part = z.enum(PARTS);

/** Which row or component: by its name, or by whom it holds for in a hierarchical custom setting. */
const owner = z.strictObject({ kind: z.enum(['name', 'organization', 'profile', 'user', 'number']), name: z.string() });

const place = z.strictObject({
  part,
  /** The object or the metadata type. */
  type: z.string(),
  owner,
  /** Null where the place is a text with lines. */
  field: z.string().nullable(),
  /** The first line that names it, counted from 1; null for fields. */
  line: z.int().positive().nullable(),
  /** What stands there, from the scheme to the end of the path, each spelling once: never what could be a secret. */
  texts: z.array(z.string()),
  /** repoint changes it with another line of the checklist. */
  byRepoint: z.boolean(),
});

const unread = z.strictObject({ part, what: z.string(), reason: z.string() });

export const oldEnvironmentSchema = z.strictObject({
  /** Hosts of the environment that is given up, and what takes their place; null where nobody knows what was there. */
  hosts: z.array(z.strictObject({ old: z.string(), now: z.string().nullable() })).nullable(),
  places: z.array(place),
  /** Further places, so many that they are only counted. */
  more: z.int().nonnegative(),
  /** How much was looked through, where it was read; null where the org searched it. */
  looked: z.array(z.strictObject({ part, things: z.int().nonnegative().nullable() })),
  unread: z.array(unread),
});

/** Everything that names the environment that a refresh gives up. */
export type OldEnvironmentFacts = z.infer<typeof oldEnvironmentSchema>;
export type Place = z.infer<typeof place>;
export type Part = z.infer<typeof part>;
export type Unread = z.infer<typeof unread>;
export type Renamed = { old: string; now: string | null };

/** What looking through one part brought. */
export type Looked = { part: Part; things: number | null; places: Place[]; unread: Unread[] };
