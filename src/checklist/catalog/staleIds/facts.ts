import { z } from 'zod';
import { environmentsSchema } from '../../shared/environments.ts';

/** Where IDs and hosts hide: custom settings, custom metadata types, custom labels, places of refresh.yaml, exports. */
export const KINDS = ['settings', 'metadata', 'labels', 'named', 'exports'] as const;
const kind = z.enum(KINDS);

/** Which row: by its name, by whom it holds for in a hierarchical custom setting, or by its number in a file. */
const row = z.strictObject({
  kind: z.enum(['name', 'organization', 'profile', 'user', 'number']),
  name: z.string(),
});

const place = z.strictObject({
  kind,
  object: z.string(),
  row,
  field: z.string(),
  /** IDs that the sandbox had and the org has no more, and organization IDs; as they are spelled there. */
  ids: z.array(z.string()),
  hosts: z.array(z.string()),
});

/** What was behind an ID that the org has no more. */
const former = z.strictObject({ object: z.string(), key: z.string(), newId: z.string().nullable() });

export const staleIdsSchema = z.strictObject({
  environments: environmentsSchema,
  /** How much was read, by kind: objects or files, and their rows. */
  scanned: z.array(z.strictObject({ kind, objects: z.int().nonnegative(), rows: z.int().nonnegative() })),
  unreadable: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
  /** Places that may be stale, never their values; null before a refresh, when there is nothing to look for. */
  places: z.array(place).nullable(),
  /** Further places, so many that they are only counted: with stale IDs, and with the same marks for the rules. */
  more: z.strictObject({
    stale: z.int().nonnegative(),
    others: z.array(z.strictObject({ marks: z.array(z.string()), places: z.int().positive() })),
  }),
  /** What the stale IDs were, by their first 15 characters. */
  former: z.record(z.string(), former),
});

/** What of the time before the refresh may still stand somewhere. */
export type StaleIdsFacts = z.infer<typeof staleIdsSchema>;
export type Place = z.infer<typeof place>;
export type Row = z.infer<typeof row>;
export type Kind = z.infer<typeof kind>;

/** A place that refresh.yaml names. */
export type NamedField = { object: string; field: string };
