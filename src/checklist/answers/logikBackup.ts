import { z } from 'zod';

/** The part `logik.backup` of refresh.yaml: how the Logik environment is backed up and put back. */
export const logikBackupSchema = z.strictObject({
  parallel: z.int().min(1).max(16).default(4).describe('Exports of managed tables that run at a time.'),
  overwrite: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Managed tables, or blueprints, that --restore-logik may replace although they were changed after the backup.'
    ),
});
