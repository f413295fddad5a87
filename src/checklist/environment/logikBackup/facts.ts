import { z } from 'zod';
import { comparedSchema } from '../../../logikBackup/compare.ts';
import { failureSchema, manifestSchema } from '../../../logikBackup/manifest.ts';
import { fileStateSchema } from '../../../logikBackup/sound.ts';

/** Why nothing could be asked of the environment: nobody knows its URL, it is production's, no key, the key is not for it, or it says no. */
const hurdleSchema = z.strictObject({
  kind: z.enum(['no-environment', 'production', 'no-key', 'withheld', 'refused']),
  /** What the environment said, or why it was not sent the key; null otherwise. */
  reason: z.string().nullable(),
});

export const logikBackupSchema = z.strictObject({
  /** The Administration URL; null where nobody knows it. */
  environment: z.string().nullable(),
  hurdle: hurdleSchema.nullable(),
  /** What lies in preserved/logik; null: nothing. */
  backup: manifestSchema.nullable(),
  /** What prepare did; null where it could not, and after the refresh. */
  taken: z
    .strictObject({
      failed: z.array(failureSchema),
      /** Parts that were taken over from a run that was cut off or failed. */
      resumed: z.int().nonnegative(),
      /** True: what failed left an earlier, complete backup in its place. */
      earlierStays: z.boolean(),
    })
    .nullable(),
  /** After prepare: the files, and the environment beside them where it could be asked. */
  now: z
    .strictObject({
      files: z.array(fileStateSchema),
      parts: z.array(comparedSchema).nullable(),
      /** Why Logik could not import the ZIP of blueprints, in words; absent where its form is right. */
      notImportable: z.string().optional(),
    })
    .nullable(),
});

/** The backup of the Logik environment: what it holds, how taking it went, and what became of what it holds. */
export type LogikBackupFacts = z.infer<typeof logikBackupSchema>;
export type Hurdle = z.infer<typeof hurdleSchema>;
