import { z } from 'zod';

const job = z.strictObject({
  /** What it is: an Apex class, or operation and object of a bulk job. */
  what: z.string(),
  status: z.string(),
});

const activeUser = z.strictObject({
  /** Null for what Salesforce does by itself. */
  id: z.string().nullable(),
  /** The username, or the ID where that could not be read. */
  username: z.string(),
  name: z.string().nullable(),
  profile: z.string().nullable(),
  /** The profile's developer name, which no language changes; absent where nobody could read it. */
  profileKey: z.string().optional(),
  /** The profile lets nobody in but programs; absent where the org does not tell. */
  apiOnly: z.boolean().optional(),
  userType: z.string().nullable(),
  lastLogin: z.string().nullable(),
  /** What the last login came through. */
  application: z.string().nullable(),
  /** How many logins of the time that is looked at. */
  logins: z.int(),
  /** Sessions that are valid now. */
  sessions: z.int(),
  /** Jobs that wait or run now. */
  jobs: z.array(job),
  lastChange: z.string().nullable(),
  /** Entries of the setup audit trail, by its section. */
  changes: z.record(z.string(), z.int()),
});

/** The parts that are read, each on its own. */
export const PARTS = ['logins', 'sessions', 'apexJobs', 'bulkJobs', 'changes'] as const;

export const activeUsersSchema = z.strictObject({
  /** So many days back. */
  days: z.int(),
  /** Who did anything lately, the latest first; at most {@link MOST_USERS}. */
  users: z.array(activeUser),
  /** How many more there are. */
  more: z.int(),
  /** Parts of which only the latest entries were read. */
  cut: z.array(z.enum(PARTS)),
  /** Parts that could not be read, and why. */
  unreadable: z.array(z.strictObject({ part: z.enum(PARTS), reason: z.string() })),
});

export const MOST_USERS = 200;

export type Part = (typeof PARTS)[number];
export type ActiveUser = z.infer<typeof activeUser>;
/** Who uses the sandbox, and for what. */
export type ActiveUsersFacts = z.infer<typeof activeUsersSchema>;
