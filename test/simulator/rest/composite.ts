import { ApiError } from '../model.ts';
import type { Json } from '../model.ts';
import { isObject, parseObject, requireList } from './body.ts';
import type { JsonObject } from './body.ts';
import { resolveReferences } from './references.ts';
import { subrequest } from './subrequest.ts';
import type { Dispatch } from './subrequest.ts';
import type { ApiContext, ApiRequest, ApiResponse, SubrequestLog } from './types.ts';

const MOST = 25;
const MOST_QUERIES = 5;

type Part = { method: string; url: string; referenceId: string; body: Json | undefined; headers: JsonObject };
type Result = { body: Json; httpHeaders: Record<string, string>; httpStatusCode: number; referenceId: string };

const HALTED: Json = [
  {
    errorCode: 'PROCESSING_HALTED',
    message: 'The transaction was rolled back since another operation in the same transaction failed.',
  },
];

/** Runs up to 25 requests in order; later ones may use the results of earlier ones. */
export function composite(request: ApiRequest, context: ApiContext, run: Dispatch): ApiResponse {
  const body = parseObject(request.body);
  const parts = requireList(body['compositeRequest'], 'compositeRequest', MOST).map(asPart);
  refuseTooMany(parts);
  const allOrNone = body['allOrNone'] === true;
  const start = context.dml.mark();
  const values = new Map<string, Json>();
  const results: Result[] = [];
  const log: SubrequestLog[] = [];
  for (const part of parts) {
    const failedBefore = allOrNone && results.some((result) => result.httpStatusCode >= 400);
    const response = failedBefore ? { status: 400, body: HALTED } : runPart(part, values, context, run);
    if (response.status < 400) values.set(part.referenceId, response.body ?? null);
    const httpHeaders = response.headers ?? {};
    results.push({
      body: response.body ?? null,
      httpHeaders,
      httpStatusCode: response.status,
      referenceId: part.referenceId,
    });
    log.push({ method: part.method, path: part.url, status: response.status });
  }
  const failed = results.some((result) => result.httpStatusCode >= 400);
  if (allOrNone && failed) {
    context.dml.rollback(start);
    for (const result of results) {
      if (result.httpStatusCode < 400) Object.assign(result, { body: HALTED, httpHeaders: {}, httpStatusCode: 400 });
    }
  }
  return { status: 200, body: { compositeResponse: results }, subrequests: log };
}

function asPart(entry: Json): Part {
  const { method, url, referenceId, body, httpHeaders } = isObject(entry) ? entry : {};
  if (typeof method !== 'string' || typeof url !== 'string' || typeof referenceId !== 'string') {
    const message = 'Each subrequest needs a method, a url and a referenceId.';
    throw new ApiError(400, { message, errorCode: 'INVALID_INPUT' });
  }
  return { method: method.toUpperCase(), url, referenceId, body, headers: isObject(httpHeaders) ? httpHeaders : {} };
}

function refuseTooMany(parts: Part[]): void {
  const seen = new Set<string>();
  for (const { referenceId } of parts) {
    if (seen.has(referenceId)) {
      throw new ApiError(400, { message: `Duplicate referenceId: ${referenceId}`, errorCode: 'INVALID_INPUT' });
    }
    seen.add(referenceId);
  }
  const heavy = parts.filter(({ url }) => /\/v\d+\.0\/(query|queryAll|composite\/sobjects)\b/.test(url));
  if (heavy.length > MOST_QUERIES) {
    const message = `Limit of ${MOST_QUERIES} query and sObject collection subrequests exceeded: ${heavy.length}`;
    throw new ApiError(400, { message, errorCode: 'LIMIT_EXCEEDED' });
  }
}

function runPart(part: Part, values: Map<string, Json>, context: ApiContext, run: Dispatch): ApiResponse {
  try {
    const url = String(resolveReferences(part.url, values));
    const body = part.body === undefined ? undefined : resolveReferences(part.body, values);
    const headers = Object.fromEntries(
      Object.entries(part.headers).map(([name, value]) => [name.toLowerCase(), String(value)])
    );
    return run(subrequest(part.method, url, body, headers), context);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    throw error;
  }
}
