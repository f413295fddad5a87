import { ApiError } from '../model.ts';
import type { Json } from '../model.ts';
import { jsonParserError, requiredMissing } from '../store/apiErrors.ts';
import type { Locate } from '../store/values.ts';

export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body's JSON, or the parser error of the real API. */
export function parseBody(body: string): Json {
  if (body.trim() === '') {
    throw jsonParserError('The HTTP entity body is required, but this request has no entity body.');
  }
  try {
    return JSON.parse(body) as Json;
  } catch (error) {
    const [, line = '1', column = '1'] = /line (\d+) column (\d+)/.exec(String(error)) ?? [];
    const odd = body.split('\n')[Number(line) - 1]?.charAt(Number(column) - 1) ?? '';
    const code = odd.charCodeAt(0) || -1;
    throw jsonParserError(`Unexpected character ('${odd}' (code ${code})) at [line:${line}, column:${column}]`);
  }
}

/** The body as one JSON object. */
export function parseObject(body: string): JsonObject {
  const value = parseBody(body);
  if (isObject(value)) return value;
  throw jsonParserError(
    Array.isArray(value)
      ? 'Can not deserialize: unexpected array at [line:1, column:1]'
      : 'Can not deserialize SObject out of a scalar at [line:1, column:1]'
  );
}

/** Finds where a field's value ends in a body, for the messages that name a line and column. */
export function locator(body: string): Locate {
  return (fieldName) => {
    const match = new RegExp(`"${fieldName}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*"|[^,}\\]]*)`, 'i').exec(body);
    const before = body.slice(0, match ? match.index + match[0].length - (match[1]?.length ?? 0) : 0).split('\n');
    return `[line:${before.length}, column:${(before.at(-1)?.length ?? 0) + 1}]`;
  };
}

/** A list that must hold between one and `most` entries. */
export function requireList(value: Json | undefined, name: string, most: number): Json[] {
  if (!Array.isArray(value) || value.length === 0) throw requiredMissing([name]);
  if (value.length > most) {
    throw new ApiError(400, {
      message: `record limit reached. cannot submit more than ${most} records into this call`,
      errorCode: 'EXCEEDED_ID_LIMIT',
    });
  }
  return value;
}
