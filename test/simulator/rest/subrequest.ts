import type { Json } from '../model.ts';
import type { ApiContext, ApiRequest, ApiResponse } from './types.ts';

/** Answers a request inside another one. */
export type Dispatch = (request: ApiRequest, context: ApiContext) => ApiResponse;

/** A request as it stands in a composite or batch body. */
export function subrequest(
  method: string,
  url: string,
  body: Json | undefined,
  headers: Record<string, string> = {}
): ApiRequest {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  return { method, path, query, headers, body: body === undefined || body === null ? '' : JSON.stringify(body) };
}
