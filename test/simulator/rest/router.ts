import { ApiError } from '../model.ts';
import { notFound } from '../store/apiErrors.ts';
import type { ApiContext, ApiRequest, ApiResponse, Params, Route } from './types.ts';

/** The newest and oldest API versions that the simulated orgs speak. */
export const LATEST_VERSION = 65;
export const OLDEST_VERSION = 31;

const VERSIONED = /^\/services\/data\/v(\d{2})\.0(\/.*)?$/;

const versionIn = (path: string): number => Number(VERSIONED.exec(path)?.[1] ?? NaN);

/** Whether a path is one of an API version that exists. */
export const isServed = (path: string): boolean =>
  versionIn(path) <= LATEST_VERSION && versionIn(path) >= OLDEST_VERSION;

/** Answers one request: finds its route under the version, and turns thrown API errors into their bodies. */
export function dispatch(routes: Route[], request: ApiRequest, context: ApiContext): ApiResponse {
  try {
    const [, version, rest = '/'] = VERSIONED.exec(request.path) ?? [];
    if (version === undefined || !isServed(request.path)) throw notFound();
    const method = effectiveMethod(request);
    const matches = routes
      .map((route) => ({ route, params: match(route.path, rest) }))
      .filter((candidate): candidate is { route: Route; params: Params } => candidate.params !== undefined);
    if (matches.length === 0) throw notFound();
    const hit = matches.find(({ route }) => route.method === method);
    if (!hit)
      throw methodNotAllowed(
        method,
        matches.map(({ route }) => route.method)
      );
    return hit.route.handle({ ...request, method }, { ...context, version: `${version}.0` }, hit.params);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    throw error;
  }
}

/** HEAD is a GET without its body; `_HttpMethod` is for clients that cannot send PATCH. */
function effectiveMethod(request: ApiRequest): string {
  const override = request.method === 'POST' ? request.query.get('_HttpMethod') : null;
  return override ? override.toUpperCase() : request.method === 'HEAD' ? 'GET' : request.method;
}

/** `/sobjects/:object/:id` against a path; the last parameter takes what is left when it ends in `*`. */
function match(pattern: string, path: string): Params | undefined {
  const wanted = pattern.split('/').filter((part) => part !== '');
  const given = path.split('/').filter((part) => part !== '');
  if (wanted.length !== given.length) return undefined;
  const params: Params = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decode(value);
    else if (part !== value) return undefined;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function methodNotAllowed(method: string, allowed: string[]): ApiError {
  const list = [...new Set(allowed.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])))].sort().join(',');
  return new ApiError(405, {
    message: `HTTP Method '${method}' not allowed. Allowed are ${list}`,
    errorCode: 'METHOD_NOT_ALLOWED',
  });
}
