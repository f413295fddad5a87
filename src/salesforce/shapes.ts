import { z } from 'zod';

/** Whether a value of an answer has names: an object, no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text of an answer; undefined for anything else. */
export const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);

/** How a bulk job tells of itself: what is no job is refused, what is odd beside that counts as not told. */
export const jobShape = z.object({
  id: z.string().min(1),
  state: z.string().min(1),
  numberRecordsProcessed: number,
  numberRecordsFailed: number,
  errorMessage: text,
});

const reason = z.object({
  statusCode: text,
  message: text,
  fields: z.array(z.string()).optional().catch(undefined),
});

/** What the org says to one row that was saved, or was not. */
export const saveResultShape = z.object({
  id: text,
  success: z.boolean(),
  errors: z.array(reason).optional().catch(undefined),
});

/** A text as a part of a URL: halves of characters, which some orgs hold, have no spelling there. */
export const urlText = (value: string): string => encodeURIComponent(value.toWellFormed());
