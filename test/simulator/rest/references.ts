import { ApiError } from '../model.ts';
import type { Json } from '../model.ts';
import { isObject } from './body.ts';

const REFERENCE = /@\{([A-Za-z0-9_]+)((?:\.[A-Za-z0-9_]+|\[\d+\])*)\}/g;

function lookUp(results: Map<string, Json>, name: string, path: string): Json {
  let value: Json | undefined = results.get(name);
  for (const step of path.match(/[A-Za-z0-9_]+/g) ?? []) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isObject(value)) value = value[step];
    else value = undefined;
  }
  if (value === undefined) {
    const full = `${name}${path}`;
    throw new ApiError(400, {
      errorCode: 'PROCESSING_HALTED',
      message: `Invalid reference specified. No value for ${full} found in ${name}. ${
        results.has(name) ? 'Referenced value is missing from the response.' : 'Provided reference does not exist.'
      }`,
    });
  }
  return value;
}

/** Puts the results of earlier subrequests where a text or body says `@{ref.field}`. */
export function resolveReferences(value: Json, results: Map<string, Json>): Json {
  if (typeof value === 'string') {
    const whole = new RegExp(`^${REFERENCE.source}$`).exec(value);
    if (whole) return lookUp(results, whole[1] ?? '', whole[2] ?? '');
    return value.replace(REFERENCE, (_all, name: string, path: string) => String(lookUp(results, name, path)));
  }
  if (Array.isArray(value)) return value.map((entry) => resolveReferences(entry, results));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolveReferences(entry, results)]));
  }
  return value;
}
