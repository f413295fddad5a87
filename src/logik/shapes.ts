import { z } from 'zod';
import type { Blueprint, ConfigurableProduct, LogikJob, ManagedTable } from './types.ts';

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

export const tableShape = z
  .object({ name: name.min(1), dateModified: time, modified: time })
  .transform((row): ManagedTable => ({ name: row.name, modified: row.dateModified ?? row.modified, rows: null }));

/** Of a deployment only counts that it is there. */
export const deploymentShape = z.record(z.string(), z.unknown());

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
const ENDED_WELL = new Set(['COMPLETED', 'SUCCESS']);

const told = z.object({ message: z.string().nullish(), errorMessage: z.string().nullish() });

/**
 * A job. Documented states are STARTED, COMPLETED and FAILED; of any other, whether it has an end tells whether it
 * still runs.
 */
export const jobShape = told
  .extend({
    id: z.union([name.min(1), z.number()]),
    status: name.nullish(),
    finished: z.unknown().optional(),
    result: told.nullish().catch(null),
  })
  .transform((job): LogikJob => {
    const status = job.status ?? 'STARTED';
    const words = job.errorMessage ?? job.message ?? job.result?.errorMessage ?? job.result?.message ?? null;
    const id = String(job.id);
    if (ENDED_WELL.has(status)) return { id, status: 'COMPLETED', message: null };
    const isOver = status === 'FAILED' || (status !== 'STARTED' && Boolean(job.finished));
    if (!isOver) return { id, status: 'STARTED', message: null };
    return { id, status: 'FAILED', message: words ?? (status === 'FAILED' ? null : status) };
  });
