import { z } from 'zod';

/** A finding that somebody accepts: by its item and target, or all of an item. */
export const waiverSchema = z.strictObject({
  item: z.string().min(1).describe('The item of the finding, such as trusted-url.'),
  target: z.string().min(1).nullable().default(null).describe('Its target; null: every finding of the item.'),
  reason: z.string().trim().min(1).describe('Why it is accepted.'),
  owner: z.string().trim().min(1).describe('Who accepts it.'),
  until: z.iso.date().describe('The last day on which it is accepted, YYYY-MM-DD.'),
});

export type WaiverAnswer = z.infer<typeof waiverSchema>;
