import type { Json } from '../model.ts';
import { isObject, parseObject, requireList } from './body.ts';
import { subrequest } from './subrequest.ts';
import type { Dispatch } from './subrequest.ts';
import type { ApiContext, ApiRequest, ApiResponse, SubrequestLog } from './types.ts';

const MOST = 25;

const HALTED: ApiResponse = {
  status: 412,
  body: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing has halted per request' }],
};

/** Runs up to 25 independent requests, each with its own outcome. */
export function batch(request: ApiRequest, context: ApiContext, run: Dispatch): ApiResponse {
  const body = parseObject(request.body);
  const log: SubrequestLog[] = [];
  let hasErrors = false;
  const results = requireList(body['batchRequests'], 'batchRequests', MOST).map((entry): Json => {
    const { method, url, richInput } = isObject(entry) ? entry : {};
    const verb = String(method ?? 'GET').toUpperCase();
    // Batch URLs begin at the version; those of a composite begin at the host.
    const path = String(url ?? '').replace(/^\/?(?=v\d)/, '/services/data/');
    const response =
      hasErrors && body['haltOnError'] === true ? HALTED : run(subrequest(verb, path, richInput), context);
    hasErrors ||= response.status >= 400;
    log.push({ method: verb, path, status: response.status });
    return { statusCode: response.status, result: response.body ?? null };
  });
  return { status: 200, body: { hasErrors, results }, subrequests: log };
}
