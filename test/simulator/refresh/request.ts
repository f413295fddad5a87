import { ApiError, type Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import type { RefreshPart } from '../scenario/types.ts';
import { isId } from '../store/ids.ts';

/** What a refresh was asked to do: the defaults of the scenario, overridden by the request. */
export type RefreshRequest = RefreshPart & { orgId?: string };

const CHECKS: { [field: string]: [test: (value: Json) => boolean, expected: string] } = {
  refreshedBy: [isText, 'a username'],
  selectiveAccess: [(value) => value === null || (Array.isArray(value) && value.every(isText)), 'usernames, or null'],
  sandboxName: [(value) => isText(value) && /^[A-Za-z0-9]{1,10}$/.test(value), 'up to 10 letters and digits'],
  myDomain: [(value) => isText(value) && /^https:\/\/[^/]+$/.test(value), 'an https URL without a path'],
  orgId: [(value) => isId(value) && value.startsWith('00D'), 'an organization ID'],
};

/** Reads the body of a refresh request; throws an {@link ApiError} (400) that names the wrong field. */
export function readRefreshRequest(body: unknown, defaults: RefreshPart): RefreshRequest {
  const given = (body ?? {}) as Json;
  if (!isJsonObject(given)) throw bad('The body of a refresh request is a JSON object.');
  for (const [field, value] of Object.entries(given)) {
    const check = CHECKS[field];
    if (check === undefined) throw bad(`Unknown field "${field}"; known: ${Object.keys(CHECKS).join(', ')}.`);
    if (!check[0](value)) throw bad(`"${field}" must be ${check[1]}.`);
  }
  return { ...defaults, ...given };
}

/** A refused refresh request. */
export function bad(message: string): ApiError {
  return new ApiError(400, { errorCode: 'INVALID_REFRESH_REQUEST', message });
}

function isText(value: Json): value is string {
  return typeof value === 'string' && value !== '';
}
