import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';

/** How bulk jobs behave from now on; each part is off at first. */
export type BulkBehaviour = {
  /** How long a job stays in UploadComplete, and again in InProgress, beside what its work takes. */
  delayMs: number;
  /** Jobs (all, or those of one object) end as Failed, with this message, before their first record. */
  failJob: { object?: string; message: string } | null;
  /** Jobs are aborted, as if by an administrator, once so many records were processed. */
  abortAfterRecords: number | null;
  /** Jobs are aborted, as if by an administrator, as soon as they are in progress. */
  abortedByAdmin: boolean;
  /** Rows that some other transaction holds: these IDs, or every n-th of an upload; each `times` times. */
  lockRows: { ids?: string[]; every?: number; times?: number } | null;
  /** So many records at the end of an upload are left unprocessed, and their job fails. */
  unprocessed: number;
  /** An update that changes no value does not move LastModifiedDate. */
  ignoreUnchanged: boolean;
  /** Records on a page of results for which nobody gave `maxRecords`. */
  pageSize: number;
  /** Whether the user has the permission "Bulk API Hard Delete". */
  hardDelete: boolean;
};

export const initialBehaviour = (): BulkBehaviour => ({
  delayMs: 0,
  failJob: null,
  abortAfterRecords: null,
  abortedByAdmin: false,
  lockRows: null,
  unprocessed: 0,
  ignoreUnchanged: false,
  pageSize: 50_000,
  hardDelete: false,
});

const isCount = (value: Json | undefined): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isFlag = (value: Json | undefined): boolean => typeof value === 'boolean';
const maybe = (value: Json | undefined, check: (value: Json | undefined) => boolean): boolean =>
  value === undefined || check(value);
const isText = (value: Json | undefined): boolean => typeof value === 'string';

const CHECKS: Record<keyof BulkBehaviour, (value: Json) => boolean> = {
  delayMs: isCount,
  failJob: (value) =>
    value === null || (isJsonObject(value) && isText(value['message']) && maybe(value['object'], isText)),
  abortAfterRecords: (value) => value === null || isCount(value),
  abortedByAdmin: isFlag,
  lockRows: (value) => value === null || (isJsonObject(value) && isLock(value)),
  unprocessed: isCount,
  ignoreUnchanged: isFlag,
  pageSize: (value) => isCount(value) && value !== 0,
  hardDelete: isFlag,
};

function isLock({ ids, every, times }: { [key: string]: Json }): boolean {
  const named = Array.isArray(ids) && ids.every(isText);
  return (named || (isCount(every) && every !== 0)) && maybe(ids, Array.isArray) && maybe(times, isCount);
}

/** A change as a client asks for it, or a sentence that says what is wrong with it. */
export function readBulkBehaviour(value: Json): Partial<BulkBehaviour> | string {
  if (!isJsonObject(value)) return 'The behaviour of bulk jobs is a JSON object.';
  for (const [name, part] of Object.entries(value)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof BulkBehaviour] : undefined;
    if (!check) return `"${name}" is no behaviour of bulk jobs.`;
    if (!check(part)) return `"${name}" cannot be ${JSON.stringify(part)}.`;
  }
  return value;
}
