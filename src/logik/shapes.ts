import { z } from 'zod';
import { loadText } from '../text.ts';
import type { Blueprint, ConfigurableProduct, LogikJob, ManagedTable, TableColumn } from './types.ts';

const text = loadText('logik');

/** Names and IDs that are longer are none. */
const LONGEST_NAME = 1000;
const name = z.string().max(LONGEST_NAME);

/** A time as ISO 8601, UTC; null where there is none that can be understood. */
const time = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' || typeof value === 'number' ? new Date(value) : undefined))
  .transform((date) => (date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString()));

/** What is more than that in an answer is let be: the API grows. */
export const blueprintShape = z
  .object({ name: name.nullish(), variableName: name.min(1), modified: time })
  .transform((row): Blueprint => ({ ...row, name: row.name ?? row.variableName }));

export const productShape = z
  .object({
    name: name.nullish(),
    partnerProductId: name.nullish(),
    blueprintVariableName: name.nullish(),
    modified: time,
  })
  .transform((row): ConfigurableProduct => ({
    name: row.name ?? '',
    partnerProductId: row.partnerProductId === '' ? null : (row.partnerProductId ?? null),
    blueprint: row.blueprintVariableName ?? null,
    modified: row.modified,
  }));

/** Columns are worth having and not worth failing for: without them, a table cannot be made anew as it was. */
const columns = z
  .array(
    z
      .object({ name: name.min(1), type: z.enum(['text', 'number']), description: z.string().nullish() })
      .transform((column): TableColumn => ({ ...column, description: column.description ?? '' }))
  )
  .min(1)
  .nullish()
  .catch(null);

export const tableShape = z
  .object({ name: name.min(1), dateModified: time, modified: time, columns })
  .transform((row): ManagedTable => ({
    name: row.name,
    modified: row.dateModified ?? row.modified,
    rows: null,
    columns: row.columns ?? null,
  }));

/** A line of a blueprint's deployment history. */
export const deploymentShape = z
  .object({ created: time, modified: time, deployed: time })
  .transform(({ created, modified, deployed }) => ({ at: created ?? deployed ?? modified }));

/** A list that comes in pages (Spring's shape), or whole. */
export const pageShape = z.union([
  z.object({
    content: z.array(z.unknown()),
    last: z.boolean().nullish(),
    totalPages: z.number().nullish(),
    totalElements: z.number().nullish(),
  }),
  z.array(z.unknown()).transform((content) => ({
    content,
    last: true,
    totalPages: 1,
    totalElements: content.length,
  })),
]);
export type Page = z.output<typeof pageShape>;

/** COMPLETED in the vendor's description of the API, SUCCESS on its page about imports. */
const ENDED_WELL: ReadonlySet<string> = new Set(['COMPLETED', 'SUCCESS']);

/** A number that may come as a text; null for anything else. */
const number = z
  .union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)])
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

const countsShape = z
  .object({ success: number, error: number, warning: number, total: number })
  .nullish()
  .catch(null)
  .transform((counts) => counts ?? null);

/** What people need to read: texts, or objects that hold one. */
const messageShape = z.union([
  z.string(),
  z.looseObject({ message: z.string() }).transform(({ message }) => message),
  z.looseObject({ errorMessage: z.string() }).transform(({ errorMessage }) => errorMessage),
  z.unknown().transform((value) => JSON.stringify(value) ?? ''),
]);

const resultShape = z
  .object({
    success: z
      .unknown()
      .optional()
      .transform((value) => !/^(false|0)$/i.test(String(value).trim())),
    counts: countsShape,
    messages: z.array(messageShape).nullish().catch(null),
    message: z.string().nullish().catch(null),
    errorMessage: z.string().nullish().catch(null),
  })
  .nullish()
  .catch(null);

/** So many messages are told; the others are counted. */
const MOST_MESSAGES = 5;

/** Several messages as one line. */
const inOneLine = (messages: readonly string[]): string => {
  const all = messages.map((one) => one.trim()).filter((one) => one !== '');
  const more = all.length - MOST_MESSAGES;
  return [...all.slice(0, MOST_MESSAGES), ...(more > 0 ? [text.get('moreMessages', { more })] : [])].join('; ');
};

/**
 * A job. Documented states are STARTED, COMPLETED and FAILED; of any other, whether it has an end tells whether it
 * still runs. One that is over has failed where its result says so, whatever its status: `success` is false, or errors
 * were counted (api-docs: `result: {success, counts, messages}`).
 */
export const jobShape = z
  .object({
    id: z.union([name.min(1), z.number()]),
    status: name.nullish(),
    finished: z.unknown().optional(),
    errorCode: z.union([z.string(), z.number()]).nullish().catch(null),
    message: z.string().nullish().catch(null),
    errorMessage: z.string().nullish().catch(null),
    result: resultShape,
  })
  .transform((job): LogikJob => {
    const { result, errorMessage, message } = job;
    const status = job.status?.toUpperCase() ?? 'STARTED';
    const id = String(job.id);
    const counts = result?.counts ?? null;
    const endedWell = ENDED_WELL.has(status);
    const isOver = endedWell || status === 'FAILED' || (status !== 'STARTED' && Boolean(job.finished));
    if (!isOver) return { id, status: 'STARTED', message: null, counts: null };
    const refused = String(job.errorCode ?? '').trim() !== '' || (errorMessage ?? '').trim() !== '';
    const failed = !endedWell || refused || result?.success === false || (counts?.error ?? 0) > 0;
    const own = errorMessage ?? (failed ? message : null) ?? result?.errorMessage ?? (failed ? result?.message : null);
    const words = inOneLine([
      ...(own ? [own] : []),
      ...(refused && !own ? [String(job.errorCode)] : []),
      ...(result?.messages ?? []).filter((each) => each !== own),
    ]);
    const unknown = endedWell || status === 'FAILED' ? '' : status;
    return { id, status: failed ? 'FAILED' : 'COMPLETED', message: words || (failed && unknown) || null, counts };
  });
