import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { JobResult } from './jobs.ts';

/** How a Logik environment behaves from now on; each trouble is off at first. */
export type LogikBehaviour = {
  /** The environment is decommissioned: 404 for everything. */
  gone: boolean;
  /** The environment was renamed: 302 to the same path below this URL. */
  redirectTo: string | null;
  /** Whoever calls reaches another tenant: blueprints, products and tables are others. */
  otherTenant: boolean;
  /** More requests than these in so many milliseconds are answered 429. */
  rateLimit: { requests: number; perMs: number; retryAfterSeconds: number } | null;
  /** More jobs than these at once are answered 429. */
  jobLimit: { atOnce: number; retryAfterSeconds: number } | null;
  /** Milliseconds that every answer waits. */
  latencyMs: number;
  /** Milliseconds that a job takes. */
  jobMs: number;
  /** Jobs that are about one of these blueprints, tables or files fail. */
  jobFails: string[];
  /**
   * Imports that are about one of these end as COMPLETED with this result, and do nothing where they failed by it; other
   * jobs are named with their type in front, `TABLE_EXPORT prices`.
   */
  jobResults: { [about: string]: JobResult };
  /** Where an admin call without a good key is sent with 302; '' without a location; null: 401. */
  badKeyLeadsTo: string | null;
  /** Refusals of the runtime come with 200 and an error in the body. */
  refusesWith200: boolean;
  /** A start without a session that stays is refused with 400. */
  statefulOnly: boolean;
  /** What the status of an import that went well is: the vendor's page and its API description differ. */
  importEndsAs: 'COMPLETED' | 'SUCCESS';
  /** Whether a managed table's export is a CSV or a ZIP that holds one. */
  tableFile: 'csv' | 'zip';
  /** How often the product cache syncs; null: when told to. */
  syncIntervalMs: number | null;
  /** JSON answers are made so many bytes long. */
  hugeBody: number;
};

export const initialBehaviour = (): LogikBehaviour => ({
  gone: false,
  redirectTo: null,
  otherTenant: false,
  rateLimit: null,
  jobLimit: null,
  latencyMs: 0,
  jobMs: 150,
  jobFails: [],
  jobResults: {},
  badKeyLeadsTo: null,
  refusesWith200: false,
  statefulOnly: false,
  importEndsAs: 'COMPLETED',
  tableFile: 'csv',
  syncIntervalMs: null,
  hugeBody: 0,
});

const MOST_BYTES = 256 * 1024 * 1024;

const isFlag = (value: Json): boolean => typeof value === 'boolean';
const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;
const hasCounts = (value: Json, names: string[]): boolean =>
  isJsonObject(value) &&
  Object.keys(value).every((name) => names.includes(name)) &&
  names.every((name) => isCount(value[name]));

const isResult = (value: Json): boolean => isJsonObject(value) && isFlag(value['success'] ?? null);

const CHECKS: Record<keyof LogikBehaviour, (value: Json) => boolean> = {
  gone: isFlag,
  redirectTo: (value) => typeof value === 'string' && URL.canParse(value),
  otherTenant: isFlag,
  rateLimit: (value) => hasCounts(value, ['requests', 'perMs', 'retryAfterSeconds']),
  jobLimit: (value) => hasCounts(value, ['atOnce', 'retryAfterSeconds']),
  latencyMs: isCount,
  jobMs: isCount,
  jobFails: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  jobResults: (value) => isJsonObject(value) && Object.values(value).every(isResult),
  badKeyLeadsTo: (value) => typeof value === 'string',
  refusesWith200: isFlag,
  statefulOnly: isFlag,
  importEndsAs: (value) => value === 'COMPLETED' || value === 'SUCCESS',
  tableFile: (value) => value === 'csv' || value === 'zip',
  syncIntervalMs: (value) => isCount(value) && value > 0,
  hugeBody: (value) => isCount(value) && value <= MOST_BYTES,
};

/**
 * A behaviour after a change as a client asks for it (parts that are null go back to how they were at the start), or a
 * sentence that says what is wrong with the change.
 */
export function changed(behaviour: LogikBehaviour, change: Json): LogikBehaviour | string {
  if (!isJsonObject(change)) return 'The behaviour of a Logik environment is a JSON object.';
  const usual = initialBehaviour();
  const result = { ...behaviour };
  for (const [name, value] of Object.entries(change)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof LogikBehaviour] : undefined;
    if (!check) return `"${name}" is no behaviour of a Logik environment.`;
    if (value !== null && !check(value)) return `"${name}" cannot be ${JSON.stringify(value)}.`;
    Object.assign(result, { [name]: value ?? usual[name as keyof LogikBehaviour] });
  }
  return result;
}
