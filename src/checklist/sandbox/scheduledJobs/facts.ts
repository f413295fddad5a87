import { z } from 'zod';

const job = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** CronJobDetail.JobType: 7 is scheduled Apex, see the kinds in `kinds.ts`. */
  type: z.string(),
  expression: z.string().nullable(),
  timeZone: z.string().nullable(),
  state: z.string().nullable(),
  nextFireTime: z.string().nullable(),
  /** The owner's username, or its ID where that cannot be told. */
  owner: z.string(),
  /** The Apex class behind it; null where it has none, or where it cannot be told. */
  apexClass: z.string().nullable(),
});

export const scheduledJobsSchema = z.strictObject({
  jobs: z.array(job),
  /** Why the Apex classes behind the jobs could not be read; null where they were. */
  classesUnreadable: z.string().nullable(),
  /** Of the classes of the jobs that prepare recorded, those that the org has now; null where that was not asked. */
  present: z.array(z.string()).nullable(),
  /** Of the classes of the jobs, those that production lacks; absent where production was not asked. */
  production: z
    .strictObject({
      lacking: z.array(z.string()),
      /** Why its classes could not be read; null where they were. */
      unreadable: z.string().nullable(),
    })
    .optional(),
});

/** Every scheduled job of an org. */
export type ScheduledJobsFacts = z.infer<typeof scheduledJobsSchema>;
export type Job = z.infer<typeof job>;
