import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const component = z.strictObject({
  /** What tells it apart; whom a row of a setting holds for, by name. */
  name: z.string(),
  /** Of a record; null for metadata. */
  id: z.string().nullable(),
  /** SetupOwnerId of a row of a hierarchical setting; null: of another row. Absent where an earlier version read it. */
  owner: z.string().nullable().optional(),
  /** Developer name of the profile that a row holds for, which no language changes; absent where nobody could read it. */
  ownerKey: z.string().optional(),
  /** Its fields by path, without any secret. */
  fields: z.record(z.string(), scalar),
  /** What it has and never comes out of an org: paths of fields, or words of the vendor. */
  secrets: z.array(z.string()),
});

const holding = z.strictObject({
  type: z.string(),
  /** Null where this login may not read them, or the org does not have the type. */
  components: z.array(component).nullable(),
  /** Why they could not be read; null where they were. */
  unreadable: z.string().nullable(),
  /** The org says itself that it has no such type; left out where it has. */
  absent: z.literal(true).optional(),
});

export const holdingsSchema = z.array(holding);

/** One thing that connects an org with another system. */
export type Component = z.infer<typeof component>;

/** All components of one type, or why they are not known. */
export type Holding = z.infer<typeof holding>;

/** The components of a type; undefined where they could not be read. */
export const componentsOf = (holdings: readonly Holding[] | undefined, type: string): Component[] | undefined =>
  holdings?.find((one) => one.type === type)?.components ?? undefined;

/** Types that an org has and whose components could not be read: nothing is known of them. */
export const unreadIn = (holdings: readonly Holding[]): Holding[] =>
  holdings.filter(({ components, absent }) => components === null && !absent);

/** Whether the org said itself that it has no such type. */
export const isAbsentIn = (holdings: readonly Holding[] | undefined, type: string): boolean =>
  holdings?.find((one) => one.type === type)?.absent === true;
