import { z } from 'zod';
import { userSchema } from '../../shared/users/facts.ts';

/** What a user can be assigned, in the order in which it is assigned: a permission set may need its licence. */
export const ASSIGNED = ['permission-set-license', 'permission-set', 'permission-set-group', 'group', 'queue'] as const;

/** What else of the org a user refers to by name. */
export const REFERRED = ['profile', 'role', 'manager', 'user-license'] as const;

const assignment = z.strictObject({
  kind: z.enum(ASSIGNED),
  /** API name, with the namespace where it has one. */
  name: z.string(),
  /** ID of what is assigned; absent where an earlier version read it. */
  id: z.string().nullable().optional(),
  /** When it ends, ISO 8601; null: never. */
  expires: z.string().nullable(),
});

const testUserSchema = z.strictObject({
  user: userSchema,
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  alias: z.string().nullable(),
  nickname: z.string().nullable(),
  federationId: z.string().nullable(),
  locale: z.string().nullable(),
  language: z.string().nullable(),
  timeZone: z.string().nullable(),
  emailEncoding: z.string().nullable(),
  /** Null in an org with one currency. */
  currency: z.string().nullable(),
  /** `Standard`; users of portals and communities are others. */
  userType: z.string().nullable(),
  license: z.string().nullable(),
  /** ID and definition key of the licence, which no language changes; absent where an earlier version read it. */
  licenseId: z.string().nullable().optional(),
  licenseKey: z.string().nullable().optional(),
  profileId: z.string().nullable(),
  /** The profile's developer name, which no language changes; absent where an earlier version read it. */
  profileKey: z.string().nullable().optional(),
  role: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  manager: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  assignments: z.array(assignment),
});

const thing = z.strictObject({
  kind: z.enum([...ASSIGNED, ...REFERRED]),
  name: z.string(),
  id: z.string(),
  /** What no language changes, where the name is a label. */
  key: z.string().nullable().optional(),
  /** Licences that nobody uses; null where it is no licence, has no limit, or does not tell. */
  free: z.number().nullable(),
  /** Of a licence that is there and not active: nobody gets it. */
  disabled: z.literal(true).optional(),
});

/** A thing that production lacks, and whom that concerns, by their usernames. */
const lack = z.strictObject({ kind: z.enum([...ASSIGNED, ...REFERRED]), name: z.string(), users: z.array(z.string()) });

export const testUsersSchema = z.strictObject({
  /** ISO date on which they were read: what ended before it is over. */
  readOn: z.string(),
  users: z.array(testUserSchema),
  /** What the users had before the refresh, as far as the org has it now; empty before. */
  things: z.array(thing),
  /** Why a kind of thing could not be read. */
  unreadable: z.partialRecord(z.enum([...ASSIGNED, ...REFERRED]), z.string()),
  /** What the users need and the copy of production will not have; absent where production was not asked. */
  production: z
    .strictObject({
      lacking: z.array(lack),
      /** Why a kind of thing could not be read there. */
      unreadable: z.partialRecord(z.enum([...ASSIGNED, ...REFERRED]), z.string()),
    })
    .optional(),
});

/** The test users named in refresh.yaml, with all that makes them. */
export type TestUsersFacts = z.infer<typeof testUsersSchema>;
export type TestUser = z.infer<typeof testUserSchema>;
export type Assignment = z.infer<typeof assignment>;
export type Thing = z.infer<typeof thing>;
export type ThingKind = Thing['kind'];
export type Lack = z.infer<typeof lack>;
